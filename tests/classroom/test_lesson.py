"""Lessons: what of the text a trainee gets, and figures that hold shapes only."""

import os
import shutil

import pytest

from govlab import course, home
from govlab.classroom import lesson, page, show_lesson
from govlab.classroom._lesson import sections
from govlab.classroom._markdown import figure, to_html
from govlab.classroom._notebook import visitor
from govlab.errors import InputError, MissingFileError, UnknownNameError

SHAPES = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9">{}</svg>'


def test_the_trainers_lines_are_left_out():
    """What stands between the trainer's marks reaches no trainee."""
    text = "# ก\n\n<!-- trainer -->\nเฉลยอยู่หน้า 3\n<!-- /trainer -->\n\nอ่าน\n"
    [one] = sections(text, "lesson.md")
    assert "เฉลย" not in one.markdown
    assert "อ่าน" in one.markdown
    assert "เฉลย" in sections(text, "lesson.md", trainer=True)[0].markdown


@pytest.mark.parametrize(
    "text",
    ["<!-- trainer -->\nลับ", "<!-- /trainer -->\nลับ", "<!-- trainer --><!-- trainer -->ลับ"],
)
def test_a_trainers_part_that_does_not_end_is_refused(text):
    """A forgotten mark shows nothing to anybody; it is an error with the file's name."""
    with pytest.raises(InputError, match=r"lesson\.md"):
        sections(text, "lesson.md")


def test_practice_follows_the_section_that_names_its_objective():
    """A mark counts for the section around it, or for the heading just after it."""
    marks = [f"<!-- objective: {one} -->" for one in "bcd"]
    text = "# ก\nx\n{}\n## ข\ny\n## ค\n{}\n{}z".format(*marks)
    assert [one.objectives for one in sections(text, "x")] == [(), ("b",), ("c", "d")]
    assert all("<!--" not in one.markdown for one in sections(text, "x"))


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_module_is_a_lesson(lang):
    """Each module of each curriculum can be shown, with practice for its objectives."""
    shown = 0
    for name in course.curricula():
        for module in course.load(name).modules:
            found = lesson(name, module, lang)
            shown += 1
            assert found.sections
            assert found.practice
            assert set(found.practice) <= {one.id for one in found.module.objectives}
            assert all(one.use == "practice" for some in found.practice.values() for one in some)
    assert shown >= 2


def test_unknown_names_are_told_with_the_names_there_are():
    """A wrong module lists the modules; a wrong curriculum the curricula."""
    with pytest.raises(UnknownNameError, match=r"'nope'.*interests"):
        lesson("governance", "nope")
    with pytest.raises(UnknownNameError, match=r"'nope'.*governance"):
        lesson("nope", "interests")
    with pytest.raises(UnknownNameError, match=r"'nope'.*interests"):
        page("governance", "nope")


def test_html_in_a_lesson_is_shown_as_text(tmp_path):
    """Markdown gives tables and emphasis; tags stay letters, and scripts are no links."""
    html = to_html("<script>x</script>\n\n[ก](javascript:x) **ข**\n\n|ก|\n|-|\n|ข|\n", tmp_path)
    assert "<script>" not in html
    assert "href" not in html
    assert "<strong>ข</strong>" in html
    assert '<div class="gl-table"><table>' in html


def test_codes_of_sources_are_set_small(tmp_path):
    """A reader sees the sentence first; single codes, lists and ranges are all known."""
    html = to_html("ก [S2-012–S2-018] ข [S0-022, S0-X5] ค [A-001] [ไม่ใช่]", tmp_path)
    assert html.count('<small class="gl-source">') == 3
    assert "[ไม่ใช่]" in html


def test_a_figure_is_drawn_inside_the_page_and_told_in_words(tmp_path):
    """Its words get the page's font; its width is the page's; it has a description."""
    drawn = SHAPES.format("<text>คำ</text>")
    (tmp_path / "a.svg").write_text(drawn, encoding="utf-8")
    html = to_html('![สี่ขั้น "ก"](a.svg)', tmp_path)
    assert 'role="img" aria-label="สี่ขั้น &quot;ก&quot;"' in html
    assert "<text>คำ</text>" in html
    assert "width" not in html


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x</script>",
        '<rect onclick="x"/>',
        '<image href="http://a/b.png"/>',
        '<a href="http://a"><text>x</text></a>',
        '<rect style="fill:url(http://a)"/>',
        "<style>@import 'http://a';</style>",
        "<foreignObject/>",
        '<use xlink:href="#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        "<rect>",
    ],
)
def test_a_figure_that_could_run_load_or_link_is_refused(tmp_path, inside):
    """A drawing holds shapes and words, and nothing else."""
    (tmp_path / "a.svg").write_text(SHAPES.format(inside), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.svg"):
        figure(tmp_path, "a.svg", "")


def test_entities_of_a_figure_are_never_expanded(tmp_path):
    """A document type is refused before anything reads it."""
    bomb = '<!DOCTYPE svg [<!ENTITY a "b">]>' + SHAPES.format("<text>&a;</text>")
    (tmp_path / "a.svg").write_text(bomb, encoding="utf-8")
    with pytest.raises(InputError, match="DOCTYPE"):
        figure(tmp_path, "a.svg", "")


@pytest.mark.parametrize("name", ["none.svg", "../module.yaml", "a.html", "http://a/b.svg"])
def test_a_figure_that_is_not_there_is_named(tmp_path, name):
    """Only pictures in the module's own folder are put into a page."""
    (tmp_path / "a.html").write_text("x", encoding="utf-8")
    with pytest.raises(MissingFileError, match="figure"):
        figure(tmp_path, name, "")


def test_every_figure_of_the_repository_may_stand_in_a_page():
    """Each drawing of each lesson passes, and exists in both languages."""
    found = sorted(home.find().folder("course").rglob("figures/*.svg"))
    assert len(found) >= 6
    for path in found:
        other = {"th": "en", "en": "th"}[path.suffixes[0][1:]]
        assert path.with_name(path.name.replace(path.suffixes[0], f".{other}")) in found
        assert "<svg" in figure(path.parent, path.name, "รูป")


def test_a_page_is_whole_in_both_languages():
    """One exercise each, both texts, a switch, and a policy that lets nothing out."""
    found = course.load("governance")
    text = page(found, "interests", lang="en")
    practice = [one for one in found.modules["interests"].items if one.use == "practice"]
    assert text.count("data-exercise=") == len(practice)
    assert '<html lang="en">' in text
    assert "default-src 'none'" in text
    assert 'data-turn="th"' in text
    assert "Private and public interest" in text
    assert "ผลประโยชน์ส่วนตัวกับผลประโยชน์ส่วนรวม" in text


def test_the_same_seed_gives_the_same_page():
    """Equal inputs, equal bytes; another seed orders options otherwise."""
    once, again, other = (page("governance", "complaint", seed=seed) for seed in (7, 7, 8))
    assert once == again
    assert once != other


def test_languages_whose_sections_differ_still_show_each_exercise_once(tmp_path):
    """A mark that stands in one language only moves the practice to the end, and loses none."""
    shutil.copytree(home.find().folder("course"), tmp_path / "course")
    file = tmp_path / "course" / "governance" / "interests" / "lesson.md"
    text = file.read_text(encoding="utf-8").replace("<!-- objective:", "<!-- was:")
    file.write_text(text + "\n<!-- objective: gifts -->\n", encoding="utf-8")
    place = home.Home(tmp_path)
    found = course.load("governance", place)
    practice = [one for one in found.modules["interests"].items if one.use == "practice"]
    assert page(found, "interests", place=place).count("data-exercise=") == len(practice)


def test_a_visitor_is_read_from_the_address_in_voila_only():
    """Elsewhere the variables mean nothing; unknown names and long values are cut."""
    asked = {"QUERY_STRING": "module=a&module=b&lang=en&u=" + "x" * 500 + "&evil=1"}
    assert visitor(asked) is None
    found = visitor(asked | {"SERVER_SOFTWARE": "voila/0.5.13"})
    assert found == {"module": "b", "lang": "en", "u": "x" * 100}


def shown(monkeypatch, environ):
    """Return the HTML that a cell would show."""
    pieces = []

    def display(*objects, **_):
        pieces.extend(getattr(one, "data", "") or f"<{type(one).__name__}>" for one in objects)

    monkeypatch.setattr("IPython.display.display", display)
    show_lesson("governance", "interests", "th", environ=environ)
    return "\n".join(pieces)


def test_a_lesson_is_shown_with_an_exercise_for_each_practice_item(monkeypatch):
    """The notebook shows the text and every exercise; a Voila page has links to the rest."""
    found = course.load("governance").modules["interests"].items
    text = shown(monkeypatch, {})
    assert text.count("<Exercise>") == sum(one.use == "practice" for one in found)
    assert 'aria-current="page"' not in text
    voila = {"SERVER_SOFTWARE": "voila/1", "QUERY_STRING": "module=complaint&lang=en&u=p1"}
    text = shown(monkeypatch, voila)
    assert "Handling a complaint" in text
    assert "module=interests&amp;lang=en&amp;u=p1" in text


def test_a_wrong_name_is_words_on_a_voila_page_and_an_error_elsewhere(monkeypatch):
    """A trainee reads a sentence; a trainer's notebook stops, without a traceback."""
    voila = {"SERVER_SOFTWARE": "voila/1", "QUERY_STRING": "module=<b>x"}
    text = shown(monkeypatch, voila)
    assert 'role="alert"' in text
    assert "&lt;b&gt;x" in text
    assert "Exercise" not in text
    with pytest.raises(UnknownNameError) as caught:
        show_lesson("governance", "x", "th", environ={})
    assert caught.value._render_traceback_() == [caught.value.in_language("th")]


def test_the_commands_environment_finds_the_template(tmp_path):
    """Voila is told where its page for trainees is, and which home to read."""
    from govlab.classroom._voila import voila_environment

    found = voila_environment(home.Home(tmp_path), {"JUPYTER_PATH": "/elsewhere", "A": "b"})
    first, *others = found["JUPYTER_PATH"].split(os.pathsep)
    assert (home.Path(first) / "voila/templates/govlab/index.html.j2").is_file()
    assert others == ["/elsewhere"]
    assert found["GOVLAB_HOME"] == str(tmp_path)
    assert found["A"] == "b"
