"""Scores of many agencies, from values at any depth."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import datasets, ita
from govlab.chance import Stream
from govlab.errors import InputError, TableError
from govlab.ita import noise
from govlab.ita._score_climb import climb, judge
from govlab.ita._score_weights import shares

HOW = ita.method(2564)
ACCEPTED = ita.method(2564, accept_uncertain=True)
POINTS = st.decimals(0, 100, places=2)


def wide(**values):
    return pd.DataFrame({"หน่วยงาน": ["ก"]} | {name: [value] for name, value in values.items()})


def documents(*missing):
    return {f"O{place}": 0 if place in missing else 100 for place in range(1, 44)}


def responses(how=ACCEPTED, respondents=40, unit="ก", gap=0.0):
    """Return synthetic answers of staff, long."""
    stream = Stream(2567, "test", unit)
    rows = []
    for person in range(respondents):
        for code in how.codes("IIT", "response"):
            points = sorted(how.points(code))
            if stream.below(1000) >= gap * 1000:
                value = points[-1 - stream.below(len(points)) * stream.below(2)]
                rows.append((unit, 2564, "response", code, f"{person:03}", value))
    names = ["unit", "fiscal_year", "level", "code", "respondent", "value"]
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize("year", [2563, 2564])
def test_the_moral_center_reproduces_from_a_table(year):
    """The published instruments give the published total to the hundredth."""
    rows = datasets.load("ita_moral_center").frame
    rows = rows[rows["fiscal_year"] == year].set_index("code")["score"]
    table = wide(IIT=rows["IIT"], EIT=rows["EIT"], OIT=rows["OIT"], คะแนนรวม=rows["total"])
    found = ita.score_table(table, ita.method(year))
    assert found.frame["published"].to_list() == [rows["total"]]
    assert found.differences.empty


def test_oit_2563_is_one_missing_document_of_personnel():
    """97.50 decodes as one failed item of 9.4, which has four (S3-X8)."""
    table = wide(IIT="80.79", EIT="84.47", **documents(27))
    found = ita.score_table(table, HOW).as_dict()["units"][0]
    assert (found["oit"], found["indicators"], found["total"]) == (
        97.5,
        {"9": 95.0, "10": 100.0},
        88.58,
    )


@pytest.mark.parametrize(
    ("missing", "indicators"),
    [
        ((42, 43), (100, 50)),
        ((42,), (100, 75)),
        ((18,), (97.14, 100)),
        ((10,), (97.5, 100)),
        ((1,), (97.78, 100)),
        ((29,), (96.0, 100)),
        ((34, 35), (100, 87.5)),
    ],
)
def test_documents_decode_as_nacc_printed_them(missing, indicators):
    """Plain means of sub-indicators give the values that the report of FY2564 shows."""
    table = wide(IIT=80, EIT=80, **documents(*missing))
    found = ita.score_table(table, HOW).as_dict()["units"][0]["indicators"]
    assert (found["9"], found["10"]) == indicators


def test_two_missing_documents_cost_ten_points():
    """O42 and O43 are half of indicator 10, which is half of OIT: 40 / 4."""
    scores = [
        ita.score_table(wide(IIT=90, EIT=90, **documents(*gone)), HOW).frame["total"][0]
        for gone in ((), (42, 43))
    ]
    assert scores[0] - scores[1] == pytest.approx(10)


def test_every_depth_of_documents_gives_one_total():
    """Items, sub-indicators, indicators and the instrument they make agree."""
    parts = ita.score_table(wide(IIT=80, EIT=85, **documents(3, 27, 40)), HOW).parts.iloc[0]
    totals = set()
    for level in ("item", "sub_indicator", "indicator", "instrument"):
        before = "indicator_" if level == "indicator" else ""
        values = {f"{before}{code}": parts[code] for code in HOW.codes("OIT", level)}
        totals.add(round(ita.score_table(wide(IIT=80, EIT=85, **values), HOW).frame["total"][0], 9))
    assert len(totals) == 1


def test_depths_may_differ_between_units_of_a_long_table():
    """One unit gives indicators, the other its instrument; each is scored from what it has."""
    rows = [("ก", "instrument", "IIT", 80), ("ก", "instrument", "EIT", 80)]
    rows += [("ก", "indicator", "9", 90), ("ก", "indicator", "10", 70)]
    rows += [("ข", "instrument", code, 80) for code in ("IIT", "EIT", "OIT")]
    table = pd.DataFrame(rows, columns=["unit", "level", "code", "value"])
    found = ita.score_table(table, HOW)
    assert found.frame["total"].to_list() == [80, 80]
    assert found.depths["OIT"].to_list() == ["indicator", "instrument"]
    assert np.isnan(found.frame["indicator_9"][1])


def test_coarser_values_that_do_not_agree_are_shown():
    """A published instrument is compared with its indicators, to a hundredth."""
    table = wide(IIT=80, EIT=80, indicator_9=90, indicator_10=70, OIT=80.02, total=80.01)
    found = ita.score_table(table, HOW).differences
    assert found[["code", "given", "computed"]].to_dict("records") == [
        {"code": "OIT", "given": 80.02, "computed": 80.0}
    ]


def test_rounding_ties_are_cut_exactly():
    """84.995 is published as 85.00 whatever a float makes of it; unrounded it stays below."""
    table = wide(IIT="84.99", EIT="84.99", OIT="85.0025")
    assert ita.score_table(table, HOW).frame[["published", "grade"]].to_numpy().tolist() == [
        [85.0, "A"]
    ]
    unrounded = ita.score_table(table, HOW, grade_on="total").frame
    assert (unrounded["grade"][0], bool(unrounded["passed"][0])) == ("B", False)


@settings(max_examples=60, deadline=None)
@given(st.lists(POINTS, min_size=10, max_size=10), st.sampled_from([2564, 2568]))
def test_floats_and_fractions_agree(values, year):
    """Published values and grade are those of exact arithmetic, ties included."""
    how = ita.method(year, accept_uncertain=True)
    codes = [one.code for one in how.indicators]
    exact = climb(how, {c: Fraction(v) for c, v in zip(codes, values, strict=True)}, Fraction)
    given_floats = {c: np.array([float(v)]) for c, v in zip(codes, values, strict=True)}
    made = climb(how, given_floats, lambda share: np.asarray(float(share)))
    found = judge(how, made, lambda _: exact, grade_on="published")

    def rounded(code):
        value = Decimal(exact[code].numerator) / Decimal(exact[code].denominator)
        return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    assert float(rounded("total")) == found.published["total"][0]
    grade = how.grade(rounded("total"), {one.code: rounded(one.code) for one in how.instruments})
    assert how.bands[found.place[0]].grade == grade


def test_answers_give_items_indicators_and_the_instrument():
    """Means of means, computed here by hand from the same answers."""
    table = responses()
    found = ita.score_table(table, ACCEPTED, partial=True)
    means = table.groupby("code")["value"].mean()
    expected = sum(
        float(share) * means[code] for code, share in shares(HOW, "IIT", "response").items()
    )
    assert found.frame["IIT"][0] == pytest.approx(expected, abs=1e-9)
    assert found.parts["I30"][0] == pytest.approx(means[["I30a", "I30b", "I30c", "I30d"]].mean())
    assert found.frame["grade"][0] is None


def test_the_order_of_rows_does_not_matter():
    """Shuffled answers give the same scores to the last bit."""
    table = responses(respondents=15)
    shuffled = table.sample(frac=1, random_state=3)
    one, other = (
        ita.score_table(each, ACCEPTED, partial=True).frame["IIT"][0] for each in (table, shuffled)
    )
    assert one == other


def test_missing_answers_are_counted_and_not_filled():
    """Each question's mean is that of those who answered it; the gaps are told."""
    table = responses(gap=0.1)
    found = ita.score_table(table, ACCEPTED, partial=True)
    assert found.answers["missing"][0] == 40 * 51 - len(table)
    means = table.groupby("code")["value"].mean()
    assert found.parts["I7"][0] == pytest.approx(means["I7"])
    with pytest.raises(InputError, match="missing answer"):
        ita.score_table(table, HOW, partial=True)


def test_errors_come_with_answers_and_know_the_population():
    """The standard error is the one of `noise`; everybody asked means none."""
    table = responses()
    others = [("ก", 2564, "instrument", code, None, 90.0) for code in ("EIT", "OIT")]
    table = pd.concat([table, pd.DataFrame(others, columns=table.columns)])
    persons = pd.DataFrame({"unit": ["ก"], "IIT": [160]})
    found = ita.score_table(table, ACCEPTED, population=persons)
    answers = table[table["level"] == "response"].pivot_table(
        index="respondent", columns="code", values="value"
    )
    weights = shares(HOW, "IIT", "response")
    expected = noise.sampling_error(answers.to_numpy(), [float(weights[c]) for c in answers], 160)
    assert found.errors["IIT"][0] == pytest.approx(expected.error[0], abs=1e-9)
    assert found.as_dict()["units"][0]["total_low"] is None  # nobody knows the error of EIT
    everybody = ita.score_table(table, ACCEPTED, population=persons.assign(IIT=40))
    assert everybody.errors["IIT"][0] == 0


def test_an_interval_needs_the_error_of_both_surveys():
    """With answers of staff and clients there are an interval and grade probabilities."""
    clients = [
        ("ก", 2564, "response", code, str(person), max(ACCEPTED.points(code)) if person else 0)
        for person in range(30)
        for code in ACCEPTED.codes("EIT", "response")
    ]
    staff = responses()
    table = pd.concat(
        [
            staff,
            pd.DataFrame(clients, columns=staff.columns),
            pd.DataFrame([("ก", 2564, "instrument", "OIT", None, 90.0)], columns=staff.columns),
        ]
    )
    unit = ita.score_table(table, ACCEPTED).as_dict()["units"][0]
    assert unit["total_low"] < unit["total"] < unit["total_high"]
    assert sum(unit["grade_probabilities"].values()) == pytest.approx(1)


def test_a_unit_without_an_instrument_is_refused_or_scored_in_part():
    """Nothing is imputed: it is named, or has no total."""
    table = wide(IIT=80, EIT=80)
    with pytest.raises(TableError, match="OIT are absent"):
        ita.score_table(table, HOW)
    found = ita.score_table(table, HOW, partial=True).as_dict()["units"][0]
    assert (found["iit"], found["total"], found["grade"]) == (80, None, None)


def test_a_frame_is_checked_like_a_file():
    """A score of 101 in memory is told with its row and column."""
    with pytest.raises(TableError) as caught:
        ita.score_table(wide(IIT=101, EIT=80, OIT=80), HOW)
    assert [(one.row, one.column) for one in caught.value.problems] == [(2, "IIT")]
