"""Methods as data: the tree, the points, the grades, and what is unsure."""

from decimal import Decimal
from fractions import Fraction

import pytest

from govlab import ita
from govlab.errors import InputError
from govlab.ita._method_trust import finest_sure, require_sure
from govlab.ita._score_weights import shares

YEARS = range(2563, 2569)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_three_instruments_and_ten_indicators(year):
    """Five indicators of staff, three of clients, two of documents; 30, 30 and 40 percent."""
    how = ita.method(year)
    assert [one.code for one in how.instruments] == ["IIT", "EIT", "OIT"]
    assert [len(how.children[one.code]) for one in how.instruments] == [5, 3, 2]
    assert [one.weight for one in how.instruments] == [Decimal("0.3")] * 2 + [Decimal("0.4")]


def test_the_form_of_2564_has_its_items_and_questions():
    """30 items in 51 questions, 15 items of clients, 43 documents in seven sub-indicators."""
    how = ita.method(2564)
    assert [len(how.codes(one, "item")) for one in ("IIT", "EIT", "OIT")] == [30, 15, 43]
    assert len(how.codes("IIT", "response")) == 51
    assert [len(how.children[code]) for code in how.codes("OIT", "sub_indicator")] == [
        9, 8, 7, 4, 5, 8, 2,
    ]  # fmt: skip


def test_polarity_turns_the_points_round():
    """Good items earn 0, 33, 67, 100 upwards, bad ones downwards; questions may differ."""
    how = ita.method(2564)
    assert how.points("I7") == (0, 33, 67, 100)
    assert how.points("I9") == (100, 67, 33, 0)
    assert (how.points("I11a"), how.points("I11b")) == ((0, 33, 67, 100), (100, 67, 33, 0))
    assert (how.points("I4a"), how.points("I26b")) == ((100, 0), (0, 100))


def test_the_negative_questions_are_those_of_the_form():
    """I9, I10, I11b, I16, I17, I18a-c, I19, I22, and the bribes I4 to I6."""
    how = ita.method(2564)
    bad = {code for code, (_, sign) in how.questions.items() if sign == "negative"}
    staff = {code for code in bad if code.startswith("I")}
    bribes = {f"I{item}{part}" for item in (4, 5, 6) for part in "abc"}
    assert staff - bribes == {
        "I9", "I10", "I11b", "I16", "I17", "I18a", "I18b", "I18c", "I19", "I22",
    }  # fmt: skip


def test_two_documents_weigh_five_points_each():
    """Sub-indicators count alike, so O42 and O43 outweigh eleven items of 9.1."""
    worth = ita.effective_weights(ita.method(2564)).set_index("item")["points"]
    assert worth["O42"] == worth["O43"] == 5.0
    assert worth["O1"] == pytest.approx(4 / 9)
    assert (worth["O10"], worth["O25"], worth["O29"], worth["O34"]) == (0.5, 1.0, 0.8, 1.25)
    assert worth["O18"] == pytest.approx(4 / 7)
    assert worth["O42"] > worth[[f"O{item}" for item in range(1, 10)]].sum()
    assert worth.sum() == pytest.approx(100)


def test_shares_of_questions_are_exact_and_add_up():
    """A question of an item of four weighs a quarter of one that stands alone."""
    found = shares(ita.method(2564), "IIT", "response")
    assert sum(found.values()) == 1
    assert found["I2"] == 4 * found["I30a"] == Fraction(1, 30)


def test_a_year_without_items_has_no_effective_weights():
    """The table is empty, with its columns: nothing is made up."""
    assert ita.effective_weights(ita.method(2568)).empty


@pytest.mark.parametrize("year", [2563, 2564, 2565])
def test_early_years_need_no_consent_from_indicators_or_instruments(year):
    """Items of clients are from memory; everything coarser was read or computed."""
    how = ita.method(year)
    for level in ("instrument", "indicator"):
        require_sure(how, dict.fromkeys(("IIT", "EIT", "OIT"), level))
    with pytest.raises(InputError, match="E1, E2"):
        require_sure(how, {"EIT": "item"})


def test_what_is_unsure_is_named_with_its_source():
    """Answers need the rule from questions to items, and gaps the rule for gaps."""
    how = ita.method(2564)
    with pytest.raises(InputError, match="from questions to items") as caught:
        require_sure(how, {"IIT": "response"}, missing=True)
    assert "what a missing answer does" in str(caught.value)
    assert "accept_uncertain" in str(caught.value)
    assert "ยังไม่ยืนยัน" in caught.value.in_language("th")
    require_sure(ita.method(2564, accept_uncertain=True), {"IIT": "response"}, missing=True)


def test_later_years_are_refused_until_accepted():
    """No weights of FY2566 onwards were read: even instruments need consent."""
    scores = {"IIT": 90, "EIT": 90, "OIT": 90}
    with pytest.raises(InputError, match="weights of the instruments"):
        ita.score(ita.method(2567), scores)
    assert ita.score(ita.method(2567, accept_uncertain=True), scores).grade == "ผ่านดี"


def test_the_finest_level_without_consent_is_told():
    """What `method list` shows agrees with what scoring refuses."""
    assert finest_sure(ita.method(2563)) == {"IIT": "item", "EIT": "indicator", "OIT": "item"}
    assert finest_sure(ita.method(2566)) == {}


@pytest.mark.parametrize(
    ("scores", "grade"),
    [
        ((95, 95, 95), "ผ่านดีเยี่ยม"),
        ((94.99, 100, 100), "ผ่านดี"),
        ((85, 85, 85), "ผ่านดี"),
        ((96, 84.99, 100), "ผ่าน"),
        ((80, 80, 80), "ต้องปรับปรุง"),
        ((70, 70, 70), "ต้องปรับปรุง"),
        ((69.99, 70, 69.99), "ต้องปรับปรุงโดยด่วน"),
        ((0, 0, 0), "ต้องปรับปรุงโดยด่วน"),
    ],
)
def test_the_grades_of_2566_ask_for_each_instrument(scores, grade):
    """A high total with one low instrument passes, and no more."""
    how = ita.method(2566, accept_uncertain=True)
    assert ita.score(how, dict(zip(("IIT", "EIT", "OIT"), scores, strict=True))).grade == grade


def test_what_instruments_miss_of_the_next_grade_is_told():
    """With the total reached the distance is 0, and the instrument that falls short is named."""
    how = ita.method(2568, accept_uncertain=True)
    found = ita.score(how, {"IIT": "96", "EIT": "84.20", "OIT": "100"})
    assert (found.next_grade, found.distance) == ("ผ่านดี", 0)
    assert found.shortfalls == {"EIT": Decimal("0.80")}


def test_a_total_alone_cannot_be_graded_where_instruments_count():
    """From FY2566 the total does not tell; a low one does."""
    how = ita.method(2566)
    with pytest.raises(InputError, match="least score of each instrument"):
        how.grade(Decimal(90))
    assert how.grade(Decimal(60)) == "ต้องปรับปรุงโดยด่วน"


def test_a_sample_is_a_tenth_rounded_up_with_its_bounds():
    """All of few, thirty at least, a tenth, four hundred of many."""
    rule = ita.method(2564).instruments[1].sample
    found = [rule.size(each) for each in (5, 30, 31, 301, 4000, 4001, 5000)]
    assert found == [5, 30, 30, 31, 400, 401, 500]


def test_the_timetable_stands_with_the_method():
    """FY2565: registration to confirmation, then the results."""
    periods = {one.code: (one.first, one.last) for one in ita.method(2565).calendar}
    assert periods["oit"] == ("2022-03-01", "2022-04-30")
    assert periods["results"] == ("2022-08-01", "2022-08-01")
