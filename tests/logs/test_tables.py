"""Logs in tables: columns under any heading, zones, lifecycles, Traffy, Parquet."""

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govlab import logs, tables
from govlab.errors import MissingExtraError, MissingFileError, TableError, UnknownNameError

NOON = 1675227600000000  # 2023-02-01 12:00 in Bangkok


def kept(tmp_path, text, name="log.csv", encoding="utf-8"):
    place = tmp_path / name
    place.write_text(text, encoding=encoding)
    return place


def sample(simulated=True):
    frame = pd.DataFrame(
        {
            "case": ["ก,1", "ก,1", "=2"],
            "seq": [1, 4, 0],
            "activity": ["รับเรื่อง", 'ตรวจ "สอบ"', "-ยุติ"],
            "resource": ["ศูนย์", None, "ศูนย์"],
            "start": [NOON, NOON + 1, NOON],
            "end": [NOON, None, NOON + 10**9],
            "outcome": [None, "รับ\nไว้", None],
            "attributes": ['{"n":1}', None, None],
        }
    ).astype({"end": "Int64"})
    cases = pd.DataFrame({"case": ["ก,1", "=2"], "ช่องทาง": ["1555", "Traffy"], "n": [1, 2]})
    return logs.log_of(frame, cases, source="ตัวอย่าง", simulated=simulated)


def plain(log):
    frame = log.events.copy()
    for name in ("case", "activity", "resource"):
        frame[name] = frame[name].astype("str")
    return frame


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_a_log_comes_back_from_a_table_as_it_went(tmp_path, name):
    """Events, attributes of cases, ends that are missing; and that it is simulated."""
    log = sample()
    again = logs.read(logs.write(log, tmp_path / name))
    pd.testing.assert_frame_equal(plain(again), plain(log))
    assert again.cases.astype(str).to_dict("list") == log.cases.astype(str).to_dict("list")
    assert again.provenance.simulated
    assert not logs.read(logs.write(sample(simulated=False), tmp_path / name)).provenance.simulated


def test_the_csv_is_what_the_contract_reads(tmp_path):
    """The room of tables reads the same events from it, and Excel knows it for UTF-8."""
    place = logs.write(sample(), tmp_path / "a.csv")
    assert place.read_bytes().startswith(b"\xef\xbb\xbfcase,seq,")
    frame = tables.read(place, "events")
    pd.testing.assert_frame_equal(frame, tables.check(plain(sample()), "events"))
    text = place.read_text(encoding="utf-8-sig")
    assert ",2023-02-01T12:00:00.000001+07:00,," in text
    assert "ข้อมูลจำลอง" in text.splitlines()[1]


def test_no_cell_becomes_a_formula(tmp_path):
    """What begins like a formula is marked as text, in headings too."""
    lines = logs.write(sample(), tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[-1].startswith("'=2,0,'-ยุติ,")


def test_columns_are_found_by_mapping_and_by_heading(tmp_path):
    """A mapped heading wins, the others are guessed, what is left are attributes."""
    text = "เลขคดี,case id,ขั้นตอน,วันเวลา,สาขา,case:type\nA,x,รับเรื่อง,2023-02-01 12:00:00,กทม.,น้ำ\n"
    log = logs.read(kept(tmp_path, text), mapping={"case": "เลขคดี"})
    assert log.events["case"].to_list() == ["A"]
    assert log.events["start"].to_list() == log.events["end"].to_list() == [NOON]
    assert json.loads(log.events["attributes"][0]) == {"case id": "x", "สาขา": "กทม."}
    assert log.cases.to_dict("records") == [{"case": "A", "type": "น้ำ"}]


def test_rows_are_put_in_order_of_time(tmp_path):
    """Without a column of their order, events of a case stand by time, ties by row."""
    text = "case,activity,timestamp\nA,ค,2023-02-03 00:00:00\nB,ก,2023-02-02 00:00:00\n"
    text += "A,ก,2023-02-01 00:00:00\nA,ข,2023-02-01 00:00:00\n"
    log = logs.read(kept(tmp_path, text))
    assert log.events["activity"].to_list() == ["ก", "ข", "ค", "ก"]
    assert log.events["seq"].to_list() == [0, 1, 2, 0]


def test_an_end_that_is_empty_goes_on(tmp_path):
    """Two columns of times: an empty end is missing, not the start again."""
    text = "case,activity,start,end\nA,ก,2023-02-01 12:00:00,\n"
    assert logs.read(kept(tmp_path, text)).events["end"].isna().all()


def test_lifecycles_in_a_table_are_paired(tmp_path):
    """Rows that say start and complete are one event."""
    head = "case:concept:name,concept:name,time:timestamp,lifecycle:transition\n"
    text = (
        head + "A,ก,2023-02-01 12:00:00,start\nA,ก,2023-02-01 13:00:00,complete\n"
        "A,ข,2023-02-02 12:00:00,start\n"
    )
    log = logs.read(kept(tmp_path, text))
    assert log.events["start"].to_list() == [NOON, NOON + 86_400_000_000]
    assert log.events["end"].to_list() == [NOON + 3_600_000_000, pd.NA]
    assert log.events["attributes"].isna().all()


@pytest.mark.parametrize(
    ("zone", "stated", "instant"),
    [
        ("Asia/Bangkok", "2023-02-01 12:00:00", NOON),
        ("UTC", "2023-02-01 12:00:00", NOON + 7 * 3_600_000_000),
        ("UTC", "2023-02-01T12:00:00+07:00", NOON),
        ("Europe/Berlin", "2023-07-01 12:00:00", 1688205600000000),
        ("UTC", str(NOON), NOON),
    ],
)
def test_the_zone_counts_where_a_time_states_none(tmp_path, zone, stated, instant):
    """A zone in the cell wins; microseconds are microseconds."""
    log = logs.read(kept(tmp_path, f"case,activity,start\nA,ก,{stated}\n"), zone=zone)
    assert log.events["start"].to_list() == [instant]


def test_everything_wrong_in_a_table_is_told_at_once(tmp_path):
    """By file, row, column, value and rule, under the file's own headings."""
    text = "เลขเรื่อง,กิจกรรม,เวลา\nA,ก,เมื่อวาน\n,ข,2023-02-01 12:00:00\n"
    with pytest.raises(TableError) as caught:
        logs.read(kept(tmp_path, text))
    assert [(one.row, one.column, one.rule) for one in caught.value.problems] == [
        (2, "เวลา", "time"),
        (3, "เลขเรื่อง", "required"),
    ]


def test_a_mapping_names_what_there_is(tmp_path):
    """A column that no log has, a heading that the file has not: told with those there are."""
    place = kept(tmp_path, "case,activity,start\nA,ก,2023-02-01 12:00:00\n")
    with pytest.raises(UnknownNameError, match=r"'cas'.*activity"):
        logs.read(place, mapping={"cas": "case"})
    with pytest.raises(TableError, match=r"'เลข'.*its headings are: case, activity, start"):
        logs.read(place, mapping={"case": "เลข"})


def test_a_missing_column_is_told_with_its_headings(tmp_path):
    """Without an activity there is no log."""
    with pytest.raises(TableError, match="column activity must be there"):
        logs.read(kept(tmp_path, "case,start\nA,2023-02-01 12:00:00\n"))


def test_files_formats_and_zones_that_are_not_there_are_named(tmp_path):
    """Each error says what there is."""
    with pytest.raises(MissingFileError, match=r"no\.csv"):
        logs.read(tmp_path / "no.csv")
    with pytest.raises(UnknownNameError, match=r"\.doc.*must be one of csv, ocel"):
        logs.read(tmp_path / "no.doc")
    with pytest.raises(UnknownNameError, match="Asia/Bangkog"):
        logs.read(tmp_path / "no.csv", zone="Asia/Bangkog")
    with pytest.raises(UnknownNameError, match="traffy"):
        logs.write(sample(), tmp_path / "a.csv", format="traffy")


HEADINGS = (
    "ticket_id,type,organization,comment,coords,timestamp,last_activity,state,star,count_reopen\n"
)


def traffy(state, *, old, last="2023-02-03 12:00:00"):
    row = ["2023-AAA", '"ความสะอาด,ถนน"', "เขตบางรัก", "โทร 081", '"100,13"']
    times = ["2023-02-01 12:00:00", last]
    if old:
        row[1] = '"{ความสะอาด,ถนน}"'
        times = ["2023-02-01 05:00:00.5+00", "2023-02-03 05:00:00.5+00"]
    return ",".join([*row, *times, state, "4", ""]) + "\n"


@pytest.mark.parametrize("old", [True, False])
def test_traffy_exports_of_both_ages_say_the_same(tmp_path, old):
    """Times with +00 and Bangkok's without a zone; types with braces and without."""
    log = logs.read(kept(tmp_path, HEADINGS + traffy("ส่งต่อ(ใหม่)", old=old)))
    half = 500_000 if old else 0
    assert log.events["activity"].to_list() == ["รอรับเรื่อง", "ส่งต่อ"]
    assert log.events["start"].to_list() == [NOON + half, NOON + half + 2 * 86_400_000_000]
    assert log.events["end"].to_list() == log.events["start"].to_list()
    assert log.events["outcome"][1] == "forward"
    assert log.cases["count_reopen"].isna().all()
    assert log.cases.drop(columns="count_reopen").to_dict("records") == [
        {"case": "2023-AAA", "type": "ความสะอาด,ถนน", "organization": "เขตบางรัก", "star": "4"}
    ]


def test_traffy_words_and_places_stay_behind(tmp_path):
    """What may tell who complained is not in the log at all."""
    log = logs.read(kept(tmp_path, HEADINGS + traffy("เสร็จสิ้น", old=False)))
    everything = log.events.astype(str).to_string() + log.cases.astype(str).to_string()
    assert "081" not in everything
    assert "100,13" not in everything


def test_a_ticket_that_waits_is_one_event(tmp_path):
    """The first state is that of being received."""
    log = logs.read(kept(tmp_path, HEADINGS + traffy("รอรับเรื่อง", old=False)))
    assert len(log.events) == 1


def test_unknown_states_of_traffy_are_told_with_the_known_ones(tmp_path):
    """By row, with every label that Traffy has; so is a state older than its ticket."""
    text = (
        HEADINGS
        + traffy("สำเร็จ", old=False)
        + traffy("เสร็จสิ้น", old=False, last="2023-01-01 12:00:00").replace("AAA", "BBB")
    )
    with pytest.raises(TableError, match="เสร็จสิ้น") as caught:
        logs.read(kept(tmp_path, text))
    assert [(one.row, one.column) for one in caught.value.problems] == [
        (2, "state"),
        (3, "last_activity"),
    ]


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    """A missing extra is an environment fault with a next step."""
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError, match=r"govlab\[research\]"):
        logs.write(sample(), tmp_path / "a.parquet")


def test_parquet_holds_instants_with_their_zone(tmp_path):
    """Other programs see times, not numbers, and read that it is simulated."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(logs.write(sample(), tmp_path / "a.parquet"))
    assert str(schema.field("start").type) == "timestamp[us, tz=Asia/Bangkok]"
    assert json.loads(schema.metadata[b"govlab"])["simulated"] is True


def test_parquet_of_other_programs_is_read(tmp_path):
    """Numbers as cases, moments without a zone, one time an event."""
    moments = pd.to_datetime(["2023-02-01 12:00:00", "2023-02-02 12:00:00"])
    frame = pd.DataFrame({"case": [7, 7], "activity": ["ก", "ข"], "start": moments, "n": [1, 2]})
    frame.to_parquet(tmp_path / "a.parquet")
    log = logs.read(tmp_path / "a.parquet")
    assert log.events["case"].to_list() == ["7", "7"]
    assert (
        log.events["start"].to_list()
        == log.events["end"].to_list()
        == [NOON, NOON + 86_400_000_000]
    )
    assert log.events["attributes"].to_list() == ['{"n":1}', '{"n":2}']


def test_large_tables_are_written_in_parts_without_seams(tmp_path, monkeypatch):
    """Where one part ends and the next begins nothing shows, nor which one holds microseconds."""
    rows = 50
    frame = pd.DataFrame(
        {
            "case": [f"C{n // 3}" for n in range(rows)],
            "activity": "ก",
            "start": 1000 * np.arange(rows) + (np.arange(rows) == 20),
        }
    )
    log = logs.log_of(frame, source="x", simulated=True)
    whole = logs.write(log, tmp_path / "a.csv").read_bytes()
    monkeypatch.setattr("govlab.logs._table_write._ROWS", 7)
    assert logs.write(log, tmp_path / "b.csv").read_bytes() == whole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
def test_headings_of_an_office_register_are_known(tmp_path, encoding):
    """Number, step, days of start and end, who did it: as offices head them, in Thai dates."""
    text = (
        "เลขที่เรื่อง,ขั้นตอน,วันที่เริ่ม,วันที่แล้วเสร็จ,ผู้รับผิดชอบ\n"
        "1/66,รับเรื่อง,1 ก.พ. 2566 12:00,๑ ก.พ. ๒๕๖๖ 13:00,ศูนย์\n"
    )
    log = logs.read(kept(tmp_path, text, encoding=encoding))
    row = log.events.iloc[0]
    assert (row["case"], row["activity"], row["resource"]) == ("1/66", "รับเรื่อง", "ศูนย์")
    assert (row["start"], row["end"]) == (NOON, NOON + 3_600_000_000)
    single = logs.read(kept(tmp_path, "เลขรับเรื่อง,การดำเนินการ,วันที่\n1,รับเรื่อง,1/2/2566 12:00\n"))
    assert single.events["end"].tolist() == [NOON]


def test_a_day_without_a_clock_time_is_its_midnight_in_thailand(tmp_path):
    """As Excel holds a day; a day that may be a month is still refused."""
    log = logs.read(kept(tmp_path, "เรื่อง,กิจกรรม,เริ่ม,เสร็จ\n1,รับเรื่อง,1 ก.พ. 2566,๑/๒/๒๕๖๖\n"))
    assert log.events[["start", "end"]].iloc[0].tolist() == [NOON - 12 * 3_600_000_000] * 2
    for wrong in ("01/02/2023", "32 ก.พ. 2566", "30 ก.พ. 2566"):
        with pytest.raises(TableError, match="เริ่ม"):
            logs.read(kept(tmp_path, f"เรื่อง,กิจกรรม,เริ่ม,เสร็จ\n1,รับเรื่อง,{wrong},\n"))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_moments_of_cases_come_back_as_instants(tmp_path, name):
    """When a case came in and was closed is a time in the file, and a number in the log."""
    log = sample()
    closed = pd.array([NOON + 10**9 + 1, None], dtype="Int64")
    log = replace(
        log, cases=log.cases.assign(arrived=[NOON - 5, NOON - 86_400 * 10**6], closed=closed)
    )
    place = logs.write(log, tmp_path / name)
    again = logs.read(place, zone="Asia/Tokyo").cases
    assert again.columns.to_list() == log.cases.columns.to_list()
    assert again["arrived"].to_list() == log.cases["arrived"].to_list()
    assert again["arrived"].dtype == np.int64
    pd.testing.assert_series_equal(again["closed"], log.cases["closed"])
    if name == "a.csv":
        assert "2023-02-01T11:59:59.999995+07:00" in place.read_text(encoding="utf-8-sig")


def test_numbers_and_words_under_the_heading_of_a_moment(tmp_path):
    """Microseconds, as older files have them, are instants; what is no time stays a text."""
    head = "case,activity,start,case:arrived,case:closed"
    text = f"{head}\nA,ก,2023-02-02,{NOON},yes\nA,ข,2023-02-03,{NOON},yes\nB,ก,2023-02-02,,no\n"
    log = logs.read(kept(tmp_path, text))
    assert log.cases["arrived"].to_list() == [NOON, pd.NA]
    assert log.cases["closed"].to_list() == ["yes", "no"]


def test_the_arrival_may_stand_under_any_heading(tmp_path):
    """A mapped heading is read by the clocks of the zone; its earliest time is the case's."""
    rows = ["A,ก,2023-02-02,1 ก.พ. 2566 12:00", "A,ข,2023-02-03,", "B,ก,2023-02-02,"]
    text = "\n".join(["case,activity,start,วันรับ", *rows])
    place = kept(tmp_path, text)
    log = logs.read(place, mapping={"arrived": "วันรับ"})
    assert log.cases["arrived"].to_list() == [NOON, pd.NA]
    assert log.events["attributes"].isna().all()
    log = logs.read(place, mapping={"arrived": "วันรับ"}, zone="UTC")
    assert log.cases["arrived"][0] == NOON + 7 * 3_600_000_000
    wrong = kept(tmp_path, text.replace("1 ก.พ. 2566 12:00", "เมื่อวาน"), "b.csv")
    with pytest.raises(TableError, match="เมื่อวาน"):
        logs.read(wrong, mapping={"arrived": "วันรับ"})


def test_a_number_that_stands_twice_is_told_as_people_write_it(tmp_path):
    """The sentence names the number of the row, not the kind of number that a program holds."""
    text = "case,seq,activity,start\nA,3,ก,2023-02-02\nA,3,ข,2023-02-03\n"
    with pytest.raises(TableError, match=r"seq 3 ") as caught:
        logs.read(kept(tmp_path, text))
    assert "np." not in str(caught.value)
