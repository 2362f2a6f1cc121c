"""What the tests of installing share: the two scripts as modules, and the wheel, built once."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"loaded_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def render() -> ModuleType:
    """Return ``locks/render.py``."""
    return _load(ROOT / "locks/render.py")


@pytest.fixture
def door(tmp_path: Path) -> ModuleType:
    """Return ``run.py``, working in an empty folder that has locks and a pyproject."""
    module = _load(ROOT / "run.py")
    (tmp_path / "locks").mkdir()
    for name in ("locks/workshop.txt", "locks/dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    module.ROOT = tmp_path
    module.VENV = tmp_path / ".venv"
    module.STAMP = module.VENV / "govlab-stamp.json"
    return module


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout and return the folder it is unpacked into."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", built],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(place)
    return place


@pytest.fixture
def as_installed(unpacked: Path) -> dict[str, str]:
    """Return the environment of a process that has the unpacked wheel and no home of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "GOVLAB_HOME"}
    return kept | {"PYTHONPATH": str(unpacked)}
