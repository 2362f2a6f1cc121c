"""Reading a curriculum from its files, every broken rule of them said at once."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from govlab import files, home
from govlab.course._finding import Finding
from govlab.course._made import item_made
from govlab.course._model import Blueprint, Curriculum, Module, Objective, Quota
from govlab.course._rules import broken_rules
from govlab.course._words import Text
from govlab.errors import InputError, MissingFileError, UnknownNameError, Words
from govlab.text import message

if TYPE_CHECKING:
    from pydantic import BaseModel

    from govlab.course._item import Item
    from govlab.course._template import Template

Shape = TypeVar("Shape", bound="BaseModel")
MARKER = "curriculum.yaml"
_LANG = re.compile(r"^<!-- *lang: *(\w+) *-->[ \t]*$", re.MULTILINE)


def curricula(place: home.Home | None = None) -> list[str]:
    """Return the ids of the curricula that the home has, sorted.

    Examples
    --------
    >>> curricula()
    ['corporate', 'governance']
    """
    root = (place or home.find()).folder("course")
    return sorted(path.parent.name for path in root.glob(f"*/{MARKER}"))


def folder_of(curriculum_id: str, place: home.Home | None = None) -> Path:
    """Return the folder of a curriculum.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum.
    """
    place = place or home.find()
    known = curricula(place)
    if curriculum_id not in known:
        raise UnknownNameError(
            message("course.unknown", name=curriculum_id, known=", ".join(known) or "–")
        )
    return place.folder("course") / curriculum_id


def load(curriculum_id: str, place: home.Home | None = None) -> Curriculum:
    """Return a curriculum with its whole content.

    Parameters
    ----------
    curriculum_id : str
        Such as ``"governance"``; see :func:`curricula`.
    place : Home, optional
        Home to read from; found as :func:`govlab.home.find` does when not given.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum.
    InputError
        When its files break rules: the message lists all of them, each with its place.

    Examples
    --------
    >>> found = load("governance")
    >>> found.pass_mark, found.target
    (Decimal('80'), Decimal('80'))
    """
    found, findings = read(folder_of(curriculum_id, place))
    if found is None or findings:
        lines = [one.line() for one in findings]
        raise InputError(message("course.broken", curriculum=curriculum_id, lines=lines))
    return found


def read(folder: Path) -> tuple[Curriculum | None, list[Finding]]:
    """Return the curriculum in `folder`, None where its files do not even have a shape.

    The findings are those of shape and, when there are none, those of the rules.
    """
    reader = _Reader(folder)
    found = reader.curriculum()
    if reader.findings or found is None:
        return None, reader.findings
    return found, broken_rules(found)


@dataclass
class _Reader:
    """Reads the files of one curriculum and collects what is wrong with them."""

    folder: Path
    findings: list[Finding] = field(default_factory=list)

    def curriculum(self) -> Curriculum | None:
        from govlab.course._shapes import CurriculumFile

        top = self.shaped(MARKER, CurriculumFile)
        if top is None:
            return None
        self.same_name(MARKER, top.id, self.folder.name)
        modules = [self.module(name) for name in top.modules]
        blueprints = self.blueprints(needed=bool(top.modules))
        return Curriculum(
            id=top.id,
            version=str(top.version),
            title=top.title.made(),
            audience=tuple(one.made() for one in top.audience),
            outcomes=tuple(one.made() for one in top.outcomes),
            pass_mark=top.pass_mark.percent,
            target=top.target.percent,
            design_note=top.design_note.made(),
            modules={one.id: one for one in modules if one},
            planned=tuple(one.title.made() for one in top.planned),
            blueprints=blueprints,
        )

    def module(self, name: str) -> Module | None:
        from govlab.course._shapes import ItemsFile, ModuleFile, sources_made

        top = self.shaped(f"{name}/module.yaml", ModuleFile)
        bank = self.shaped(f"{name}/items.yaml", ItemsFile)
        lesson = self.lesson(f"{name}/lesson.md")
        if top is None or bank is None or lesson is None:
            return None
        self.same_name(f"{name}/module.yaml", top.id, name)
        self.unique(f"{name}/items.yaml", [one.id for one in bank.items])
        self.unique(f"{name}/module.yaml", [one.id for one in top.objectives])
        return Module(
            id=name,
            version=str(top.version),
            title=top.title.made(),
            hours=top.hours.value,
            objectives=tuple(
                Objective(one.id, one.text.made(), sources_made(one.sources))
                for one in top.objectives
            ),
            lesson=lesson,
            items=self.items(name, bank.items),
        )

    def items(self, module: str, parts: list[Any]) -> "tuple[Item | Template, ...]":
        """Return the items of a module, templates ready to give variants."""
        from govlab.course._shapes import TemplateHeader

        found: list[Any] = []
        for part in parts:
            if not isinstance(part, TemplateHeader):
                found.append(item_made(module, part))
                continue
            from govlab.course._template import Template

            where = f"{module}/items.yaml"
            raw = part.model_dump(mode="python", exclude_unset=True)
            try:
                found.append(Template.made(module, raw, str(self.folder / where)))
            except InputError as wrong:
                self.fail("template", f"{where}: {part.id}", wrong.message)
        return tuple(found)

    def lesson(self, name: str) -> Text | None:
        path = self.folder / name
        try:
            parts = _LANG.split(files.read_text(path))
        except MissingFileError:
            self.fail("missing", name, message("course.missing", path=str(path)))
            return None
        except InputError as wrong:
            self.fail("shape", name, wrong.message)
            return None
        found: dict[str, str] = {}
        for lang, text in zip(parts[1::2], parts[2::2], strict=True):
            found[lang] = "\n\n".join(filter(None, (found.get(lang), text.strip())))
        if set(found) != {"th", "en"} or not all(found.values()):
            self.fail("languages", name, message("course.lesson_languages"))
            return None
        return Text(found["th"], found["en"])

    def blueprints(self, *, needed: bool) -> dict[str, Blueprint]:
        from govlab.course._shapes import BlueprintsFile

        name = "blueprints.yaml"
        if not needed and not (self.folder / name).is_file():
            return {}
        top = self.shaped(name, BlueprintsFile)
        if top is None:
            return {}
        return {
            key: Blueprint(
                name=key,
                title=one.title.made(),
                demonstration=one.demonstration,
                certifies=one.certifies,
                use=one.use,
                quotas=tuple(
                    Quota(objective, None if level == "any" else level, count)
                    for objective, row in one.table.items()
                    for level, count in row.items()
                ),
                types=tuple(one.types),
                series=one.series or "",
                warm_up=one.warm_up or "",
            )
            for key, one in top.blueprints.items()
        }

    def shaped(self, name: str, model: type[Shape]) -> Shape | None:
        """Return the file `name` in the shape of `model`, or None and a finding."""
        path = self.folder / name
        try:
            return files.shaped(files.read_yaml(path), model, str(path))
        except MissingFileError:
            self.fail("missing", name, message("course.missing", path=str(path)))
            return None
        except InputError as wrong:
            self.fail("shape", name, wrong.message)
            return None

    def same_name(self, name: str, found: str, expected: str) -> None:
        if found != expected:
            self.fail("id", name, message("course.folder_name", found=found, folder=expected))

    def unique(self, name: str, ids: list[str]) -> None:
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            self.fail("unique", f"{name}: {twice}", message("course.twice", id=twice))

    def fail(self, rule: str, name: str, words: Words | str) -> None:
        self.findings.append(Finding(rule, f"{self.folder.name}/{name}", words))
