"""Items of every type, made at random, go through QTI and sheets and come back as they were."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from govlab.course import Law, Text
from govlab.course._item import Item
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
from govlab.course.interchange._qti import QTI3, QTI21
from govlab.course.interchange._sheet import CSV, XLSX

LETTERS = "abcdefgh"
SIGNS = "กขคงจน ำะาิีึืุูเแโใไ่้๊๋์ํ๐๙ๆฯabzAZ09&<>\"'=+-@;#%*]–—“”…\u200b🙂"
WORD = st.text(st.sampled_from(SIGNS), min_size=1, max_size=8).filter(str.strip)
BREAKS = st.sampled_from([" ", " ", "\n", "  ", "\n\n", " ]]> ", "\t", " \n "])


@st.composite
def texts(draw, *, breaks=BREAKS):
    """Draw a text in both languages, with line ends and runs of spaces inside it."""

    def one():
        words = draw(st.lists(WORD, min_size=1, max_size=3))
        said = words[0]
        for word in words[1:]:
            said += draw(breaks) + word
        return said

    return Text(one(), one())


# A sheet holds the levels of a rubric one a line, and no line begins or ends with a space.
LINE = texts(breaks=st.just(" ")).map(lambda text: Text(text.th.strip(), text.en.strip()))
NUMBERS = st.builds(Fraction, st.integers(-(10**9), 10**9), st.sampled_from([1, 2, 10, 1000]))
SHARES = st.builds(Fraction, st.integers(0, 6), st.just(6))


def options(draw, fewest, most, right=()):
    count = len(right) or draw(st.integers(fewest, most))
    return tuple(
        Option(name, draw(texts()), bool(right) and right[place], draw(texts()))
        for place, name in enumerate(LETTERS[:count])
    )


@st.composite
def choices(draw):
    """Draw a choice: one right option, several, or several with credits of their own."""
    right = draw(st.lists(st.booleans(), min_size=3, max_size=6).filter(any))
    several = draw(st.booleans())
    if not several:
        right = [place == right.index(True) for place in range(len(right))]
    held = options(draw, 0, 0, right)
    if several and draw(st.booleans()):
        held = tuple(replace(one, credit=draw(SHARES) - Fraction(1, 3)) for one in held)
    return Choice(held, several)


@st.composite
def verdicts(draw):
    """Draw a verdict, bare or with reasons to choose among."""
    count = draw(st.sampled_from([0, 3, 5]))
    right = draw(st.integers(0, count - 1)) if count else 0
    held = options(draw, 0, 0, [place == right for place in range(count)]) if count else ()
    return TrueFalse(draw(st.booleans()), draw(texts()), draw(texts()), held)


@st.composite
def orderings(draw):
    """Draw steps in any order."""
    held = options(draw, 3, 8)
    return Ordering(held, tuple(draw(st.permutations([one.id for one in held]))))


@st.composite
def matchings(draw):
    """Draw premises whose options may serve twice or not at all."""
    held = options(draw, 2, 6)
    names = st.sampled_from([one.id for one in held])
    count = draw(st.integers(2, 8))
    return Matching(
        tuple(
            Premise(str(n), draw(texts()), draw(names), draw(texts())) for n in range(1, count + 1)
        ),
        held,
    )


@st.composite
def numerics(draw):
    """Draw a number with known mistakes."""
    first = NumericAnswer(draw(NUMBERS), abs(draw(NUMBERS)), Fraction(1), draw(texts()))
    others = draw(
        st.lists(
            st.builds(NumericAnswer, NUMBERS, st.just(Fraction(0)), SHARES, texts()), max_size=3
        )
    )
    return Numeric((first, *others), draw(texts()), draw(st.none() | texts()))


@st.composite
def free_texts(draw):
    """Draw a rubric of one to three criteria."""
    rubric = tuple(
        Criterion(
            f"part-{n}",
            draw(texts()),
            tuple(RubricLevel(points, draw(LINE)) for points in range(draw(st.integers(2, 4)))),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    return FreeText(rubric, draw(texts()), draw(st.none() | st.integers(1, 500)))


ASKED = st.one_of(choices(), verdicts(), orderings(), matchings(), numerics(), free_texts())
LEVELS = st.sampled_from(["remember", "understand", "apply", "analyse", "evaluate", "create"])
SOURCES = st.lists(
    st.sampled_from(
        ["S2-014", "S4-X20", Law("พ.ร.ป. ป.ป.ช. พ.ศ. 2561 ม.128; ม.129", "2018-07-22")]
    ),
    unique=True,
    max_size=3,
).map(lambda held: tuple(sorted(held, key=lambda one: isinstance(one, Law))))


@st.composite
def items(draw, name="one"):
    """Draw an item of any type."""
    header = {
        "module": "made",
        "version": draw(st.integers(1, 9)),
        "use": draw(st.sampled_from(["practice", "exam"])),
        "objective": draw(st.sampled_from(["tell-apart", "act"])),
        "level": draw(LEVELS),
        "sources": draw(SOURCES),
        "variant": draw(st.sampled_from(["", "0f3a"])),
    }

    def item(where, asked, **more):
        full = asked.full if isinstance(asked, FreeText) else draw(st.integers(1, 12))
        return Item(id=where, points=full, stem=draw(texts()), interaction=asked, **(header | more))

    if draw(st.integers(0, 4)):
        return item(name, draw(ASKED))
    asked = tuple(
        item(f"{name}/q-{n}", draw(ASKED), level=draw(LEVELS))
        for n in range(draw(st.integers(2, 3)))
    )
    story = item(name, Case(asked))
    return replace(story, points=sum(one.points for one in asked))


SOME = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def same(found, item):
    """Require that one item was found, and that it is `item`."""
    assert [one.as_dict() for one in found.items] == [item.as_dict()]


@pytest.mark.parametrize("form", [QTI21, QTI3, XLSX, CSV], ids=lambda form: form.name)
@SOME
@given(item=items())
def test_an_item_comes_back_whole_in_both_languages(form, item):
    """Stem, options, key, credits, reasons, points, headers and every sign of the texts stay."""
    data, lost = form.write([item], "both", True)
    found = form.read(data, f"made{form.suffixes[0]}", "th")
    assert lost == ()
    assert found.lost == ()
    same(found, item)


@pytest.mark.parametrize("form", [QTI21, QTI3, XLSX, CSV], ids=lambda form: form.name)
@settings(SOME, max_examples=6)
@given(item=items(), lang=st.sampled_from(["th", "en"]))
def test_an_item_in_one_language_keeps_that_language(form, item, lang):
    """What comes back is the item with the other language empty."""
    data, lost = form.write([item], lang, True)
    found = form.read(data, f"made{form.suffixes[0]}", lang)
    assert (lost, found.lost) == ((), ())

    def only(value):
        if isinstance(value, dict):
            if value.keys() == {"th", "en"}:
                return {one: said if one == lang else "" for one, said in value.items()}
            return {name: only(one) for name, one in value.items()}
        return [only(one) for one in value] if isinstance(value, list) else value

    assert [one.as_dict() for one in found.items] == [only(item.as_dict())]


@pytest.mark.parametrize("form", [QTI21, QTI3, XLSX, CSV], ids=lambda form: form.name)
@settings(SOME, max_examples=6)
@given(item=items())
def test_without_the_key_the_bytes_depend_on_nothing_of_it(form, item):
    """Two items that differ in key and reasons alone give the same file when no key goes along."""
    assert form.write([item], "both", False) == form.write([_turned(item)], "both", False)


def _turned(item):
    """Return the item with another key and other reasons."""
    other = Text("เหตุผลอื่น", "another reason")
    asked = item.interaction
    held = tuple(
        replace(one, correct=not one.correct, reason=other, credit=None) for one in item.options
    )
    match asked:
        case Case():
            asked = Case(tuple(_turned(one) for one in asked.questions))
        case Choice():
            asked = replace(asked, options=held)
        case TrueFalse():
            asked = TrueFalse(not asked.truth, other, other, held)
        case Ordering():
            asked = Ordering(held, tuple(reversed(asked.order)))
        case Matching():
            turned = [replace(one, match=held[0].id, reason=other) for one in asked.premises]
            asked = Matching(tuple(turned), held)
        case Numeric():
            answer = NumericAnswer(Fraction(7), Fraction(0), Fraction(1), other)
            asked = Numeric((answer,), other, asked.unit)
        case FreeText():
            levels = (RubricLevel(0, other), RubricLevel(1, other))
            asked = FreeText((Criterion("else", other, levels),), other, asked.words)
    return replace(item, interaction=asked)
