"""``govlab ita sensitivity``, as scripts call it."""

import json

import openpyxl
import pytest

from govlab import tables
from govlab.cli import main

FOUR = "หน่วยงาน,IIT,EIT,OIT\nก,83.41,92.21,100\nข,80,84,97.5\nค,90,70,80\nง,85,85,85\n"
NUMBERS = {"first", "first_low", "first_high", "total", "total_low", "total_high"}


@pytest.fixture
def say(capsys):
    """Run the command; return code, stdout and stderr."""

    def run(*argv):
        code = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def four(tmp_path):
    path = tmp_path / "หน่วยงาน.csv"
    path.write_text(FOUR, encoding="utf-8")
    return path


def test_the_document_holds_indices_ranks_and_structure(say, four):
    """Each output has both indices with intervals for each factor; the seed is told."""
    code, out, _ = say("ita", "sensitivity", four, "--fiscal-year", 2564, "--samples", 16,
                       "--seed", 7, "--json")  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert (found["seed"], found["samples"], found["evaluations"]) == (7, 16, 16 * 6)
    assert found["factors"] == ["weights", "normalisation", "aggregation", "removed"]
    assert found["unit"] == "ง"
    for one in found["outputs"].values():
        assert [row["factor"] for row in one["indices"]] == found["factors"]
        assert set(one["indices"][0]) > NUMBERS
    assert [row["rank"] for row in found["ranks"]] == [1, 2, 3, 4]
    assert {row["code"] for row in found["leave_one_out"]} == {"IIT", "EIT", "OIT"}
    assert found["reliability"]["n"] == 4
    assert len(found["correlations"]) == len(found["importance"]) == 3
    assert (found["level"], found["synthetic"], found["unscored"]) == ("instrument", False, [])


def test_the_same_seed_prints_the_same_document(say, four):
    """Also seed 0, and also when no seed is given."""
    asked = ("ita", "sensitivity", four, "--fiscal-year", 2564, "--samples", 16, "--json")
    one, other = say(*asked)[1], say(*asked, "--seed", 0)[1]
    assert (one, other) == (say(*asked)[1], say(*asked, "--seed", 0)[1])
    assert one != other


def test_people_read_thai_and_every_chart_is_written(say, four, tmp_path):
    """What moves most, in a sentence; charts in a folder."""
    code, out, _ = say("ita", "sensitivity", four, "--fiscal-year", 2564, "--samples", 16,
                       "--unit", "ก", "--charts", tmp_path / "ภาพ",
                       "--out", tmp_path / "ผล.xlsx")  # fmt: skip
    assert code == 0
    book = openpyxl.load_workbook(tmp_path / "ผล.xlsx")
    assert book.sheetnames == ["ranks", "sobol", "leave_one_out", "importance", "correlations"]
    assert book["ranks"].max_row == 5
    assert "อันดับของก" in out
    assert "ไม่ได้รวมความไม่แน่นอนจากการสุ่มผู้ตอบ" in out
    assert {path.name for path in (tmp_path / "ภาพ").iterdir()} == {
        "ranks.png", "left_out.png", "sobol.png", "sobol_rank.png",
    }  # fmt: skip


def test_columns_of_errors_bring_sampling_in(say, tmp_path):
    """A table of `ita simulate` says that it is made up and how sure each score is."""
    path = tmp_path / "จำลอง.xlsx"
    assert say("ita", "simulate", "--agencies", 6, "--seed", 1, "--out", path)[0] == 0
    kept = tmp_path / "ผล.xlsx"
    code, out, _ = say("ita", "sensitivity", path, "--fiscal-year", 2564, "--samples", 16,
                       "--out", kept, "--json")  # fmt: skip
    found = json.loads(out)
    assert code == 0
    for sheet in openpyxl.load_workbook(kept):
        assert "synthetic" in [cell.value for cell in sheet[1]]
    assert found["factors"][-2:] == ["sampling_IIT", "sampling_EIT"]
    assert found["synthetic"]


def test_a_long_table_at_the_depth_of_indicators(say, tmp_path):
    """Ten components; an agency without an instrument stays without a rank."""
    lines = ["unit,fiscal_year,level,code,value"]
    lines += [
        f"{unit},2564,indicator,{code},{60 + (place * 7 + code * 13) % 40}"
        for place, unit in enumerate("กขคง")
        for code in range(1, 11)
        if (unit, code) not in {("ง", 9), ("ง", 10)}
    ]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = say("ita", "sensitivity", path, "--fiscal-year", 2564, "--samples", 16, "--json")
    found = json.loads(out)
    assert (code, found["level"], found["unscored"]) == (0, "indicator", ["ง"])
    assert len(found["weights"]) == 10
    assert found["ranks"][-1] == {
        "unit": "ง", "score": None, "rank": None, "rank_low": None, "rank_median": None,
        "rank_high": None, "score_low": None, "score_high": None,
    }  # fmt: skip


def test_a_component_that_is_the_same_for_all_leaves_normalisations_out(say, four):
    """Unless the caller insists: then it is bad input that names the scheme."""
    four.write_text(FOUR.replace("97.5", "100").replace("80\n", "100\n").replace("85,85,85",
                    "85,85,100"), encoding="utf-8")  # fmt: skip
    asked = ("ita", "sensitivity", four, "--fiscal-year", 2564, "--samples", 16)
    code, out, _ = say(*asked, "--json")
    assert (code, json.loads(out)["unfit"]) == (0, ["min_max", "z_score"])
    assert "คะแนน z" in say(*asked)[1]
    code, _, err = say(*asked, "--normalisation", "min_max", "--lang", "en")
    assert code == 2
    assert "same value in OIT" in err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--samples", 100), "power of two"),
        (("--out", "ผล.csv"), "must end in .xlsx"),
        (("--unit", "จ"), "must be in the table"),
        (("--level", "item"), "finer table"),
        (("--aggregation", "median"), "must be one of"),
        (("--level", "question"), "question"),
    ],
)
def test_bad_input_is_told_with_the_next_step(say, four, more, told):
    """Exit 2, in words, no traceback."""
    code, _, err = say("ita", "sensitivity", four, "--fiscal-year", 2564, "--lang", "en", *more)
    assert code == 2
    assert told in err


def test_an_impossible_value_is_told_with_its_cell(say, four):
    """A score of 101 in row 3 does not reach the analysis."""
    four.write_text(FOUR.replace("80,84", "101,84"), encoding="utf-8")
    code, out, _ = say("ita", "sensitivity", four, "--fiscal-year", 2564, "--json")
    problem = json.loads(out)["error"]["problems"][0]
    assert (code, problem["row"], problem["column"]) == (2, 3, "IIT")


def test_two_agencies_are_too_few_and_an_unsure_year_needs_consent(say, four):
    """Three to rank; FY2568 only as it stands."""
    code, _, err = say("ita", "sensitivity", four, "--fiscal-year", 2568, "--lang", "en")
    assert code == 2
    assert "--accept-uncertain" in err
    assert say("ita", "sensitivity", four, "--fiscal-year", 2568, "--accept-uncertain",
               "--samples", 16)[0] == 0  # fmt: skip
    four.write_text("\n".join(FOUR.split("\n")[:3]), encoding="utf-8")
    code, _, err = say("ita", "sensitivity", four, "--fiscal-year", 2564, "--lang", "en")
    assert code == 2
    assert "at least 3" in err


def test_the_table_written_by_the_library_reads_back(say, tmp_path):
    """An Excel file with Thai headings and Thai digits is taken as it is."""
    import pandas as pd

    path = tmp_path / "ตาราง.xlsx"
    rows = {"ชื่อหน่วยงาน": ["ก", "ข", "ค"], "คะแนน IIT": ["๘๐", "๙๐", "๘๕"],
            "คะแนน EIT": ["๘๐", "๗๐", "๘๘"], "คะแนน OIT": ["๑๐๐", "๗๗.๕", "๘๘"]}  # fmt: skip
    tables.write_xlsx(path, {"ITA": pd.DataFrame(rows)})
    code, out, _ = say("ita", "sensitivity", path, "--fiscal-year", 2564, "--samples", 16, "--json")
    assert code == 0
    assert json.loads(out)["agencies"] == 3
