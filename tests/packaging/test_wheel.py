"""The wheel holds course, datasets and notebooks, and works without the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("folder", ["course", "datasets", "notebooks"])
def test_wheel_holds_the_content(root: Path, unpacked: Path, folder: str) -> None:
    """Every content file of the checkout stands in the wheel, byte for byte."""
    packed = unpacked / "govlab/_content" / folder
    sources = [
        path
        for path in (root / folder).rglob("*")
        if path.is_file() and not {".ipynb_checkpoints", "__pycache__"} & set(path.parts)
    ]
    assert sources
    for path in sources:
        copy = packed / path.relative_to(root / folder)
        assert copy.read_bytes() == path.read_bytes(), path


def test_wheel_holds_types_and_messages(root: Path, unpacked: Path) -> None:
    """The wheel says that it is typed and carries every message catalogue."""
    assert (unpacked / "govlab/py.typed").is_file()
    catalogue = "text/catalogue"
    wanted = {path.name for path in (root / "src/govlab" / catalogue).glob("*.toml")}
    assert {path.name for path in (unpacked / "govlab" / catalogue).glob("*.toml")} == wanted


def test_wheel_finds_its_own_content(
    tmp_path: Path, unpacked: Path, as_installed: dict[str, str]
) -> None:
    """Away from any home, the installed package reads the packaged copy and keeps no state."""
    code = "from govlab import home; print(home.find().folder('datasets'), home.find().writable)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=as_installed,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert said.stdout.strip() == f"{unpacked / 'govlab/_content/datasets'} False"


def test_doctests_hold_on_the_installed_package(
    tmp_path: Path, unpacked: Path, as_installed: dict[str, str]
) -> None:
    """Every example in a docstring holds for the package as installed."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--doctest-modules", "--quiet", "-W", "error"),
            *("-p", "no:cacheprovider", "--import-mode=importlib", str(unpacked / "govlab")),
        ],
        cwd=tmp_path,
        env=as_installed,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
