"""Two years with the method's break marked; what manipulation does, and what shows it."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from govlab import ita
from govlab.errors import InputError, UnknownNameError
from govlab.ita._composite_gaming import statistics_of
from govlab.ita.composite import (
    compare_years,
    method_changes,
    missing_documents,
    obedient_respondents,
)
from govlab.ita.respondents import simulate

OLD, SAME = ita.method(2564), ita.method(2563)
NEW = ita.method(2566, accept_uncertain=True)
ROWS = {"unit": ["ก", "ข", "ค"], "IIT": [96.0, 80.0, 90.0], "EIT": [84.2, 80.0, 90.0],
        "OIT": [100.0, 80.0, 90.0]}  # fmt: skip


def scored(how, **columns):
    return ita.score_table(pd.DataFrame(ROWS | columns), how)


def test_the_same_method_compares_without_a_word():
    """FY2563 and FY2564: plain differences, nothing marked."""
    found = compare_years(scored(SAME), scored(OLD, IIT=[97.0, 80.0, 80.0]))
    assert found.changes == ()
    assert found.frame["difference"].tolist() == pytest.approx([0.3, 0, -3])
    assert found.frame["difference_IIT"].tolist() == pytest.approx([1, 0, -10])
    assert found.frame["comparable"].all()
    assert "เทียบกันได้" in found.in_language("th")


def test_a_changed_method_refuses_a_plain_difference_and_says_what_changed():
    """Grades of FY2566 ask something of every instrument; its items are not described."""
    with pytest.raises(InputError, match="accept_break=True") as caught:
        compare_years(scored(OLD), scored(NEW))
    told = caught.value.in_language("th")
    for words in ("AA 95", "ผ่านดีเยี่ยม 95 (≥ 95)", "IIT", "EIT", "OIT", "2566"):
        assert words in told
    found = compare_years(scored(OLD), scored(NEW), accept_break=True)
    assert found.broken
    assert not found.frame["comparable"].any()
    assert found.as_dict("th")["changes"][0]["part"] == "grades"
    assert "grades" in found.in_language("en")


def test_earlier_scores_are_graded_by_the_later_scheme_beside_their_own():
    """AA under the old bands is a plain pass under the new: EIT lies below 85."""
    found = compare_years(scored(OLD), scored(NEW), accept_break=True).frame
    assert found["grade_before"].tolist() == ["A", "B", "A"]
    assert found["grade_before_by_after"].tolist() == ["ผ่าน", "ต้องปรับปรุง", "ผ่านดี"]
    assert found["grade_after"].tolist() == ["ผ่าน", "ต้องปรับปรุง", "ผ่านดี"]


def test_items_that_no_year_describes_are_not_taken_to_be_the_same():
    """FY2566 and FY2567 have the same bands, and nothing is known of their items."""
    later = ita.method(2567, accept_uncertain=True)
    assert [one.part for one in method_changes(NEW, later)] == ["unknown"] * 3
    with pytest.raises(InputError, match="not known"):
        compare_years(scored(NEW), scored(later))


def test_each_part_of_the_method_that_changes_is_told_from_its_data():
    """Weights, pass mark, decimals, indicators, item counts and questions."""
    first, *rest = OLD.instruments
    other = replace(
        OLD,
        fiscal_year=2570,
        instruments=(replace(first, weight=Decimal("0.20")), *rest),
        pass_mark=Decimal(90),
        places=1,
        indicators=OLD.indicators[:-1],
        items=tuple(
            replace(one, polarity=("positive", "positive")) if one.code == "E1" else one
            for one in OLD.items
            if one.code != "I30"
        ),
    )
    found = {one.part: one.words.in_language("en") for one in method_changes(OLD, other)}
    assert set(found) == {"weights", "pass_mark", "rounding", "indicators", "items", "questions"}
    assert "IIT 30 %" in found["weights"]
    assert "IIT 20 %" in found["weights"]
    assert "10 became 9" in found["indicators"]
    # The tenth indicator takes its ten documents along.
    items = [one.words.in_language("en") for one in method_changes(OLD, other)]
    assert any("IIT: items 30 became 29" in one for one in items)
    assert any("OIT: items 43 became 33" in one for one in items)
    assert any("EIT: questions" in one for one in items)


def test_agencies_of_one_year_alone_stay_and_are_said():
    """No difference, no grade of the other year, and their names in the words."""
    after = ita.score_table(
        pd.DataFrame({"unit": ["ข", "ง"], "IIT": [81.0, 70], "EIT": [81.0, 70], "OIT": [81.0, 70]}),
        OLD,
    )
    found = compare_years(scored(SAME), after)
    assert found.frame["unit"].tolist() == ["ก", "ข", "ค", "ง"]
    assert found.frame["difference"].isna().tolist() == [True, False, True, True]
    assert "ก, ค" in found.in_language("th")
    assert "ง" in found.in_language("th")
    assert found.as_dict()["units"][3]["total_before"] is None
    with pytest.raises(InputError, match="ascend"):
        compare_years(after, scored(SAME))


def test_a_difference_within_noise_is_told_from_answers():
    """Both years scored from answers: the error of the difference joins both."""
    how = ita.method(2564, accept_uncertain=True)
    before = simulate(how, 2, seed=1)
    frames = []
    for code in ("IIT", "EIT"):
        wide = before.answers[code].melt(["unit", "respondent"], var_name="code")
        frames.append(wide.dropna().assign(level="response"))
    items = how.codes("OIT", "item")
    whole = {"code": items, "value": 100.0, "level": "item"}
    frames += [pd.DataFrame({"unit": unit} | whole) for unit in before.units]
    table = pd.concat(frames).assign(value=lambda rows: rows["value"].astype(str))
    one = ita.score_table(table, how)
    later = replace(one, how=replace(how, fiscal_year=2565))
    found = compare_years(one, later).frame
    wide = one.errors.set_index("unit")
    wanted = np.sqrt(2 * (0.09 * wide["IIT"] ** 2 + 0.09 * wide["EIT"] ** 2))
    assert found["error"].tolist() == pytest.approx(wanted.tolist())
    assert found["beyond_noise"].tolist() == [False, False]


def test_two_missing_documents_cost_ten_points_of_the_total():
    """O42 and O43 weigh five points each: a full scoring without them says the same."""
    found = missing_documents(OLD, {"IIT": 85, "EIT": 85, "OIT": 100})
    assert found["change"].tolist() == [0, -5, -5, -10]
    assert found["grade"].tolist() == ["A", "A", "A", "B"]
    assert found["passed"].tolist() == [True, True, True, False]
    gone = [row.split(", ") for row in found["missing"]]
    papers = {
        one: [0.0 if one in each else 100.0 for each in gone] for one in OLD.codes("OIT", "item")
    }
    table = pd.DataFrame({"unit": list("กขคง"), "IIT": 85.0, "EIT": 85.0} | papers)
    whole = ita.score_table(table, OLD).frame
    assert whole["published"].tolist() == found["total"].tolist()
    assert whole["grade"].tolist() == found["grade"].tolist()


def test_one_of_nine_basic_documents_costs_less_than_half_a_point():
    """O1 to O9 share a sub-indicator; all nine together cost four points."""
    one = missing_documents(OLD, {"IIT": 85, "EIT": 85, "OIT": 100}, ["O1"])
    assert one["change"].tolist() == [0, pytest.approx(-4 / 9)]
    nine = missing_documents(
        OLD, {"IIT": 85, "EIT": 85, "OIT": 100}, [f"O{place}" for place in range(1, 10)]
    )
    assert nine["change"].iloc[-1] == pytest.approx(-4)


def test_documents_that_cannot_be_missing_are_refused():
    """A question of a survey is no document; an OIT of 10 cannot hold O42 and O43."""
    with pytest.raises(UnknownNameError, match="'I1'"):
        missing_documents(OLD, {"IIT": 85, "EIT": 85, "OIT": 100}, ["I1"])
    with pytest.raises(UnknownNameError, match="O42"):
        missing_documents(NEW, {"IIT": 85, "EIT": 85, "OIT": 100})
    with pytest.raises(InputError, match="in place"):
        missing_documents(OLD, {"IIT": 85, "EIT": 85, "OIT": 10})


@pytest.fixture(scope="module")
def obeyed():
    return obedient_respondents(OLD, (5, 10), seed=2567, replications=40)


def test_ten_obedient_respondents_lift_total_and_grade(obeyed):
    """The same persons otherwise: more obey, more points; it says that it is made up."""
    frame = obeyed.frame
    assert frame["obedient"].tolist() == [0, 5, 10]
    assert frame["change"].is_monotonic_increasing
    assert frame["change"].iloc[0] == 0
    assert 1 < frame["change"].iloc[-1] < 4
    assert frame["total"].iloc[0] < 85 <= frame["total"].iloc[-1]
    assert (frame["OIT"] == 90).all()
    assert obeyed.n == {"IIT": 30, "EIT": 80}
    assert obeyed.synthetic
    assert obeyed.as_dict()["synthetic"]


def test_the_lift_is_what_the_best_answers_of_so_many_add(obeyed):
    """Of 30 respondents ten with 100 instead of their own: no more than a third of the gap."""
    first, last = obeyed.frame.iloc[0], obeyed.frame.iloc[-1]
    assert last["IIT"] - first["IIT"] == pytest.approx((100 - first["IIT"]) / 3, abs=3)
    assert last["perfect_IIT"] >= 10 / 30
    assert last["alike_IIT"] >= 10 / 30


def test_identical_best_forms_show_a_third_of_the_staff_but_hide_among_many(obeyed):
    """Detection has power where obedient persons are many of few; spread alone has little."""
    power = obeyed.power.set_index(["obedient", "instrument", "statistic"])["power"]
    assert power.loc[(10, "IIT", "alike")] > 0.9
    assert power.loc[(10, "EIT", "alike")] < power.loc[(10, "IIT", "alike")]
    assert power.loc[(10, "IIT", "spread")] < 0.5
    for lang, word in (("th", "ไม่ใช่หลักฐาน"), ("en", "no proof")):
        assert word in obeyed.in_language(lang)


def test_honest_agencies_are_accused_no_more_often_than_is_told():
    """Statistics of agencies without orders exceed their own 95 percent mark in 5 of 100."""
    made = simulate(OLD, 100, seed=9)
    for values in statistics_of(made, "IIT").values():
        edge = np.quantile(values, 0.95, method="higher")
        assert (values > edge).mean() <= 0.05
        assert values.shape == (100,)
    wide = made.answers["IIT"]
    one = wide[wide["unit"] == made.units[3]].iloc[:, 2:]
    forms = ["|".join(map(str, row)) for row in one.to_numpy().tolist()]
    same = max(forms.count(each) for each in forms)
    assert statistics_of(made, "IIT")["alike"][3] == pytest.approx(same / len(one))


@pytest.mark.parametrize(
    ("counts", "replications", "told"),
    [((-1,), 0, "must not be negative"), ((5,), 5, "at least 20"), ((31,), 0, "at most")],
)
def test_an_impossible_experiment_is_refused(counts, replications, told):
    """Fewer than nobody, too few replications, more obedient than respondents."""
    with pytest.raises(InputError, match=told):
        obedient_respondents(OLD, counts, seed=1, replications=replications)
