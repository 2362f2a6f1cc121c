"""The language of templated items: exact arithmetic, days, and nothing beyond its list."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.course._expressions import Expression, Place
from govlab.course._values import MOST
from govlab.course._words import Text
from govlab.errors import InputError

HERE = Place("one/items.yaml: gift", "options.1.correct")
NAMES = {
    "amount": 2500,
    "people": 7,
    "share": Fraction(1, 3),
    "day": date(2023, 3, 3),
    "giver": Text("ผู้รับเหมา", "a contractor"),
    "letter": "a",
    "late": False,
}


def worth(source, **values):
    """Return what `source` is worth, with a few names at hand."""
    return Expression(source, [*NAMES, *values], HERE)(NAMES | values)


def refused(source, **values):
    with pytest.raises(InputError) as caught:
        worth(source, **values)
    return caught.value


@st.composite
def arithmetic(draw, depth=3):
    """Give the same sum twice: as we write it, and as Python works it out in fractions."""
    if not depth or draw(st.booleans()):
        number = draw(st.integers(0, 99))
        if draw(st.booleans()):
            return str(number), f"F({number})"
        digits = draw(st.integers(0, 99))
        return f"{number}.{digits:02d}", f"F('{number}.{digits:02d}')"
    left, ours_left = draw(arithmetic(depth=depth - 1))
    right, ours_right = draw(arithmetic(depth=depth - 1))
    op = draw(st.sampled_from(["+", "-", "*", "/", "//", "%"]))
    if draw(st.booleans()):
        return f"({left} {op} {right})", f"({ours_left} {op} {ours_right})"
    sign = draw(st.sampled_from(["", "-", "+"]))
    return f"{sign}{left} {op} {right}", f"{sign}{ours_left} {op} {ours_right}"


@given(arithmetic())
def test_arithmetic_is_that_of_python_in_exact_fractions(pair):
    """Any sum has Python's precedence, signs and floors, and no rounding at all."""
    ours, pythons = pair
    try:
        expected = eval(pythons, {"F": Fraction})
    except ZeroDivisionError:
        assert "zero" in str(refused(ours))
        return
    if abs(expected.numerator) > MOST or expected.denominator > MOST:
        return
    try:
        found = worth(ours)
    except InputError as wrong:
        found = str(wrong)
    if isinstance(found, str):
        assert "must not pass" in found  # a part of it was too large
        return
    assert found == expected
    assert type(found) is (int if expected.denominator == 1 else Fraction)


@given(
    st.lists(st.integers(-9, 9), min_size=2, max_size=4),
    st.lists(st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), min_size=3, max_size=3),
    st.booleans(),
)
def test_comparisons_chain_as_in_python(numbers, signs, other):
    """1 < 2 <= 2 reads as in mathematics, alone and under and, or, not."""
    chain = str(numbers[0])
    for sign, number in zip(signs, numbers[1:], strict=False):
        chain += f" {sign} {number}"
    for source in (chain, f"not ({chain})", f"{chain} and {other}", f"{other} or {chain}"):
        assert worth(source) is eval(source)


ATTACKS = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "open('x')",
    "exec('1')",
    "eval('1')",
    "compile('1', '', 'eval')",
    "globals()",
    "vars()",
    "dir()",
    "getattr(amount, 'real')",
    "amount.real",
    "amount.__class__",
    "giver.th",
    "'{0.__class__}'.format(amount)",
    "f'{amount}'",
    "b'bytes'",
    "'%s' % amount",
    "'a' * 1000",
    "'a' + 'b'",
    "[1] * 1000",
    "(1, 2)[0]",
    "[1, 2][1:]",
    "{1: 2}",
    "{1, 2}",
    "[n for n in (1, 2)]",
    "(n for n in (1, 2))",
    "{n: n for n in (1, 2)}",
    "lambda: 1",
    "(lambda n: n)(1)",
    "(n := 5)",
    "abs(*(1, 2))",
    "round(2.5, digits=1)",
    "round(**{})",
    "abs",
    "abs is abs",
    "amount is 1",
    "amount << 2",
    "amount >> 2",
    "amount & 1",
    "amount | 1",
    "amount ^ 1",
    "~amount",
    "amount @ people",
    "9**9**9",
    "9**999999",
    "(9**12)**12",
    "2**0.5",
    "10**12 * 10**12",
    "99999999999999999999",
    "1e400",
    "1j",
    "0x7f",
    "1_000",
    "None",
    "...",
    "await amount",
    "yield amount",
    "import os",
    "amount = 1",
    "amount; people",
    "amount\npeople",
    "'\\x41'",
    "1if late else 2",
    "print(amount)",
    "min()",
    "max(amount, day)",
    "sum(amount)",
    "add_days(day, 10**9)",
    "pick(9, 1, 2)",
    "nothing",
    "",
    " ",
    "(",
    "1 +",
    "'open",
    "\x00",
    "\ud800",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_nothing_outside_the_language_passes(source):
    """Attributes, subscripts, comprehensions, other calls, huge numbers: each is refused."""
    words = refused(source)
    assert HERE.item in str(words)
    assert HERE.field in words.in_language("th")


def test_length_and_depth_are_bounded():
    """An expression of 401 characters is refused, and one that nests 17 deep."""
    assert "400" in str(refused("1" + " + 1" * 100))
    assert worth("-" * 16 + "1") == 1
    assert "nest" in str(refused("-" * 17 + "1"))
    assert "cannot be read" in str(refused("(" * 399))


@given(st.text(alphabet="amount people 0123456789.+-*/%<>=()[],'\"ifelsnotdr\\{}ๆก", max_size=40))
def test_any_text_is_worth_something_of_a_known_kind_or_is_refused(source):
    """No text, however odd, ends in anything but a value or one clear error."""
    try:
        found = worth(source)
    except InputError:
        return
    assert type(found) in {int, Fraction, str, bool, date, Text, tuple}


def test_decimals_are_read_as_written():
    """One tenth is a tenth, so that ten of them are one."""
    assert worth("0.1 + 0.2 == 0.3")
    assert worth("10 * 0.1") == 1
    assert type(worth("10 * 0.1")) is int


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("abs(people - 10)", 3),
        ("abs(-0.5)", Fraction(1, 2)),
        ("min(amount, 3000) + max((1, 2, 3))", 2503),
        ("max(day, date(2024, 1, 1))", date(2024, 1, 1)),
        ("floor(-0.5)", -1),
        ("ceil(people / 2)", 4),
        ("sum((1, 2, 0.5))", Fraction(7, 2)),
        ("len([amount, people])", 2),
        ("percent(1, 8)", Fraction(25, 2)),
        ("pick(2, 'a', letter, 'c')", "a"),
        ("2 ** -2", Fraction(1, 4)),
        ("'late' if late else letter", "a"),
        ("letter in ('a', 'b') and amount not in [1, 2]", True),
        ("giver if amount > 3000 else giver", NAMES["giver"]),
        ("giver == giver", True),
    ],
)
def test_functions_and_choices_give_what_they_say(source, expected):
    """Each function of the list, a condition, a list and words in two languages work."""
    found = worth(source)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.125", 2, "0.13"), ("1 / 3", 2, "0.33"), ("7", 0, "7")],
)
def test_a_half_is_rounded_away_from_zero(value, digits, expected):
    """Offices round five up, where Python would round to the even neighbour."""
    assert worth(f"round({value}, {digits})") == Fraction(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Monday 6 March 2023 was Makha Bucha day.
        ("add_working_days(day, 1)", date(2023, 3, 7)),
        ("working_days_between(day, date(2023, 3, 7))", 1),
        ("is_working_day(date(2023, 3, 6))", False),
        ("add_days(day, 30)", date(2023, 4, 2)),
        ("add_days(day, -3)", date(2023, 2, 28)),
        ("days_between(day, date(2023, 4, 2))", 30),
        ("fiscal_year(date(2023, 9, 30))", 2566),
        ("fiscal_year(date(2023, 10, 1))", 2567),
        ("year_be(day)", 2566),
        ("weekday(day)", 5),
    ],
)
def test_days_follow_the_calendar_of_government_offices(source, expected):
    """Deadlines, fiscal years and weekdays are those of govlab.thai."""
    assert worth(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "is_working_day(date(2029, 1, 2))",
        "add_working_days(date(2025, 12, 30), 3)",
        "add_working_days(day, 0)",
        "is_working_day(date(1999, 1, 4))",
        "date(2023, 2, 30)",
        "year_be(date(1900, 1, 1))",
    ],
)
def test_no_key_rests_on_a_day_that_may_yet_be_a_holiday(source):
    """Days outside the announced calendar, and days that are none, are refused."""
    assert "correct" in str(refused(source)) or "use " in str(refused(source))


@pytest.mark.parametrize(
    "source",
    [
        "late + 1",
        "not amount",
        "amount and late",
        "1 if amount else 2",
        "amount == letter",
        "letter < 'b'",
        "day < amount",
        "amount in (1, 'a')",
        "amount in 5",
        "-day",
        "add_days(day, 0.5)",
        "add_days(amount, 1)",
        "giver < giver",
    ],
)
def test_kinds_are_not_mixed(source):
    """Truth is no number, a number no truth, and only values of one kind are compared."""
    refused(source)


def test_division_by_zero_is_said_where_it_happens():
    """The values decide: the same expression works with others."""
    source = "amount // (people - 7)"
    assert "character 1" in str(refused(source))
    assert worth(source, people=8) == 2500
    for other in ("amount / 0", "amount % 0", "percent(1, 0)", "0 ** -1"):
        assert "zero" in str(refused(other))


def test_an_error_names_place_expression_position_rule_and_next_step():
    """Positions count characters, not bytes, and the sentence is Thai for Thai readers."""
    wrong = refused("letter == 'ก' or total > 5")
    assert str(wrong).startswith("one/items.yaml: gift, field options.1.correct:")
    assert "character 18" in str(wrong)
    assert "'total' must be one of" in str(wrong).replace("name (='total')", "'total'")
    assert "correct it or declare" in str(wrong)
    assert "ไม่มีพารามิเตอร์ชื่อ 'total'" in wrong.in_language("th")


def test_an_expression_knows_the_names_it_uses():
    """Names are told, so that a parameter without use can be found."""
    assert Expression("amount if late else people", list(NAMES), HERE).names == {
        "amount",
        "late",
        "people",
    }
