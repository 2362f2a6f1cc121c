"""The whole country from one file: three ways, one result, every impossible cell told."""

import math

import numpy as np
import pandas as pd
import pytest

from govlab import ita
from govlab.errors import InputError, TableError
from govlab.ita import noise
from govlab.ita._national_sums import Weights

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

HOW = ita.method(2564, accept_uncertain=True)
CODES = HOW.codes("IIT", "response")
WAYS = ["memory", "partitions", "duckdb"]


def answers(sizes=(30, 21, 40, 25), seed=5, gaps=()):
    """Return synthetic answers of staff; agencies in `gaps` leave some out."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(sizes)) + 10, sizes)
    columns = {
        "unit": unit.astype(np.int32),
        "respondent": np.concatenate([np.arange(size) for size in sizes]).astype(np.int32),
    }
    for code in CODES:
        values = rng.choice(sorted(HOW.points(code)), len(unit)).astype("float64")
        left = np.isin(unit, gaps) & (rng.random(len(unit)) < 0.1)
        columns[code] = pd.array(np.where(left, np.nan, values), dtype="Int8")
    return pd.DataFrame(columns)


@pytest.fixture
def kept(tmp_path):
    """Write answers as Parquet of small row groups and return the path."""

    def write(frame, rows=17):
        path = tmp_path / "answers.parquet"
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, path, compression="zstd", row_group_size=rows)
        return path

    return write


def others(units=(10, 11, 12, 13)):
    return pd.DataFrame(
        {"unit": units, "EIT": 84.21, "EIT_error": 1.5, "OIT": [100.0, 87.5, 75.0, 60.0]}
    )


def as_long(frame):
    long = frame.melt(["unit", "respondent"], var_name="code", value_name="value").dropna()
    return long.assign(
        level="response", unit=long["unit"].astype(str), respondent=long["respondent"].astype(str)
    )


@pytest.mark.parametrize("gaps", [(), (11, 13)], ids=["whole", "gaps"])
def test_the_country_scores_as_a_small_table_does(kept, gaps):
    """Indicators, instrument and standard error are those of the general way."""
    frame = answers(gaps=gaps)
    found = ita.score_national(kept(frame), HOW)
    expected = ita.score_table(as_long(frame), HOW, partial=True)
    names = [*(f"indicator_{place}" for place in range(1, 6)), "IIT"]
    assert np.allclose(found.frame[names], expected.frame[names], rtol=0, atol=1e-11)
    assert np.allclose(found.errors["IIT"], expected.errors["IIT"], rtol=0, atol=1e-9)
    assert found.answers["missing"].to_list() == expected.answers["missing"].to_list()


@pytest.mark.parametrize("gaps", [(), (11, 13)], ids=["whole", "gaps"])
def test_three_ways_give_the_same_bits(kept, gaps):
    """In memory, over partitions and by DuckDB: sums of whole numbers have no order."""
    pytest.importorskip("duckdb")
    path = kept(answers(gaps=gaps))
    persons = pd.DataFrame({"unit": [10, 11, 12, 13], "IIT": [300, 21, 80, 2500]})
    found = [
        ita.score_national(path, HOW, others=others(), population=persons, way_through=way)
        for way in WAYS
    ]
    for other in found[1:]:
        assert found[0].frame.equals(other.frame)
        assert found[0].errors.equals(other.errors)
    assert found[0].errors["IIT"][1] == 0  # all 21 answered


def test_partitions_run_in_threads_or_one_loop_alike(kept):
    """The map of `compute` gives the same however it runs."""
    path = kept(answers())
    one, other = (
        ita.score_national(path, HOW, others=others(), way_through="partitions", on=on)
        for on in ("serial", "threads")
    )
    assert one.frame.equals(other.frame)


def test_the_order_of_rows_does_not_matter(kept):
    """A file in which agencies are mixed scores the same to the last bit."""
    frame = answers()
    before = ita.score_national(kept(frame), HOW, others=others())
    after = ita.score_national(kept(frame.sample(frac=1, random_state=1)), HOW, others=others())
    assert before.frame.equals(after.frame)
    assert before.errors.equals(after.errors)


def test_agencies_may_have_names(kept):
    """Text in place of numbers, as it stands or as a dictionary."""
    frame = answers()
    names = frame["unit"].map("หน่วยงาน {}".format)
    rest = others().assign(unit=[f"หน่วยงาน {place}" for place in (10, 11, 12, 13)])
    plain = ita.score_national(kept(frame.assign(unit=names)), HOW, others=rest)
    coded = ita.score_national(kept(frame.assign(unit=names.astype("category"))), HOW, others=rest)
    assert plain.frame["unit"].to_list() == rest["unit"].to_list()
    assert plain.frame["total"].equals(coded.frame["total"])


def test_totals_intervals_and_grades_come_out(kept):
    """The total is weighted, lies in its interval, and the probabilities add up."""
    found = ita.score_national(kept(answers()), HOW, others=others())
    frame, errors = found.frame, found.errors
    total = 0.3 * frame["IIT"] + 0.3 * frame["EIT"] + 0.4 * frame["OIT"]
    assert np.allclose(frame["total"], total)
    assert ((errors["total_low"] < total) & (total < errors["total_high"])).all()
    assert np.allclose(errors.filter(like="p_").sum(axis=1), 1)
    document = found.as_dict()["units"][0]
    assert document["total"] == frame["published"][0]
    assert set(document["grade_probabilities"]) == {band.grade for band in HOW.bands}


def test_the_standard_error_is_that_of_the_respondents_scores(kept):
    """Whole numbers inside give what the estimator gives on points."""
    frame = answers(sizes=(50,))
    persons = pd.DataFrame({"unit": [10], "IIT": [200]})
    found = ita.score_national(kept(frame), HOW, population=persons)
    weights = Weights.of(HOW, "IIT")
    shares = {code: weight / weights.whole for _, each in weights.groups for code, weight in each}
    scores = sum(share * frame[code].astype(float) for code, share in shares.items())
    expected = math.sqrt((1 - 50 / 200) * scores.var(ddof=1) / 50)
    assert found.errors["IIT"][0] == pytest.approx(expected, abs=1e-9)
    sums = noise.moments_error([50], [200], [scores.sum()], [(scores**2).sum()])
    assert found.errors["IIT"][0] == pytest.approx(sums[0], abs=1e-9)


def test_weights_are_whole_numbers_of_one_denominator():
    """12, 6, 4 and 3 of 360: what a respondent scores is a whole number."""
    weights = Weights.of(HOW, "IIT")
    found = {weight for _, questions in weights.groups for _, weight in questions}
    assert (weights.whole, found) == (360, {12, 6, 4, 3})


@pytest.mark.parametrize("way", WAYS)
def test_every_impossible_cell_is_told_by_row_and_column(kept, way):
    """101, points that no answer earns, and a respondent twice, in one answer."""
    if way == "duckdb":
        pytest.importorskip("duckdb")
    frame = answers()
    frame.loc[3, "I1a"] = 101
    frame.loc[60, "I26b"] = 33
    frame.loc[99, "I9"] = -1
    frame.loc[55, "respondent"] = frame.loc[54, "respondent"]
    with pytest.raises(TableError) as caught:
        ita.score_national(kept(frame), HOW, others=others(), way_through=way)
    found = [(one.row, one.column, one.value) for one in caught.value.problems]
    assert found == [
        (4, "I1a", 101),
        (61, "I26b", 33),
        (100, "I9", -1),
        (56, "respondent", 3),
    ]


def test_rows_of_a_mixed_file_are_told_as_they_stand(kept):
    """Sorting inside does not change which row is blamed."""
    frame = answers().sample(frac=1, random_state=2).reset_index(drop=True)
    frame.loc[7, "I7"] = 50
    with pytest.raises(TableError) as caught:
        ita.score_national(kept(frame), HOW)
    assert [(one.row, one.column) for one in caught.value.problems] == [(8, "I7")]


def test_unknown_and_absent_questions_are_told(kept):
    """A column of another form, and one that is missing."""
    frame = answers().rename(columns={"I7": "I99"})
    with pytest.raises(TableError) as caught:
        ita.score_national(kept(frame), HOW)
    assert [one.rule for one in caught.value.problems] == ["code_unknown", "columns_absent"]


def test_an_agency_without_other_scores_is_told(kept):
    """Nothing is imputed for the agency that the second table lacks."""
    with pytest.raises(TableError, match="13: values of"):
        ita.score_national(kept(answers()), HOW, others=others().iloc[:3])
    with pytest.raises(TableError, match="101"):
        ita.score_national(kept(answers()), HOW, others=others().assign(EIT=101.0))


def test_a_question_that_nobody_answered_is_told(kept):
    """There is no mean of nothing."""
    frame = answers(sizes=(20, 20), gaps=(10,))
    frame.loc[frame["unit"] == 10, "I7"] = pd.NA
    with pytest.raises(TableError, match="I7") as caught:
        ita.score_national(kept(frame), HOW)
    assert caught.value.problems[0].column == "I7"


def test_answers_of_an_unsure_method_need_consent(kept):
    """As for small tables: from questions to items is an assumption."""
    with pytest.raises(InputError, match="from questions to items"):
        ita.score_national(kept(answers()), ita.method(2564))


def test_an_unknown_way_is_refused(kept):
    """The ways there are stand in the message."""
    with pytest.raises(InputError, match="memory, partitions, duckdb"):
        ita.score_national(kept(answers()), HOW, way_through="fast")
