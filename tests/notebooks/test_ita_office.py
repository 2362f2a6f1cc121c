"""The notebooks of one agency and of what if, with an office's own table."""

import json

import pytest

from govlab import home, run
from govlab.ita._improve_example import example_values

NOTEBOOKS = home.find().folder("notebooks")
AGENCY = NOTEBOOKS / "scenarios" / "ita_agency.ipynb"
WHAT_IF = NOTEBOOKS / "trainee" / "ita_what_if.ipynb"
DOCUMENTS = [f"O{number}" for number in range(1, 44)]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Run each notebook on tables of its own and give the outputs."""
    folder = tmp_path_factory.mktemp("office")
    plain, answers, items = (folder / f"{name}.csv" for name in ("plain", "answers", "items"))
    plain.write_text("หน่วยงาน,IIT,EIT,OIT\nก,80,80,80\nกอง ข,83.41,92.21,100\n", encoding="utf-8")
    example_values().to_csv(answers, index=False)
    found = ["0" if code == "O43" else "100" for code in DOCUMENTS]
    items.write_text(
        f"หน่วยงาน,IIT,EIT,{','.join(DOCUMENTS)}\nกอง ค,80,82,{','.join(found)}\n", encoding="utf-8"
    )
    jobs = [
        run.Job(AGENCY, folder / "0.ipynb", {"file": str(plain), "unit": "กอง ข"}),
        run.Job(
            AGENCY,
            folder / "1.ipynb",
            {
                "file": str(answers),
                "accept_uncertain": True,
                "staff": 150,
                "clients": 800,
                "lang": "en",
            },
        ),
        run.Job(WHAT_IF, folder / "2.ipynb", {"file": str(items)}),
        run.Job(WHAT_IF, folder / "3.ipynb", {"file": str(plain), "unit": "กอง ข", "target": "AA"}),
    ]
    told = []
    for done in run.run_many(jobs, workers=2):
        cells = json.loads(done.output.read_text(encoding="utf-8"))["cells"]
        told.append([out for cell in cells for out in cell.get("outputs", ())])
    return told


def data(outputs, kind):
    return [out["data"][kind] for out in outputs if kind in out.get("data", {})]


def words(outputs):
    return "".join("".join(one) for one in data(outputs, "text/markdown"))


def test_an_office_sees_its_own_total_its_distance_and_the_way_to_a_plan(outputs):
    """83.41, 92.21 and 100 give 92.69: A, 2.31 short of AA; no answers, so no chance is told."""
    [told] = data(outputs[0], "application/json")
    assert list(told) == ["2564"]
    one = told["2564"]
    assert (one["unit"], one["recomputed"], one["grade"]) == ("กอง ข", 92.69, "A")
    assert (one["next_grade"], one["distance"]) == ("AA", 2.31)
    assert one["grade_probabilities"] == {}
    assert one["plan"] == "govlab ita plan plain.csv --fiscal-year 2564 --target AA"
    text = words(outputs[0])
    assert "ไม่มีคำตอบรายคน" in text
    assert "govlab ita plan" in text
    assert "ตารางมี 2 หน่วยงาน" in text


def test_answers_give_an_interval_and_the_chance_of_each_grade(outputs):
    """The made-up agency at 84.20 may be of grade A or B were everybody asked."""
    [told] = data(outputs[1], "application/json")
    one = told["2564"]
    assert one["recomputed"] == 84.2
    assert one["total_low"] < 84.2 < one["total_high"]
    assert sum(one["grade_probabilities"].values()) == pytest.approx(1)
    assert one["grade_probabilities"]["A"] > 0.01
    assert "Were everybody asked" in words(outputs[1])
    assert "--accept-uncertain" in one["plan"]


def test_what_if_begins_at_the_office_and_publishes_its_heaviest_missing_document(outputs):
    """O43 is the one that lacks; publishing it brings five points."""
    [told] = data(outputs[2], "application/json")
    assert (told["unit"], told["published"], told["synthetic"]) == ("กอง ค", ["O43"], False)
    assert told["total"] - told["present"] == pytest.approx(5.0, abs=1e-5)


def test_what_if_runs_where_only_instruments_are_known(outputs):
    """No document can be named, so none is published, and the page says what is not known."""
    [told] = data(outputs[3], "application/json")
    assert told["published"] == []
    assert told["total"] == told["present"]
    assert told["target"]["grade"] == "AA"
    page = "".join("".join(one) for one in data(outputs[3], "text/html"))
    assert "ไม่ทราบรายข้อ" in page
