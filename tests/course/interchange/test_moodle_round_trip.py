"""What goes out to Moodle XML and GIFT and comes back: whole, or told."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from govlab import course
from govlab.course import Item, Law, Text
from govlab.course.interactions import (
    Case,
    Choice,
    Criterion,
    FreeText,
    Matching,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    Premise,
    RubricLevel,
    TrueFalse,
)
from govlab.course.interchange import FORMATS

MOODLE, GIFT = FORMATS["moodle"], FORMATS.get("gift")
# Thai vowels above and below with their tone marks, a decomposed sara am, and every
# character that XML, HTML, GIFT or a browser treats specially.
ODD = st.sampled_from([*"กิ้ป่ำฺ์๎ๅํา๑๓ํ้ๆฯ &<>\"'`]\\/~=#{}:%*_$|@!-\n\t\r\xa0\u200b", "]]>", "-->", "->"])
WORDS = st.lists(
    st.one_of(ODD, st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))), max_size=15
).map(lambda one: "".join(one).strip())
SAID = WORDS.filter(bool)
THAI = SAID.map("ก".__add__)
TEXT = st.builds(Text, THAI, SAID.map("e".__add__))
MAYBE = st.one_of(TEXT, st.just(Text("", "")))
LEVELS = ["remember", "understand", "apply", "analyse", "evaluate", "create"]
SLUG = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
SOURCES = st.lists(
    st.one_of(
        st.sampled_from(["S2-014", "S4-060"]),
        st.builds(Law, st.just("พ.ร.บ. ทดสอบ มาตรา 7 & 8"), st.just("2018-07-22")),
    ),
    max_size=3,
).map(tuple)
GRADES = st.sampled_from([Fraction(1, n) for n in range(1, 11)] + [Fraction(0), Fraction(2, 3)])


def lettered(draw, low, high):
    texts = draw(st.lists(TEXT, min_size=low, max_size=high, unique_by=(str, lambda one: one.en)))
    return [Option("abcdefgh"[n], one, False, draw(MAYBE)) for n, one in enumerate(texts)]


@st.composite
def singles(draw):
    options = lettered(draw, 2, 6)
    right = draw(st.integers(0, len(options) - 1))
    options[right] = replace(options[right], correct=True)
    if draw(st.booleans()):
        others = [
            draw(st.sampled_from([Fraction(1, 2), Fraction(0), Fraction(1, 3)])) for _ in options
        ]
        others[right] = Fraction(1)
        options = [replace(a, credit=b) for a, b in zip(options, others, strict=True)]
    return Choice(tuple(options), several=False)


@st.composite
def multiples(draw):
    options = lettered(draw, 2, 6)
    right = draw(st.integers(1, len(options)))
    own = draw(st.booleans()) and right < len(options)
    return Choice(
        tuple(
            replace(
                one,
                correct=place < right,
                credit=(Fraction(1, right) if place < right else Fraction(0)) if own else None,
            )
            for place, one in enumerate(options)
        ),
        several=True,
    )


@st.composite
def verdicts(draw):
    options = lettered(draw, 3, 4) if draw(st.booleans()) else []
    if options:
        options[0] = replace(options[0], correct=True)
    return TrueFalse(draw(st.booleans()), draw(MAYBE), draw(MAYBE), tuple(options))


@st.composite
def orderings(draw):
    options = lettered(draw, 2, 6)
    return Ordering(tuple(options), tuple(draw(st.permutations([one.id for one in options]))))


@st.composite
def matchings(draw):
    options = lettered(draw, 2, 5)
    premises = draw(st.lists(TEXT, min_size=2, max_size=5))
    ids = st.sampled_from([one.id for one in options])
    return Matching(
        tuple(
            Premise(str(n), one, draw(ids), draw(MAYBE)) for n, one in enumerate(premises, start=1)
        ),
        tuple(options),
    )


@st.composite
def numerics(draw):
    number = st.decimals(-10_000, 10_000, places=3).map(Fraction)
    margin = st.decimals(0, 5, places=2).map(Fraction)
    first = NumericAnswer(draw(number), draw(margin), Fraction(1), draw(MAYBE))
    others = draw(st.lists(st.builds(NumericAnswer, number, margin, GRADES, MAYBE), max_size=3))
    unit = draw(st.sampled_from([None, Text("บาท", "baht"), Text("%", "%")]))
    return Numeric((first, *others), draw(MAYBE), unit)


@st.composite
def essays(draw):
    names = draw(st.lists(SLUG, min_size=1, max_size=3, unique=True))
    rubric = tuple(
        Criterion(
            name,
            draw(TEXT),
            tuple(RubricLevel(n, draw(TEXT)) for n in range(draw(st.integers(2, 4)))),
        )
        for name in names
    )
    return FreeText(rubric, draw(TEXT), draw(st.sampled_from([None, 120])))


SIMPLE = st.one_of(
    singles(), multiples(), verdicts(), orderings(), matchings(), numerics(), essays()
)


def item(draw, name, interaction, module="one"):
    return Item(
        module,
        name,
        version=draw(st.integers(1, 9)),
        use=draw(st.sampled_from(["practice", "exam"])),
        objective=draw(SLUG),
        level=draw(st.sampled_from(LEVELS)),
        points=draw(st.integers(1, 20)),
        sources=draw(SOURCES),
        stem=draw(TEXT),
        interaction=interaction,
        variant=draw(st.sampled_from(["", "0a1b2c"])),
    )


@st.composite
def items(draw, kinds=SIMPLE, cases=True):
    name = draw(SLUG)
    if cases and draw(st.integers(0, 4)) == 0:
        asked = [item(draw, f"{name}/q{n}", draw(kinds)) for n in range(draw(st.integers(2, 3)))]
        whole = item(draw, name, Case(tuple(asked)))
        return replace(whole, points=sum(one.points for one in asked))
    return item(draw, name, draw(kinds))


def back(how, item, lang):
    """Return what came back and the losses, both ways."""
    data, out = how.write([item], lang, True)
    found = how.read(data, "file", "en" if lang == "en" else "th")
    return found.items, out, found.lost


@pytest.mark.parametrize("curriculum", course.curricula())
def test_the_items_of_the_course_come_back_from_moodle_xml_as_they_were(curriculum):
    """Stem, options, key, reasons, points, sources: both languages of every item."""
    fixed = [one for one in course.load(curriculum).items.values() if isinstance(one, Item)]
    data, lost = MOODLE.write(fixed, "both", True)
    found = MOODLE.read(data, "course.xml", "th")
    assert list(found.items) == fixed
    assert found.lost == ()
    assert {one.what.key for one in lost} <= {
        "interchange.long_tag",
        "interchange.case_split",
        "interchange.reasons",
    }


@settings(max_examples=100, phases=[Phase.generate])
@given(items())
def test_any_item_comes_back_whole_from_moodle_xml_in_both_languages(item):
    """Whatever the words, nothing of an item is lost in a file of both languages."""
    found, _, lost = back(MOODLE, item, "both")
    assert list(found) == [item]
    assert lost == ()


def whole_in_gift(one):
    """Return the item without what GIFT has no sign for."""
    asked = one.interaction
    nothing = Text("", "")
    if isinstance(asked, Case):
        asked = Case(tuple(map(whole_in_gift, asked.questions)))
    elif isinstance(asked, Ordering):
        steps = tuple(replace(step, reason=nothing) for step in asked.options)
        asked = Ordering(steps, asked.order)
    elif isinstance(asked, FreeText):
        asked = FreeText((), nothing, asked.words)
    return replace(one, interaction=asked)


@settings(max_examples=100, phases=[Phase.generate])
@given(items())
def test_an_item_comes_back_from_gift_but_for_what_was_told(item):
    """Reasons of steps and what graders see are told as lost; all else comes back."""
    found, out, _ = back(GIFT, item, "both")
    assert list(found) == [whole_in_gift(item)]
    told = {one.what.key for one in out}
    assert ("interchange.gift_essay" in told) == any(one.type == "text" for one in item.scored)
