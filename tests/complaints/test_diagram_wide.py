"""The picture of a process on a slide: its shape, its letters, and nothing over anything else."""

import itertools
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from diagram_places import drawn, no_words_cover_others, overlap, words_stay_within

from govlab import charts
from govlab.cli import main
from govlab.complaints import diagram, process, processes
from govlab.complaints._diagram_layout import laid_out
from govlab.complaints._diagram_sheet import folded

EVERY = list(itertools.product(processes(), ("th", "en")))
_POINTS = 72
# The smallest letters, in parts of the height of the slide: 9 points on one of 7.5 inches, and
# for the process with most stages 6.75.
READABLE = {"bangkok": 1 / 80}
_READABLE = 1 / 60


BOTH = [(*one, wide) for one in EVERY for wide in (False, True)]


def slide(name, lang):
    return drawn(name, lang, True)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_slide_has_its_shape_and_letters_to_read(name, lang):
    """16:9, and no letters below 1/60 of the height; Bangkok's, with most stages, 1/80."""
    found = slide(name, lang)
    wide, high = found.chart.figure.get_size_inches()
    assert wide / high == pytest.approx(16 / 9)
    every = [*found.chart.figure.texts, *(one for one, _ in found.texts)]
    smallest = min(one.get_fontsize() for one in every if one.get_text())
    assert smallest / _POINTS / high >= READABLE.get(name, _READABLE)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_no_words_cover_other_words_or_leave_the_slide(name, lang):
    """Every text has a place of its own, and stays within the box it begins in."""
    no_words_cover_others(slide(name, lang))
    words_stay_within(slide(name, lang))


@pytest.mark.parametrize(("name", "lang", "wide"), BOTH)
def test_no_box_touches_another(name, lang, wide):
    """Also where bands lie one above the other."""
    for one, two in itertools.combinations(drawn(name, lang, wide).frames, 2):
        assert 0 in overlap(one, two)


@pytest.mark.parametrize(("name", "lang", "wide"), BOTH)
def test_labels_cover_neither_boxes_nor_heads_of_arrows(name, lang, wide):
    """What is said of a way stands between boxes."""
    found = drawn(name, lang, wide)
    for said, place in found.labels:
        assert all(0 in overlap(place, one) for one in found.frames), said
        assert all(0 in overlap(place, one) for one in found.heads), said


@pytest.mark.parametrize(("name", "lang", "wide"), BOTH)
def test_no_way_passes_through_words_or_boxes(name, lang, wide):
    """A label may stand on its own way, and on no other; no way crosses a box."""
    found = drawn(name, lang, wide)
    for said, place in found.labels:
        through = [one for one in found.ways if _inside(one, place)]
        assert len(through) <= 1, said
    for frame in found.frames:
        assert not any(_inside(one, frame, 2) for one in found.ways)


def _inside(way, place, within=0.0):
    """Return whether a way passes through a place, more than so many dots within."""
    points = way.interpolated(1).to_polygons(closed_only=False)[0]
    fine = np.concatenate([np.linspace(one, two, 20) for one, two in itertools.pairwise(points)])
    x, y = fine.T
    return bool(
        (
            (place.x0 + within < x)
            & (x < place.x1 - within)
            & (place.y0 + within < y)
            & (y < place.y1 - within)
        ).any()
    )


def test_draw_takes_wide(capsys, tmp_path):
    """The command draws the slide that the library does, and says so."""
    path = tmp_path / "queue.svg"
    call = ["complaints", "draw", "queue", "--wide", "--out", str(path), "--json", "--lang", "en"]
    assert main(call) == 0
    assert json.loads(capsys.readouterr().out)["wide"] is True
    assert path.read_bytes() == slide("queue", "en").chart.encode("svg")


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_slide_is_saved_in_both_formats(tmp_path, lang):
    """A PNG, and an SVG of the same shape."""
    found = slide("ministry", lang).chart
    assert found.save(tmp_path / "slide.png").read_bytes().startswith(b"\x89PNG")
    root = ET.fromstring(found.save(tmp_path / "slide.svg").read_text(encoding="utf-8"))
    *_, wide, high = map(float, root.get("viewBox").split())
    assert wide / high == pytest.approx(16 / 9)


def test_a_slide_says_what_the_page_says_but_for_actors():
    """Stages, ends, deadlines and shares of Bangkok are all there."""
    page, on_slide = (
        {one.get_text() for one, _ in found.texts}
        for found in (drawn("bangkok", "en"), slide("bangkok", "en"))
    )
    words = {word for line in on_slide for word in line.split()}
    missing = {word for line in page for word in line.split()} - words
    titles = " ".join(one.title.en for one in process("bangkok").actors.values())
    assert all(word in titles for word in missing), missing


def test_policies_and_small_processes_fit_a_slide_too():
    """One with field visits, and the smallest of all."""
    from govlab.complaints import policy_file

    found = diagram(process("bangkok", overrides=policy_file("field_visits")), "th", wide=True)
    wide, high = found.figure.get_size_inches()
    assert wide / high == pytest.approx(16 / 9)
    assert slide("queue", "th").frames


def test_a_long_chain_folds_back_below_itself():
    """The second band goes to the left; the stage after the fold stands below the one before."""
    names = "abcd"
    tall = dict.fromkeys(names, 1.0)
    layout = laid_out(names, itertools.pairwise(names), tall, 0.3)
    sheet = folded(layout, tall, 2.0, [0.5] * 4, [2])
    place = {
        name: sheet.place(row, sheet.levels[row].start + 1, layout.middle[name])
        for row, name in enumerate(names)
    }
    assert [place[name][0] for name in names] == pytest.approx([1, 3.5, 3.5, 1])
    assert place["a"][1] == place["b"][1] > place["c"][1] == place["d"][1]
    assert sheet.size[0] > 4.5, "the way turns outside the boxes"


def test_charts_of_slides_are_the_same_bytes_each_time():
    """Nothing about a slide depends on when it was drawn."""
    with charts.style():
        one, two = (diagram(process("queue"), "th", wide=True).encode("svg") for _ in range(2))
    assert one == two
