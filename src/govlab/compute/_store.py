"""A folder that keeps finished work, so that a stopped run goes on where it was."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govlab import __version__
from govlab.compute._encoding import decode, encode, fingerprint
from govlab.compute._work import Job, Numbered
from govlab.errors import ConflictError, FaultError, InputError
from govlab.files import read_json, sha256_of, write_atomic, write_json
from govlab.text import message

_SCHEMA = 1


class Store:
    """Finished results of one run in one folder.

    ``manifest.json`` says which run it is; each ``part-….npz`` holds the results of a
    chunk by index and is written whole or not at all. What is there is finished, what
    is not there is to do: a kill at any moment leaves a folder that can be gone on with.

    Parameters
    ----------
    folder : str or Path
        Made if absent.
    job : Job
    tasks : sequence of Numbered
        All tasks of the run.

    Raises
    ------
    InputError
        When the function has no importable name, or a task cannot be fingerprinted.
    ConflictError
        When the folder belongs to another run.
    FaultError
        When the folder cannot be made or written.
    """

    def __init__(self, folder: str | Path, job: Job, tasks: Sequence[Numbered]) -> None:
        self._folder = Path(folder)
        run = _identity(job, tasks)
        manifest = self._folder / "manifest.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise FaultError(
                message("compute.folder", folder=str(folder), fault=fault.strerror or str(fault))
            ) from fault
        if not manifest.exists():
            write_json(manifest, run)
            return
        found = read_json(manifest)
        if not isinstance(found, dict) or found != run:
            known = found if isinstance(found, dict) else {}
            differing = [name for name in run if known.get(name) != run[name]]
            raise ConflictError(
                message(
                    "compute.other_run",
                    folder=str(folder),
                    found=", ".join(f"{name}={known.get(name)!r}" for name in differing),
                    wanted=", ".join(f"{name}={run[name]!r}" for name in differing),
                )
            )

    def load(self) -> dict[int, Any]:
        """Return all finished results by index.

        Raises
        ------
        InputError
            When a part is damaged.
        """
        results: dict[int, Any] = {}
        for part in sorted(self._folder.glob("part-*.npz")):
            try:
                kept = decode(part.read_bytes())
            except InputError as fault:
                raise InputError(message("compute.damaged", path=str(part))) from fault
            results.update((int(index), result) for index, result in kept.items())
        return results

    def keep(self, results: dict[int, Any]) -> None:
        """Write `results` as one part, named by its first index: no other part has it.

        Raises
        ------
        InputError
            When a result is of a type that cannot be kept.
        """
        if results:
            content = {str(index): result for index, result in results.items()}
            name = f"part-{min(results):08d}.npz"
            write_atomic(self._folder / name, encode(content, "results"))


def _identity(job: Job, tasks: Sequence[Numbered]) -> dict[str, str | int]:
    """Return what makes two runs the same run."""
    name = getattr(job.function, "__qualname__", "<unnamed>")
    if "<" in name:  # <lambda>, <locals>: what such a function holds cannot be compared
        raise InputError(message("compute.function_name", function=repr(job.function)))
    return {
        "schema": _SCHEMA,
        "govlab": __version__,
        "function": f"{job.function.__module__}:{name}",
        "seed": _shown(job.seed),
        "purpose": job.purpose,
        "tasks": len(tasks),
        "tasks_sha256": fingerprint([(each.key, each.task) for each in tasks], "tasks"),
    }


def _shown(seed: int | bytes) -> str:
    """Return a seed as the manifest shows it; bytes may be a secret, so only their hash."""
    return f"sha256:{sha256_of(seed)}" if isinstance(seed, bytes) else str(seed)
