"""What ``govlab complaints`` says to people: tables in words, with what they rest on."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govlab.text import Message, say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.complaints.simulation import Comparison, Held, Replications, Run, Sweep

# What a sweep shows of each variant; the rest is in the table and in --json.
_SHOWN = ("time_in_system", "on_time", "backlog", "cost_a_month")


def told(
    runs: "Replications", run: "Run", theory: "Held | None", log: Path | None, lang: str
) -> str:
    """Return the indicators of a process in words."""
    head = say(
        "complaints_run.told",
        lang,
        process=runs.process.title,
        days=f"{runs.days:,}",
        cases=f"{run.count:,}",
        events=f"{len(run.events):,}",
    )
    parts = [head, _lines(runs.table(lang))]
    if theory is not None:
        parts += [say("complaints_run.told_theory", lang), _lines(theory.table(lang))]
        parts += [one.in_language(lang) for one in theory.notes]
    if log is not None:
        parts.append(say("complaints_run.told_log", lang, path=str(log)))
    return "\n".join([*parts, *_notes(runs.notes, lang)])


def told_comparison(found: "Comparison", table: Path | None, lang: str) -> str:
    """Return a comparison of policies in words."""
    process = found.runs[found.base].process
    head = say("complaints_run.told_comparison", lang, process=process.title, base=found.base)
    clear, whole = found.table(lang, clear=True), found.table(lang)
    parts = [head, *found.answers(lang), _lines(clear)]
    if len(whole) > len(clear):
        parts.append(say("complaints_run.told_unclear", lang, count=len(whole) - len(clear)))
    if table is not None:
        parts.append(say("complaints_run.told_table", lang, path=str(table)))
    return "\n".join([*parts, *_notes(found.notes, lang)])


def told_sweep(found: "Sweep", table: Path | None, lang: str) -> str:
    """Return a sweep in words: a few indicators of each variant."""
    from govlab.complaints.simulation import title, unit

    process = found.variants[0].process
    names = [one for one in found.indicators if one.partition(".")[0] in _SHOWN]
    parts = [
        say("complaints_run.told_sweep", lang, process=process.title, count=len(found.variants))
    ]
    for name in names:
        parts.append(f"{title(process, name, lang)} ({unit(name, lang)})")
        for variant in found.variants:
            mean, interval = found.runs[variant.name].estimate(name).shown()
            parts.append(f"  {found.named(variant.name, lang)}: {mean} ({interval})")
    if table is not None:
        parts.append(say("complaints_run.told_table", lang, path=str(table)))
    return "\n".join([*parts, *(found.named(one, lang) for one in _notes(found.notes, lang))])


def _notes(notes: Sequence[Message], lang: str) -> list[str]:
    return [f"· {one.in_language(lang)}" for one in notes]


def _lines(table: "pd.DataFrame") -> str:
    """Return a table as lines, each cell after its heading's place, without an index."""
    rows = [" | ".join(map(str, table.columns))]
    rows += [" | ".join(map(str, row)) for row in table.itertuples(index=False)]
    return "\n".join(f"  {row}" for row in rows)
