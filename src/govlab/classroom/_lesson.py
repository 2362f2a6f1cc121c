"""A lesson as a trainee gets it: its sections, without the trainer's lines, and its practice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from govlab.chance import Stream
from govlab.course import Curriculum, Item, Module, Objective, load
from govlab.errors import InputError, UnknownNameError
from govlab.home import Home, find
from govlab.text import check_language, message

_TRAINER = re.compile(r"<!--\s*(/?)\s*trainer\s*-->")
_OBJECTIVE = re.compile(r"<!--\s*objective:\s*([\w-]+)\s*-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^#{1,2}\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a lesson, from one heading to the next.

    Parameters
    ----------
    markdown : str
    objectives : tuple of str
        Ids of the objectives whose practice follows it.
    """

    markdown: str
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A module as a trainee works through it, in one language.

    Parameters
    ----------
    curriculum : Curriculum
    module : Module
    lang : {"th", "en"}
    folder : Path
        Of the module, where its figures are.
    sections : tuple of Section
        The text, without what is the trainer's.
    practice : dict of str to tuple of Item
        Practice items by objective, in teaching order; templated ones realised.
    """

    curriculum: Curriculum
    module: Module
    lang: str
    folder: Path
    sections: tuple[Section, ...]
    practice: dict[str, tuple[Item, ...]]

    @property
    def title(self) -> str:
        """Of the module."""
        return self.module.title.in_language(self.lang)

    @property
    def rest(self) -> tuple[str, ...]:
        """Objectives whose practice follows no section, and so stands at the end."""
        placed = {one for section in self.sections for one in section.objectives}
        return tuple(one for one in self.practice if one not in placed)

    def objective(self, name: str) -> Objective | None:
        """Return the objective called `name`; items without one have none."""
        return next((one for one in self.module.objectives if one.id == name), None)

    def as_dict(self) -> dict[str, object]:
        """Return what the lesson holds, in figures and names."""
        return {
            "curriculum": self.curriculum.id,
            "module": self.module.id,
            "lang": self.lang,
            "title": self.title,
            "sections": len(self.sections),
            "objectives": [one.id for one in self.module.objectives],
            "practice": {name: len(items) for name, items in self.practice.items()},
        }


def lesson(
    curriculum: str, module: str, lang: str = "th", *, place: Home | None = None, seed: int = 0
) -> Lesson:
    """Return the lesson of a module.

    Parameters
    ----------
    curriculum, module : str
        Ids, such as ``"governance"`` and ``"interests"``.
    lang : {"th", "en"}
    place : Home, optional
        Whose content is taken.
    seed : int
        Of the variants of templated practice items.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum, module or language.
    InputError
        When the content breaks a rule.

    Examples
    --------
    >>> lesson("governance", "interests", "en").title
    'Private and public interest'
    """
    place = place or find()
    found = load(curriculum, place)
    return lesson_of(found, module_of(found, module), lang, place=place, seed=seed)


def module_of(curriculum: Curriculum, name: str) -> Module:
    """Return the module called `name`.

    Raises
    ------
    UnknownNameError
        When there is no such module, or the curriculum has none yet.
    """
    if name in curriculum.modules:
        return curriculum.modules[name]
    if not curriculum.modules:
        raise UnknownNameError(message("classroom.no_module", curriculum=curriculum.id))
    known = " · ".join(curriculum.modules)
    words = message("classroom.unknown_module", curriculum=curriculum.id, name=name, known=known)
    raise UnknownNameError(words)


def lesson_of(
    curriculum: Curriculum, module: Module, lang: str, *, place: Home, seed: int = 0
) -> Lesson:
    """Return the lesson of a module of a loaded curriculum."""
    folder = place.folder("course") / curriculum.id / module.id
    text = module.lesson.in_language(check_language(lang))
    return Lesson(
        curriculum,
        module,
        lang,
        folder,
        tuple(sections(text, str(folder / "lesson.md"))),
        practice_items(module, seed),
    )


def practice_items(module: Module, seed: int = 0) -> dict[str, tuple[Item, ...]]:
    """Return the practice items of a module by objective; templated ones as one variant."""
    names = [one.id for one in module.objectives]
    found: dict[str, list[Item]] = {name: [] for name in names}
    for one in module.items:
        if one.use == "practice":
            stream = Stream(seed, "practice", one.code)
            item = one if isinstance(one, Item) else one.variant(stream)
            found.setdefault(item.objective, []).append(item)
    return {name: tuple(items) for name, items in found.items() if items}


def sections(markdown: str, path: str, *, trainer: bool = False) -> list[Section]:
    r"""Return the sections of a lesson.

    Lines between ``<!-- trainer -->`` and ``<!-- /trainer -->`` are left out unless
    `trainer`; ``<!-- objective: ID -->`` in a section, or just before its heading, says
    whose practice follows it; other comments are dropped.

    Raises
    ------
    InputError
        When a trainer's part does not end: what is the trainer's must not slip through.

    Examples
    --------
    >>> text = "# A\n<!-- trainer -->\nwatch\n<!-- /trainer -->\n## B\n<!-- objective: b -->"
    >>> [(one.markdown.strip(), one.objectives) for one in sections(text, "lesson.md")]
    [('# A', ()), ('## B', ('b',))]
    """
    text = _TRAINER.sub("", markdown) if trainer else _for_trainees(markdown, path)
    starts = [found.start() for found in _HEADING.finditer(text)]
    ends = [_with_marks(text, start) for start in starts]
    edges = [0, *ends, len(text)]
    parts = [text[start:end] for start, end in pairwise(edges)]
    return [
        Section(_COMMENT.sub("", part), tuple(dict.fromkeys(_OBJECTIVE.findall(part))))
        for part in parts
        if _COMMENT.sub("", part).strip()
    ]


def _with_marks(text: str, start: int) -> int:
    """Return where a section begins whose heading is at `start`: before its marks."""
    before = text[:start].rstrip()
    while (mark := before.rfind("<!-- objective")) >= 0 and before.endswith("-->"):
        if _OBJECTIVE.fullmatch(before, mark) is None:
            break
        start, before = mark, before[:mark].rstrip()
    return start


def _for_trainees(markdown: str, path: str) -> str:
    """Return the text without what stands between the trainer's marks."""
    kept: list[str] = []
    end, inside = 0, False
    for found in _TRAINER.finditer(markdown):
        closing = bool(found[1])
        if closing != inside:
            raise _unpaired(path)
        if not inside:
            kept.append(markdown[end : found.start()])
        end, inside = found.end(), not inside
    if inside:
        raise _unpaired(path)
    return "".join([*kept, markdown[end:]])


def _unpaired(path: str) -> InputError:
    return InputError(message("classroom.lesson_mark", path=path, mark="trainer"))


def known_modules(curriculum: Curriculum, lang: str) -> Sequence[tuple[str, str]]:
    """Return ids and titles of the modules, in teaching order."""
    return [(one.id, one.title.in_language(lang)) for one in curriculum.modules.values()]
