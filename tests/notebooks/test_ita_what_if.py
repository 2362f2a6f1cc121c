"""The what-if notebook: any set of documents, both languages, strictly run."""

import json

import pytest

from govlab import home, run

NOTEBOOK = home.find().folder("notebooks") / "trainee" / "ita_what_if.ipynb"
CASES = [
    {},
    {
        "missing": ["O1", "O31", "O43"],
        "publish": ["O1", "O43"],
        "iit_change": -2.0,
        "target": "AA",
        "probability": 0.5,
        "lang": "en",
    },
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Run both cases side by side and give the outputs of each."""
    folder = tmp_path_factory.mktemp("what-if")
    jobs = [
        run.Job(NOTEBOOK, folder / f"{place}.ipynb", given) for place, given in enumerate(CASES)
    ]
    found = []
    for done in run.run_many(jobs, workers=2):
        cells = json.loads(done.output.read_text(encoding="utf-8"))["cells"]
        found.append([out for cell in cells for out in cell.get("outputs", ())])
    return found


def data(outputs, kind):
    return [out["data"][kind] for out in outputs if kind in out.get("data", {})]


def test_two_documents_weigh_five_points_each_and_nine_under_half_a_point(outputs):
    """O42 and O43 are 5 points, each of O1 to O9 is 0.44."""
    [told] = data(outputs[0], "application/json")
    assert (told["worth"]["O42"], told["worth"]["O43"]) == (5.0, 5.0)
    assert {told["worth"][f"O{n}"] for n in range(1, 10)} == {0.4444}


def test_publishing_moves_the_total_by_exactly_what_documents_weigh(outputs):
    """84.2 becomes 89.2 with O42; in the other case O1 and O43 weigh 5.44, less 0.6 of IIT."""
    [first], [second] = (data(some, "application/json") for some in outputs)
    assert round(first["present"], 2) == 84.20
    assert first["total"] - first["present"] == pytest.approx(5.0, abs=1e-6)
    assert first["plan"]["reached"] is True
    change = second["total"] - second["present"]
    assert change == pytest.approx(5 + 4 / 9 - 0.6, abs=1e-5)
    assert second["target"]["grade"] == "AA"


def test_the_page_shows_sliders_pictures_the_refusal_and_what_is_synthetic(outputs):
    """A panel, two described pictures, the refusal in the page's language, and the warning."""
    for some, word in zip(outputs, ("ไม่รับเป็นมาตรการ", "is refused"), strict=True):
        assert len(data(some, "application/vnd.jupyter.widget-view+json")) == 1
        page = "".join("".join(one) for one in data(some, "text/html"))
        assert page.count('<img src="data:image/png;base64,') == 2
        # Tables are headed by words, never by the library's own names.
        assert "perfect_IIT" not in page
        assert "obedient<" not in page
        text = "".join("".join(one) for one in data(some, "text/markdown"))
        assert word in text
        assert "สังเคราะห์" in text or "Synthetic" in text
    [told] = data(outputs[0], "application/json")
    assert told["synthetic"] is True
    assert told["gaming"]["change"] > 0
