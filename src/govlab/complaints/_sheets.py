"""Sheets for Excel: headings in words, and what says that nothing in the file is data."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from govlab import __version__, datasets, home, thai
from govlab.complaints._run_charts import assumptions_of
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.complaints._replications import Replications
    from govlab.datasets._assumed import Assumption

_HEADS = {
    "policy", "base", "variant", "indicator", "name", "base_mean", "base_low", "base_high",
    "policy_mean", "policy_low", "policy_high", "difference", "difference_low",
    "difference_high", "half_width_if_independent", "variance_ratio", "mean", "low", "high",
    "unit", "n", "simulated", "answer", "item", "of", "value",
}  # fmt: skip


def headed(frame: "pd.DataFrame", lang: str) -> "pd.DataFrame":
    """Return a frame with its headings in words; one that has no words stays."""
    return frame.rename(
        columns={
            name: say(f"complaints_table.head_{name}", lang)
            for name in frame.columns
            if name in _HEADS
        }
    )


def cell(value: object) -> object:
    """Return a value of a declaration as a cell can hold it.

    Examples
    --------
    >>> cell(5), cell({"factor": 3})
    (5, '{"factor": 3}')
    """
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def about(
    runs: "Mapping[str, Replications]", notes: Iterable[str], lang: str, place: home.Home | None
) -> "pd.DataFrame":
    """Return what the numbers rest on, a row each: what, of what, value.

    Parameters
    ----------
    runs : mapping of str to Replications
        By policy or variant, in words.
    notes : iterable of str
        What a reader must know besides.
    lang : {"th", "en"}
    place : Home or None
        Where the words of the assumptions stand.
    """
    import pandas as pd

    rows = list(_rows(runs, notes, lang, place))
    return headed(pd.DataFrame(rows, columns=["item", "of", "value"]), lang)


def _rows(
    runs: "Mapping[str, Replications]", notes: Iterable[str], lang: str, place: home.Home | None
) -> Iterator[tuple[str, str, Any]]:
    simulated = say("complaints_run.simulated", lang)
    yield say("complaints_table.head_simulated", lang), "", simulated
    one = next(iter(runs.values()))
    process = one.process
    title = process.title.in_language(lang)
    yield say("complaints_table.about_process", lang), process.id, title
    start = thai.format_date(process.start, lang=lang)
    yield say("complaints_table.about_start", lang), process.start.isoformat(), start
    yield say("complaints_table.about_days", lang), "", one.days
    yield say("complaints_table.about_warm_up", lang), "", one.warm_up
    yield say("complaints_table.about_replications", lang), "", len(one)
    seed = one.seed if isinstance(one.seed, int) else one.seed.hex()
    yield say("complaints_table.about_seed", lang), "", seed
    yield say("complaints_table.about_version", lang), "govlab", __version__
    for name, each in runs.items():
        yield say("complaints_table.about_sha256", lang), name, each.process.sha256
    for note in notes:
        if note != simulated:
            yield say("complaints_table.about_note", lang), "", note
    yield say("complaints_table.about_note", lang), "", say("complaints_table.about_blank", lang)
    known = dict(datasets.Assumptions((), place))
    for name in sorted({name for each in runs.values() for name in assumptions_of(each.process)}):
        yield say("complaints_table.about_assumption", lang), name, _assumed(known.get(name), lang)


def _assumed(one: "Assumption | None", lang: str) -> str:
    """Return what an assumption takes, its range and reason; nothing where it has no words."""
    if one is None:
        return ""
    return say(
        "complaints_table.about_assumed" if one.low else "complaints_table.about_assumed_word",
        lang,
        value=one.value,
        unit=one.unit,
        low=one.low,
        high=one.high,
        reason=one.reason[lang],
    )
