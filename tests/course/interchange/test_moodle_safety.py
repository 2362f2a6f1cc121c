"""Hostile XML: nothing is expanded, nothing is fetched, nothing is run."""

import builtins
import socket

import pytest

from govlab.course.interchange import FORMATS
from govlab.course.interchange._xml import parse
from govlab.errors import InputError

MOODLE = FORMATS["moodle"]
LAUGHS = "\n".join(
    ["<!ENTITY lol0 'ฮา'>", *(f"<!ENTITY lol{n} '{f'&lol{n - 1};' * 10}'>" for n in range(1, 10))]
)
STEM = (
    "<question type='essay'><name><text>q</text></name>"
    "<questiontext><text>{}</text></questiontext></question>"
)
HEAD = "<?xml version='1.0'?>\n<!DOCTYPE quiz "


@pytest.mark.parametrize(
    "data",
    [
        f"{HEAD}[{LAUGHS}]><quiz>{STEM.format('&lol9;')}</quiz>",
        f"{HEAD}[<!ENTITY x SYSTEM 'file:///etc/passwd'>]><quiz>&x;</quiz>",
        f"{HEAD}SYSTEM 'http://127.0.0.1:9/quiz.dtd'><quiz/>",
        f"{HEAD}[<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]><quiz/>",
        f"{HEAD}><quiz/>",
    ],
    ids=["billion laughs", "external entity", "external subset", "parameter entity", "bare"],
)
def test_a_document_type_is_refused_before_anything_of_it_is_read(data, monkeypatch):
    """No entity is expanded, no file opened, no address asked; the message says line and why."""

    def forbidden(*_args, **_kwargs):
        raise AssertionError

    monkeypatch.setattr(builtins, "open", forbidden)
    monkeypatch.setattr(socket, "socket", forbidden)
    with pytest.raises(InputError) as refused:
        MOODLE.read(data.encode(), "evil.xml", "th")
    monkeypatch.undo()
    assert "evil.xml, line 2" in str(refused.value)
    assert "<!DOCTYPE>" in refused.value.in_language("th")


def test_nothing_of_a_bomb_is_expanded():
    """The refusal comes at the declaration: the parser never calls for a text."""
    seen = []
    data = f"<!DOCTYPE quiz [{LAUGHS}]><quiz>&lol9;</quiz>".encode()
    with pytest.raises(InputError):
        seen.append(parse(data, "evil.xml"))
    assert seen == []


def test_an_entity_that_nobody_declared_is_an_error_with_its_line():
    """Without a document type only the five entities of XML are known."""
    with pytest.raises(InputError, match=r"evil.xml, line 2.*entity"):
        parse(b"<quiz>\n&xxe;</quiz>", "evil.xml")
    assert parse(b"<q>&lt;&gt;&amp;&quot;&apos;&#3585;</q>", "q").text == "<>&\"'ก"


def test_an_inclusion_is_an_element_like_any_other():
    """XInclude is not followed."""
    data = (
        b"<quiz xmlns:xi='http://www.w3.org/2001/XInclude'>"
        b"<xi:include href='/etc/passwd' parse='text'/></quiz>"
    )
    root = parse(data, "q.xml")
    assert [one.tag for one in root.children] == ["include"]
    assert root.text == ""


def test_scripts_and_handlers_never_become_text():
    """What a browser would run is dropped and named; what stands in its place is words."""
    html = (
        "<![CDATA[<p onclick='x()'>ก่อน<script>evil()</script><iframe src='x'></iframe>"
        "<a href='javascript:evil()'>หลัง</a><style>p{}</style></p>]]>"
    )
    found = MOODLE.read(f"<quiz>{STEM.format(html)}</quiz>".encode(), "q", "th")
    assert found.items[0].stem.th == "ก่อนหลัง"
    (lost,) = [one for one in found.lost if one.what.key == "interchange.dropped"]
    assert lost.what.values["names"] == "a, iframe, script, style"


def test_half_open_markup_ends_with_its_text():
    """Tags left open, closed twice or cut off cost no words and raise nothing."""
    for html, text in [
        ("<p>ก<b>ข", "กข"),
        ("</p></div>ก", "ก"),
        ("ก <sup>2", "ก ²"),
        ("<a href='https://x.test'>ก", "ก (https://x.test)"),
        ("1 < 2 <= 3", "1 < 2 <= 3"),
        ("<span class='multilang' lang='th'>ก", "ก"),
        ("<ul><li>ก<li>ข</ul>", "- ก\n- ข"),
        ("<![if !supportLists]>ก<![endif]>", "ก"),
        ("<!x>ก<![CDAT[ข", "ก<![CDAT[ข"),
    ]:
        data = f"<quiz>{STEM.format(f'<![CDATA[{html}]]>')}</quiz>".encode()
        assert MOODLE.read(data, "q", "th").items[0].stem.th == text


def test_lines_are_counted_in_the_tree():
    """Every element knows the line of its start tag."""
    root = parse(b"<quiz>\n<a/>\n\n<b\n x='1'>\n<c/></b></quiz>", "q")
    assert [(one.tag, one.line) for one in root.walk()] == [
        ("quiz", 1),
        ("a", 2),
        ("b", 4),
        ("c", 6),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 6_000,
        "<!--" * 6_000,
        "<a b='" * 6_000,
        "<b>" * 6_000,
        "{1:MC:" * 6_000,
        "<sup>" * 6_000,
        '<table class="rubric">' + '<tr><th title="x">' * 6_000,
    ],
)
def test_a_text_of_nothing_but_beginnings_is_read_to_its_end(text):
    """No beginning is looked for twice: a hostile text of this size would take hours."""
    for kind, field in (("cloze", "questiontext"), ("essay", "graderinfo")):
        inner = f"<{field}><text><![CDATA[ก {text}]]></text></{field}>"
        stem = "" if kind == "cloze" else "<questiontext><text>ก</text></questiontext>"
        data = f"<quiz><question type='{kind}'>{stem}{inner}</question></quiz>".encode()
        found = MOODLE.read(data, "q", "th")
        assert len(found.items) + len(found.lost) >= 1


def test_tags_that_never_close_are_read_to_their_end():
    """The comments of GIFT too are looked through once."""
    text = "//" + "[tag:" * 6_000 + "\n::q::ก{T}"
    assert FORMATS["gift"].read(text.encode(), "q", "th").items[0].id == "q"
