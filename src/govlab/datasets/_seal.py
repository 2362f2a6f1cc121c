"""The seal: does each file still say what was recorded, and does it keep its schema?"""

from collections.abc import Iterator
from dataclasses import dataclass

from govlab import files, home
from govlab.datasets._facts import freeze
from govlab.datasets._load import read_frame
from govlab.datasets._package import DESCRIPTOR, Resource, resources
from govlab.errors import GovlabError, Words
from govlab.text import message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold in one dataset."""

    name: str
    rule: str
    words: Words

    def as_dict(self, lang: str = "en") -> dict[str, str]:
        """Return the finding as a JSON-ready mapping, its sentence in `lang`."""
        return {"name": self.name, "rule": self.rule, "message": self.words.in_language(lang)}


def verify(place: home.Home | None = None) -> list[Finding]:
    """Check every dataset against its seal and its schema.

    Returns
    -------
    list of Finding
        Everything that does not hold, by dataset; empty when all is well. Files below
        ``datasets/`` that the datapackage does not describe are findings too.
    """
    place = place or home.find()
    every = resources(place)
    found = [finding for one in every for finding in _findings(one)]
    folder = place.folder("datasets")
    described = {one.path for one in every} | {folder / DESCRIPTOR}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in described and path.suffix in {".csv", ".yaml", ".json"}:
            name = path.relative_to(folder).as_posix()
            found.append(Finding(name, "described", message("datasets.undescribed", path=name)))
    return found


def seal(place: home.Home | None = None) -> list[str]:
    """Record digest and size of every file in the datapackage, after an intended change.

    Returns
    -------
    list of str
        Names of the datasets whose record changed.

    Notes
    -----
    Quotes without a recorded digest get one in ``quotes.sha256``; a recorded digest of a
    quote is never replaced, since what a source said does not change.
    """
    place = place or home.find()
    folder = place.folder("datasets")
    package = files.read_json(folder / DESCRIPTOR)
    changed = []
    for entry in package["resources"]:
        path = Resource(entry, folder).path
        record = {"hash": f"sha256:{files.sha256(path)}", "bytes": path.stat().st_size}
        if {key: entry.get(key) for key in record} != record:
            changed.append(str(entry["name"]))
            entry.update(record)
    if changed:
        files.write_json(folder / DESCRIPTOR, package)
    if any(entry["name"] == "source_facts" for entry in package["resources"]):
        freeze(place)
    return changed


def _findings(one: Resource) -> Iterator[Finding]:
    if not one.path.is_file():
        yield Finding(
            one.name, "present", message("datasets.file_missing", name=one.name, path=str(one.path))
        )
        return
    digest = files.sha256(one.path)
    if digest != one.sealed:
        yield Finding(
            one.name,
            "sealed",
            message("datasets.seal_broken", name=one.name, found=digest, sealed=one.sealed),
        )
    try:
        if one.tabular:
            yield from _broken_constraints(one)
        else:
            files.read_yaml(one.path)
    except GovlabError as error:
        yield Finding(
            one.name,
            "readable",
            error.message
            if not isinstance(error.message, str)
            else message("datasets.unreadable", name=one.name, fault=error.message),
        )


def _broken_constraints(one: Resource) -> Iterator[Finding]:
    frame = read_frame(one)
    key = one.descriptor["schema"]["primaryKey"]
    for row in frame.index[frame.duplicated(key, keep=False)]:
        yield _cell(one, "unique", row, "+".join(key), frame.loc[row, key].tolist())
    for field in one.fields:
        rules = field.get("constraints", {})
        column = frame[field["name"]]
        present = column.dropna()
        broken = {
            "required": column.index[column.isna()] if rules.get("required") else (),
            "unique": present.index[present.duplicated(keep=False)] if rules.get("unique") else (),
            "enum": present.index[~present.isin(rules["enum"])] if "enum" in rules else (),
            "minimum": present.index[present < rules["minimum"]] if "minimum" in rules else (),
            "maximum": present.index[present > rules["maximum"]] if "maximum" in rules else (),
            "pattern": present.index[~present.str.fullmatch(rules["pattern"]).astype(bool)]
            if "pattern" in rules
            else (),
        }
        for rule, rows in broken.items():
            for row in rows:
                yield _cell(one, rule, row, field["name"], column[row])


def _cell(one: Resource, rule: str, row: int, column: str, value: object) -> Finding:
    # The heading is row 1 of the file, so the first record is row 2.
    return Finding(
        one.name,
        rule,
        message(
            "datasets.constraint",
            path=one.descriptor["path"],
            row=row + 2,
            column=column,
            value=str(value),
            rule=rule,
        ),
    )
