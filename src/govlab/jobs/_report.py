"""The workshop report as its notebook shows it: tables, charts and sentences in a language.

The job hands over one JSON document; everything here only shows it. Persons stand by
their seat code, never by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import charts, files
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
STEPS = ("enrolled", "attended", "sat", "passed", "certified")
_FULL = 100
_BIN = 5  # percentage points of a bar of the score chart
_GREY, _RED = "#555555", "#B00020"


@dataclass(frozen=True)
class Report:
    """What a workshop came to.

    Parameters
    ----------
    data : mapping
        The document that the main job hands over.
    """

    data: Mapping[str, Any]

    @classmethod
    def read(cls, path: str | Path) -> "Report":
        """Return the report that the main job wrote to `path`.

        Raises
        ------
        MissingFileError, InputError
            When there is no such file, or it is no report.
        """
        data = files.read_json(path)
        if not isinstance(data, dict) or data.get("schema") != SCHEMA or "ladder" not in data:
            raise InputError(message("jobs.not_a_report", path=str(path), schema=SCHEMA))
        return cls(data)

    @property
    def synthetic(self) -> bool:
        """Whether the trainees are made up."""
        return bool(self.data["synthetic"])

    @property
    def verdict(self) -> dict[str, Any]:
        """Counts, rates in per cent, the target and whether it is met."""
        return dict(self.data["verdict"])

    @property
    def ladder(self) -> dict[str, int]:
        """How many stand on each step, from enrolled to certified."""
        return {step: self.data["ladder"][step] for step in STEPS}

    def banner(self, lang: str = "th") -> "Html":
        """Return what course, cohort and exam this is, and a warning where it is no real one."""
        data = self.data
        marks = [
            say(f"jobs.mark_{mark}", lang) for mark in ("synthetic", "demonstration") if data[mark]
        ]
        warning = "".join(
            f'<p style="border:2px solid {_RED};color:{_RED};padding:.4rem .8rem">'
            f"<b>{escape(mark)}</b></p>"
            for mark in marks
        )
        lines = [
            (say("jobs.curriculum", lang), data["title"][lang]),
            (say("jobs.cohort", lang), data["cohort"]),
            (say("jobs.exam", lang), f"{data['exam'][lang]} ({data['form']})"),
            (say("jobs.pass_mark", lang), say("jobs.pass_mark_design", lang, value=self._mark)),
        ]
        return Html(warning + _pairs(lines))

    def judgement(self, lang: str = "th") -> "Html":
        """Return the verdict in words: exact counts against the target, and its source."""
        verdict = self.verdict
        if verdict["met"] is None:
            return Html(f"<p><b>{escape(say('jobs.no_verdict', lang))}</b></p>")
        outcome = say("jobs.met" if verdict["met"] else "jobs.not_met", lang)
        words = say(
            "jobs.judgement",
            lang,
            passed=verdict["passed"],
            attended=verdict["attended"],
            rate=f"{verdict['rate']:.2f}",
            target=f"{verdict['target']:g}",
            needed=verdict["needed"],
        )
        colour = charts.COLOURS[2] if verdict["met"] else _RED
        return Html(
            f'<p style="border-left:6px solid {colour};padding:.4rem .8rem;font-size:1.15em">'
            f"<b>{escape(outcome)}</b><br>{escape(words)}</p>"
        )

    def rates(self, lang: str = "th") -> "pd.DataFrame":
        """Return the pass rate over three groups of people, the first the official one."""
        people = {"attended": "rate_main", "enrolled": "rate_other", "sat": "rate_other"}
        passed, ladder = self.verdict["passed"], self.ladder
        return _frame(
            lang,
            ("over", "passed", "of", "rate", "use"),
            [
                (
                    say(f"jobs.step_{group}", lang),
                    passed,
                    ladder[group],
                    _percent(self.verdict["rates"][group]),
                    say(f"jobs.{use}", lang),
                )
                for group, use in people.items()
            ],
        )

    def ladder_chart(self, lang: str = "th") -> charts.Chart:
        """Return how many stood on each step."""
        return charts.bars(
            say("jobs.ladder_title", lang),
            {say(f"jobs.step_{step}", lang): count for step, count in self.ladder.items()},
            unit=say("jobs.people", lang),
            source=self._source(lang),
            lang=lang,
            synthetic=self.synthetic,
        )

    def ladder_table(self, lang: str = "th") -> "pd.DataFrame":
        """Return each step with how many stood there and, by seat code, who did not go on."""
        fell = self.data["ladder"]["fell"]
        rows: list[tuple[Any, ...]] = []
        before: int | None = None
        for step, count in self.ladder.items():
            lost = "–" if before is None else before - count
            rows.append((say(f"jobs.step_{step}", lang), count, lost, _codes(fell.get(step, ()))))
            before = count
        return _frame(lang, ("step", "count", "lost", "who"), rows)

    def score_chart(self, lang: str = "th") -> charts.Chart:
        """Return how the scores lie, with the pass mark."""
        from matplotlib.ticker import MaxNLocator

        scores = [float(one["percent"]) for one in self.data["scores"]]
        mark = float(self.data["pass_mark"])
        edges = list(range(0, _FULL, _BIN))
        title = say("jobs.scores_title", lang, n=len(scores))
        with charts.canvas(
            title, source=self._source(lang), lang=lang, synthetic=self.synthetic, size=(9, 4.6)
        ) as (figure, axes):
            for label, colour, held in (
                ("jobs.below_mark", charts.COLOURS[1], [one for one in scores if one < mark]),
                ("jobs.above_mark", charts.COLOURS[0], [one for one in scores if one >= mark]),
            ):
                # The last bar holds 100 as well.
                counts = [
                    sum(low <= one < low + _BIN or one == low + _BIN == _FULL for one in held)
                    for low in edges
                ]
                drawn = axes.bar(
                    edges, counts, width=_BIN * 0.92, align="edge", color=colour,
                    label=say(label, lang),
                )  # fmt: skip
                axes.bar_label(drawn, labels=[str(n) if n else "" for n in counts], padding=2)
            axes.axvline(mark, color=_GREY, linewidth=1.6, linestyle=(0, (4, 3)))
            lowest = min([*scores, mark])
            axes.set_xlim(max(0, int(lowest // 10) * 10 - 10), _FULL)
            axes.set_xlabel(say("jobs.scores_axis", lang))
            axes.set_ylabel(say("jobs.people", lang))
            axes.yaxis.set_major_locator(MaxNLocator(integer=True))
            axes.margins(y=0.12)
            axes.grid(axis="y")
            axes.legend(
                loc="upper left", frameon=False, title=say("jobs.mark_line", lang, value=self._mark)
            )
        spread = ", ".join(f"{one:g}" for one in sorted(scores)) or "–"
        return charts.Chart(figure, f"{title}: {spread}")

    def objective_table(self, lang: str = "th") -> "pd.DataFrame":
        """Return the share of points earned on each objective, the least first."""
        rows = [
            (one["module"][lang], one["title"][lang], one["items"], _percent(one["facility"]))
            for one in sorted(self.data["objectives"], key=_least)
        ]
        return _frame(lang, ("module", "objective", "items", "facility"), rows)

    def item_table(self, lang: str = "th") -> "pd.DataFrame":
        """Return every question with the share of points earned on it, the least first."""
        rows = [
            (one["position"], one["stem"][lang], one["code"], one["left_empty"],
             _percent(one["facility"]))
            for one in sorted(self.data["items"], key=_least)
        ]  # fmt: skip
        return _frame(lang, ("number", "question", "code", "left_empty", "facility"), rows)

    def attention_table(self, lang: str = "th") -> "pd.DataFrame":
        """Return the answers that a person has to look at: unmatched, repeated, and others."""
        rows = [
            (
                say(f"jobs.attention_{one['kind']}", lang),
                one["who"] or "–",
                ", ".join(map(str, one["rows"])) or "–",
                one["reason"][lang] if one["reason"] else say(f"jobs.next_{one['kind']}", lang),
            )
            for one in self.data["attention"]
        ]
        none = [(say("jobs.nothing_to_look_at", lang), "–", "–", "–")]
        return _frame(lang, ("what", "whose", "row", "next"), rows or none)

    def intervals(self, lang: str = "th") -> "pd.DataFrame":
        """Return intervals for the pass rate, for readers who infer to other cohorts."""
        rows = [
            (one["method"], f"{one['level']:g} %", _percent(one["low"]), _percent(one["high"]))
            for one in self.data["research"]["intervals"]
        ]
        return _frame(lang, ("method", "level", "low", "high"), rows)

    def card(self, lang: str = "th") -> "Html":
        """Return the provenance card: from what, by which rule, with which program."""
        origin = self.data["provenance"]
        lines = [
            (say("jobs.card_snapshot", lang), origin["snapshot"]),
            (say("jobs.card_responses", lang), origin["responses"]),
            *((say(f"jobs.card_{one}", lang), f"{origin[one]['name']} · {origin[one]['sha256']}")
              for one in ("roster", "answers")),
            (say("jobs.card_policy", lang), origin["policy"]),
            (say("jobs.card_issuer", lang), origin["issuer"][lang]),
            (say("jobs.card_target", lang), say("jobs.card_target_source", lang)),
            (say("jobs.card_software", lang), f"govlab {origin['software']}"),
        ]  # fmt: skip
        return Html(_pairs([(head, f"{text}") for head, text in lines]))

    @property
    def _mark(self) -> str:
        return f"{float(self.data['pass_mark']):g}"

    def _source(self, lang: str) -> str:
        return say(
            "jobs.chart_source",
            lang,
            cohort=self.data["cohort"],
            snapshot=self.data["provenance"]["snapshot"][:12],
        )


@dataclass(frozen=True)
class Html:
    """A piece of a page; shows itself in a notebook."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def _pairs(lines: Sequence[tuple[str, str]]) -> str:
    """Return headings and texts as the card that every notebook shows, with its words."""
    rows = "".join(
        f'<tr><th style="text-align:left;white-space:nowrap">{escape(head)}</th>'
        f'<td style="text-align:left;overflow-wrap:anywhere">{escape(text)}</td></tr>'
        for head, text in lines
    )
    return f'<table class="govlab-provenance">{rows}</table>'


def _frame(lang: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=[say(f"jobs.column_{name}", lang) for name in columns])


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} %"


def _codes(codes: Sequence[str]) -> str:
    return " ".join(codes) or "–"


def _least(one: Mapping[str, Any]) -> tuple[float, str]:
    return (101.0 if one["facility"] is None else one["facility"], one["code"])
