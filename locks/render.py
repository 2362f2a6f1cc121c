"""Renew the lock files and ``environment.yml`` from ``pyproject.toml``.

``python locks/render.py`` keeps every pin that still fits; ``--upgrade`` takes the newest
versions, ``--environment`` renews ``environment.yml`` alone and needs no network. Needs uv
(``pip install uv``).

The locks name no host, path or command line, so that they serve any mirror and any machine.
"""

import argparse
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# The oldest Python that the locks serve; markers inside them say where newer ones differ.
OLDEST_PYTHON = "3.11"

# What a conda user gets: the same set as locks/workshop.txt.
WORKSHOP_EXTRAS = ("fast", "lab")

CONDA_NAMES = {"matplotlib": "matplotlib-base", "typst": "typst-py"}
NOT_ON_CONDA_FORGE = ("fontpkg-sarabun",)


def project() -> dict[str, Any]:
    """Return ``pyproject.toml`` as data."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(metadata: dict[str, Any], extras: Iterable[str]) -> list[str]:
    """Return the requirements of the core, of `extras` and of the build, as written.

    The build backend belongs in every lock: ``run.py`` installs govlab itself without
    build isolation, so that nothing unlocked is ever fetched.
    """
    table = metadata["project"]
    optional = table["optional-dependencies"]
    return [
        *table["dependencies"],
        *(line for extra in extras for line in optional[extra]),
        *metadata["build-system"]["requires"],
    ]


def environment(metadata: dict[str, Any]) -> str:
    """Return the text of ``environment.yml``.

    Parameters
    ----------
    metadata : dict
        ``pyproject.toml`` as data.
    """
    needed = [Requirement(line) for line in requirements(metadata, WORKSHOP_EXTRAS)]
    pip = [line for line in needed if line.name in NOT_ON_CONDA_FORGE]
    conda = sorted(
        f"{CONDA_NAMES.get(line.name, line.name)}{line.specifier}"
        for line in needed
        if line.name not in NOT_ON_CONDA_FORGE
    )
    python = f"python{metadata['project']['requires-python']}"
    return "\n".join(
        [
            "# Rendered from pyproject.toml by locks/render.py: change that, then render again.",
            "name: govlab",
            "channels:",
            "  - conda-forge",
            "  - nodefaults",
            "dependencies:",
            *(f'  - "{line}"' for line in (python, "pip", *conda)),
            "  - pip:",
            *(f'      - "{line}"' for line in map(str, pip)),
            "      - -e .",
            "",
        ]
    )


def lock(uv: str, name: str, needed: Sequence[str], *options: str) -> None:
    """Write ``locks/NAME.txt``, with hashes, for every platform.

    Parameters
    ----------
    uv : str
        The uv program.
    name : str
        Name of the lock.
    needed : sequence of str
        Requirements.
    *options : str
        More options of ``uv pip compile``.
    """
    subprocess.run(
        [
            *(uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON),
            *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
            *options,
            *("--output-file", str(HERE / f"{name}.txt"), "-"),
        ],
        input="\n".join(needed),
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew the files that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(prog="locks/render.py", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--environment", action="store_true", help="renew environment.yml alone")
    chosen = parser.parse_args(arguments)
    metadata = project()
    text = environment(metadata)
    (ROOT / "environment.yml").write_text(text, encoding="utf-8", newline="\n")
    if chosen.environment:
        return 0
    uv = shutil.which("uv")
    if uv is None:
        print("uv must be on PATH to renew the locks; install it: pip install uv", file=sys.stderr)
        return 3
    upgrade = ["--upgrade"] if chosen.upgrade else []
    everything = metadata["project"]["optional-dependencies"]
    lock(uv, "dev", requirements(metadata, everything), *upgrade)
    # dev's pins are binding, so that `workshop` after `test` finds everything in place.
    fixed = ("--constraint", str(HERE / "dev.txt"))
    lock(uv, "workshop", requirements(metadata, WORKSHOP_EXTRAS), *fixed)
    lock(uv, "installer", ["uv"], *upgrade)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
