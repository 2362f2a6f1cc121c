"""The measures there are: documents that are missing, and the eight of the Moral Center."""

from collections.abc import Iterator
from typing import Any

from govlab import datasets
from govlab.home import Home
from govlab.ita._improve_measure import Effect, Measure, Premises
from govlab.ita._improve_start import Leaf, Start
from govlab.ita._method import Method, method
from govlab.text import say

#: The form that recommendations and proposals of this project speak of.
FORM = 2564
_LANGUAGES = ("th", "en")


def library(
    start: Start, premises: Premises | None = None, place: Home | None = None
) -> tuple[Measure, ...]:
    """Return every measure that can act where an agency stands.

    Each missing document is a measure of its own; the eight measures of the Moral Center
    for FY2565 act on the items that the 28 recommendations name. What they change is
    assumed (A-054 to A-060), and so are hours and outlays.

    Parameters
    ----------
    start : Start
        From :func:`start_of`.
    premises : Premises, optional
        Assumptions; the home's when not given.
    place : Home, optional
        Home of the datasets.

    Examples
    --------
    >>> from govlab.ita.improvement import example, library
    >>> found = {one.code: one for one in library(example())}
    >>> found["O43"].after, [effect.code for effect in found["M3"].effects]
    (('O42',), ['I13', 'I15', 'I14'])
    """
    premises = premises or Premises.read(place=place)
    return (*documents(start, premises, place), *practices(start, premises, place))


def documents(start: Start, premises: Premises, place: Home | None = None) -> tuple[Measure, ...]:
    """Return a measure for each document that was not found, the heaviest first."""
    work = {row["item"]: row for row in datasets.load("ita_document_work", place).records()}
    same = _same_items(start.how, place)
    topics = {one.code: one.topic for one in start.how.items}
    return tuple(
        _document(leaf, work.get(leaf.code, {}) if leaf.code in same else {}, topics, premises)
        for leaf in start.missing
    )


def _document(
    leaf: Leaf, work: dict[str, Any], topics: dict[str, dict[str, str]], premises: Premises
) -> Measure:
    sub, _, number = leaf.code.partition("?")
    title = topics.get(leaf.code) or {
        lang: say("ita_plan.document_of", lang, part=sub, number=number) for lang in _LANGUAGES
    }
    return Measure(
        code=leaf.code,
        title=title,
        effects=(Effect(leaf.code, 1.0, 1.0, 1.0),),
        hours=float(premises.every.number(work.get("hours", "A-068"))),
        owner={
            lang: work.get(f"owner_{lang}") or say("ita_plan.owner_open", lang)
            for lang in _LANGUAGES
        },
        days=int(premises.ahead),
        kind="document",
        after=(work["after"],) if work.get("after") else (),
        sources=("R-016",) if work else (),
    )


def practices(start: Start, premises: Premises, place: Home | None = None) -> tuple[Measure, ...]:
    """Return the eight measures of the Moral Center, as far as they reach anything here."""
    rows = datasets.load("ita_measures_moral_center", place).records()
    work = {row["measure"]: row for row in datasets.load("ita_measure_work", place).records()}
    steps = list(datasets.load("ita_measure_steps_moral_center", place).records())
    effects = list(datasets.load("ita_measure_effects", place).records())
    found = []
    for row in rows:
        mine = [one for one in effects if one["measure"] == row["measure"]]
        needs = work[row["measure"]]
        if mine:
            acts = tuple(_effects(start.how, mine, str(row["indicator"]), premises, place))
        else:
            # No recommendation names an item: it acts on the indicator as a whole.
            acts = (premises.effect(str(row["indicator"]), needs["share"]),)
        acts = tuple(one for one in acts if start.reached(one.code))
        if not acts:
            continue
        found.append(
            Measure(
                code=f"M{row['measure']}",
                title={
                    lang: say("ita_plan.measure_title", lang, name=row[f"label_{lang}"])
                    for lang in _LANGUAGES
                },
                effects=acts,
                hours=float(premises.every.number(needs["hours"])),
                baht=float(premises.every.number(needs["baht"])),
                owner={lang: say("ita_plan.owner_open", lang) for lang in _LANGUAGES},
                there={
                    lang: say("ita_plan.owner_there", lang, owner=row[f"responsible_{lang}"])
                    for lang in _LANGUAGES
                },
                days=int(premises.felt),
                sources=tuple(row["source_ids"].split(";")),
                steps=tuple(
                    {lang: one[f"label_{lang}"] for lang in _LANGUAGES}
                    for one in steps
                    if one["measure"] == row["measure"]
                ),
            )
        )
    return tuple(found)


def _effects(
    how: Method,
    rows: list[dict[str, Any]],
    indicator: str,
    premises: Premises,
    place: Home | None,
) -> Iterator[Effect]:
    """Yield effects on items; on the indicator where the year's items are not those of the form."""
    same = _same_items(how, place)
    if all(row["item"] in same for row in rows):
        for row in rows:
            yield premises.effect(row["item"], row["share"])
        return
    form = method(FORM, place)
    count = len(form.children[indicator])
    parts = [premises.effect(indicator, row["share"], 1 / count) for row in rows]
    yield Effect(
        indicator,
        sum(one.low for one in parts),
        sum(one.likely for one in parts),
        sum(one.high for one in parts),
        ";".join(sorted({one.basis for one in parts})),
    )


def _same_items(how: Method, place: Home | None) -> frozenset[str]:
    """Return the items of a method that ask what those of the form ask under the same code."""
    form = {one.code: (one.of, one.topic["th"]) for one in method(FORM, place).items}
    return frozenset(
        one.code for one in how.items if form.get(one.code) == (one.of, one.topic["th"])
    )
