"""Charts: Thai shaped right, sources said, no global state touched."""

import io
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from govlab import charts
from govlab.errors import InputError

SOURCE = "เอกสารตัวอย่าง (S0-001)"


def one(**more):
    return charts.bars("จำนวนเรื่อง", {"โยธา": 2, "เทศกิจ": 4}, unit="เรื่อง", source=SOURCE, **more)


def texts(chart):
    from matplotlib.text import Text

    return [found.get_text() for found in chart.figure.findobj(Text)]


def ink(text, family):
    """Return where `text` drawn alone in `family` leaves ink, as rows x columns."""
    from matplotlib.figure import Figure

    with charts.style():
        figure = Figure(figsize=(2, 1.4), dpi=100)
        figure.text(0.5, 0.4, text, fontsize=40, ha="center", family=family)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
    return np.asarray(Image.open(buffer).convert("L")) < 128


def test_importing_the_room_leaves_matplotlib_alone():
    """Neither the font list nor any setting changes until a chart is drawn."""
    code = (
        "import sys, govlab.charts\n"
        "assert 'matplotlib' not in sys.modules\n"
        "import matplotlib.font_manager as fm\n"
        "assert not any(face.name == 'Sarabun' for face in fm.fontManager.ttflist)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_drawing_leaves_the_settings_as_they_were():
    """After a chart is drawn and encoded every rcParam is what it was."""
    before = dict(mpl.rcParams)
    one().encode("png")
    assert dict(mpl.rcParams) == before


def test_thai_is_drawn_in_sarabun():
    """The font that the style names is found, not replaced by another."""
    from matplotlib import font_manager

    with charts.style():
        assert font_manager.findfont("Sarabun").endswith("Sarabun-Regular.ttf")
    assert charts.font_path("Bold").is_file()
    with pytest.raises(FileNotFoundError):
        charts.font_path("Comic")


def test_a_tone_mark_stands_above_its_vowel():
    """ที่ is taller than ที, which is taller than ท: marks are stacked, not overprinted."""
    heights = [np.ptp(np.nonzero(ink(text, "Sarabun").any(axis=1))[0]) for text in ("ท", "ที", "ที่")]
    assert heights[0] < heights[1] < heights[2]


def test_marks_add_no_width():
    """ที่ is as wide as ท, so marks sit on their consonant and not beside it."""
    widths = [np.ptp(np.nonzero(ink(text, "Sarabun").any(axis=0))[0]) for text in ("ท", "ที่")]
    assert abs(widths[1] - widths[0]) <= 3


@pytest.mark.parametrize(("lang", "head"), [("th", "ที่มา"), ("en", "Source")])
def test_every_chart_names_its_source(lang, head):
    """The source line stands under the drawing in the language asked for."""
    assert any(line.startswith(f"{head}: {SOURCE}") for line in texts(one(lang=lang)))


def test_synthetic_data_say_so_twice():
    """A synthetic chart says so in the source line and across the drawing."""
    assert sum("ข้อมูลสังเคราะห์" in line for line in texts(one(synthetic=True))) == 2
    assert not any("ข้อมูลสังเคราะห์" in line for line in texts(one()))


def test_a_long_source_line_is_broken_and_not_clipped():
    """No part of the words reaches beyond the edge of the picture."""
    chart = charts.bars("ก", {"ข": 1}, unit="ค", source="สำนักงานคณะกรรมการป้องกัน " * 12)
    pixels = np.asarray(Image.open(io.BytesIO(chart.encode("png"))).convert("L"))
    assert (pixels[:, -2:] > 250).all()
    assert (pixels[:, :2] > 250).all()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_chart_gives_the_same_bytes(kind):
    """Two drawings of the same numbers are identical files."""
    assert one().encode(kind) == one().encode(kind)


def test_a_chart_shows_itself_with_its_words():
    """In a notebook the picture carries its description, escaped."""
    shown = charts.bars('"<ก>"', {"ข": 1}, unit="ค", source="ง")._repr_html_()
    assert 'alt="&quot;&lt;ก&gt;&quot;: ข 1 (ค)"' in shown


def test_a_chart_is_saved_as_png_or_svg_and_nothing_else(tmp_path):
    """Another ending is refused before anything is written."""
    assert one().save(tmp_path / "ก.svg").read_bytes().startswith(b"<?xml")
    with pytest.raises(InputError, match=r"\.pdf"):
        one().save(tmp_path / "ก.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["ก.svg"]


def test_grouped_bars_refuse_series_of_different_groups():
    """Every series has the groups of the first."""
    with pytest.raises(InputError, match="series 'ข'"):
        charts.grouped_bars("ก", {"ก": {"x": 1.0}, "ข": {"y": 1.0}}, unit="คะแนน", source=SOURCE)


def test_a_flow_that_does_not_add_up_is_not_drawn():
    """Sources and ends must have the same sum."""
    wrong = charts.Flow({"ก": 3}, "กลาง", {"ข": 1, "ค": 1})
    with pytest.raises(InputError, match=r"3.*2"):
        charts.flow("ก", wrong, unit="เรื่อง", source=SOURCE)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.bars("ว่าง", {}, unit="", source=SOURCE),
        lambda: charts.grouped_bars("ว่าง", {}, unit="", source=SOURCE),
        lambda: charts.flow("ว่าง", charts.Flow({}, "", {}), unit="", source=SOURCE),
    ],
    ids=["bars", "grouped_bars", "flow"],
)
def test_nothing_to_draw_is_said(draw):
    """An empty chart is an error that names the chart."""
    with pytest.raises(InputError, match="ว่าง"):
        draw()
