"""Raising the files of a curriculum to the schema that this govlab reads.

Each file says its ``schema``. :data:`STEPS` holds, by the number a file comes from, what
has to change in it; a file passes all steps above its own number. Where a step changes the
number alone, no other byte of the file changes; where it changes content, comments stay.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from govlab import files, home
from govlab.course._load import folder_of
from govlab.errors import ConflictError, FaultError, InputError
from govlab.text import message

Step = Callable[[Any, str], None]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A file and the schemas it comes from and goes to.

    Parameters
    ----------
    path : Path
    before, after : int
        Equal for a file that is up to date.
    """

    path: Path
    before: int
    after: int

    @property
    def changed(self) -> bool:
        """Whether the file needs, or needed, the upgrade."""
        return self.before != self.after


def upgrade(
    curriculum_id: str, place: home.Home | None = None, *, write: bool = True
) -> list[Upgraded]:
    """Raise every file of a curriculum to the schema that is read today.

    All files are worked out before the first is written, and each is written whole or not
    at all. Doing it twice changes nothing.

    Parameters
    ----------
    curriculum_id : str
        Such as ``"governance"``.
    place : Home, optional
        Home whose files are upgraded.
    write : bool
        False to say what would change and leave the files alone.

    Returns
    -------
    list of Upgraded
        Every file that has a schema, in the order of the folder.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum.
    InputError
        When a file is no YAML or JSON, has no schema, or one that is newer than this
        govlab; nothing is written.
    ConflictError
        When a file says what the newer schema cannot; nothing is written.
    FaultError
        When the new text would not read as what was meant; nothing is written.

    Examples
    --------
    >>> found = upgrade("governance", write=False)
    >>> any(one.changed for one in found)
    False
    """
    done = [_upgraded(path, kind) for path, kind in _files(folder_of(curriculum_id, place))]
    if write:
        for one, text in done:
            if one.changed:
                files.write_atomic(one.path, text)
    return [one for one, _ in done]


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files that carry a schema, and what each is."""
    for pattern in ("curriculum.yaml", "blueprints.yaml", "versions.json"):
        if (folder / pattern).is_file():
            yield folder / pattern, pattern.partition(".")[0]
    for kind in ("module", "items"):
        for path in sorted(folder.glob(f"*/{kind}.yaml")):
            yield path, kind


def _upgraded(path: Path, kind: str) -> tuple[Upgraded, str]:
    """Return what happens to the file, and its new text."""
    text = files.read_text(path)
    before = _schema(path)
    steps = [STEPS[number].get(kind) for number in range(before, CURRENT)]
    if not steps:
        return Upgraded(path, before, before), text
    for step in steps:
        if step is not None:
            text = rewritten(text, step, str(path))
    return Upgraded(path, before, CURRENT), _renumbered(text)


def _schema(path: Path) -> int:
    """Return the number of the file's schema; the file is read as strictly as ever."""
    found = files.read_json(path) if path.suffix == ".json" else files.read_yaml(path)
    number = found.get("schema") if isinstance(found, Mapping) else None
    if type(number) is not int or number < 1:
        raise InputError(message("author.no_schema", path=str(path), current=CURRENT))
    if number > CURRENT:
        raise InputError(
            message("author.newer_schema", path=str(path), schema=number, current=CURRENT)
        )
    return number


def _renumbered(text: str) -> str:
    """Return `text` with the current number, and no other byte changed."""
    from ruamel.yaml import YAML

    # JSON is YAML too, so one reader finds the place of the number in both.
    line, column = YAML().load(text).lc.value("schema")
    lines = text.splitlines(keepends=True)
    tail = lines[line][column:].lstrip("0123456789")
    lines[line] = f"{lines[line][:column]}{CURRENT}{tail}"
    return "".join(lines)


def rewritten(text: str, step: Step, where: str) -> str:
    """Return `text` after a step that changes content: comments and quotes stay."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 2**20  # never fold a sentence that its author left on one line
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)
    step(document, where)
    written = StringIO()
    yaml.dump(document, written)
    if YAML(typ="safe", pure=True).load(written.getvalue()) != document:
        raise FaultError(message("author.not_the_same", path=where))
    return written.getvalue()


def _use_and_table(document: Any, where: str) -> None:
    """Make ``use`` and a table, any level, of the ``counts`` of schema 1."""
    for name, blueprint in document["blueprints"].items():
        if "counts" not in blueprint:
            continue
        counts = blueprint["counts"]
        uses = sorted({row["use"] for row in counts})
        if len(uses) != 1:
            raise ConflictError(
                message("author.mixed_use", path=where, name=name, found=", ".join(uses))
            )
        place = list(blueprint).index("counts")
        heading = blueprint.ca.items.get("counts")
        del blueprint["counts"]
        blueprint.insert(place, "use", uses[0])
        blueprint.insert(place + 1, "table", _table(counts))
        if heading is not None:
            blueprint.ca.items["table"] = heading


def _table(counts: Any) -> Any:
    """Return the rows as a table; a comment after a row stays after it."""
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import CommentMark
    from ruamel.yaml.tokens import CommentToken

    table = CommentedMap()
    for number, row in enumerate(counts):
        cell = table.setdefault(row["objective"], CommentedMap())
        cell.fa.set_flow_style()
        cell["any"] = cell.get("any", 0) + row["count"]
        after = _comment_after(counts, number)
        if after is not None:
            table.ca.items[row["objective"]] = [None, None, after, None]
    below = "".join(one.value for one in counts.ca.end or ())
    if below:  # the comment after the last row, on lines of its own
        last = table.ca.items.setdefault(list(table)[-1], [None, None, None, None])
        last[2] = CommentToken(f"\n{below}", CommentMark(0))
    return table


def _comment_after(counts: Any, number: int) -> Any:
    """Return the comment at the end of a row, with the lines below that belong to it."""
    whole = counts.ca.items.get(number)
    if whole is not None:
        return whole[0]
    inside = [found[2] for found in counts[number].ca.items.values() if found[2] is not None]
    if len(inside) > 1:  # a row over several lines: one comment that says all of them
        inside[-1].value = " ".join([*(one.value.strip() for one in inside[:-1]), inside[-1].value])
    return inside[-1] if inside else None


# By the schema a file comes from and its kind: what changes besides the number.
STEPS: Final[Mapping[int, Mapping[str, Step]]] = {1: {"blueprints": _use_and_table}}
CURRENT: Final = max(STEPS) + 1
