"""Folders that keep finished work."""

import json
import subprocess
import sys

import compute_sweeps as sweeps
import pytest

from govlab.compute import TaskError, encode, run_map
from govlab.errors import ConflictError, FaultError, InputError


def marks(folder):
    return {mark.name: mark.read_text(encoding="utf-8") for mark in folder.iterdir()}


def test_killed_run_goes_on_where_it_was(tmp_path):
    """A run killed at task 5 leaves a folder from which only the rest is computed."""
    marked = tmp_path / "marks"
    marked.mkdir()
    tasks = [{"marks": str(marked), "number": number} for number in range(8)]
    whole = run_map(sweeps.dies_in_the_whole_run, tasks, seed=5, purpose="map")
    for mark in marked.iterdir():
        mark.unlink()

    (marked / "deadly").touch()
    order = json.dumps({"tasks": tasks, "to": str(tmp_path / "kept")})
    command = [sys.executable, sweeps.__file__, order]
    assert subprocess.run(command, check=False).returncode == 9
    (marked / "deadly").unlink()
    assert sorted(marks(marked)) == ["0", "1", "2", "3", "4"]

    # The script's module is called __main__; everything else is the same run.
    manifest = tmp_path / "kept" / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("__main__", "compute_sweeps"), encoding="utf-8")
    resumed = run_map(sweeps.dies_in_the_whole_run, tasks, seed=5, folder=tmp_path / "kept")
    assert encode(resumed) == encode(whole)
    # Task 4 was computed in the chunk that died, so it is computed again.
    assert marks(marked) == {str(number): "xx" if number == 4 else "x" for number in range(8)}


def test_finished_run_computes_nothing(tmp_path):
    """A finished run read back is the same in bytes, whatever chunks are asked for."""
    tasks = [{"draws": number} for number in range(6)]
    first = run_map(sweeps.replicate, tasks, seed=1, chunk=4, folder=tmp_path)
    seen = []
    again = run_map(
        sweeps.replicate,
        tasks,
        seed=1,
        chunk=1,
        folder=tmp_path,
        on="tcp://nowhere:1",
        progress=lambda *step: seen.append(step),
    )
    assert encode(again) == encode(first)
    assert seen == [(6, 6)]


def test_results_before_a_failure_are_kept(tmp_path):
    """What was finished before a failing task is not computed again."""
    with pytest.raises(TaskError):
        run_map(sweeps.fails, range(5), seed=1, chunk=5, folder=tmp_path)
    seen = []
    with pytest.raises(TaskError):
        run_map(
            sweeps.fails,
            range(5),
            seed=1,
            folder=tmp_path,
            on="serial",
            progress=lambda *step: seen.append(step),
        )
    assert seen[0] == (3, 5)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"tasks": [1, 2]}, "tasks_sha256"),
        ({"purpose": "other"}, "purpose='other'"),
        ({"function": sweeps.opaque}, "compute_sweeps:opaque"),
        ({"key": str}, "tasks_sha256"),
        ({"seed": 2}, r"seed='2'.*seed='1'"),
    ],
)
def test_folder_of_another_run_is_refused(tmp_path, change, named):
    """Tasks, keys, purpose, function and seed make a run; the difference is named."""
    run = {"function": sweeps.fails, "tasks": [1], "seed": 1, "folder": tmp_path}
    run_map(**run)
    with pytest.raises(ConflictError, match=named):
        run_map(**run | change)


def test_secret_seed_is_not_written(tmp_path):
    """Of a seed in bytes, which may be a secret, the manifest has only the hash."""
    run_map(sweeps.fails, [1], seed=b"open sesame", folder=tmp_path)
    assert "sesame" not in (tmp_path / "manifest.json").read_text(encoding="utf-8")


def test_manifest_that_is_something_else_is_refused(tmp_path):
    """A folder with some other manifest is not written to."""
    (tmp_path / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ConflictError, match="belongs to another"):
        run_map(sweeps.fails, [1], seed=1, folder=tmp_path)


def test_folder_that_cannot_be_made_is_named(tmp_path):
    """A file in the place of the folder is an environment fault that names it."""
    (tmp_path / "file").touch()
    with pytest.raises(FaultError, match="file"):
        run_map(sweeps.fails, [1], seed=1, folder=tmp_path / "file")


def test_damaged_part_is_named(tmp_path):
    """A part cut short is refused by name; deleted, it is computed again."""
    run_map(sweeps.fails, [1, 2], seed=1, folder=tmp_path)
    part = next(tmp_path.glob("part-*.npz"))
    part.write_bytes(part.read_bytes()[:-30])
    with pytest.raises(InputError, match=part.name):
        run_map(sweeps.fails, [1, 2], seed=1, folder=tmp_path)
    part.unlink()
    assert run_map(sweeps.fails, [1, 2], seed=1, folder=tmp_path) == [1, 2]


def test_result_that_cannot_be_kept_is_named(tmp_path):
    """A result of another type is refused with its task and place."""
    with pytest.raises(InputError, match=r"results\['2'\]\['who'\] \(a set\)"):
        run_map(sweeps.opaque, range(4), seed=1, on="serial", folder=tmp_path)


def test_task_that_cannot_be_fingerprinted_is_named(tmp_path):
    """A task of another type is refused when the run is to be kept."""
    with pytest.raises(InputError, match=r"tasks\[1\]\[1\] \(a object\)"):
        run_map(sweeps.fails, [1, object()], seed=1, folder=tmp_path)


def test_function_without_a_name_is_refused(tmp_path):
    """A lambda may hold what no manifest shows, so it is refused for a folder."""
    with pytest.raises(InputError, match="top level of a module"):
        run_map(lambda task, _: task, [1], seed=1, folder=tmp_path)
