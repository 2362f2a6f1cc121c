"""The notebook on the ITA as a composite: made-up agencies, and a table of one's own."""

import json
import re

import pytest

from govlab import home, run

NOTEBOOK = home.find().folder("notebooks") / "research" / "ita_sensitivity.ipynb"
ROWS = "หน่วยงาน,IIT,EIT,OIT\nก,83.41,92.21,100\nข,80,84,97.5\nค,90,70,80\nง,85,85,85\nจ,88,91,62\n"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run it on made-up agencies in Thai, and on a table in English."""
    folder = tmp_path_factory.mktemp("sensitivity")
    table = folder / "ตาราง.csv"
    table.write_text(ROWS, encoding="utf-8")
    few = {"samples": 32, "agencies": 12}
    mine = {"table": str(table), "level": "instrument", "samples": 32, "unit": "ข", "lang": "en"}
    jobs = [
        run.Job(NOTEBOOK, folder / "made.ipynb", few | {"charts_to": str(folder / "ภาพ")}),
        run.Job(NOTEBOOK, folder / "table.ipynb", mine),
    ]
    done = run.run_many(jobs, workers=2, folder=folder)
    return [json.loads(one.output.read_text(encoding="utf-8")) for one in done], folder


def shown(notebook, kind):
    return [
        "".join(found) if isinstance(found, list) else found
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if (found := output.get("data", {}).get(kind)) is not None
    ]


def test_made_up_agencies_are_analysed_at_the_level_of_indicators(runs):
    """Ten indicators, six factors, two documents worth ten points; synthetic in words."""
    (made, _), folder = runs
    [found] = shown(made, "application/json")
    assert found["synthetic"]
    assert len(found["importance"]) == 10
    assert found["factors"][-1] == "sampling_EIT"
    assert found["evaluations"] == 32 * 8
    assert found["missing_documents"][-1]["change"] == -10
    assert found["obedient"]["synthetic"]
    assert "สังเคราะห์" in "".join(shown(made, "text/markdown"))
    kept = {path.name for path in (folder / "ภาพ").iterdir()}
    assert kept >= {"weights.png", "left_out.png", "ranks.svg", "sobol_mean_rank_shift.png"}


def test_a_table_of_ones_own_is_analysed_in_the_other_language(runs):
    """The agency that was named; without errors no sampling, and that is said."""
    (_, mine), _ = runs
    [found] = shown(mine, "application/json")
    assert (found["unit"], found["level"], found["synthetic"]) == ("ข", "instrument", False)
    assert found["factors"] == ["weights", "normalisation", "aggregation", "removed"]
    words = "".join(shown(mine, "text/markdown"))
    assert "No answers and no standard errors" in words
    assert "no proof" in words


def test_every_picture_has_words_for_it_and_the_method_its_card(runs):
    """Charts are described; provenance stands above."""
    for notebook in runs[0]:
        html = "".join(shown(notebook, "text/html"))
        pictures = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]*)"', html)
        assert len(pictures) >= 5
        assert all(len(one) > 20 for one in pictures)
        assert "govlab-provenance" in html
