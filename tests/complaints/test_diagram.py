"""The picture of a process: complete, in both languages, and nothing over anything else."""

import itertools
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from diagram_places import drawn, no_words_cover_others, words_stay_within

from govlab import charts
from govlab.complaints import diagram, mermaid, process, processes
from govlab.complaints._diagram_boxes import arrows, boxes
from govlab.complaints._diagram_layout import laid_out
from govlab.complaints._diagram_words import inches, lines, pieces

NAMES = processes()


PICTURES = [("bangkok", "th"), ("bangkok", "en"), ("rich", "th")]


@pytest.mark.parametrize(("name", "lang"), PICTURES)
def test_no_words_cover_other_words_or_leave_the_picture(name, lang):
    """Every text has a place of its own, the tall marks of Thai included."""
    no_words_cover_others(drawn(name, lang))


@pytest.mark.parametrize(("name", "lang"), PICTURES)
def test_words_stay_within_their_boxes(name, lang):
    """No line that begins in a box ends outside it."""
    words_stay_within(drawn(name, lang))


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_and_end_is_in_the_picture(name):
    """Stages are boxes, ends are lines of them, and every way between stages is an arrow."""
    found = process(name)
    every = boxes(found, "th")
    assert set(found.stages) <= set(every)
    said = " ".join(one.text for box in every.values() for one in box.lines)
    assert all(one.title.th in said for one in (*found.stages.values(), *found.outcomes.values()))
    ways = {
        (stage, target)
        for stage, one in found.stages.items()
        for rule in one.next
        for target in rule.to
        if target in found.stages
    }
    assert ways <= set(arrows(found, "th"))


def test_gates_deadlines_and_what_goes_along_are_marked():
    """The board is a kind of its own; readings are numbered; transfer stands at the inquiry."""
    every = boxes(process("bangkok"), "en")
    assert [name for name, box in every.items() if box.kind == "board"] == ["centre_orders"]
    marks = {
        name: [one.text for one in box.lines if one.kind == "mark"] for name, box in every.items()
    }
    assert len(marks["director_review"]) == 2
    assert marks["appointment"] == ["deadline 1: met when this is done"]
    beside = [one.text for one in every["inquiry"].lines if one.kind == "beside"]
    assert [one.split()[1] for one in beside] == ["Transfer", "Suspension"]


def test_a_deadline_that_runs_from_arrival_is_marked_at_the_channels():
    """The rich model's deadline begins before any stage."""
    (channels,) = [box for box in boxes(process("rich"), "en").values() if box.kind == "channels"]
    assert channels.lines[-1].text == "deadline 1: runs from arrival"


def test_an_open_name_before_who_may_not_know_it_is_said():
    """The ministry sends the name to the agency complained about; the picture says so."""
    every = boxes(process("ministry"), "en")
    assert "name open to who may not know it" in {one.text for one in every["agency_check"].lines}


def test_many_channels_are_told_by_their_number():
    """Twelve are named, the others counted."""
    from dataclasses import replace

    found = process("queue")
    (one,) = found.channels.values()
    many = replace(found, channels={f"c{number}": one for number in range(20)})
    (box,) = [each for each in boxes(many, "en").values() if each.kind == "channels"]
    assert box.lines[0].text.startswith("20 channels")
    assert box.lines[-1].text == "and 8 more"


def test_rows_go_down_and_ways_back_go_up():
    """A circle is broken where the declaration goes back; boxes keep their gap."""
    width = dict.fromkeys("sabcd", 2.0)
    edges = [("s", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("a", "c"), ("d", "c")]
    found = laid_out("sabcd", edges, width, 0.5)
    level = {name: number for number, row in enumerate(found.rows) for name in row}
    assert [level[name] for name in "sabcd"] == [0, 1, 2, 3, 2]
    assert {(way.start, way.end) for way in found.lanes if way.back} == {("c", "a")}
    for row in found.rows:
        for one, two in itertools.pairwise(row):
            room = (width.get(one, 0.34) + width.get(two, 0.34)) / 2 + 0.5
            assert found.middle[two] - found.middle[one] >= room - 1e-9


def test_thai_is_broken_between_words_and_never_before_a_vowel_or_mark():
    """No line begins with a mark; joined again, nothing is lost; figures keep their unit."""
    with charts.style():
        for name in ("bangkok", "ministry"):
            for box in boxes(process(name), "th").values():
                for one in box.lines:
                    assert "".join(pieces(one.text)) == one.text
                    broken = lines(one.text, 1.6, 10)
                    assert not any(
                        re.match("[\u0e30-\u0e3a\u0e45-\u0e4e%]", part) for part in broken
                    )
                    assert not any(part[-1] in "เแโใไ" for part in broken)
    assert pieces("คณะอนุกรรมการสืบข้อเท็จจริงทางลับ") == [
        "คณะอนุกรรมการ", "สืบ", "ข้อเท็จจริง", "ทางลับ",
    ]  # fmt: skip


def test_a_writer_may_show_where_a_word_ends():
    """A zero-width space is a place to break, and leaves nothing behind."""
    assert pieces("กขค\u200bงจฉ") == ["กขค", "งจฉ"]


def test_lines_fit_their_width():
    """Where words allow it, no line is wider than asked."""
    with charts.style():
        text = process("bangkok").actors["centre"].title.th
        assert all(inches(one, 10) <= 2 for one in lines(text, 2, 10))


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_picture_is_told_in_words_and_saved(tmp_path, lang):
    """The alternative text names stages and ends; the file is a picture."""
    found = drawn("ministry", lang).chart
    assert process("ministry").stages["forwarding"].title.in_language(lang) in found.alt
    assert found.save(tmp_path / "ministry.svg").stat().st_size > 10_000


def test_the_source_line_says_what_the_process_rests_on():
    """Facts of the document, its findings, and the assumptions by number."""
    figure = diagram(process("ministry"), "en").figure
    assert (
        figure.texts[0].get_text().startswith("Source: S0-008 – S0-032; S0-X3; assumptions A-006")
    )


def test_mermaid_text_holds_the_same_boxes_and_ways():
    """One box a stage, one arrow a way, and nothing that Mermaid would take as its own."""
    found = process("bangkok")
    text = mermaid(found, "th")
    assert text.startswith("flowchart TD")
    boxed = [one for one in text.splitlines() if re.match(r"  s\d+[\[{]", one)]
    assert len(boxed) == len(found.stages)
    ends = sum(one.kind == "end" for box in boxes(found, "th").values() for one in box.lines)
    assert text.count("-->") == len(arrows(found, "th")) + ends
    quoted = re.findall(r'"([^"\n]*)"', text)
    assert not any(set("<>`") & set(one.replace("<br>", "")) for one in quoted)
