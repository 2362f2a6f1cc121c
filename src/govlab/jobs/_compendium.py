"""A research compendium: one notebook with all that it stands on, as a journal's archive."""

import json
import platform
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import govlab
from govlab import datasets, files, home, run
from govlab.errors import InputError
from govlab.jobs._crate import crate
from govlab.text import message, say

# What a rerun needs beside the datasets that the notebook shows, and what its ids mean.
_ALWAYS = (
    "assumptions",
    "references",
    "source_documents",
    "source_facts",
    "source_findings",
    "thai_government_holidays",
)
_BESIDE = ("quotes.sha256",)
_SHIPPED = ("LICENSE", "LICENSE-CONTENT", "CITATION.cff", "locks/workshop.txt")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_TABLE_ID = re.compile(r"\bT_[0-9a-f]{5}(?![0-9a-f])")
_INJECTED = "injected-parameters"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+>")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Before 1980 a zip has no dates; one fixed date makes the same content the same bytes.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LONGEST = 255  # no file system takes a longer name
_FILE_MODE = 0o644 << 16
_UNIX = 3
_CHARTS = "charts"

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Compendium:
    """An archive that was written.

    Parameters
    ----------
    archive : Path
        The ``.zip``.
    sha256 : str
        Its digest; the same notebook, parameters, data and day give the same.
    files : tuple of str
        What it holds.
    parameters : dict
        All parameters with the values that the notebook saw.
    datasets : tuple of str
        Datasets that the notebook showed a provenance card of.
    """

    archive: Path
    sha256: str
    files: tuple[str, ...]
    parameters: dict[str, Any]
    datasets: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the compendium JSON-ready."""
        return {
            "archive": str(self.archive),
            "sha256": self.sha256,
            "files": list(self.files),
            "parameters": self.parameters,
            "datasets": list(self.datasets),
        }

    def in_language(self, lang: str) -> str:
        """Return in words what was written."""
        return say(
            "reproduce.archived",
            lang,
            archive=str(self.archive),
            files=len(self.files),
            datasets=", ".join(self.datasets),
            sha256=self.sha256,
        )


def compendium(
    notebook: str | Path,
    archive: str | Path,
    parameters: Mapping[str, object] | None = None,
    *,
    day: date,
    place: home.Home | None = None,
    tell: Tell = lambda _: None,
) -> Compendium:
    """Run a notebook and archive it with parameters, data, lock, licences and citation.

    The archive is a govlab home: unpacked, it reruns from its own data. Its
    ``ro-crate-metadata.json`` describes every file (RO-Crate 1.1).

    Parameters
    ----------
    notebook : str or Path
        A notebook with a cell tagged ``parameters``.
    archive : str or Path
        The ``.zip`` to make or replace.
    parameters : mapping, optional
        Values by name. A text that names a file takes the file into the archive.
    day : date
        Day of publication, for the metadata.
    place : Home, optional
        Home to take data from.
    tell : callable
        Takes each line of progress.

    Raises
    ------
    InputError
        When the archive is no ``.zip``, or notebook or parameters break a rule.
    NotebookError
        When the run did not hold.
    """
    place = place or home.find()
    target = Path(archive)
    if target.suffix != ".zip":
        raise InputError(message("reproduce.no_zip", path=str(target)))
    source = Path(notebook)
    known = {one.name for one in run.describe(source)}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given = dict(_taken_in(parameters or {}, folder))
        if "charts_to" in known:
            given.setdefault("charts_to", _CHARTS)
        tell(say("reproduce.running", _language(given), notebook=source.name))
        done = run.run_notebook(source, folder / "executed" / source.name, given, folder=folder)
        executed = _executed(done.output)
        used = _shown(executed, place)
        content = dict(_files(source, executed, folder, place, used))
    content["parameters.json"] = _json(done.parameters)
    content["environment.txt"] = _environment().encode("utf-8")
    content["README.md"] = _readme(source, done.parameters, used).encode("utf-8")
    content["ro-crate-metadata.json"] = _json(
        crate(source.name, content, done.parameters, day, title=_title(source))
    )
    files.write_atomic(target, _zipped(content))
    return Compendium(
        archive=target,
        sha256=files.sha256(target),
        files=tuple(sorted(content)),
        parameters=dict(done.parameters),
        datasets=tuple(used),
    )


def _language(given: Mapping[str, object]) -> str:
    """Return the language that the parameters ask for, Thai where they ask for none."""
    return "en" if given.get("lang") == "en" else "th"


def _taken_in(given: Mapping[str, object], folder: Path) -> Iterator[tuple[str, object]]:
    """Yield the parameters; a file that one names is copied to where the notebook runs."""
    for name, value in given.items():
        # A text too long for a path, or with a line break, is no file.
        path = Path(value) if isinstance(value, str) and value and len(value) < _LONGEST else None
        if path is None or not path.is_file():
            yield name, value
            continue
        kept = files.make_folder(folder / "inputs") / path.name
        shutil.copyfile(path, kept)
        yield name, f"inputs/{path.name}"


def _executed(path: Path) -> bytes:
    """Return the executed notebook without what differs from run to run: times, table ids."""
    document = files.read_json(path)
    document["metadata"].pop("papermill", None)
    for cell in document["cells"]:
        for key in ("papermill", "execution"):
            cell["metadata"].pop(key, None)
        # papermill gives the cell that it adds an id at random.
        if _INJECTED in cell["metadata"].get("tags", ()):
            cell["id"] = _INJECTED
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    text = _ADDRESS.sub(">", text)
    # pandas names every styled table at random.
    tables = {
        name: f"T_{place:05}" for place, name in enumerate(dict.fromkeys(_TABLE_ID.findall(text)))
    }
    return _TABLE_ID.sub(lambda found: tables[found.group()], text).encode("utf-8")


def _shown(executed: bytes, place: home.Home) -> list[str]:
    """Return the datasets whose provenance card the notebook shows, by their digests."""
    digests = set(_DIGEST.findall(executed.decode("utf-8")))
    return [one.name for one in datasets.resources(place) if one.sealed in digests]


def _files(
    source: Path, executed: bytes, folder: Path, place: home.Home, used: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what is archived, apart from what describes it."""
    yield f"notebooks/{source.name}", source.read_bytes()
    yield f"executed/{source.name}", executed
    for path in sorted(folder.rglob("*")):
        top = path.relative_to(folder).parts[0]
        if path.is_file() and top in {_CHARTS, "inputs"}:
            yield path.relative_to(folder).as_posix(), path.read_bytes()
    kept = [one for one in datasets.resources(place) if one.name in {*used, *_ALWAYS}]
    for one in kept:
        yield f"datasets/{one.descriptor['path']}", one.path.read_bytes()
    data = place.folder("datasets")
    package = files.read_json(data / "datapackage.json")
    package["resources"] = [one.descriptor for one in kept]
    yield "datasets/datapackage.json", _json(package)
    for name in _BESIDE:
        if (data / name).is_file():
            yield f"datasets/{name}", (data / name).read_bytes()
    yield home.MARKER, b""
    for name in _SHIPPED:
        found = _shipped(name, place)
        if found is not None:
            yield name, found.read_bytes()


def _shipped(name: str, place: home.Home) -> Path | None:
    """Return a file of the project: in the home, the checkout or the packaged copy."""
    package = Path(govlab.__file__).resolve().parent
    for root in (place.root, package.parent.parent, package / "_content"):
        if (root / name).is_file() and (root == place.root or root.name != "site-packages"):
            return root / name
    return None


def _environment() -> str:
    """Return Python and every installed distribution that govlab needs, with versions."""
    found: dict[str, str] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [("govlab", ("lab",))]
    while waiting:
        name, extras = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[key] = one.version
        for line in one.requires or ():
            what = _REQUIREMENT.match(line)
            marker = line.partition(";")[2]
            if what and (
                "extra" not in marker
                or any(f"'{x}'" in marker or f'"{x}"' in marker for x in extras)
            ):
                waiting.append((what.group(), ()))
    lines = [f"{name}=={version}" for name, version in sorted(found.items())]
    return f"# Python {platform.python_version()}\n" + "\n".join(lines) + "\n"


def _title(source: Path) -> dict[str, str]:
    """Return the notebook's first heading in each language."""
    found: dict[str, str] = {}
    for cell in files.read_json(source)["cells"]:
        for tag in cell["metadata"].get("tags", ()):
            first = "".join(cell["source"]).splitlines()[0] if cell["source"] else ""
            if tag.startswith("lang-") and first.startswith("# "):
                found.setdefault(tag.removeprefix("lang-"), first.removeprefix("# "))
    return {lang: found.get(lang, source.stem) for lang in ("th", "en")}


def _readme(source: Path, parameters: Mapping[str, Any], used: list[str]) -> str:
    """Return how to rerun, in Thai and English."""
    title = _title(source)
    given = "\n".join(f"- `{name}` = `{value}`" for name, value in parameters.items())
    names = "\n".join(f"- `{name}`" for name in used) or "–"
    command = f"govlab run notebooks/{source.name} --home . --out rerun/{source.name}"
    return "\n\n".join(
        say(
            "reproduce.readme",
            lang,
            title=title[lang],
            notebook=source.name,
            version=govlab.__version__,
            command=command,
            parameters=given,
            datasets=names,
        )
        for lang in ("th", "en")
    )


def _json(document: Any) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
    return (text + "\n").encode("utf-8")


def _zipped(content: Mapping[str, bytes]) -> bytes:
    """Return an archive whose bytes depend on nothing but names and content."""
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.external_attr = _FILE_MODE
            entry.create_system = _UNIX
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content[name])
    return buffer.getvalue()
