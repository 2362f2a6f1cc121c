"""XES in and out: what goes in comes out, whatever the shape of the file."""

import gzip
import json
from datetime import datetime
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from govlab import logs
from govlab.errors import InputError
from govlab.logs._attributes import text_of
from govlab.logs._xes_assemble import assemble
from govlab.logs._xes_parts import NotPlainError
from govlab.logs._xes_read import _scanned
from govlab.logs._xes_tree import read_tree
from govlab.tables import fold

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016">\n'
BANGKOK = "Asia/Bangkok"


def event(name="รับเรื่อง", time="2023-02-01T09:30:00+07:00", more=""):
    return (
        f'<event><string key="concept:name" value="{name}"/>'
        f'<date key="time:timestamp" value="{time}"/>{more}</event>'
    )


def trace(*events, case="C1", more=""):
    return f'<trace><string key="concept:name" value="{case}"/>{more}{"".join(events)}</trace>\n'


def lifecycle(step):
    return f'<string key="lifecycle:transition" value="{step}"/>'


def kept(tmp_path, *traces, head=HEAD, name="log.xes"):
    place = tmp_path / name
    place.write_text(head + "".join(traces) + "</log>\n", encoding="utf-8")
    return place


def scanned(text, zone=BANGKOK):
    head, part = _scanned(BytesIO(text.encode()), "log.xes", zone)
    return assemble(head, part, "log.xes")


def walked(text, zone=BANGKOK):
    head, part = read_tree(BytesIO(text.encode()), "log.xes", zone)
    return assemble(head, part, "log.xes")


def rows(log):
    """Return events as plain values, in order of cases and within them."""
    frame = log.events
    found = []
    for one in frame.itertuples(index=False):
        values = [None if pd.isna(value) else value for value in one]
        values[-1] = json.loads(values[-1]) if values[-1] else None
        found.append(tuple(values))
    return found


def same(one, other):
    assert rows(one) == rows(other)
    assert one.cases.to_dict("list") == other.cases.to_dict("list")
    assert one.provenance == other.provenance


words = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=12,
) | st.sampled_from(["รับเรื่อง", 'ก < "ข" & ค\'', "บรรทัด\nใหม่\tแท็บ\rจบ", " เว้น ", "&amp;", "]]>"])
scalars = (
    words
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
)
keys = words.filter(
    lambda key: (
        key not in {"concept:name", "outcome", "deadline_state", "time:timestamp", "org:resource"}
        # Hypothesis tries words of the code too: a heading of who a person is would be refused.
        and fold(key) not in {fold(one) for one in logs.IDENTITIES}
    )
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=4,
)
moments = st.integers(0, 60).map(lambda n: 1_675_218_600_000_000 + n * 1_000) | st.integers(
    -1_500_000_000_000_000, 4_000_000_000_000_000
)


@st.composite
def logs_of_any_kind(draw):
    """Draw a log: ties of times, works side by side, ends that are missing, any text."""
    cases = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    found = []
    for case in cases:
        for seq in draw(
            st.lists(st.integers(0, 30), min_size=1, max_size=6, unique=True).map(sorted)
        ):
            start = draw(moments)
            found.append(
                {
                    "case": case,
                    "seq": seq,
                    "activity": draw(st.sampled_from(["รับเรื่อง", "ตรวจสอบ"]) | words),
                    "resource": draw(st.none() | words),
                    "start": start,
                    "end": draw(
                        st.none()
                        | st.just(start)
                        | st.integers(0, 5_000).map(lambda n, s=start: s + n)
                    ),
                    "outcome": draw(st.none() | words),
                    "deadline_state": draw(st.none() | st.sampled_from(["late", "on_time"])),
                    "attributes": draw(
                        st.none()
                        | st.dictionaries(keys, values, min_size=1, max_size=3).map(text_of)
                    ),
                }
            )
    frame = pd.DataFrame(found).astype({"end": "Int64"})
    listed = pd.DataFrame({"case": [*cases, "ไม่มีเหตุการณ์ \ue000"], "ช่องทาง": draw(words), "n": 3})
    return logs.log_of(frame, listed, source="ตัวอย่าง", simulated=draw(st.booleans()))


@given(log=logs_of_any_kind())
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_log_comes_back_from_xes_as_it_went(tmp_path, log):
    """Texts, ties, microseconds, missing ends, nested attributes, empty cases: all the same."""
    place = logs.write(log, tmp_path / "log.xes")
    same(logs.read(place), log)


@given(log=logs_of_any_kind())
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_scan_and_the_parser_read_the_same(tmp_path, log):
    """Where the scan knows the shape, it finds exactly what the parser finds."""
    text = logs.write(log, tmp_path / "log.xes").read_text(encoding="utf-8")
    try:
        found = scanned(text)
    except NotPlainError:
        nested = ["<list", "<container"]
        assert any(one in text for one in nested) or "<trace></trace>" in text
    else:
        same(found, walked(text))


def oracle(text):
    """Read with lxml, simply: one tuple a start, completion or event without transition."""
    found = []
    for one in etree.fromstring(text.encode()).iter("{*}trace"):
        case = one.find("./{*}string[@key='concept:name']").get("value")
        for held in one.iter("{*}event"):
            here = {child.get("key"): child.get("value") for child in held}
            at = datetime.fromisoformat(here["time:timestamp"])
            found.append(
                (case, here["concept:name"], here.get("org:resource"), round(at.timestamp() * 1e6))
            )
    return found


@pytest.mark.parametrize("indent", ["", "\n", "\n\t\t"])
@pytest.mark.parametrize("close", ["/>", " />"])
def test_both_readers_agree_with_a_third(indent, close):
    """Two readers of ours and lxml find the same events in files of several layouts."""
    rng = np.random.default_rng(7)
    traces = []
    for number in range(30):
        events = [
            event(
                f"งาน {a} &amp; &#3585;",
                f"2023-0{b + 1}-1{a}T0{b}:00:00.{a * 111}Z",
                f'<string key="org:resource" value="คน {b}"/>',
            )
            for a, b in rng.integers(1, 9, (rng.integers(1, 5), 2))
        ]
        traces.append(trace(*events, case=f"เรื่อง {number}"))
    text = (HEAD + "".join(traces) + "</log>").replace("><", f">{indent}<").replace("/>", close)
    plain, parsed = scanned(text), walked(text)
    same(plain, parsed)
    found = [(one.case, one.activity, one.resource, one.start) for one in plain.events.itertuples()]
    assert found == oracle(text)


UNUSUAL = {
    "single quotes": trace(event().replace('"', "'")),
    "a comment": trace("<!-- <event> -->", event()),
    "other order": trace(
        event().replace('key="concept:name" value="รับเรื่อง"', 'value="รับเรื่อง" key="concept:name"')
    ),
    "end tags": trace(
        event().replace("/>", "></string>").replace('+07:00"></string>', '+07:00"></date>')
    ),
    "nested attributes": trace(
        event(more='<string key="a" value="b"><int key="c" value="1"/></string>')
    ),
    "spaces in tags": trace(event()).replace("<event>", "<event >"),
    "a processing instruction": "<?x <trace>?>" + trace(event()),
    "a list": trace(event(more='<list key="l"><values><int key="0" value="4"/></values></list>')),
}


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_files_are_read_all_the_same(tmp_path, text):
    """What the scan leaves alone the parser reads; nothing is lost on the way."""
    with pytest.raises(NotPlainError):
        scanned(HEAD + text + "</log>")
    log = logs.read(kept(tmp_path, text))
    assert log.events["activity"].to_list() == ["รับเรื่อง"]
    assert log.events["start"].to_list() == [1675218600000000]


def test_nested_attributes_become_json(tmp_path):
    """A nested attribute stands beside its value, a list is a list."""
    texts = UNUSUAL["nested attributes"], UNUSUAL["a list"].replace("C1", "C2")
    found = logs.read(kept(tmp_path, *texts)).events["attributes"].map(json.loads).to_list()
    assert found == [{"a": {"c": 1, "value": "b"}}, {"l": [4]}]


def test_a_comment_between_traces_hides_what_is_in_it(tmp_path):
    """A trace in a comment is none, for both readers."""
    text = trace(event()) + "<!--" + trace(event(), case="C9") + "-->" + trace(event(), case="C2")
    assert logs.read(kept(tmp_path, text)).cases["case"].to_list() == ["C1", "C2"]


def test_starts_and_completions_are_one_event(tmp_path):
    """Side by side, the completion takes the start that waited longest; a lone one is whole."""
    steps = [
        ("ก", 1, "start"),
        ("ก", 2, "start"),
        ("ข", 3, "complete"),
        ("ก", 4, "COMPLETE"),
        ("ก", 6, "start"),
        ("ก", 7, "complete"),
        ("ค", 8, "schedule"),
        ("ข", 9, "start"),
    ]
    text = trace(*(event(n, f"2023-02-0{d}T00:00:00Z", lifecycle(s)) for n, d, s in steps))
    log = logs.read(kept(tmp_path, text))
    day = 86_400_000_000
    base = 1675209600000000 - day
    found = [
        (
            one.activity,
            (one.start - base) // day,
            None if pd.isna(one.end) else (one.end - base) // day,
        )
        for one in log.events.itertuples()
    ]
    assert found == [
        ("ก", 1, 4),
        ("ก", 2, 7),
        ("ข", 3, 3),
        ("ก", 6, None),
        ("ค", 8, 8),
        ("ข", 9, None),
    ]
    assert json.loads(log.events["attributes"].dropna().item()) == {
        "lifecycle:transition": "schedule"
    }
    same(logs.read(logs.write(log, tmp_path / "b.xes")), log)


def test_an_instance_that_is_no_number_of_ours_changes_nothing(tmp_path):
    """A file that says it is ours and holds other instances is read in the order it has."""
    head = HEAD + '<string key="software" value="govlab"/>'
    more = [f'<string key="concept:instance" value="{n}"/>' for n in ("x", "9" * 30)]
    for one in more:
        log = logs.read(kept(tmp_path, trace(event(more=one)), head=head))
        assert log.events["seq"].to_list() == [0]


def test_other_transitions_are_written_as_they_were(tmp_path):
    """A transition that is neither start nor complete keeps its name in the file."""
    text = trace(event(more=lifecycle("schedule")))
    again = logs.write(logs.read(kept(tmp_path, text)), tmp_path / "b.xes").read_text(
        encoding="utf-8"
    )
    assert 'key="lifecycle:transition" value="schedule"' in again


def test_instances_tell_which_belong_together(tmp_path):
    """With concept:instance a completion takes the start of its own instance."""

    def one(day, step, name):
        held = lifecycle(step) + f'<string key="concept:instance" value="{name}"/>'
        return event("ก", f"2023-02-0{day}T00:00:00Z", held)

    text = trace(
        one(1, "start", "x"), one(2, "start", "y"), one(3, "complete", "y"), one(4, "complete", "x")
    )
    log = logs.read(kept(tmp_path, text))
    assert ((log.events["end"] - log.events["start"]) // 86_400_000_000).to_list() == [3, 1]


@pytest.mark.parametrize(
    ("stated", "instant"),
    [
        ("2023-02-01T09:30:00", 1675218600000000),
        ("2023-02-01T09:30:00.5", 1675218600500000),
        ("2023-02-01T02:30:00Z", 1675218600000000),
        ("2023-02-01T02:30:00.000001Z", 1675218600000001),
        ("2023-02-01T02:30:00.0000019Z", 1675218600000001),
        ("2023-02-01T09:30:00.000001999+07:00", 1675218600000001),
        ("2023-01-31T21:00:00-05:30", 1675218600000000),
        ("2024-02-29T00:00:00Z", 1709164800000000),
        ("1969-12-31T23:59:59.999Z", -1000),
    ],
)
def test_times_are_read_to_the_microsecond(stated, instant):
    """With a zone or without, before 1970 and on leap days; without one it is Bangkok's."""
    text = HEAD + trace(event(time=stated)) + "</log>"
    assert scanned(text).events["start"].to_list() == [instant]
    assert walked(text).events["start"].to_list() == [instant]


def test_a_zone_that_is_given_holds_for_times_without_one(tmp_path):
    """Summer time counts where the zone has it."""
    place = kept(
        tmp_path, trace(event(time="2023-07-01T12:00:00"), event(time="2023-01-01T12:00:00Z"))
    )
    log = logs.read(place, zone="Europe/Berlin")
    assert log.events["start"].to_list() == [1688205600000000, 1672574400000000]


@pytest.mark.parametrize(
    "stated",
    [
        "2566-02-01T09:30:00Z",
        "2023-02-29T00:00:00Z",
        "2023-13-01T00:00:00Z",
        "2023-02-01",
        "66-02-01T00:00:00Z",
        "2023-02-01T24:00:00Z",
        "2023-02-01T09:30:00+15:00",
        "เมื่อวาน",
        "",
        "2023-02-01T09:30:00.Z",
    ],
)
def test_what_is_no_time_is_told_by_line(tmp_path, stated):
    """A Buddhist-era year, a day that is none, a date alone: file, line, value, next step."""
    place = kept(tmp_path, trace(event()), trace("\n", event(time=stated), case="C2"))
    with pytest.raises(InputError, match=r"log\.xes, line 5: time:timestamp") as caught:
        logs.read(place)
    assert stated in str(caught.value)
    assert "เขียนเช่น" in caught.value.in_language("th")


BROKEN = {
    "no case": (
        trace(event()).replace('<string key="concept:name" value="C1"/>', "", 1),
        "line 3: a trace must have",
    ),
    "no activity": (trace(event("")), "line 3: an event must have a concept:name"),
    "no time": (
        trace("<event><string key='concept:name' value='ก'/></event>"),
        "line 3: an event must have a time",
    ),
    "case twice": (trace(event()) + trace(event()), "line 4: case .='C1'. must be one trace"),
    "backwards": (
        trace(
            event(more=lifecycle("start")),
            event(time="2022-01-01T00:00:00Z", more=lifecycle("complete")),
        ),
        "must not be before its start",
    ),
    "a number that is none": (
        trace(event(more='<int key="n" value="สาม"/>')),
        r"line 3: n .='สาม'. must be of the kind int",
    ),
    "cut short": (trace(event())[:-20], "must be well-formed XML"),
    "no events": (trace(), "at least one event"),
    "no log": ("</log><trace/>", "must be well-formed"),
}


@pytest.mark.parametrize(("text", "told"), BROKEN.values(), ids=BROKEN)
def test_what_a_log_lacks_is_told_by_line(tmp_path, text, told):
    """Every rule that is broken is told with file, line and what to do."""
    with pytest.raises(InputError, match=told):
        logs.read(kept(tmp_path, text))


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    """Two faults, two lines."""
    place = kept(tmp_path, trace(event(""), event("")))
    with pytest.raises(InputError, match="2 to correct") as caught:
        logs.read(place)
    assert caught.value.in_language("th").count("concept:name") == 2


@pytest.mark.parametrize("where", ["before", "in a long head"])
def test_a_document_type_is_refused(tmp_path, where):
    """No entity is ever expanded: a document type ends the reading."""
    padding = "<!-- x -->" * (1 if where == "before" else 5)
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    place = tmp_path / "log.xes"
    place.write_text(
        f'<?xml version="1.0"?>{padding}{bomb}<log>{trace(event("&b;"))}</log>', encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"line 1: the log must declare no document type"):
        logs.read(place)


def test_undeclared_entities_are_refused(tmp_path):
    """A reference to what XML does not know is no text."""
    with pytest.raises(InputError, match="well-formed"):
        logs.read(kept(tmp_path, trace(event("&nbsp;"))))


@pytest.mark.parametrize("held", ["\x07", "\ufffe", "&#7;", "&#xFFFE;", "&#xD800;", "<b>"])
def test_what_xml_cannot_hold_is_refused_by_both_readers(tmp_path, held):
    """The scan accepts no text that the parser refuses."""
    text = HEAD + trace(event(f"ก{held}")) + "</log>"
    with pytest.raises(NotPlainError):
        scanned(text)
    if held != "\ufffe":  # which expat lets pass
        with pytest.raises(InputError):
            walked(text)


def test_another_encoding_is_read_as_it_says(tmp_path):
    """UTF-16 with its mark is read by the parser."""
    place = tmp_path / "log.xes"
    text = (HEAD + trace(event()) + "</log>").replace("UTF-8", "UTF-16")
    place.write_bytes(text.encode("utf-16"))
    assert logs.read(place).events["activity"].to_list() == ["รับเรื่อง"]


def test_blocks_are_cut_at_traces_and_joined(monkeypatch):
    """Cutting the file into pieces of any size changes nothing."""
    many = [
        trace(event(f"ก{n % 3}", more=f'<int key="n" value="{n}"/>'), case=f"C{n}")
        for n in range(40)
    ]
    text = HEAD + "".join(many) + "</log>"
    whole = scanned(text)
    for size in (300, 997, 4096):
        monkeypatch.setattr("govlab.logs._xes_read._BLOCK", size)
        same(scanned(text), whole)


def test_the_same_log_gives_the_same_bytes(tmp_path):
    """Packed or not, no clock and no name goes into a file."""
    log = scanned(HEAD + trace(event()) + "</log>")
    for name in ("a.xes", "a.xes.gz"):
        first = logs.write(log, tmp_path / name).read_bytes()
        assert logs.write(log, tmp_path / f"b-{name}").read_bytes() == first
    assert gzip.decompress(first) == (tmp_path / "a.xes").read_bytes()
    same(logs.read(tmp_path / "a.xes.gz"), logs.read(tmp_path / "a.xes"))


def test_a_damaged_packed_file_says_so(tmp_path):
    """Half a gzip file is no log."""
    place = tmp_path / "a.xes.gz"
    place.write_bytes(gzip.compress((HEAD + trace(event()) + "</log>").encode())[:-30])
    with pytest.raises(InputError, match="damaged or cut short"):
        logs.read(place)


def test_written_xes_declares_what_readers_ask_for(tmp_path):
    """Extensions, globals with their scope, a classifier, a zone on every time."""
    text = logs.write(scanned(HEAD + trace(event()) + "</log>"), tmp_path / "a.xes").read_bytes()
    root = etree.fromstring(text)
    space = "{http://www.xes-standard.org/}"
    assert {one.get("prefix") for one in root.iter(f"{space}extension")} == {
        "concept",
        "lifecycle",
        "org",
        "time",
    }
    assert [one.get("scope") for one in root.iter(f"{space}global")] == ["trace", "event"]
    assert root.find(f"{space}classifier").get("keys") == "concept:name"
    stamps = [one.get("value") for one in root.iter(f"{space}date")]
    assert stamps[-1] == "2023-02-01T09:30:00.000+07:00"


def test_events_stand_in_the_order_of_their_times(tmp_path):
    """Work side by side is interleaved by time; ties keep the order of the log."""
    frame = pd.DataFrame(
        {
            "case": ["C"] * 3,
            "seq": [0, 1, 2],
            "activity": ["ก", "ข", "ค"],
            "start": [0, 1, 5],
            "end": [5, 3, 5],
        }
    ).astype({"end": "Int64"})
    text = logs.write(logs.log_of(frame, source="x", simulated=True), tmp_path / "a.xes").read_text(
        encoding="utf-8"
    )
    root = etree.fromstring(text.encode())
    found = [
        tuple(
            one.find(f"{{*}}string[@key='{key}']").get("value")
            for key in ("concept:name", "lifecycle:transition")
        )
        for one in root.iter("{*}event")
    ]
    assert found == [
        ("ก", "start"),
        ("ข", "start"),
        ("ข", "complete"),
        ("ก", "complete"),
        ("ค", "complete"),
    ]


def test_a_sign_that_xml_cannot_hold_is_refused_by_name(tmp_path):
    """The error names the attribute, the text and the sign; no file is left."""
    frame = pd.DataFrame({"case": ["C"], "activity": ["ก\x07ข"], "start": [0]})
    with pytest.raises(InputError, match=r"concept:name .*U\+0007"):
        logs.write(logs.log_of(frame, source="x", simulated=True), tmp_path / "a.xes")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("attributes", "told"),
    [({"outcome": "x"}, "attribute .='outcome'"), ({"n": None}, "leave it out")],
)
def test_attributes_that_xes_cannot_hold_are_refused(tmp_path, attributes, told):
    """An attribute with the name of a column, or without a value."""
    frame = pd.DataFrame(
        {"case": ["C"], "activity": ["ก"], "start": [0], "attributes": [text_of(attributes)]}
    )
    with pytest.raises(InputError, match=told):
        logs.write(logs.log_of(frame, source="x", simulated=True), tmp_path / "a.xes")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_a_file_that_was_cut_short_is_told_so(tmp_path, share):
    """Wherever a copy or a download broke off, the cause and the next step are in Thai."""
    time = '<date key="time:timestamp" value="2023-02-01T09:00:00+07:00"/>'
    event = f'<event><string key="concept:name" value="ก"/>{time}</event>'
    trace = f'<trace><string key="concept:name" value="A"/>{event}</trace>'
    whole = f"<log>{trace}</log>".encode()
    place = tmp_path / "a.xes"
    place.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError) as caught:
        logs.read(place)
    assert "ไฟล์จบก่อนครบ" in caught.value.message.in_language("th")
