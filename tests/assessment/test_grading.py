"""Answers become results: states, points, the pass mark."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from assessment_worlds import CHANNEL, COHORT, FORM, GIFT, SIGNS, item, responses, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

import govlab
from govlab import tables
from govlab.assessment import Policy, State, grade, grade_person
from govlab.errors import InputError, TableError, UnknownNameError

RIGHT = {GIFT.code: "b", SIGNS.code: "a+b", CHANNEL.code: "c"}
COUNTS = [str(state) for state in State]


def answers_to(form):
    """Draw a sheet: for each item of the form a set of options, or no answer, or no row."""
    return st.fixed_dictionaries(
        {},
        optional={
            one.code: st.lists(
                st.sampled_from([option.id for option in one.options]), unique=True
            ).map(lambda ids: "+".join(sorted(ids)))
            for one in form.items
        },
    )


def test_each_state_earns_what_its_rule_says():
    """Right, partly right, wrong, left empty in between, and not reached are told apart."""
    sheets = {
        ("001", 1): RIGHT,
        ("002", 1): {GIFT.code: "a", SIGNS.code: "a"},
        ("003", 1): {CHANNEL.code: "c"},
        ("004", 1): {GIFT.code: None},
    }
    results = grade(responses(sheets), FORM)
    found = results.set_index("person")[["score", *COUNTS]].astype(float).to_numpy().tolist()
    assert found == [
        [4, 3, 0, 0, 0, 0],
        [1, 0, 1, 1, 0, 1],
        [1, 1, 0, 0, 2, 0],
        [0, 0, 0, 0, 0, 3],
    ]
    assert results["passed"].tolist() == [True, False, False, False]


def test_results_keep_their_contract():
    """The frame is the one of the contract: columns, dtypes, the snapshot's digest, the policy."""
    results = grade(responses({("001", 1): RIGHT}), FORM, Policy(Decimal("62.5"), "best"))
    checked = tables.check(results, "results")
    pd.testing.assert_frame_equal(results, checked)
    row = results.iloc[0]
    assert (row["bank_sha256"], row["policy"]) == (FORM.sha256, "pass62.5-best")
    assert row["software_version"] == govlab.__version__


@pytest.mark.parametrize(
    ("chosen", "points"), [("a+b", 2), ("a", 1), ("a+c", 0), ("a+b+c", 1), ("a+b+c+d", 0), ("d", 0)]
)
def test_wrong_choices_are_taken_off_and_never_below_nothing(chosen, points):
    """Several right options: (right chosen - wrong chosen) / right, at least 0."""
    assert grade_person({SIGNS.code: chosen}, FORM).points[SIGNS.code] == points


def test_two_options_marked_where_one_is_right_are_wrong():
    """On paper a person can mark two; it earns nothing."""
    found = grade_person({GIFT.code: "a+b"}, FORM)
    assert (found.states[GIFT.code], found.score) == (State.WRONG, 0)


def test_the_pass_mark_is_judged_exactly():
    """Fifths that add up to the mark pass, though as floats they would miss it."""
    options = {"a": "ก", "b": "ข", "c": "ค", "d": "ง", "e": "จ"}
    fifths = [item(f"i{n}", f"คำถามที่ {n}", options, "abcde") for n in range(8)]
    form = snapshot(*fifths, pass_mark="20")
    sheet = {one.code: "a" for one in fifths}
    assert sum([1 / 5] * 8) < 8 * 20 / 100
    assert grade_person(sheet, form).passed
    assert grade(responses({("001", 1): sheet}), form)["passed"].tolist() == [True]
    assert not grade_person(sheet, form, Policy(Decimal("20.0000001"))).passed


@settings(max_examples=40)
@given(st.dictionaries(st.tuples(st.sampled_from(["001", "02", "ก3"]), st.integers(1, 3)),
                       answers_to(FORM), min_size=1), st.randoms())  # fmt: skip
def test_grade_is_grade_person_for_each_and_order_does_not_matter(sheets, shuffler):
    """Whole columns give what one by one gives, in whatever order the rows stand."""
    frame = responses(sheets)
    order = list(range(len(frame)))
    shuffler.shuffle(order)
    results = grade(frame, FORM)
    pd.testing.assert_frame_equal(results, grade(frame.iloc[order], FORM))
    as_codes = frame.astype(dict.fromkeys(["person", "item", "response"], "category"))
    pd.testing.assert_frame_equal(results, grade(as_codes, FORM))
    sat = {key: sheet for key, sheet in sheets.items() if sheet}
    assert len(results) == len(sat)
    for row in results.itertuples():
        alone = grade_person(sat[row.person, row.attempt], FORM)
        assert (row.score, row.max, row.percent) == (alone.score, alone.max, alone.percent)
        assert row.passed == alone.passed
        assert [getattr(row, name) for name in COUNTS] == [alone.count(one) for one in State]
        assert sum(alone.count(one) for one in State) == len(FORM.items)
        assert 0 <= row.score <= row.max


@given(answers_to(FORM), st.sampled_from(FORM.items))
def test_more_right_answers_never_lower_the_score(sheet, asked):
    """Choosing a right option more, or answering an item right, keeps or raises the score."""
    before = grade_person(sheet, FORM)
    chosen = set(filter(None, (sheet.get(asked.code) or "").split("+")))
    if asked.type == "multiple":
        better = "+".join(sorted(chosen | {asked.right[0]}))
        assert grade_person(sheet | {asked.code: better}, FORM).score >= before.score
    after = grade_person(sheet | {asked.code: "+".join(asked.right)}, FORM)
    assert after.score >= before.score
    assert after.passed >= before.passed


def test_only_the_persons_asked_for_are_graded():
    """`persons` leaves the others out."""
    frame = responses({("001", 1): RIGHT, ("002", 1): RIGHT})
    assert grade(frame, FORM, persons={"002"})["person"].tolist() == ["002"]


def test_no_answers_give_no_results():
    """An empty table is graded to an empty table of the same columns."""
    empty = grade(responses({("001", 1): RIGHT}), FORM, persons=[])
    whole = grade(responses({("001", 1): RIGHT}), FORM)
    assert empty.empty
    assert empty.dtypes.to_dict() == whole.dtypes.to_dict()


def test_everything_wrong_with_the_rows_is_told_at_once():
    """Unknown item and option, another version or form, an empty key, a second answer: by row."""
    frame = responses(
        {
            ("001", 1): {"interests/none": "a", GIFT.code: "z", SIGNS.code: "a", CHANNEL.code: "c"},
            ("002", 1): {GIFT.code: "b", SIGNS.code: "a+a"},
        }
    )
    frame = pd.concat([frame, frame.iloc[[4]], frame.iloc[[4]]], ignore_index=True)
    frame.loc[7, "person"] = None
    frame["version"] = ["1", "1", "2", None, "1", "1", "1", "1"]
    frame["form"] = [None, None, None, "pre-1", None, None, None, FORM.form_id]
    with pytest.raises(TableError) as caught:
        grade(frame, FORM)
    found = [(one.row, one.rule) for one in caught.value.problems]
    assert found == [
        (2, "unknown_item"),
        (3, "unknown_option"),
        (4, "other_version"),
        (5, "other_form"),
        (7, "unknown_option"),
        (8, "answered_twice"),
        (9, "required"),
    ]
    assert "แถว 6" in caught.value.problems[5].words.in_language("th")


def test_a_frame_without_its_columns_is_refused_by_name():
    """What is missing is listed."""
    with pytest.raises(InputError, match="response"):
        grade(pd.DataFrame({"cohort": [COHORT]}), FORM)


def test_a_form_without_points_is_refused():
    """A share of nothing is no result."""
    with pytest.raises(InputError, match="points"):
        grade_person({}, snapshot())


@pytest.mark.parametrize(
    "sheet", [{"interests/none": "a"}, {GIFT.code: "z"}, {GIFT.code: ["b", "b"]}]
)
def test_one_person_with_an_impossible_answer_is_refused(sheet):
    """An item that is not on the form, an option that the item has not, an option twice."""
    with pytest.raises(UnknownNameError):
        grade_person(sheet, FORM)


def test_policies_have_names_that_read_back():
    """The id in the results gives the policy again; nonsense is refused by its value."""
    for policy in (Policy(Decimal(80)), Policy(Decimal("62.50"), "first"), Policy(Decimal(100))):
        assert Policy.from_id(policy.id) == policy
    with pytest.raises(InputError, match="120"):
        Policy(Decimal(120))
    with pytest.raises(UnknownNameError, match="worst"):
        Policy(Decimal(80), "worst")
    with pytest.raises(UnknownNameError, match="eighty"):
        Policy.from_id("eighty")


def test_one_person_is_graded_without_the_heavy_libraries():
    """The portable part runs in a browser: neither numpy nor pandas is loaded."""
    code = """
import sys
for name in ("numpy", "pandas", "scipy", "matplotlib", "sqlalchemy"):
    sys.modules[name] = None
from decimal import Decimal
from govlab import assessment, course
from assessment_worlds import GIFT, snapshot
found = assessment.grade_person({GIFT.code: "b"}, snapshot(GIFT))
assert found.passed and found.states == {GIFT.code: "correct"}
assert assessment.wilson(48, 60).low > 68
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)
