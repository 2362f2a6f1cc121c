"""One run, one verdict: whatever file a log went through, and however brief its stages are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govlab import complaints, logs
from govlab.complaints import conformance
from govlab.complaints._simulate import simulate

ENDINGS = ("csv", "xlsx", "xes", "json")

ONE = """\
schema: 1
process: one
title: {th: สำนักงานเดียว, en: One}
start: 2023-02-01
warm_up_days: 0
actors:
  office: {title: {th: สำนักงาน, en: Office}, may_know_identity: true}
calendars:
  office: {opens: 8.5, closes: 16.5, days: government}
resources:
  officers: {title: {th: เจ้าหน้าที่, en: Officers}, capacity: 2}
channels:
  letter: {title: {th: หนังสือ, en: Letter}, a_month: 12, entry: check}
stages:
  check:
    title: {th: ตรวจสอบ, en: Check}
    actor: office
    resource: officers
    calendar: office
    identity: withheld
    service: {lognormal: {mean: 4, cv: 0.8}}
    next:
      - {when: {late: [yes]}, to: {outside: 0.5, recheck: rest}}
      - {to: {closed: 0.5, recheck: rest}}
  recheck:
    title: {th: ตรวจซ้ำ, en: Recheck}
    actor: office
    resource: officers
    calendar: office
    identity: withheld
    service: {fixed: 1}
    next:
      - {when: {late: [no], visit: [first]}, to: check}
      - {to: closed}
outcomes:
  closed: {title: {th: ปิดเรื่อง, en: Closed}}
  outside: {title: {th: นอกขอบเขต, en: Out of scope}}
deadlines:
  seven_days:
    title: {th: ตรวจให้เสร็จใน 7 วัน, en: Checked within 7 days}
    act: {th: ตรวจสอบ, en: check}
    starts: arrival
    stops: {stage: check, phase: end}
    length: 7
    unit: day
"""


def declared(folder, text):
    place = folder / "one.yaml"
    place.write_text(text, encoding="utf-8")
    return complaints.process(place)


def breaches(log, process, cases):
    """Return case, rule, evidence of the breaches of some cases, judged at one moment."""
    found = conformance.check(log, process, now=1_800_000_000_000_000).violations("en")
    return sorted(
        (one["case"], one["rule"], one["evidence"]) for one in found if one["case"] in cases
    )


@pytest.mark.parametrize("name", ["one", "rich"])
def test_every_kind_of_file_gets_the_same_verdict(tmp_path, name):
    """Arrivals and attributes of cases survive each, so that clocks start when they did."""
    if name == "one":
        process, days = declared(tmp_path, ONE), 400
    else:
        process, days = complaints.process(name), 60
    log = simulate(process, days=days, seed=4).log()
    cases = set(log.events["case"].astype("str"))
    wanted = breaches(log, process, cases)
    assert wanted
    for ending in ENDINGS:
        again = logs.read(logs.write(log, tmp_path / f"a.{ending}"))
        assert breaches(again, process, cases) == wanted, ending


def brief(folder):
    text = ONE.replace("{lognormal: {mean: 4, cv: 0.8}}", "{fixed: 0}")
    return declared(folder, text.replace("{fixed: 1}", "{fixed: 0}"))


def test_a_return_at_the_same_moment_is_no_duplicate(tmp_path):
    """Stages that take no time lead back within the moment; a row copied there is still found."""
    process = brief(tmp_path)
    log = simulate(process, days=200, seed=4).log()
    events = log.events
    again = events.duplicated(["case", "activity", "start", "end"])
    assert again.sum() > 5
    assert conformance.check(log, process, rules=["duplicate_event"]).holds
    assert conformance.check(log, process).holds
    # Each row of the last visits once more, right behind.
    copied = events[again].assign(seq=lambda one: one["seq"] * 10 + 1)
    more = pd.concat([events.assign(seq=events["seq"] * 10), copied]).sort_values(["case", "seq"])
    more = replace(log, events=more.reset_index(drop=True))
    found = conformance.check(more, process, rules=["duplicate_event"])
    assert len(found) == again.sum()


@pytest.mark.parametrize(("way", "count"), [("check", 0), ("recheck", 1)])
def test_a_stage_that_leads_to_itself_may_stand_twice_in_a_moment(tmp_path, way, count):
    """The same two rows are a way of one process and a duplicate in another."""
    text = ONE.replace("{closed: 0.5, recheck: rest}", f"{{closed: 0.5, {way}: rest}}")
    process = declared(tmp_path, text)
    start = np.full(2, 1_675_900_800_000_000)
    frame = pd.DataFrame({"case": "A", "activity": "check", "start": start, "end": start})
    log = logs.log_of(frame.astype({"end": "Int64"}), source="by hand", simulated=False)
    assert len(conformance.check(log, process, rules=["duplicate_event"])) == count
