"""The house rules: order of rooms, portable core, few public names, quick import, habits."""

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import govlab

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "govlab"
PORTABLE = ("errors", "text", "home", "thai", "chance", "files", "course")
HEAVY = ("numpy", "pandas", "matplotlib", "scipy", "sqlalchemy", "IPython", "jupyter_client")


def room_of(module):
    return module.split(".")[1] if module.startswith("govlab.") else None


def imports(path):
    """Yield the govlab rooms that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (room_of(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "govlab":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield room_of(node.module)


def files_of(room):
    single = PACKAGE / f"{room}.py"
    return [single] if single.is_file() else sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", govlab.ROOMS)
def test_a_room_imports_only_rooms_before_it(room):
    """The order of rooms is total, and no import goes upwards."""
    before = set(govlab.ROOMS[: govlab.ROOMS.index(room) + 1])
    assert files_of(room)
    for path in files_of(room):
        used = {found for found in imports(path) if found in govlab.ROOMS}
        assert used <= before, f"{path.name} imports {sorted(used - before)}"


def test_every_module_belongs_to_a_room():
    """Nothing stands in the package outside the rooms but its two doors."""
    found = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.suffix == ".py"}
    found |= {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert found - {"__init__", "__main__"} == set(govlab.ROOMS)


def test_the_portable_core_runs_without_the_heavy_libraries():
    """Words, dates and randomness work where numpy, pandas and matplotlib are not."""
    code = f"""
import sys
for name in {HEAVY!r}:
    sys.modules[name] = None
import govlab
for room in {PORTABLE!r}:
    getattr(govlab, room)
assert govlab.thai.parse_date("๒๖ สิงหาคม ๒๕๖๔").isoformat() == "2021-08-26"
assert govlab.thai.government_calendar().is_working_day(govlab.thai.parse_date("2 มี.ค.66"))
assert 0 <= govlab.chance.Stream(1, "form").below(6) < 6
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_govlab_loads_no_room():
    """Rooms load on first use, and none of the heavy libraries before."""
    code = f"""
import sys, govlab
assert not [name for name in sys.modules if name.startswith("govlab.")]
assert not [name for name in {HEAVY!r} if name in sys.modules]
assert set(govlab.ROOMS) <= set(dir(govlab))
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_room_is_refused_by_name():
    """A misspelt room lists the rooms there are."""
    with pytest.raises(AttributeError, match=r"'certificate'.*datasets"):
        _ = govlab.certificate


@pytest.mark.parametrize("room", govlab.ROOMS)
def test_a_room_shows_few_sorted_names_that_exist(room):
    """The public names of a room are sorted, real, described and at most about twenty."""
    module = importlib.import_module(f"govlab.{room}")
    names = list(module.__all__)
    assert sorted(names) == sorted(set(names))
    assert len(names) <= 22
    assert module.__doc__
    for name in names:
        found = getattr(module, name)
        if callable(found) and getattr(found, "__module__", "").startswith("govlab"):
            assert found.__doc__, f"{room}.{name}"


def test_modules_stay_one_idea():
    """No module passes 500 lines, but for the one that holds every contract, pure data."""
    long = {
        path.name: lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
        and path.name != "contracts.py"
    }
    assert long == {}


def test_every_test_states_a_fact():
    """Each test's first line says what must hold."""
    silent = [
        f"{path.name}:{node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def tool(*argv):
    done = subprocess.run(
        [sys.executable, "-m", *argv],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_code_passes_the_linter():
    """Ruff's wide set of rules holds for code, tests and notebooks."""
    tool("ruff", "check", ".")


def test_the_code_is_formatted():
    """Ruff's formatter would change nothing."""
    tool("ruff", "format", "--check", ".")


def test_the_types_hold():
    """The strict type checker finds nothing in the package."""
    tool("mypy")


def test_the_words_are_spelt_right():
    """Codespell finds no misspelt English word."""
    tool("codespell_lib", "src", "tests", "docs", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True
    ).stdout.decode("utf-8")
    found = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in found if path.is_file()] or sorted(PACKAGE.rglob("*.py"))


def test_no_registry_host_and_no_machine_path_is_written_down():
    """Nobody's package mirror or home folder stands in the project."""
    hosts = "|".join(["py" + "pi.org", "pythonhost" + "ed", "npm" + "js.", "deb." + "debian"])
    pattern = re.compile(rf"{hosts}|/wor[k]/|/root/\.")
    text = {".py", ".md", ".toml", ".yml", ".yaml", ".json", ".txt", ".ipynb", ".csv", ".cff", ""}
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked()
        if path.suffix in text
        for hit in [pattern.search(path.read_text(encoding="utf-8"))]
        if hit
    ]
    assert found == []
