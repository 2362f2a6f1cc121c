"""Imported items on their way into a module: where they go, what they take the place of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import home
from govlab.course._item import Item
from govlab.course.interactions import Case
from govlab.course.interchange._fragment import entry_of
from govlab.course.interchange._lost import Lost
from govlab.errors import ConflictError, InputError, UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._model import Curriculum

_COURSE = "course"
# What a sheet may leave empty and a reader then fills with a usual value.
_HEADERS = ("use", "level", "points")
# Where one of these differs, the reasons of before no longer belong to what is asked.
_MEANING = ("correct", "match", "truth", "value", "points")


def check_place(path: Path, place: home.Home, *, fresh: bool = False) -> None:
    """Refuse to write where questions of the course stand, or over another file.

    Parameters
    ----------
    path : Path
        Where a file is to be written.
    place : Home
        The home in use.
    fresh : bool
        Whether the file must not be there yet.

    Raises
    ------
    ConflictError
        When the place is inside a course, or taken.
    """
    whole = path.expanduser().resolve()
    own = (place.root / _COURSE).resolve()
    for above in whole.parents:
        known = above == own or (above / "curriculum.yaml").is_file()
        named = above.name.lower() == _COURSE and any(above.glob("*/curriculum.yaml"))
        if known or named:
            raise ConflictError(message("interchange_b.inside_course", path=str(path)))
    if fresh and (path.exists() or path.is_symlink()):
        raise ConflictError(message("interchange_b.out_exists", path=str(path)))


def placed(item: Item, *, use: str | None, objective: str | None) -> Item:
    """Return the item with the use that is wanted, and an objective where it has none."""
    asked = item.interaction
    if isinstance(asked, Case):
        asked = Case(tuple(placed(one, use=use, objective=objective) for one in asked.questions))
    wanted = item.use
    if use is not None:
        wanted = "practice" if use == "practice" else "exam"
    held = item.objective or objective or ""
    return replace(item, use=wanted, objective=held, interaction=asked)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Items as a module takes them.

    Parameters
    ----------
    items : tuple of Item
        Those that are written.
    entries : tuple of dict
        Each of them as ``items.yaml`` has it.
    replaced, unchanged : tuple of str
        Codes of those that become a next version, and of those that say nothing new.
    lost : tuple of Lost
        Those that cannot take the place of what stands there.
    """

    items: tuple[Item, ...]
    entries: tuple[dict[str, Any], ...]
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()


def module_of(curriculum: "Curriculum", to: str, objective: str | None) -> str:
    """Return the module that ``CURRICULUM/MODULE`` names.

    Raises
    ------
    UnknownNameError
        When the curriculum has no such module, or the module no such objective.
    """
    _, slash, module = to.partition("/")
    if not slash or module not in curriculum.modules:
        known = ", ".join(f"{curriculum.id}/{one}" for one in curriculum.modules) or "–"
        raise UnknownNameError(message("interchange_b.no_module", name=to, known=known))
    if objective is not None and f"{module}/{objective}" not in curriculum.objectives:
        known = ", ".join(one.id for one in curriculum.modules[module].objectives)
        words = message("interchange_b.no_objective", name=objective, known=known)
        raise UnknownNameError(words)
    return module


def arrived(
    items: Sequence[Item],
    curriculum: "Curriculum",
    module: str,
    *,
    update: bool = False,
    unsaid: Mapping[str, Collection[str]] | None = None,
) -> Arrived:
    """Return the items as those of a module.

    Parameters
    ----------
    items : sequence of Item
    curriculum : Curriculum
    module : str
        Id of one of its modules.
    update : bool
        Whether an item whose id the module has becomes the next version of that item.
    unsaid : mapping, optional
        By code, the headers that the file leaves open; an update keeps those of before.

    Raises
    ------
    ConflictError
        With every id that stands in the curriculum already, or twice among the items.
    """
    ids = [one.id for one in items]
    taken = {code.partition("/")[2] for code in curriculum.items}
    if update:
        taken -= {one.id for one in curriculum.modules[module].items}
    _refuse(ids, taken, curriculum.id)
    made, entries, lost = [], [], []
    replaced, unchanged = [], []
    for item in items:
        one = _moved(item, module)
        entry = entry_of(one)
        before = curriculum.items.get(one.code) if update else None
        if before is not None and not isinstance(before, Item):
            lost.append(Lost(one.code, message("interchange_b.template_stays")))
            continue
        if before is not None:
            open_ones = set((unsaid or {}).get(item.code, ()))
            entry = _updated(entry, entry_of(before), open_ones)
            if entry == entry_of(before) | {"version": entry["version"]}:
                unchanged.append(one.code)
                continue
            one = replace(one, version=entry["version"])
            replaced.append(one.code)
        made.append(one)
        entries.append(entry)
    return Arrived(tuple(made), tuple(entries), tuple(replaced), tuple(unchanged), tuple(lost))


def _refuse(ids: list[str], taken: set[str], curriculum: str) -> None:
    known = [one for one in dict.fromkeys(ids) if one in taken]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    lines = []
    if known:
        fields = {"count": len(known), "ids": ", ".join(known), "curriculum": curriculum}
        lines.append(message("interchange_b.ids_taken", **fields))
    if twice:
        lines.append(message("interchange_b.ids_twice", ids=", ".join(twice)))
    if lines:
        raise ConflictError(message("interchange_b.ids_refused", lines=lines))


def _moved(item: Item, module: str) -> Item:
    asked = item.interaction
    if isinstance(asked, Case):
        asked = Case(tuple(replace(one, module=module) for one in asked.questions))
    return replace(item, module=module, interaction=asked)


def _updated(new: dict[str, Any], before: dict[str, Any], unsaid: set[str]) -> dict[str, Any]:
    """Return the next version: what the file says, and what it leaves open as it was."""
    merged: dict[str, Any] = _kept(new, before, trusted=new["type"] == before["type"])
    for name in ("objective", "sources"):
        merged[name] = new[name] or before[name]
    for name in _HEADERS:
        if name in unsaid and name in before and name in new:
            merged[name] = before[name]
    return merged | {"version": before["version"] + 1}


def _kept(new: Any, before: Any, *, trusted: bool) -> Any:
    """Return `new` with its empty texts as they were, where they still say the right thing."""
    if isinstance(new, dict) and isinstance(before, dict):
        if new.keys() <= {"th", "en"}:
            return _words(new, before, trusted=trusted)
        still = trusted and _alike(new, before)
        return {name: _kept(one, before.get(name), trusted=still) for name, one in new.items()}
    if isinstance(new, list) and isinstance(before, list):
        named = {one["id"]: one for one in before if isinstance(one, dict) and "id" in one}
        return [
            _kept(
                one,
                named.get(one["id"])
                if isinstance(one, dict) and "id" in one
                else before[place]
                if place < len(before)
                else None,
                trusted=trusted,
            )
            for place, one in enumerate(new)
        ]
    return new


def _words(new: dict[str, str], before: dict[str, str], *, trusted: bool) -> dict[str, str]:
    if not any(new.values()):
        return before if trusted else new
    # A translation is kept only while the words that it translates are the same.
    same = any(said and said == before.get(lang) for lang, said in new.items())
    return {lang: said or (before.get(lang, "") if same else "") for lang, said in new.items()}


def _alike(new: dict[str, Any], before: dict[str, Any]) -> bool:
    """Return whether an option, premise or answer still means what it did."""
    # The points of a whole item say nothing of its reasons.
    names = ("truth",) if "stem" in new else _MEANING
    if any(new.get(name) != before.get(name) for name in names):
        return False
    if "text" not in new or "text" not in before:
        return True
    pairs = [(new["text"].get(lang), before["text"].get(lang)) for lang in ("th", "en")]
    return any(said and said == then for said, then in pairs)


def nothing(path: Path, lost: Sequence[Lost]) -> InputError:
    """Return the error of a file of which no item can be taken, with the reasons."""
    lines = [message("interchange_b.lost_line", item=one.item, what=one.what) for one in lost]
    if not lines:
        return InputError(message("interchange_b.nothing_there", path=str(path)))
    return InputError(message("interchange_b.nothing_taken", path=str(path), lines=lines))
