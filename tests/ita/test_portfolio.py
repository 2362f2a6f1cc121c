"""Portfolios: exact counts, noise of the line, funnels, what is unknown stays unknown."""

import json
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from govlab import ita, tables
from govlab.cli import _ita_more
from govlab.cli._context import Context
from govlab.errors import InputError, TableError
from govlab.ita._funnel import between_agencies
from govlab.ita.portfolios import Kpi, funnel, near_chart, portfolio, read_portfolio
from govlab.ita.respondents import simulate

OLD = ita.method(2564)
NEW = ita.method(2566, accept_uncertain=True)


def rows(**columns):
    count = len(next(iter(columns.values())))
    return pd.DataFrame({"unit": [f"กรมสมมติ {k}" for k in range(count)]} | columns)


@pytest.fixture(scope="module")
def made():
    return simulate(OLD, 60, seed=2567, staff=150, clients=600).table()


def test_a_target_of_eighty_percent_of_159_needs_128():
    """Counts decide: 127 of 159 is 79.87 percent, and no rounding makes it 80."""
    assert Kpi(127, 159, Fraction(80)).needed == 128
    assert not Kpi(127, 159, Fraction(80)).met
    assert Kpi(128, 159, Fraction(80)).met
    assert not Kpi(158, 159, Fraction(100)).met
    assert Kpi(40, 50, Fraction(80)).met
    assert not Kpi(6658, 8323, Fraction(80)).met
    assert Kpi(6659, 8323, Fraction(80)).met


def test_the_line_is_cut_on_the_published_total():
    """84.995 is published as 85.00 and passes; 84.994 does not."""
    found = portfolio(rows(total=[84.995, 84.994, 85.0]), OLD)
    assert found.frame["passed"].tolist() == [True, False, True]
    assert (found.passing.reached, found.passing.needed, found.passing.met) == (2, 3, False)


def test_agencies_that_are_not_in_the_table_count_as_not_reaching():
    """Two passing of three expected is two of three."""
    found = portfolio(rows(total=[90.0, 90.0]), OLD, agencies=3)
    assert (found.passing.reached, found.passing.of, found.missing) == (2, 3, 1)
    assert "1" in found.in_language("en")
    with pytest.raises(InputError, match="agencies"):
        portfolio(rows(total=[90.0, 90.0]), OLD, agencies=1)


def test_grades_of_the_new_scheme_ask_each_instrument():
    """94.64 with EIT below 85 is a plain pass; the total alone gives no such grade."""
    table = rows(
        IIT=[97.0, 96.0, 99.0, np.nan],
        EIT=[84.0, 95.0, 85.0, np.nan],
        OIT=[100.0, 96.0, 85.0, np.nan],
        total=[np.nan, np.nan, np.nan, 94.64],
    )
    found = portfolio(table, NEW)
    grades = [band.grade for band in NEW.bands]
    assert found.frame["grade"].tolist() == [grades[2], grades[0], grades[1], None]
    assert found.frame["passed"].all()


def test_who_is_within_noise_of_the_line_is_told_by_the_interval(made):
    """Above, within and below add up; those within have the line inside their interval."""
    found = portfolio(made, OLD)
    frame = found.frame
    assert sum(found.states.values()) == 60
    within = frame[frame["state"] == "within"]
    assert ((within["low"] < 85) & (within["high"] >= 85)).all()
    assert (frame.loc[frame["state"] == "above", "chance"] > 0.97).all()
    assert (frame.loc[frame["state"] == "below", "chance"] < 0.03).all()
    assert found.near["chance"].is_monotonic_decreasing
    each = frame[[f"p_{band.grade}" for band in OLD.bands]].to_numpy()
    assert np.abs(each.sum(axis=1) - 1).max() < 1e-9
    assert found.expected == pytest.approx(frame["chance"].sum())


def test_ranks_come_with_intervals_that_hold_them(made):
    """Each rank lies in its own interval."""
    frame = portfolio(made, OLD).frame
    assert (frame["rank_low"] <= frame["rank"]).all()
    assert (frame["rank"] <= frame["rank_high"]).all()


def test_without_errors_the_noise_is_unknown_not_none():
    """Scores alone: states unknown, chances unknown, ranks without intervals."""
    found = portfolio(rows(IIT=[86.0], EIT=[86.0], OIT=[86.0]), OLD)
    assert found.states == {"above": 0, "within": 0, "below": 0, "unknown": 1}
    assert found.expected is None
    assert found.chance_all is None
    unit = found.as_dict()["units"][0]
    assert unit["chance"] is None
    assert unit["rank"] == 1
    assert unit["rank_low"] is None
    with pytest.raises(InputError, match="standard error"):
        funnel(found, "ตัวอย่าง")


def test_an_assumed_spread_is_said_aloud():
    """Respondents and population with A-045 give an error by the formula, and the words say so."""
    table = rows(IIT=[84.0], EIT=[84.0], OIT=[90.0], n_IIT=[30], population_IIT=[100],
                 n_EIT=[80], population_EIT=[800])  # fmt: skip
    assert portfolio(table, OLD).assumed is None
    found = portfolio(table, OLD, spread=20)
    wanted = 0.3 * 20 * np.sqrt(0.7 / 30 + 0.9 / 80)
    assert found.frame["error"][0] == pytest.approx(wanted)
    assert "A-045" in found.in_language("th")
    assert "A-045" in found.in_language("en")


def test_totals_that_do_not_follow_from_their_parts_are_told():
    """A published total that the instruments do not give is listed with both values."""
    table = rows(IIT=[83.41, 80.0], EIT=[92.21, 80.0], OIT=[100.0, 80.0], total=[92.69, 85.0])
    found = portfolio(table, OLD)
    assert found.differences["unit"].tolist() == ["กรมสมมติ 1"]
    assert not found.frame["passed"][1]
    assert "กรมสมมติ 1" in found.in_language("th")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (rows(total=[101.0]), "0 to 100"),
        (rows(IIT=[80.0], EIT=[80.0]), "all three"),
        (pd.DataFrame({"unit": ["ก", "ก"], "total": [80.0, 81.0]}), "once"),
        (pd.DataFrame({"unit": []}), "at least one"),
    ],
)
def test_impossible_tables_are_refused(table, told):
    """A score of 101, a missing instrument, a repeated agency, an empty table."""
    with pytest.raises(InputError, match=told):
        portfolio(table, OLD)


def test_a_file_with_thai_headings_is_read_and_every_fault_is_told_at_once(tmp_path):
    """Thai digits and headings; n above the population and a score of 101 by row and column."""
    good = tmp_path / "กรม.csv"
    good.write_text(
        "หน่วยงาน,IIT,EIT,OIT,ผู้ตอบ IIT,ประชากร IIT,No Gift Policy\n"
        "กรมสมมติ ๑,๘๓.๔๑,92.21,100,๓๐,๑๒๐,มี\n",
        encoding="utf-8",
    )
    frame = read_portfolio(good)
    assert frame["n_IIT"].tolist() == [30]
    assert portfolio(frame, OLD).frame["published"][0] == 92.69
    bad = tmp_path / "ผิด.csv"
    bad.write_text("unit,total,n_IIT,population_IIT\nก,101,5,6\nข,90,7,6\nค,,5,6\n", "utf-8")
    with pytest.raises(TableError) as caught:
        read_portfolio(bad)
    assert {(one.row, one.column) for one in caught.value.problems} >= {(2, "total"), (3, "n_IIT")}
    assert any(one.row == 4 for one in caught.value.problems)


def test_the_table_that_is_written_is_the_table_that_is_read(tmp_path, made):
    """A simulated portfolio survives the way through .xlsx, and stays synthetic."""
    path = tmp_path / "ita.xlsx"
    tables.write_xlsx(path, {"ITA": made})
    there, here = portfolio(read_portfolio(path), OLD), portfolio(made, OLD)
    assert there.states == here.states
    assert there.synthetic
    assert "สังเคราะห์" in there.in_language("th")


def test_the_whole_country_is_held_against_the_line_at_once():
    """8,323 agencies with errors, ranks and grades."""
    n = 8323
    table = rows(
        IIT=75 + np.arange(n) % 25, EIT=80 + np.arange(n) % 20, OIT=70 + np.arange(n) % 31,
        error_IIT=np.full(n, 2.0), error_EIT=np.full(n, 2.0), group=[""] * n,
    )  # fmt: skip
    found = portfolio(table, NEW)
    assert found.passing.of == n
    assert sum(found.states.values()) == n


def test_charts_say_synthetic_and_are_pictures(made):
    """Funnels about the line and the mean, and the agencies near the line."""
    found = portfolio(made, OLD)
    for chart in (
        funnel(found, "ตัวอย่าง"),
        funnel(found, "example", centre="mean", lang="en"),
        near_chart(found, "ตัวอย่าง"),
    ):
        assert chart.encode("png").startswith(b"\x89PNG")
    from matplotlib.text import Text

    said = [one.get_text() for one in funnel(found, "ตัวอย่าง").figure.findobj(Text)]
    assert "ข้อมูลสังเคราะห์" in said
    far = portfolio(rows(IIT=[99.0], EIT=[99.0], OIT=[99.0], error_IIT=[1.0], error_EIT=[1.0]), OLD)
    with pytest.raises(InputError, match="no agency"):
        near_chart(far, "ตัวอย่าง")


def test_the_spread_between_agencies_is_what_noise_leaves():
    """Equal agencies spread by nothing; different ones by about their own spread."""
    generator = np.random.default_rng(3)
    error = np.full(400, 1.5)
    mean, between = between_agencies(88 + 1.5 * generator.standard_normal(400), error)
    assert between < 0.6
    assert mean == pytest.approx(88, abs=0.3)
    true = 88 + 3 * generator.standard_normal(400)
    assert between_agencies(true + 1.5 * generator.standard_normal(400), error)[1] == pytest.approx(
        3, rel=0.15
    )


def called(*arguments, **common):
    app = typer.Typer()
    _ita_more.add_to(app)
    return CliRunner().invoke(app, list(arguments), obj=Context(as_json=True, **common))


def test_the_commands_lead_from_simulation_to_verdict(tmp_path):
    """Simulate writes a table that portfolio reads; both print JSON that says synthetic."""
    out = tmp_path / "ita.csv"
    made = called("simulate", "--agencies", "3", "--set", "A-036=0.1", "--out", str(out), seed=1)
    assert made.exit_code == 0, made.output
    document = json.loads(made.stdout)
    assert document["synthetic"] is True
    assert document["assumptions"]["A-036"] == 0.1
    assert len(document["units"]) == 3
    found = called(
        "portfolio", str(out), "--fiscal-year", "2564", "--agencies", "4", "--charts",
        str(tmp_path / "charts"),
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    verdict = json.loads(found.stdout)
    assert verdict["synthetic"] is True
    assert (verdict["passing"]["of"], verdict["missing"]) == (4, 1)
    assert verdict["units"][0]["error"] > 0
    assert (tmp_path / "charts" / "funnel.png").is_file()


def test_the_command_assumes_a_spread_only_when_told_to(tmp_path):
    """Counts without errors stay unknown, until A-045 is asked for, varied or not."""
    path = tmp_path / "ita.csv"
    path.write_text(
        "unit,IIT,EIT,OIT,n_IIT,population_IIT,n_EIT,population_EIT\nก,84,84,90,30,100,80,800\n",
        encoding="utf-8",
    )
    year = ("--fiscal-year", "2564")
    plain = json.loads(called("portfolio", str(path), *year).stdout)
    assert (plain["assumed_spread"], plain["states"]["unknown"]) == (None, 1)
    told = json.loads(called("portfolio", str(path), *year, "--assume-spread").stdout)
    assert (told["assumed_spread"], told["states"]["unknown"]) == (20, 0)
    varied = called("portfolio", str(path), *year, "--assume-spread", "--set", "A-045=25")
    assert json.loads(varied.stdout)["assumed_spread"] == 25


def test_unsure_weights_are_used_only_when_accepted(tmp_path):
    """From FY2566 instruments need consent; totals that the agency published need none."""
    parts, totals = tmp_path / "parts.csv", tmp_path / "totals.csv"
    parts.write_text("หน่วยงาน,IIT,EIT,OIT\nก,84,84,90\n", encoding="utf-8")
    totals.write_text("หน่วยงาน,คะแนน ITA\nก,86.4\n", encoding="utf-8")
    year = ("--fiscal-year", "2566")
    refused = called("portfolio", str(parts), *year)
    assert isinstance(refused.exception, InputError)
    told = json.loads(called("portfolio", str(parts), *year, "--accept-uncertain").stdout)
    assert told["units"][0]["total"] == pytest.approx(86.4)
    assert called("portfolio", str(totals), *year).exit_code == 0


def test_a_simulation_without_a_seed_is_refused():
    """Nothing random happens without a seed that can be written down."""
    done = called("simulate")
    assert done.exit_code != 0
    assert "--seed" in str(done.exception)


def test_answers_of_persons_are_written_a_sheet_each(tmp_path):
    """IIT and EIT stand in two sheets; another kind of file is refused."""
    path = tmp_path / "answers.xlsx"
    made = called("simulate", "--staff", "30", "--clients", "30", "--answers", str(path), seed=1)
    assert made.exit_code == 0, made.output
    assert set(pd.read_excel(path, sheet_name=None)) == {"IIT", "EIT"}
    wrong = called("simulate", "--answers", str(tmp_path / "answers.csv"), seed=1)
    assert isinstance(wrong.exception, InputError)
