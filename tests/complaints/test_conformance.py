"""Every rule of conformance: what breaks it is found, all of it, and nothing else."""

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govlab.complaints import conformance

DAY, HOUR = 86_400_000_000, 3_600_000_000
EACH = 25


class Injector:
    """Breaks rules in a copy of a clean log, each case at most once, and keeps account."""

    def __init__(self, log, seed=3):
        self.events = log.events.copy()
        self.cases = log.cases.set_index("case", drop=False).copy()
        self.log = log
        self.expected = Counter()
        self.extra = []
        self.gone = set()
        rng = np.random.default_rng(seed)
        self.sequences = {
            case: part for case, part in self.events.groupby("case", sort=False) if case != "office"
        }
        self.waiting = list(rng.permutation(list(self.sequences)))

    def take(self, fits, count=EACH):
        """Yield cases that fit, which nothing was done to yet."""
        left = []
        found = []
        for case in self.waiting:
            rows = self.sequences[case]
            if len(found) < count and fits(rows["activity"].tolist(), rows):
                found.append((case, rows))
            else:
                left.append(case)
        assert len(found) == count
        self.waiting = left
        return found

    def add(self, case, activity, start, end=None, **more):
        """Write one more event."""
        row = {
            "case": case, "seq": 900 + len(self.extra), "activity": activity, "resource": None,
            "start": start, "end": start if end is None else end, "outcome": None,
            "deadline_state": None, "attributes": None, **more,
        }  # fmt: skip
        self.extra.append(row)

    def result(self):
        """Return the broken log."""
        events = self.events.drop(index=sorted(self.gone))
        extra = pd.DataFrame(self.extra).astype({"start": "int64", "end": "Int64"})
        events = pd.concat([events, extra], ignore_index=True)
        # Sequence as an office would have it: by time, what is closed last.
        events = events.sort_values(["case", "seq"], kind="stable").reset_index(drop=True)
        return replace(self.log, events=events, cases=self.cases.reset_index(drop=True))


def row_of(rows, activity):
    return rows.index[rows["activity"] == activity][0]


CHECK = "ตรวจสอบเบื้องต้น"


def once(*wanted):
    """Return whether a case has the activities, and none of its stages twice."""
    return lambda names, rows: set(wanted) <= set(names) and names.count(CHECK) == 1


def unknown_activity(to):
    for case, rows in to.take(lambda names, rows: len(names) > 2):
        at = rows.iloc[0]
        to.add(case, "พักกลางวัน", int(at["end"]), seq=int(at["seq"]))
        to.events.loc[rows.index[1:], "seq"] += 1
        to.extra[-1]["seq"] += 1
        to.expected[case, "unknown_activity"] += 1


def skipped_step(to):
    for case, rows in to.take(once("receive", "Decide")):
        to.gone.add(row_of(rows, CHECK))
        to.expected[case, "skipped_step"] += 1
    for case, rows in to.take(once("receive", "inquiry")):
        to.gone.add(row_of(rows, "receive"))
        to.gone.add(row_of(rows, CHECK))  # nothing goes before the board: both are missing
        to.expected[case, "skipped_step"] += 1
    for case, rows in to.take(once("inquiry", "report")):
        at = row_of(rows, "report")
        to.events.loc[row_of(rows, "inquiry"), "outcome"] = "closed"
        to.gone.add(at)
        to.expected[case, "skipped_step"] += 1


def wrong_order(to):
    for case, rows in to.take(once("inquiry", "report")):
        first, second = row_of(rows, "inquiry"), row_of(rows, "report")
        for other in rows.index[rows["activity"].isin(["follow_up", "transfer"])]:
            to.gone.add(other)
        to.events.loc[first, ["activity", "attributes", "resource"]] = ["report", None, "x 1"]
        to.events.loc[second, ["activity", "resource"]] = ["inquiry", "inquirers"]
        # Both are now too short for a follow-up or a transfer, and neither begins late.
        begun = to.events.loc[first, "start"]
        to.events.loc[first, "end"] = begun + DAY
        to.events.loc[second, ["start", "end"]] = [begun + 2 * DAY, begun + 3 * DAY]
        to.expected[case, "wrong_order"] += 1


def wrong_route(to):
    for case, _ in to.take(once(CHECK, "Decide")):
        to.cases.loc[case, "rank"] = "senior"
        to.expected[case, "wrong_route"] += 1
    for case, _ in to.take(once("receive", CHECK)):
        to.cases.loc[case, "channel"] = "field"
        to.expected[case, "wrong_route"] += 1


def late_deadline(to):
    for case, rows in to.take(lambda names, rows: names[-1] == CHECK and names.count(CHECK) == 1):
        to.events.loc[row_of(rows, CHECK), "end"] += 40 * DAY
        to.expected[case, "late_deadline"] += 1
    for case, rows in to.take(lambda names, rows: names[-1] == CHECK and names.count(CHECK) == 1):
        to.events.loc[row_of(rows, CHECK), "end"] = pd.NA  # overdue at the end of the log
        to.events.loc[row_of(rows, CHECK), "outcome"] = None
        to.expected[case, "late_deadline"] += 1


def missed_start(to):
    for case, rows in to.take(once("inquiry", "report")):
        later = rows.index[rows.index >= row_of(rows, "inquiry")]
        to.events.loc[later, ["start", "end"]] += 40 * DAY
        to.expected[case, "missed_start"] += 1


def off_meeting(to):
    for case, rows in to.take(once("Decide")):
        to.events.loc[row_of(rows, "Decide"), ["start", "end"]] += DAY
        to.expected[case, "off_meeting"] += 1


def negative_time(to):
    for case, rows in to.take(lambda names, rows: "receive" in names):
        at = row_of(rows, "receive")
        to.events.loc[at, "end"] = to.events.loc[at, "start"] - HOUR
        to.expected[case, "negative_time"] += 1


def overlap(to):
    for case, rows in to.take(lambda names, rows: "receive" in names):
        at = row_of(rows, CHECK)
        to.events.loc[at, "start"] = to.events.loc[row_of(rows, "receive"), "end"] - HOUR
        to.expected[case, "overlap"] += 1


def after_close(to):
    for case, rows in to.take(lambda names, rows: True):
        to.add(case, "receive", int(rows["end"].max()) + 5 * DAY, resource="desks")
        to.expected[case, "after_close"] += 1
    for case, rows in to.take(lambda names, rows: True):
        to.add(case, "follow_up", int(rows["end"].max()) + 5 * DAY, resource="registry")
        to.expected[case, "after_close"] += 1


def duplicate_event(to):
    for case, rows in to.take(lambda names, rows: True):
        to.extra.append({**rows.iloc[-1].to_dict(), "seq": 990})
        to.expected[case, "duplicate_event"] += 1


def no_follow_up(to):
    for case, rows in to.take(once("inquiry", "report")):
        to.gone.update(rows.index[rows["activity"] == "follow_up"])
        to.expected[case, "no_follow_up"] += 1


def follow_up_gap(to):
    for case, rows in to.take(once("inquiry", "report")):
        to.gone.add(rows.index[rows["activity"] == "follow_up"][1])
        to.expected[case, "follow_up_gap"] += 1
    for case, rows in to.take(once("inquiry", "report")):  # none until the conclusion
        late = rows.index[rows["activity"] == "follow_up"][2:]
        to.gone.update(late)
        to.expected[case, "follow_up_gap"] += 1


def missing_measure(to):
    for case, rows in to.take(once("inquiry", "report")):
        to.gone.add(row_of(rows, "transfer"))
        to.expected[case, "missing_measure"] += 1
    for case, rows in to.take(once("inquiry", "report")):
        to.events.loc[row_of(rows, "transfer"), "end"] -= 5 * DAY
        to.expected[case, "missing_measure"] += 1


def referral_unrecorded(to):
    for case, _ in to.take(lambda names, rows: rows["outcome"].iloc[-1] == "referred"):
        to.cases.loc[case, "reference"] = ""
        to.expected[case, "referral_unrecorded"] += 1


def report_missing(to):
    made = to.events.index[to.events["activity"] == "summary"]
    for at in made[3:30:3]:
        to.gone.add(at)
        to.expected[None, "report_missing"] += 1


def wrong_actor(to):
    for case, rows in to.take(lambda names, rows: CHECK in names):
        to.events.loc[row_of(rows, CHECK), "resource"] = "คณะกรรมการ"
        to.expected[case, "wrong_actor"] += 1


def four_eyes(to):
    for case, rows in to.take(once("inquiry")):
        unit = to.cases.loc[case, "accused_unit"]
        at = row_of(rows, "inquiry")
        to.events.loc[at, "attributes"] = json.dumps({"unit": unit}, ensure_ascii=False)
        to.expected[case, "four_eyes"] += 1
    for case, rows in to.take(once("report")):
        who = to.events.loc[row_of(rows, CHECK), "resource"]
        to.events.loc[row_of(rows, "report"), "resource"] = who
        to.expected[case, "four_eyes"] += 1


def identity_exposed(to):
    for case, rows in to.take(lambda names, rows: CHECK in names):
        to.events.loc[row_of(rows, CHECK), "attributes"] = '{"identity":"named"}'
        to.expected[case, "identity_exposed"] += 1


def identity_in_log(to):
    spelt = ["โทร ๐๘๑-๒๓๔ ๕๖๗๘", "นางสาวสมมติ ทดลองดี", "a.b@example.go.th", "1 2345 67890 12 3"]
    for at, (case, rows) in enumerate(to.take(lambda names, rows: True)):
        first = rows.index[0]
        to.events.loc[first, "attributes"] = json.dumps({"note": spelt[at % 4]})
        to.expected[case, "identity_in_log"] += 1
    to.cases["remark"] = None
    for at, (case, _) in enumerate(to.take(lambda names, rows: True)):
        to.cases.loc[case, "remark"] = spelt[at % 4]
        to.expected[case, "identity_in_log"] += 1


BREAKERS = {
    one.__name__: one
    for one in (
        unknown_activity, skipped_step, wrong_order, wrong_route, late_deadline, missed_start,
        off_meeting, negative_time, overlap, after_close, duplicate_event, no_follow_up,
        follow_up_gap, missing_measure, referral_unrecorded, report_missing, wrong_actor,
        four_eyes, identity_exposed, identity_in_log,
    )
}  # fmt: skip


def found_in(findings):
    return Counter((one["case"], one["rule"]) for one in findings.violations("en"))


@pytest.fixture(scope="module")
def broken(office, clean):
    """Break every rule in one log of 10,000 cases; return the account and what was found."""
    to = Injector(clean)
    for breaker in BREAKERS.values():
        breaker(to)
    return to.expected, conformance.check(to.result(), office)


def test_a_clean_log_of_ten_thousand_cases_breaks_no_rule(office, clean):
    """Nothing is found where nothing is wrong, and every rule had something to look at."""
    findings = conformance.check(clean, office)
    assert found_in(findings) == {}
    assert findings.holds
    assert all(one.examined for one in findings.checked.values())
    assert not any(one.why for one in findings.checked.values())


@pytest.mark.parametrize("rule", BREAKERS)
def test_every_breach_of_a_rule_is_found_and_no_other(broken, rule):
    """Of 10,000 cases exactly those in which the rule was broken are told, each once."""
    expected, findings = broken
    wanted = {key: n for key, n in expected.items() if key[1] == rule and n}
    assert wanted
    assert {key: n for key, n in found_in(findings).items() if key[1] == rule} == wanted


def test_every_rule_has_a_breaker():
    """No rule is left out of the account."""
    assert set(BREAKERS) == {one.name for one in conformance.rules()}
