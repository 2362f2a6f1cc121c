"""What goes out to Moodle XML and GIFT and comes back: whole, or told."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings
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
# Thai with its vowels and tone marks above and below, every sign that XML, HTML, GIFT or a
# browser treats specially, spaces that fold, and letters from elsewhere.
SIGNS = (
    "".join(map(chr, range(0x0E01, 0x0E3B)))
    + "".join(map(chr, range(0x0E3F, 0x0E5C)))
    + "".join(map(chr, range(0x20, 0x7F)))
    + " &<>{}~=#:%\\\n\t\r\xa0\u200b\u200d\u2028éß漢😀"
)
PART = st.text(SIGNS, max_size=7)
WORDS = st.builds(
    "{}{}{}".format,
    PART,
    st.sampled_from(["", "", "]]>", "-->", "->", "####", "//", "</p>", "&amp;", "\n\n", "@@"]),
    PART,
)
THAI = WORDS.map(lambda one: f"ก{one}".strip())
ENGLISH = WORDS.map(lambda one: f"e{one}".strip())
TEXT = st.builds(Text, THAI, ENGLISH)
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


def tried(times):
    """Return the settings of a rule tried on whole items.

    An item is large: how long one takes to make says nothing, and shrinking it takes minutes.
    """
    return settings(
        max_examples=times,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


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


@tried(60)
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


@tried(60)
@given(items())
def test_an_item_comes_back_from_gift_but_for_what_was_told(item):
    """Reasons of steps and what graders see are told as lost; all else comes back."""
    found, out, _ = back(GIFT, item, "both")
    assert list(found) == [whole_in_gift(item)]
    told = {one.what.key for one in out}
    assert ("interchange.gift_essay" in told) == any(one.type == "text" for one in item.scored)


def only(data, lang):
    """Return data with the texts of one language, the other empty; a bare sign has none."""
    if isinstance(data, list):
        return [only(one, lang) for one in data]
    if not isinstance(data, dict):
        return data
    if set(data) == {"th", "en"}:
        return {"th": "", "en": ""} | {lang: data[lang]}
    return {
        key: value if key == "unit" and value["th"] == "%" else only(value, lang)
        for key, value in data.items()
    }


@tried(30)
@given(items(), st.sampled_from(["th", "en"]))
def test_a_file_of_one_language_brings_that_language_back_whole(item, lang):
    """Texts go into the language asked for; the other one is empty."""
    found, _, lost = back(MOODLE, item, lang)
    assert [one.as_dict() for one in found] == [only(item.as_dict(), lang)]
    assert lost == ()


def moodle_scores(question):
    """Return how Moodle scores a question of its XML, by its published rules.

    A function from what is chosen to the share of the points: places of answers, or a
    number, or pairs, or an order, all as the file has them.
    """
    answers = question.findall("answer")
    shares = [float(one.get("fraction")) / 100 for one in answers]
    kind = question.get("type")
    if kind in {"multichoice", "truefalse"}:
        return lambda chosen: min(max(sum(shares[place] for place in chosen), 0), 1)
    if kind == "numerical":
        marks = [
            (one.findtext("text"), float(one.findtext("tolerance")), share)
            for one, share in zip(answers, shares, strict=True)
        ]
        return lambda number: next(
            (s for v, t, s in marks if v == "*" or abs(number - float(v)) <= t + 1e-9), 0
        )
    if kind == "matching":
        pairs = [
            (one.findtext("text"), one.find("answer").findtext("text"))
            for one in question.findall("subquestion")
        ]
        asked = [option for premise, option in pairs if premise]
        return lambda chosen: sum(map(str.__eq__, asked, chosen)) / len(asked)
    assert question.findtext("gradingtype") == "RELATIVE_NEXT_EXCLUDE_LAST"
    last = len(answers) - 1
    return lambda order: sum(b == a + 1 for a, b in pairwise(order)) / last


@tried(80)
@given(items(st.one_of(singles(), multiples(), verdicts(), orderings()), cases=False), st.data())
def test_moodle_scores_what_we_write_as_we_do(item, data):
    """Its rules on our file give each answer the credit that the item gives it."""
    asked = item.interaction
    (question,) = ET.fromstring(MOODLE.write([item], "th", True)[0]).findall("question[name]")
    scores = moodle_scores(question)
    if isinstance(asked, Ordering):
        order = data.draw(st.permutations(range(len(asked.order))))
        assert scores(order) == pytest.approx(
            float(asked.credit(">".join(asked.order[place] for place in order)))
        )
        return
    letters = "abcdefgh"[: len(asked.options)]
    if isinstance(asked, TrueFalse):
        verdict = data.draw(st.booleans())
        place = data.draw(st.integers(0, max(len(letters) - 1, 0)))
        given_answer = "+".join(["true" if verdict else "false", *letters[place : place + 1]])
        chosen = [place + (not verdict) * max(len(letters), 1)]
    else:
        most = len(letters) if asked.several else 1
        chosen = sorted(data.draw(st.sets(st.integers(0, len(letters) - 1), max_size=most)))
        given_answer = "+".join(letters[place] for place in chosen)
    assert scores(chosen) == pytest.approx(float(asked.credit(given_answer)), abs=1e-6)


@tried(60)
@given(items(numerics(), cases=False), st.decimals(-10_000, 10_000, places=2), st.data())
def test_moodle_scores_numbers_as_we_do(item, other, data):
    """The first answer whose tolerance holds the number decides, in both."""
    (question,) = ET.fromstring(MOODLE.write([item], "th", True)[0]).findall("question[name]")
    scores = moodle_scores(question)
    near = data.draw(st.sampled_from(item.interaction.answers))
    for number in (Fraction(other), near.value, near.value + near.tolerance / 2):
        text = item.response(f"{float(number):.3f}")
        assert scores(float(text)) == pytest.approx(float(item.interaction.credit(text)), abs=1e-6)
