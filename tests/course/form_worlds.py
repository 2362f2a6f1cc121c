"""A curriculum of two modules, made in memory: enough items for every form of a series."""

from decimal import Decimal
from functools import cache

from govlab.course import Blueprint, Curriculum, Item, Module, Objective, Option, Text
from govlab.course._model import Quota
from govlab.course.interactions import Choice

LEVELS = ("remember", "apply")


def text(words):
    return Text(f"คำ {words}", f"word {words}")


def bank_item(name, module, objective, *, use="exam", level="apply", several=False):
    """Return an item with option b right, and d too where there are several."""
    right = "bd" if several else "b"
    options = tuple(Option(one, text(f"{name} {one}"), one in right, text("-")) for one in "abcd")
    stem, choice = text(name), Choice(options, several=several)
    return Item(module, name, 1, use, objective, level, 1, ("S2-014",), stem, choice)


def _module(name):
    items = [
        bank_item(
            f"{name}-{objective}-{use}-{n}",
            name,
            objective,
            use=use,
            level=LEVELS[n % 2],
            several=n % 4 >= 2,
        )
        for objective in ("tell", "act")
        for use, count in (("exam", 20), ("practice", 3))
        for n in range(count)
    ]
    objectives = tuple(Objective(one, text(one)) for one in ("tell", "act"))
    return Module(name, "1", text(name), Decimal(3), objectives, text("lesson"), tuple(items))


@cache
def wide():
    """Return the curriculum; its forms draw by objective, level, or any level."""
    quotas = tuple(
        Quota(f"{module}/{objective}", level, count)
        for module in ("one", "two")
        for objective, level, count in (
            ("tell", "remember", 1),
            ("act", "apply", 1),
            ("act", None, 1),
        )
    )
    warm_up = "one-tell-practice-0"
    forms = {
        name: Blueprint(
            name,
            text(name),
            demonstration=False,
            use="exam",
            quotas=quotas,
            series=series,
            warm_up=warm,
            certifies=True,
        )
        for name, series, warm in (
            ("pre", "main", warm_up),
            ("post", "main", warm_up),
            ("follow-up", "main", warm_up),
            ("resit", "", ""),
        )
    }
    return Curriculum(
        id="wide",
        version="1",
        title=text("wide"),
        audience=(),
        outcomes=(),
        pass_mark=Decimal(80),
        target=Decimal(80),
        design_note=text("design"),
        modules={name: _module(name) for name in ("one", "two")},
        planned=(),
        blueprints=forms,
    )
