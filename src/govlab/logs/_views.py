"""What a log shows: variants, what follows what, how long work takes and waits, who does it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from govlab.logs._log import Log

_HOUR = 3_600_000_000  # microseconds
_DAY = 24 * _HOUR


def variants(log: "Log") -> "pd.DataFrame":
    """Return the sequences of activities and how many cases follow each, most first.

    Returns
    -------
    DataFrame
        ``variant`` (a tuple of activities), ``cases``, ``share`` (percent of cases),
        ``example`` (the first case that follows it). Equally frequent ones stand in the
        order in which they first appear.

    Examples
    --------
    >>> variants(_sample())[["variant", "cases"]].to_dict("records")
    [{'variant': ('รับเรื่อง', 'ตรวจสอบ'), 'cases': 2}, {'variant': ('รับเรื่อง',), 'cases': 1}]
    """
    import numpy as np
    import pandas as pd

    events = _ordered(log)
    codes, activities = pd.factorize(events["activity"])
    case, names = pd.factorize(events["case"])
    begins = np.flatnonzero(np.concatenate([[True], np.diff(case) != 0]))
    # The path of a case as bytes: the same bytes, the same variant.
    held = codes.astype(np.int32).tobytes()
    ends = [*begins[1:].tolist(), len(codes)]
    paths = [held[4 * a : 4 * b] for a, b in zip(begins.tolist(), ends, strict=True)]
    which, distinct = pd.factorize(np.array(paths, dtype=object))
    counts = np.bincount(which, minlength=len(distinct))
    first = np.empty(len(distinct), dtype=np.int64)
    first[which[::-1]] = np.arange(len(which) - 1, -1, -1)
    labels = [str(one) for one in activities]
    sequences = [
        tuple(labels[code] for code in np.frombuffer(path, dtype=np.int32)) for path in distinct
    ]
    order = np.argsort(-counts, kind="stable")
    return pd.DataFrame(
        {
            "variant": pd.Series([sequences[place] for place in order], dtype="object"),
            "cases": counts[order],
            "share": 100 * counts[order] / len(names),
            "example": [str(names[first[place]]) for place in order],
        }
    )


def activities(log: "Log") -> "pd.DataFrame":
    """Return how often each activity is done, in how many cases, and where it begins or ends them.

    Returns
    -------
    DataFrame
        ``activity, events, cases, first, last`` (cases that begin, that end with it),
        most frequent first.

    Examples
    --------
    >>> activities(_sample())[["activity", "events", "first", "last"]].to_dict("records")
    [{'activity': 'รับเรื่อง', 'events': 3, 'first': 3, 'last': 1}, \
{'activity': 'ตรวจสอบ', 'events': 2, 'first': 0, 'last': 2}]
    """
    import pandas as pd

    events = _ordered(log)
    by = events.groupby("activity", observed=True, sort=False)
    cases = events.drop_duplicates(["case", "activity"])["activity"].value_counts()
    ends = events.groupby("case", observed=True, sort=False)["activity"]
    found = pd.DataFrame({"events": by.size()})
    found["cases"] = cases
    found["first"] = ends.first().value_counts()
    found["last"] = ends.last().value_counts()
    found = found.fillna(0).astype("int64").rename_axis("activity").reset_index()
    found["activity"] = found["activity"].astype("str")
    return found.sort_values("events", ascending=False, kind="stable", ignore_index=True)


def directly_follows(log: "Log") -> "pd.DataFrame":
    """Return how often an activity comes right after another in a case.

    Returns
    -------
    DataFrame
        ``activity, following, times, cases, median_days`` (between the end of the one and
        the start of the other; negative where they overlap), most frequent first.

    Examples
    --------
    >>> directly_follows(_sample())[["activity", "following", "times"]].to_dict("records")
    [{'activity': 'รับเรื่อง', 'following': 'ตรวจสอบ', 'times': 2}]
    """
    events = _ordered(log)
    same = (events["case"] == events["case"].shift(-1)).to_numpy()
    end = events["end"].fillna(events["start"]).astype("int64")
    pairs = events.assign(
        activity=events["activity"].astype("str"),
        following=events["activity"].astype("str").shift(-1),
        gap=(events["start"].shift(-1) - end) / _DAY,
    )[same]
    by = pairs.groupby(["activity", "following"], observed=True, sort=False)
    found = by.agg(times=("case", "size"), cases=("case", "nunique"), median_days=("gap", "median"))
    found = found.reset_index()
    return found.sort_values("times", ascending=False, kind="stable", ignore_index=True)


def durations(log: "Log") -> "pd.DataFrame":
    """Return how long each activity takes and how long its cases waited for it.

    An event waits from the latest end of what came before it in its case; the first of a
    case waits for nothing. What goes on is counted, not measured.

    Returns
    -------
    DataFrame
        ``activity, events, unfinished, median_days, mean_days, p90_days`` (from start to
        end) and ``median_wait_days, mean_wait_days``; calendar days.

    Examples
    --------
    >>> durations(_sample())[["activity", "median_days", "median_wait_days"]].to_dict("records")
    [{'activity': 'รับเรื่อง', 'median_days': 0.0, 'median_wait_days': 0.0}, \
{'activity': 'ตรวจสอบ', 'median_days': 2.0, 'median_wait_days': 1.0}]
    """
    events = _ordered(log)
    end = events["end"].fillna(events["start"]).astype("int64")
    latest = end.groupby(events["case"], observed=True, sort=False).cummax().shift(1)
    first = events["case"] != events["case"].shift(1)
    wait = (events["start"] - latest).clip(lower=0).mask(first, 0) / _DAY
    took = (events["end"] - events["start"]).astype("Float64").astype("float64") / _DAY
    held = events.assign(took=took, wait=wait, open=events["end"].isna())
    by = held.groupby("activity", observed=True, sort=False)
    found = by.agg(
        events=("took", "size"),
        unfinished=("open", "sum"),
        median_days=("took", "median"),
        mean_days=("took", "mean"),
        p90_days=("took", lambda days: days.quantile(0.9)),
        median_wait_days=("wait", "median"),
        mean_wait_days=("wait", "mean"),
    ).reset_index()
    found["activity"] = found["activity"].astype("str")
    return found


def workload(log: "Log") -> "pd.DataFrame":
    """Return what each resource does: events, cases, activities, and the time it is at work.

    Returns
    -------
    DataFrame
        ``resource, events, cases, activities, busy_days`` (from start to end, added up;
        calendar days; work done side by side counts twice), busiest first.
    """
    events = _ordered(log)
    took = (events["end"] - events["start"]).astype("Float64").astype("float64") / _DAY
    held = events.assign(took=took, resource=events["resource"].astype("str"))
    held = held[events["resource"].notna()]
    by = held.groupby("resource", observed=True, sort=False)
    found = by.agg(
        events=("case", "size"),
        cases=("case", "nunique"),
        activities=("activity", "nunique"),
        busy_days=("took", "sum"),
    ).reset_index()
    return found.sort_values("events", ascending=False, kind="stable", ignore_index=True)


def throughput(log: "Log") -> "pd.DataFrame":
    """Return how long each case takes from its first start to its last end.

    Returns
    -------
    DataFrame
        ``case, events, start, end`` (microseconds; the last end known), ``days``, ``open``
        (whether anything in it goes on).
    """
    events = _ordered(log)
    held = events.assign(
        until=events["end"].fillna(events["start"]).astype("int64"), open=events["end"].isna()
    )
    by = held.groupby("case", observed=True, sort=False)
    found = by.agg(
        events=("seq", "size"), start=("start", "min"), end=("until", "max"), open=("open", "any")
    ).reset_index()
    found["days"] = (found["end"] - found["start"]) / _DAY
    found["case"] = found["case"].astype("str")
    return found[["case", "events", "start", "end", "days", "open"]]


def _ordered(log: "Log") -> "pd.DataFrame":
    """Return the events case by case, each case in its order."""
    import numpy as np
    import pandas as pd

    codes = pd.factorize(log.events["case"])[0]
    order = np.lexsort((log.events["seq"].to_numpy(), codes))
    return log.events.iloc[order].reset_index(drop=True)


def _sample() -> "Log":
    """Return three cases for the examples: two are looked into a day after they came in."""
    import pandas as pd

    from govlab.logs._log import log_of

    rows: list[tuple[Any, ...]] = [
        ("C1", "รับเรื่อง", 0, 0),
        ("C1", "ตรวจสอบ", _DAY, 3 * _DAY),
        ("C2", "รับเรื่อง", 0, 0),
        ("C2", "ตรวจสอบ", _DAY, 3 * _DAY),
        ("C3", "รับเรื่อง", 0, 0),
    ]
    events = pd.DataFrame(rows, columns=["case", "activity", "start", "end"])
    return log_of(events.astype({"end": "Int64"}), source="sample", simulated=True)
