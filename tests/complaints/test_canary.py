"""Canaries: identities planted in a log, in every spelling, are in no artefact of any run."""

import base64
import json
from urllib.parse import quote

import pandas as pd
import pytest

from govlab import complaints, files, home, logs, run, tables
from govlab.classroom._leaks import _files, _Gate
from govlab.classroom._readings import bare, plain
from govlab.complaints import conformance
from govlab.complaints._simulate import simulate
from govlab.course import _sealed

PASSPHRASE = "แปดคำที่ไม่มีใครเดาได้"
# Made up; the national ids fail their checksum.
PEOPLE = [
    ("นายทดสอบ กระดาษสีฟ้า", "089-111-2233", "1-1111-22222-33-0", "canary.blue@example.go.th"),
    ("นางสาวลองดู ดินสอสีแดง", "086-444-5566", "3-3333-44444-55-0", "canary.red@example.go.th"),
    ("นางตัวอย่าง ยางลบสีเขียว", "082-777-8899", "5-5555-66666-77-0", "canary.green@example.go.th"),
]
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let the key come from the passphrase at once; what it costs is tested with the seal."""
    monkeypatch.setattr(_sealed, "_COST", 2**10)


def six_ways(text):
    """Return an identity as people and machines spell it."""
    return {
        "plain": text,
        "thai digits": text.translate(THAI),
        "spaces and dashes": " - ".join(text.replace("-", "")),
        "unseen signs": "\u200b".join(text),
        "turned round": " ".join(reversed(text.split())) if " " in text else text.upper(),
        "encoded": quote(text) + " " + base64.b64encode(text.encode()).decode(),
    }


NEEDLES = {
    bare(plain(spelt))
    for name, phone, number, mail in PEOPLE
    for spelt in (name, " ".join(reversed(name.split())), phone, number, mail)
} | {bare(plain(name.split()[1])) for name, *_ in PEOPLE}


class Lookout:
    """Finds the canaries in a text, as the leak gate asks."""

    def hits(self, text):
        """Return which canaries a text says."""
        smooth = bare(plain(text))
        return {(needle, "identity") for needle in NEEDLES if needle in smooth}


def sung(*folders):
    """Return where the canaries are heard, every file opened to its last part."""
    gate = _Gate(Lookout())
    return [
        (name, place, item)
        for folder in folders
        for file, name in _files(folder)
        for place, item, what in gate.file(file, name, folder)
        if what == "identity"
    ]


def planted(process):
    """Return a simulated log in which complainants are named wherever a log can name one."""
    log = simulate(process, days=25, seed=3).log()
    cases = log.cases.copy()
    events = log.events.copy()
    names = cases["case"].astype(str).to_list()
    of = {case: PEOPLE[at % len(PEOPLE)] for at, case in enumerate(names)}
    for at, column in enumerate(["complainant", "phone", "เลขประจำตัวประชาชน", "email"]):
        cases[column] = [of[case][at] for case in names]
    ways = list(six_ways("x"))
    cases["remark"] = [
        six_ways(of[case][at % 4])[ways[at % len(ways)]] for at, case in enumerate(names)
    ]
    notes = []
    for at, case in enumerate(events["case"].astype(str)):
        who = of[case]
        said = six_ways(who[at % 4])[ways[at // 4 % len(ways)]]
        notes.append(json.dumps({"note": said, "reporter": who[0]}, ensure_ascii=at % 2 == 0))
    events["attributes"] = pd.array(notes, dtype="str")
    first = events["seq"] == 0
    doers = events["resource"].astype("str")
    events["resource"] = doers.mask(first, [of[case][0] for case in events["case"].astype(str)])
    return logs.Log(events, cases, logs.Provenance("บันทึกที่วางเหยื่อ", simulated=True))


@pytest.fixture(scope="module")
def process():
    """Return the process of the runs."""
    return complaints.process("bangkok")


@pytest.fixture(scope="module")
def raw(process):
    """Return a log full of identities."""
    return planted(process)


def everything(log, process, folder):
    """Write whatever a run can write of a log into a folder."""
    files.make_folder(folder)
    found = conformance.check(log, process)
    mined = conformance.mine(log, process)
    exposed = conformance.exposures(log, process)
    files.write_json(
        folder / "all.json",
        {
            "check": found.as_dict("th"),
            "check_en": found.as_dict("en"),
            "mine": mined.as_dict("th"),
            "public": mined.as_dict("en", k=2),
            "exposure": exposed.as_dict(),
        },
    )
    sheets = {
        "findings": found.table("th"),
        "rules": found.summary("th"),
        "variants": mined.table("variants", "th"),
        "resources": mined.table("resources", "th"),
        "exposure": exposed.table("th"),
        "clocks": conformance.clocks(log, process).astype(str),
    }
    tables.write_xlsx(folder / "all.xlsx", sheets)
    for name, sheet in sheets.items():
        tables.write_csv(folder / f"{name}.csv", sheet)
    (folder / "report.txt").write_text(
        found.in_language("th") + mined.in_language("en"), encoding="utf-8"
    )
    picture = mined.chart("th")
    picture.save(folder / "ways.png")
    picture.save(folder / "ways.svg")
    (folder / "alt.txt").write_text(picture.alt, encoding="utf-8")


def test_the_lookout_hears_every_canary_in_every_spelling(raw, tmp_path):
    """The test could fail: in the log as it came, each person is heard, in each way."""
    events = raw.events.assign(**{one: raw.events[one].astype("str") for one in ("attributes",)})
    tables.write_csv(tmp_path / "events.csv", events.head(400).astype(str))
    tables.write_csv(tmp_path / "cases.csv", raw.cases.astype(str))
    heard = {item for _, _, item in sung(tmp_path)}
    assert {bare(plain(name)) for name, *_ in PEOPLE} <= heard
    for way, spelt in six_ways(PEOPLE[0][0]).items():
        (tmp_path / "one.txt").write_text(spelt, encoding="utf-8")
        assert any(name == "one.txt" for name, *_ in sung(tmp_path)), way


def test_findings_of_a_log_full_of_identities_hold_none(raw, process, tmp_path):
    """JSON, workbook, CSV, report and pictures of a raw log are silent."""
    everything(raw, process, tmp_path / "out")
    assert sung(tmp_path / "out") == []


def test_a_sealed_log_goes_out_in_every_format_and_the_store_alone_holds_the_people(
    raw, process, tmp_path
):
    """CSV, Excel, Parquet, XES, OCEL as JSON and SQLite, and all findings, are silent."""
    place = home.Home(tmp_path / "home")
    log = conformance.seal_identities(raw, (), "canaries", place, PASSPHRASE)
    out = files.make_folder(tmp_path / "out")
    for name in ("log.csv", "log.xlsx", "log.parquet", "log.xes", "log.xes.gz", "log.ocel.json",
                 "log.sqlite"):  # fmt: skip
        logs.write(log, out / name)
        logs.write(log, out / f"days-{name}", resolution="day")
    everything(log, process, out / "findings")
    assert sung(out, tmp_path / "home") == []
    store = conformance.open_store("canaries", place, PASSPHRASE)
    assert {one["complainant"] for one in store.people.values()} == {one[0] for one in PEOPLE}
    assert len(store.people) == len(raw.cases)
    # What was found of the log by pseudonym is what was found of it by name.
    counts = [conformance.check(one, process).counts() for one in (raw, log)]
    assert {**counts[0], "identity_in_log": 0} == counts[1]


def test_a_log_with_an_identity_column_is_not_written_at_all(raw, tmp_path):
    """Whoever forgets to seal is refused, and no file is left."""
    with pytest.raises(ValueError, match="phone, reporter"):
        logs.write(raw, tmp_path / "log.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_notebook_of_a_log_full_of_identities_is_silent(raw, tmp_path):
    """Neither the executed notebook, nor its page, nor its pictures name anybody."""
    source = files.make_folder(tmp_path / "in") / "log.csv"
    flat = raw.events.merge(raw.cases.drop(columns="outcome"), on="case", how="left")
    flat["start"], flat["end"] = (
        pd.to_datetime(flat[one].astype("Int64"), unit="us", utc=True).astype(str)
        for one in ("start", "end")
    )
    flat["end"] = flat["end"].replace("NaT", "")
    tables.write_csv(source, flat.astype("str").replace({"nan": "", "<NA>": "", "None": ""}))
    assert sung(tmp_path / "in")
    out = files.make_folder(tmp_path / "out")
    notebook = home.find().folder("notebooks") / "research" / "complaints_mining.ipynb"
    given = {"log": str(source), "process": "bangkok", "charts_to": str(out), "k": 2}
    done = run.run_notebook(notebook, out / "mined.ipynb", given)
    run.to_html(done.output, out / "mined.html", lang="th")
    assert (out / "ways.png").is_file()
    assert sung(out) == []
