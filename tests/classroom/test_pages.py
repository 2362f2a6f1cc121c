"""Pages that a trainee opens alone: where they lead, what they say, and in which language."""

import io
import json
import re
import zipfile
from importlib import resources

import pytest

from govlab import course, home
from govlab.classroom import lesson, page, show_lesson, trainee_bundle
from govlab.classroom._markdown import to_html
from govlab.classroom._pages import index_page
from govlab.classroom._render import head
from govlab.classroom._terms import WHOLE, unbroken
from govlab.errors import UnknownNameError
from govlab.text import say


@pytest.fixture(scope="module")
def curriculum():
    return course.load("governance")


@pytest.fixture(scope="module")
def bundle(curriculum, tmp_path_factory):
    """Give the files of the trainee's archive by name."""
    path = trainee_bundle(tmp_path_factory.mktemp("bundle") / "b.zip", curriculum)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_link_of_the_archive_leads_to_a_file_or_a_place_in_it(bundle):
    """The first page leads to the lessons, and they to it and to each other."""
    seen = set()
    for name in ("index.html", *(one for one in bundle if one.startswith("pages/"))):
        text = bundle[name].decode()
        for link in re.findall(r'href="([^"]+)"', text.partition("<script")[0]):
            file, _, place = link.partition("#")
            target = file if name == "index.html" else f"pages/{file}".replace("pages/../", "")
            seen.add((name, target if file else name))
            assert not file or target in bundle, link
            assert file or f'id="{place}"' in text, link
    assert ("pages/governance-interests.html", "index.html") in seen
    assert ("pages/governance-interests.html", "pages/governance-complaint.html") in seen
    assert ("index.html", "pages/governance-complaint.html") in seen


def test_the_archive_says_how_to_open_it_on_each_device(bundle):
    """Unpack first; computer, Android and iPhone by name; a page can be sent by itself."""
    text = bundle["README.txt"].decode()
    for words in ("แตกไฟล์ zip นี้ก่อน", "Android", "iPhone", "ส่งให้กันทีละไฟล์ได้", "Unzip"):
        assert words in text
    assert text.index("บทเรียนและแบบฝึก") < text.index("Lessons and practice")


@pytest.mark.parametrize(("lang", "other"), [("th", "en"), ("en", "th")])
def test_the_first_page_speaks_both_languages_and_brings_its_font(curriculum, lang, other):
    """Each lesson has a link for each language, the page's own first."""
    text = index_page([curriculum], lang)
    assert f'<html lang="{lang}">' in text
    assert "@font-face" in text
    for module in curriculum.modules.values():
        links = [f'pages/governance-{module.id}.html#{one}"' for one in (lang, other)]
        assert 0 < text.index(links[0]) < text.index(links[1])
    assert text.count("<li>") == len(curriculum.modules)


def test_a_page_begins_with_a_list_of_its_sections(curriculum):
    """Each entry leads to a place of the page, in its own language."""
    text = page(curriculum, "complaint")
    links = re.findall(r'<a href="#((?:th|en)-\d+)">', text)
    assert len(links) == len(set(links)) > 10
    assert all(f'id="{one}"' in text for one in links)
    assert {one[:2] for one in links} == {"th", "en"}


def test_a_page_says_what_its_codes_are_and_what_a_viewer_without_scripts_lacks(curriculum):
    """S and A are explained at the end; without scripts the reader learns how to practise."""
    text = page(curriculum, "interests")
    assert "datasets/source_facts.csv" in text
    assert "datasets/assumptions.csv" in text
    files = home.find().folder("datasets")
    assert (files / "source_facts.csv").is_file()
    assert (files / "assumptions.csv").is_file()
    [told] = re.findall(r"<noscript>(.*?)</noscript>", text, re.DOTALL)
    assert "เบราว์เซอร์" in told
    assert "browser" in told


def test_the_practice_of_an_objective_has_a_heading(curriculum):
    """A screen reader jumps from practice to practice."""
    text = page(curriculum, "interests")
    assert len(re.findall(r'<h3 class="gl-aim">', text)) >= 2 * 2


def test_terms_are_kept_whole_where_they_are_read_and_nowhere_else():
    """A span, no sign: what is searched or copied is the word itself."""
    html = to_html("ราชกิจจานุเบกษา ผู้ถูกร้องเรียน", home.Path())
    assert html.count('<span class="gl-whole">') == 2
    assert re.sub(r"<[^>]+>", "", html).strip() == "ราชกิจจานุเบกษา ผู้ถูกร้องเรียน"
    assert unbroken("ไม่มี") == "ไม่มี"
    for place, term in enumerate(WHOLE):
        assert not [one for one in WHOLE[:place] if one in term], "a longer term stands first"


def test_thai_is_stressed_by_weight(curriculum):
    """Thai letters have no italics."""
    css = (resources.files("govlab.classroom") / "components" / "_page.css").read_text("utf-8")
    [rule] = re.findall(r"em:lang\(th\)[^{]*\{([^}]*)\}", css)
    assert "font-style: normal" in rule
    assert "font-weight: 700" in rule
    assert curriculum.title.th


def test_hours_are_said_as_english_says_them():
    """Three hours; one hour."""
    from dataclasses import replace
    from decimal import Decimal

    found = lesson("governance", "interests", "en")
    assert "3 hours" in head(found)
    short = replace(found, module=replace(found.module, hours=Decimal("1.0")))
    assert "1 hour<" in head(short)
    assert say("classroom.page_hours", "th", hours=3) == "3 ชั่วโมง"


def test_a_curriculum_without_lessons_says_so():
    """No choice is offered where there is none."""
    with pytest.raises(UnknownNameError) as caught:
        lesson("corporate", "interests")
    assert "ยังไม่มีบทเรียน" in caught.value.in_language("th")
    assert "–" not in caught.value.in_language("th")
    with pytest.raises(UnknownNameError):
        page("corporate", "interests")


def test_an_address_in_an_unknown_language_is_answered_in_thai(monkeypatch):
    """A trainee gets the lesson, and not an English sentence about the address."""
    pieces = []
    monkeypatch.setattr(
        "IPython.display.display",
        lambda *some, **_: pieces.extend(getattr(one, "data", "") or "" for one in some),
    )
    asked = {"SERVER_SOFTWARE": "voila/1", "QUERY_STRING": "module=interests&lang=xx"}
    show_lesson("governance", "interests", "th", environ=asked)
    text = "\n".join(pieces)
    assert 'role="alert"' not in text
    assert "เมื่อจบบทเรียน" in text
    assert 'class="gl-contents"' in text


def test_the_notebook_begins_with_words_that_voila_does_not_show():
    """JupyterLab opens with how to run it; a trainee's page has the lesson alone."""
    place = home.find().folder("notebooks") / "trainee" / "lesson.ipynb"
    first = json.loads(place.read_text(encoding="utf-8"))["cells"][0]
    assert first["cell_type"] == "markdown"
    told = "".join(first["source"])
    assert "ใช้บนคอมพิวเตอร์" in told
    assert told.count("Run ▸ Run All Cells") == 2
    folder = resources.files("govlab.classroom") / "jupyter/voila/templates/govlab"
    template = (folder / "index.html.j2").read_text("utf-8")
    assert ".jp-MarkdownCell { display: none; }" in template
    assert 'font-family: "Sarabun opening"; src: url(data:font/woff;base64,' in template
