"""What a log shows, held against counting by hand."""

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import mean, median

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import logs

DAY = 86_400_000_000

works = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["รับ", "ตรวจ", "ยุติ"]),
        st.sampled_from(["ก", "ข", None]),
        st.integers(0, 9),
        st.none() | st.integers(0, 5),
    ),
    min_size=1,
    max_size=25,
)


def log_of(found, categorical=False):
    frame = pd.DataFrame(found, columns=["case", "activity", "resource", "start", "took"])
    frame["end"] = ((frame["start"] + frame["took"]) * DAY).astype("Int64")
    frame["start"] = frame["start"] * DAY
    log = logs.log_of(frame, source="x", simulated=True)
    if not categorical:
        return log
    events = log.events.astype(dict.fromkeys(("case", "activity", "resource"), "category"))
    return logs.Log(events, log.cases, log.provenance)


def paths(found):
    held = defaultdict(list)
    for case, *rest in found:
        held[case].append(rest)
    return held


@given(works)
@settings(max_examples=10)
def test_variants_count_every_case_once(found):
    """As many of each path as counted by hand, most frequent first, shares that add up."""
    table = logs.variants(log_of(found))
    wanted = Counter(tuple(one[0] for one in path) for path in paths(found).values())
    assert dict(zip(table["variant"], table["cases"], strict=True)) == wanted
    assert table["cases"].is_monotonic_decreasing
    assert table["share"].sum() == pytest.approx(100)


@given(works)
@settings(max_examples=10)
def test_what_follows_what_is_counted_within_cases(found):
    """No pair crosses from one case to the next."""
    table = logs.directly_follows(log_of(found))
    wanted = Counter(
        (one[0], other[0]) for path in paths(found).values() for one, other in pairwise(path)
    )
    assert (
        dict(
            zip(
                zip(table["activity"], table["following"], strict=True), table["times"], strict=True
            )
        )
        == wanted
    )


@given(works)
@settings(max_examples=10)
def test_activities_are_counted_with_where_they_stand(found):
    """Events, cases, beginnings and ends of cases."""
    table = logs.activities(log_of(found)).set_index("activity")
    for name in table.index:
        assert table.loc[name, "events"] == sum(one[1] == name for one in found)
        assert table.loc[name, "cases"] == len({one[0] for one in found if one[1] == name})
        assert table.loc[name, "first"] == sum(path[0][0] == name for path in paths(found).values())
        assert table.loc[name, "last"] == sum(path[-1][0] == name for path in paths(found).values())


@given(works)
@settings(max_examples=10)
def test_durations_and_waits_are_those_by_hand(found):
    """Work in hand counts as unfinished; a case waits from the latest end before."""
    table = logs.durations(log_of(found)).set_index("activity")
    took, wait = defaultdict(list), defaultdict(list)
    for path in paths(found).values():
        latest = None
        for name, _, start, days in path:
            end = start + (days or 0)
            wait[name].append(0 if latest is None else max(0, start - latest))
            latest = end if latest is None else max(latest, end)
            if days is not None:
                took[name].append(days)
    for name, row in table.iterrows():
        assert row["events"] - row["unfinished"] == len(took[name])
        if took[name]:
            assert row["median_days"] == pytest.approx(median(took[name]))
            assert row["mean_days"] == pytest.approx(mean(took[name]))
        assert row["median_wait_days"] == pytest.approx(median(wait[name]))
        assert row["mean_wait_days"] == pytest.approx(mean(wait[name]))


@given(works)
@settings(max_examples=10)
def test_workload_and_throughput_are_those_by_hand(found):
    """Days at work add up by resource; a case lasts from its first start to its last end."""
    log = log_of(found)
    table = logs.workload(log).set_index("resource")
    assert set(table.index) == {one[2] for one in found if one[2]}
    for name in table.index:
        mine = [one for one in found if one[2] == name]
        assert table.loc[name, "events"] == len(mine)
        assert table.loc[name, "busy_days"] == pytest.approx(sum(one[4] or 0 for one in mine))
    lasting = logs.throughput(log).set_index("case")
    for case, path in paths(found).items():
        ends = [one[2] + (one[3] or 0) for one in path]
        assert lasting.loc[case, "days"] == pytest.approx(max(ends) - min(one[2] for one in path))
        assert lasting.loc[case, "open"] == any(one[3] is None for one in path)


@given(works)
@settings(max_examples=3)
def test_categories_change_nothing(found):
    """A log as it is read shows what the same log as texts shows."""
    one, other = log_of(found), log_of(found, categorical=True)
    for view in (
        logs.variants,
        logs.directly_follows,
        logs.activities,
        logs.durations,
        logs.workload,
        logs.throughput,
    ):
        pd.testing.assert_frame_equal(view(one), view(other))
