"""Print for which systems and Pythons every pin of a lock comes as a wheel.

``python locks/platforms.py`` asks the package index (nothing is installed) and prints the
table of the README; a cell names the packages that would need a compiler. Needs uv.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux ARM": "aarch64-manylinux_2_28",
    "macOS Apple silicon": "aarch64-apple-darwin",
    "macOS Intel": "x86_64-apple-darwin",
    "Windows x64": "x86_64-pc-windows-msvc",
    "Windows ARM": "aarch64-pc-windows-msvc",
}

# uv assumes macOS 13 by default; the oldest release that Apple still repairs is newer.
ENVIRONMENT = os.environ | {"MACOSX_DEPLOYMENT_TARGET": "15.0"}


def without_wheel(lock: str, system: str, python: str) -> list[str]:
    """Return the packages of `lock` that have no wheel for `system` and `python`.

    Parameters
    ----------
    lock : str
        ``"workshop"`` or ``"dev"``.
    system : str
        Platform as uv names it.
    python : str
        Version such as ``"3.12"``.
    """
    text = (HERE / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", text)
    missing: list[str] = []
    with tempfile.TemporaryDirectory() as nowhere:
        command = [
            *("uv", "pip", "install", "--dry-run", "--no-deps", "--only-binary", ":all:"),
            *("--python-platform", system, "--python-version", python),
            *("--target", nowhere, "--requirement", "-"),
        ]
        while True:
            asked = [entry for entry in entries if entry.partition("==")[0] not in missing]
            said = subprocess.run(
                command,
                input="\n".join(asked),
                capture_output=True,
                encoding="utf-8",
                env=ENVIRONMENT,
                check=False,
            )
            if said.returncode == 0:
                return missing
            # uv names one at a time, with its marker in braces.
            named = re.search(r"([\w.-]+)(?:\{[^}]*\})?==", said.stderr)
            if named is None or named[1] in missing:
                raise SystemExit(said.stderr)
            missing.append(named[1])


def main() -> int:
    """Print the table; return 0."""
    print("| | " + " | ".join(f"Python {python}" for python in PYTHONS) + " |")
    print("|---" * (len(PYTHONS) + 1) + "|")
    for name, system in SYSTEMS.items():
        cells = []
        for python in PYTHONS:
            workshop, dev = (without_wheel(lock, system, python) for lock in ("workshop", "dev"))
            more = sorted(set(dev) - set(workshop))
            cells.append(
                ", ".join(workshop) + (f" (test: {', '.join(more)})" if more else "") or "✓"
            )
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
