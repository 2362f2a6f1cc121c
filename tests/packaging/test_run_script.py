"""``run.py``: picks a Python, installs once, repairs, says what is wrong, passes the verb on."""

import ast
import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Commands = list[tuple[str, ...]]
FITTING = "3.12"
SPREAD = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


@pytest.fixture
def installs(door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Let every installer succeed without doing anything, and record its command."""
    ran: Commands = []

    def succeed(*command: str) -> bool:
        ran.append(command)
        return True

    def make_venv() -> None:
        door.VENV.mkdir(exist_ok=True)
        ran.append(("venv",))

    monkeypatch.setattr(door, "succeeds", succeed)
    monkeypatch.setattr(door, "make_venv", make_venv)
    monkeypatch.setattr(door, "has_pip", door.VENV.exists)
    monkeypatch.setattr(door, "version_of", lambda _: FITTING)
    monkeypatch.setattr(door, "ENOUGH_SPACE", 0)
    return ran


@pytest.fixture
def calls(door: ModuleType, installs: Commands, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Let every verb's program end well without starting it, and record its command."""
    started: Commands = []

    def call(*command: str, cwd: Path | None = None) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(door, "call", call)
    monkeypatch.setattr(door, "prepare_debian", lambda: None)
    return started


def _answering(text: str, code: int = 0) -> Callable[..., subprocess.CompletedProcess[str]]:
    return lambda *_, **__: subprocess.CompletedProcess([], code, stdout=text)


# The file itself


def test_python_38_can_read_it(root: Path) -> None:
    """The script is written in syntax of Python 3.8, so that an old one can say what is wrong."""
    ast.parse((root / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_the_standard_library_only(root: Path) -> None:
    """Nothing has to be installed before the script that installs."""
    tree = ast.parse((root / "run.py").read_text(encoding="utf-8"))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_help_speaks_both_languages(root: Path, tmp_path: Path) -> None:
    """``--help`` ends well, on a console without Thai too, and names every verb."""
    said = subprocess.run(
        [sys.executable, root / "run.py", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    for word in ("setup", "workshop", "lab", "test", "bench", "--wheels", "ติดตั้ง", "install"):
        assert word in said


def test_the_range_of_pythons_is_that_of_pyproject(door: ModuleType, render: ModuleType) -> None:
    """The script accepts the Pythons that pyproject declares."""
    (oldest, newest) = (".".join(map(str, end)) for end in (door.OLDEST, door.NEWEST))
    above = f"{door.NEWEST[0]}.{door.NEWEST[1] + 1}"
    assert render.project()["project"]["requires-python"] == f">={oldest},<{above}"
    assert f"Python {oldest} to {newest}" in door.__doc__


# Which Python


@pytest.mark.parametrize(
    ("answer", "code", "version"),
    [
        ("True 3 11", 0, "3.11"),
        ("True 3 14", 0, "3.14"),
        ("True 3 8", 0, None),
        ("True 3 10", 0, None),
        ("True 3 15", 0, None),
        ("False 3 13", 0, None),
        ("", 127, None),
        ("True 3 12", 1, None),
    ],
)
def test_only_a_fitting_python_counts(
    door: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    version: str | None,
) -> None:
    """Too old, too new, no common CPython or a broken stand-in: none of them is taken."""
    monkeypatch.setattr(subprocess, "run", _answering(answer, code))
    assert door.version_of(["python"]) == version


def test_a_program_that_is_not_there_does_not_fit(door: ModuleType, tmp_path: Path) -> None:
    """A Python that was removed is no Python."""
    assert door.version_of([str(tmp_path / "python")]) is None


def test_the_running_python_comes_first(door: ModuleType) -> None:
    """The Python that runs the script is taken when it fits, as these tests' does."""
    assert door.choose_python() == [getattr(sys, "_base_executable", sys.executable)]


def test_all_of_path_is_searched(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stand-in that starts nothing does not hide the real Python behind it."""
    suffix = ".exe" if os.name == "nt" else ""
    folders = [tmp_path / "shims", tmp_path / "real"]
    for folder in folders:
        folder.mkdir()
        (folder / f"python3.13{suffix}").touch(mode=0o755)
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))
    monkeypatch.setattr(
        door, "version_of", lambda command: FITTING if "real" in command[0] else None
    )
    assert Path(*door.choose_python()).parent == folders[1]


def test_without_a_python_it_says_where_to_get_one(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a machine with an old Python only, the exit code is 3 and the remedy is named."""
    monkeypatch.setattr(door, "version_of", lambda _: None)
    assert door.main(["workshop"]) == 3
    said = capsys.readouterr().err
    assert "ติดตั้งจาก https://www.python.org/downloads/" in said
    assert "install one from https://www.python.org/downloads/" in said
    assert "Traceback" not in said


# Installing once


def test_second_start_installs_nothing(door: ModuleType, installs: Commands) -> None:
    """What is installed once is not installed again."""
    door.prepare("workshop", None)
    assert installs
    installs.clear()
    door.prepare("workshop", None)
    assert installs == []


def test_dev_serves_for_workshop_but_not_the_other_way(
    door: ModuleType, installs: Commands
) -> None:
    """After ``test`` a workshop installs nothing; after a workshop ``test`` adds the rest."""
    door.prepare("workshop", None)
    assert not door.ready("dev")
    door.prepare("dev", None)
    assert door.ready("workshop")
    assert installs.count(("venv",)) == 1


@pytest.mark.parametrize("name", ["locks/workshop.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed_over(door: ModuleType, installs: Commands, name: str) -> None:
    """A new lock or pyproject is installed into the environment that is there."""
    door.prepare("workshop", None)
    (door.ROOT / name).write_text("changed", encoding="utf-8")
    assert not door.ready("workshop")
    assert door.usable()


def test_a_moved_folder_gets_a_new_environment(
    door: ModuleType, installs: Commands, tmp_path: Path
) -> None:
    """Programs in an environment name the folder they were made in; a moved one is made anew."""
    door.prepare("workshop", None)
    door.ROOT = tmp_path / "elsewhere"
    assert not door.usable()


def test_another_python_gets_a_new_environment(
    door: ModuleType, installs: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment whose Python was replaced by another version, or removed, is made anew."""
    door.prepare("workshop", None)
    for version in ("3.13", None):
        monkeypatch.setattr(door, "version_of", lambda _, version=version: version)
        assert not door.ready("workshop")
        assert not door.usable()


def test_an_interrupted_installation_is_begun_anew(
    door: ModuleType,
    installs: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ctrl-C while installing ends with 130 and one line; the half-made environment is dropped."""

    def interrupted(*_: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "succeeds", interrupted)
    assert door.main(["workshop"]) == 130
    assert "run this again" in capsys.readouterr().err
    assert not door.usable()
    assert not door.ready("workshop")


def test_an_environment_made_by_hand_is_kept(door: ModuleType, installs: Commands) -> None:
    """A .venv that somebody made is installed into, not deleted."""
    door.VENV.mkdir()
    assert door.usable()


def test_a_new_environment_replaces_what_was_there(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making .venv removes the broken one whole, and counts as unfinished from its first moment."""
    door.VENV.mkdir()
    (door.VENV / "leftover").touch()
    monkeypatch.setattr(subprocess, "run", _answering("True 3 12"))
    monkeypatch.setattr(door, "has_pip", lambda: True)
    door.make_venv()
    assert list(door.VENV.iterdir()) == [door.STAMP]
    assert not door.usable()


def test_a_second_run_waits_for_the_first(door: ModuleType, tmp_path: Path) -> None:
    """Only one holder at a time has the lock, and closing the file gives it back."""
    place = tmp_path / "lock"
    with place.open("ab") as second:
        with place.open("ab") as first:
            assert door.try_lock(first)
            assert not door.try_lock(second)
        assert door.try_lock(second)


# How it installs


def test_every_lock_is_installed_by_hash(door: ModuleType, installs: Commands) -> None:
    """Whatever comes from outside comes by hash, and no command names an index."""
    door.prepare("dev", None)
    from_outside = [command for command in installs if "-r" in command]
    assert [command[-1] for command in from_outside] == ["locks/installer.txt", "locks/dev.txt"]
    for command in from_outside:
        assert {"--require-hashes", "--no-deps"} <= set(command)
    assert not any("index" in word for command in installs for word in command)


def test_pip_steps_in_when_uv_cannot_fetch(
    door: ModuleType, installs: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Since uv does not read pip's configuration, it may fail; then pip installs the same lock."""
    monkeypatch.setattr(
        door, "succeeds", lambda *command: installs.append(command) or "uv" not in command
    )
    door.prepare("workshop", None)
    by_pip = [command[-1] for command in installs if command[1:4] == ("-m", "pip", "install")]
    assert by_pip == ["locks/installer.txt", "locks/workshop.txt", "."]
    assert door.ready("workshop")


def test_a_folder_of_wheels_needs_no_internet(
    door: ModuleType, installs: Commands, tmp_path: Path
) -> None:
    """With ``--wheels`` every installer looks into the folder and nowhere else."""
    door.prepare("workshop", str(tmp_path))
    outside = [command for command in installs if command != ("venv",)]
    assert outside
    for command in outside:
        assert {"--no-index", "--find-links", str(tmp_path)} <= set(command)


def test_mirrors_and_certificates_stay_as_they_are(door: ModuleType) -> None:
    """The machine's configuration reaches the installers; another Python's folders do not."""
    kept = {"PIP_INDEX_URL": "a", "UV_INDEX": "b", "SSL_CERT_FILE": "c", "HTTPS_PROXY": "d"}
    foreign = {"PYTHONPATH": "e", "PYTHONHOME": "f", "PIP_USER": "1"}
    environment = door.child_environment({**kept, **foreign})
    assert {name: environment.get(name) for name in kept} == kept
    assert not environment.keys() & {"PYTHONPATH", "PYTHONHOME"}
    assert environment["PIP_USER"] == "0"


# What goes wrong


def test_a_failed_installation_names_the_remedies(
    door: ModuleType,
    installs: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without network the exit code is 3 and the folder of wheels is offered."""
    monkeypatch.setattr(door, "succeeds", lambda *_: False)
    assert door.main(["workshop"]) == 3
    assert "--wheels DIR" in capsys.readouterr().err
    assert not door.ready("workshop")


def test_a_failed_addition_leaves_what_was_installed(
    door: ModuleType, installs: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without network ``test`` fails, and the workshop installed before still starts at once."""
    door.prepare("workshop", None)
    monkeypatch.setattr(door, "succeeds", lambda *_: False)
    with pytest.raises(door.FaultError):
        door.prepare("dev", None)
    assert door.ready("workshop")
    assert not door.ready("dev")


def test_a_full_disk_is_named(
    door: ModuleType,
    installs: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """When an installation fails and the disk is nearly full, the disk is named."""
    monkeypatch.setattr(door, "succeeds", lambda *_: False)
    monkeypatch.setattr(door, "ENOUGH_SPACE", float("inf"))
    assert door.main(["workshop"]) == 3
    assert "must have 2 GB free" in capsys.readouterr().err


def test_a_python_without_venv_is_named(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where Python cannot make environments, the Debian package to install is named."""
    monkeypatch.setattr(door, "version_of", lambda _: FITTING)
    monkeypatch.setattr(door, "has_pip", lambda: False)
    monkeypatch.setattr(door, "ENOUGH_SPACE", 0)
    monkeypatch.setattr(subprocess, "run", _answering("ensurepip is not available", 1))
    assert door.main(["workshop"]) == 3
    said = capsys.readouterr().err
    assert "apt install python3.12-venv" in said


def test_a_read_only_folder_is_one_sentence(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that cannot be written to is named in both languages, without a traceback."""

    def refuse() -> contextlib.AbstractContextManager[None]:
        raise PermissionError(errno.EACCES, "Permission denied", "the/folder")

    monkeypatch.setattr(door, "alone", refuse)
    assert door.main(["workshop"]) == 3
    thai, english = capsys.readouterr().err.splitlines()
    assert "'the/folder'" in thai
    assert english.startswith("'the/folder' must be readable and writable: Permission denied")


# Passing the verb on


@pytest.mark.parametrize(
    ("arguments", "lock", "program"),
    [
        (["workshop", "--out", "a b"], "workshop", ("govlab", "workshop", "--out", "a b")),
        (["datasets", "list"], "workshop", ("govlab", "datasets", "list")),
        (["lab", "--no-browser"], "workshop", ("jupyterlab", "--no-browser")),
        (["test", "-k", "x"], "dev", ("pytest", *SPREAD, "-k", "x")),
    ],
)
def test_a_verb_gets_its_lock_and_its_arguments(
    door: ModuleType,
    calls: Commands,
    arguments: list[str],
    lock: str,
    program: tuple[str, ...],
) -> None:
    """Each verb installs its lock and starts its program with the arguments untouched."""
    assert door.main(arguments) == 0
    assert calls == [(str(door.venv_python()), "-m", *program)]
    assert door.read_stamp()["lock"] == lock


def test_setup_starts_nothing(door: ModuleType, calls: Commands) -> None:
    """``setup``, and no verb at all, only install."""
    assert door.main(["setup"]) == door.main([]) == 0
    assert calls == []
    assert door.ready("workshop")


def test_bench_runs_every_benchmark(door: ModuleType, installs: Commands, calls: Commands) -> None:
    """``bench`` runs the benchmarks in the order of their names and leaves private files out."""
    (door.ROOT / "benchmarks").mkdir()
    for name in ("b.py", "a.py", "_shared.py", "notes.md"):
        (door.ROOT / "benchmarks" / name).touch()
    assert door.main(["bench"]) == 0
    assert [Path(command[1]).name for command in calls] == ["a.py", "b.py"]


@pytest.mark.parametrize(("code", "started"), [(1, 2), (130, 1)])
def test_bench_goes_on_after_a_failure_but_stops_on_ctrl_c(
    door: ModuleType, calls: Commands, monkeypatch: pytest.MonkeyPatch, code: int, started: int
) -> None:
    """A benchmark that fails decides the exit code; an interrupted one ends the round."""
    (door.ROOT / "benchmarks").mkdir()
    for name in ("a.py", "b.py"):
        (door.ROOT / "benchmarks" / name).touch()
    monkeypatch.setattr(
        door, "call", lambda *command, cwd: calls.append(command) or (0 if len(calls) > 1 else code)
    )
    assert door.main(["bench"]) == code
    assert len(calls) == started


def test_an_unknown_option_is_bad_usage(door: ModuleType) -> None:
    """An option that the script does not know ends with 2 and installs nothing."""
    assert door.main(["--nonsense"]) == 2
    assert not door.VENV.exists()


@pytest.mark.parametrize("code", [0, 1, 2, 7])
def test_the_exit_code_is_passed_on(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """What the verb's program ends with, the script ends with."""
    monkeypatch.setattr(door.signal, "signal", lambda *_: None)
    assert door.call(sys.executable, "-c", f"raise SystemExit({code})") == code


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
def test_a_killed_program_ends_as_the_shell_says_it(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that signal 9 ends gives 137."""
    monkeypatch.setattr(door.signal, "signal", lambda *_: None)
    assert door.call(sys.executable, "-c", "import os; os.kill(os.getpid(), 9)") == 137
