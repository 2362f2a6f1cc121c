"""Other programs read what this room writes: r4pm and pm4py, in an environment of their own.

Asked for by ``GOVLAB_TEST_READERS``, the path of a Python that has both installed (pm4py is
AGPL and never part of govlab).
"""

import json
import os
import subprocess

import pandas as pd
import pytest

from govlab import logs

PYTHON = os.environ.get("GOVLAB_TEST_READERS")
DAY = 86_400_000_000
NOON = 1675227600000000

pytestmark = pytest.mark.skipif(not PYTHON, reason="GOVLAB_TEST_READERS names no Python")

PRELUDE = """
import json, sys, warnings
from datetime import UTC
warnings.simplefilter("ignore")
path = sys.argv[1]
"""
READERS = {
    ("r4pm", "xes"): """
from r4pm import df
frame = df.import_xes(path)[0].to_dicts()
print(json.dumps(sorted(
    [e["case:concept:name"], e["concept:name"], e["lifecycle:transition"],
     e.get("org:resource"), int(e["time:timestamp"].replace(tzinfo=UTC).timestamp() * 1000)]
    for e in frame), ensure_ascii=False))
""",
    ("pm4py", "xes"): """
import pm4py
frame = pm4py.read_xes(path)
print(json.dumps(sorted(
    [e["case:concept:name"], e["concept:name"], e["lifecycle:transition"],
     e["org:resource"] if isinstance(e["org:resource"], str) else None,
     int(e["time:timestamp"].timestamp() * 1000)]
    for e in frame.to_dict("records")), ensure_ascii=False))
""",
    ("r4pm", "ocel"): """
import r4pm
from r4pm import df
found = df.import_ocel(path)
print(json.dumps([found["events"].height, found["objects"].height, found["relations"].height]))
""",
    ("pm4py", "ocel"): """
import pm4py
found = pm4py.read_ocel2(path)
print(json.dumps([len(found.events), len(found.objects), len(found.relations)]))
""",
}


def sample():
    """Return fifty cases in Thai, with ties, work side by side, and ends that are missing."""
    rows = []
    for number in range(50):
        for seq, name in enumerate(["รับเรื่อง", 'ตรวจ <"สอบ"> &', "ยุติ"][: 1 + number % 3]):
            start = NOON + number * DAY // 7 // 1000 * 1000 + seq * DAY
            end = None if number % 10 == 9 else start + (0 if seq == 0 else 2 * DAY)
            rows.append((f"เรื่อง {number}", name, f"คน {number % 4}" if seq else None, start, end))
    frame = pd.DataFrame(rows, columns=["case", "activity", "resource", "start", "end"])
    cases = pd.DataFrame(
        {"case": frame["case"].unique(), "accused_unit": "เขต ก", "ช่องทาง": "1555"}
    )
    return logs.log_of(frame.astype({"end": "Int64"}), cases, source="ตัวอย่าง", simulated=True)


def read_by(reader, kind, place):
    done = subprocess.run(
        [PYTHON, "-c", PRELUDE + READERS[reader, kind], str(place)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def steps(log):
    """Return what a reader of XES should see: a start and a completion for each event."""
    found = []
    for one in log.events.itertuples():
        resource = None if pd.isna(one.resource) else one.resource
        if pd.isna(one.end):
            found.append([one.case, one.activity, "start", resource, one.start // 1000])
            continue
        if one.end != one.start:
            found.append([one.case, one.activity, "start", resource, one.start // 1000])
        found.append([one.case, one.activity, "complete", resource, one.end // 1000])
    return sorted(found, key=lambda step: [str(value) for value in step])


@pytest.mark.parametrize("name", ["a.xes", "a.xes.gz"])
@pytest.mark.parametrize("reader", ["r4pm", "pm4py"])
def test_other_programs_read_our_xes(tmp_path, reader, name):
    """Every start and completion, with its case, name, resource and time to the millisecond."""
    place = logs.write(sample(), tmp_path / name)
    found = read_by(reader, "xes", place)
    assert sorted(found, key=lambda step: [str(value) for value in step]) == steps(sample())


@pytest.mark.parametrize("name", ["a.json", "a.sqlite"])
@pytest.mark.parametrize("reader", ["r4pm", "pm4py"])
def test_other_programs_read_our_ocel(tmp_path, reader, name):
    """As many events, objects and relations as the document holds."""
    place = logs.write(sample(), tmp_path / name)
    document = json.loads(logs.write(sample(), tmp_path / "b.json").read_bytes())
    related = sum(len(one["relationships"]) for one in document["events"])
    wanted = [len(document["events"]), len(document["objects"]), related]
    if reader == "pm4py":
        # Which leaves out objects that no event touches.
        touched = {link["objectId"] for one in document["events"] for link in one["relationships"]}
        assert read_by(reader, "ocel", place) in (wanted, [wanted[0], len(touched), wanted[2]])
    else:
        assert read_by(reader, "ocel", place) == wanted
