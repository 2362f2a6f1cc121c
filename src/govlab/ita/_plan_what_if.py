"""What if: documents published, surveys changed; the result at once, and sliders for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.charts import Chart, bars
from govlab.errors import InputError, MissingExtraError, UnknownNameError
from govlab.ita._improve_futures import Futures
from govlab.ita._improve_measure import Effect, Measure, Premises
from govlab.ita._improve_plan import said_chance
from govlab.ita._improve_start import Start
from govlab.ita._improve_target import Target
from govlab.ita._plan_drafts import graded
from govlab.ita._score_weights import effective_weights
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_TOP = 100.0
# One future is all of them: nothing is drawn here.
_ONE = 1
_SPAN = 15.0


@dataclass(frozen=True)
class WhatIf:
    """What the total comes to if documents are published and surveys change.

    Parameters
    ----------
    start : Start
        Where the agency stands.
    target : Target
        What is to be reached.
    published : tuple of str
        Documents published on top of those there are.
    changes : dict of str to float
        Points by which IIT and EIT change.
    scores : dict of str to float
        Score of each instrument then.
    total : float
        Unrounded total then.
    grade : str
        Its grade.
    chance : float
        That the next published result reaches the target: both surveys have errors.
    before : float
        That it does with nothing changed.
    """

    start: Start
    target: Target
    published: tuple[str, ...]
    changes: dict[str, float]
    scores: dict[str, float]
    total: float
    grade: str
    chance: float
    before: float

    def in_language(self, lang: str) -> str:
        """Return the result in a sentence."""
        start = self.start
        return say(
            "ita_plan.what_if",
            lang,
            before=f"{start.total:.2f}",
            grade_before=graded(start.how, start.scores, start.total),
            total=f"{self.total:.2f}",
            grade=self.grade,
            change=f"{self.total - start.total:+.2f}",
            published=", ".join(self.published) or say("ita_plan.nothing", lang),
            target=self.target,
            chance_before=said_chance(self.before),
            chance=said_chance(self.chance),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        return {
            "synthetic": self.start.synthetic,
            "present": round(self.start.total, 6),
            "published": list(self.published),
            "changes": dict(self.changes),
            "scores": {code: round(value, 6) for code, value in self.scores.items()},
            "total": round(self.total, 6),
            "grade": self.grade,
            "target": self.target.as_dict(),
            "probability": round(self.chance, 6),
            "probability_before": round(self.before, 6),
        }


def what_if(
    start: Start,
    publish: Sequence[str] | None = (),
    *,
    iit: float = 0.0,
    eit: float = 0.0,
    target: str | float | Target = 85,
    premises: Premises | None = None,
) -> WhatIf:
    """Return what the total comes to.

    Parameters
    ----------
    start : Start
        Where the agency stands.
    publish : sequence of str or None
        Missing documents that are published; None takes the heaviest of them.
    iit, eit : float
        Points by which the surveys change: a question to the reader, no promise.
    target : number, str or Target
        What is to be reached.
    premises : Premises, optional
        Assumptions; the home's when not given.

    Raises
    ------
    UnknownNameError
        When a document is not among those missing.

    Examples
    --------
    >>> from govlab.ita.improvement import example, what_if
    >>> found = what_if(example(), ["O42", "O43"])
    >>> round(found.total - found.start.total, 9), found.grade
    (10.0, 'A')
    """
    premises = premises or Premises.read()
    missing = [leaf.code for leaf in start.missing]
    publish = missing[:1] if publish is None else publish
    for code in publish:
        if code not in missing:
            raise UnknownNameError(
                message("ita_plan.not_missing", code=code, known=", ".join(missing) or "–")
            )
    wanted = target if isinstance(target, Target) else Target.of(target, start.how)
    codes = tuple(dict.fromkeys(publish))
    both = {"th": "", "en": ""}
    measures = [
        Measure(code, both, (Effect(code, 1.0, 1.0, 1.0),), kind="document") for code in codes
    ]
    futures = Futures(start, measures, premises, seed=0, draws=_ONE)
    changes = {"IIT": float(iit), "EIT": float(eit)}
    shift = np.array([changes.get(code, 0.0) for code in futures.instruments])
    scores = np.clip(futures.scores(range(len(measures))) + shift, 0.0, _TOP)
    found = dict(zip(futures.instruments, scores[0].tolist(), strict=True))
    total = float(scores[0] @ futures.weights)
    return WhatIf(
        start=start,
        target=wanted,
        published=codes,
        changes=changes,
        scores=found,
        total=total,
        grade=graded(start.how, found, total),
        chance=futures.chance(scores, wanted),
        before=futures.chance(futures.scores(()), wanted),
    )


def item_shares(start: Start, lang: str = "th") -> "pd.DataFrame":
    """Return what each document is worth and whether it was found, the heaviest first.

    Where scores are not known item by item, neither is what was found.

    Raises
    ------
    InputError
        When the year's items are not described.
    """
    worth = effective_weights(start.how, lang)
    documents = {leaf.code: leaf for leaf in start.leaves if leaf.document}
    # Instruments that are surveyed have no sub-indicators.
    worth = worth[worth["sub_indicator"] != ""]
    if worth.empty:
        raise InputError(message("ita_plan.no_items", fiscal_year=start.how.fiscal_year))

    def state_of(code: str) -> str:
        if code not in documents:
            return "unknown"
        return "found" if documents[code].value >= _TOP else "missing"

    state = [say(f"ita_plan.share_{state_of(code)}", lang) for code in worth["item"]]
    frame = worth[["item", "topic", "sub_indicator", "points"]].assign(state=state)
    frame = frame.sort_values("points", ascending=False, kind="stable", ignore_index=True)
    return frame.rename(columns={name: say(f"ita_plan.share_{name}", lang) for name in frame})


def share_chart(start: Start, lang: str = "th") -> Chart:
    """Return what one document of each sub-indicator is worth in the total."""
    worth = effective_weights(start.how, lang)
    worth = worth[worth["sub_indicator"] != ""]
    groups = {
        str(sub): (
            f"{rows['item'].iloc[0]}–{rows['item'].iloc[-1]} ({sub})",
            round(float(rows["points"].iloc[0]), 2),
        )
        for sub, rows in worth.groupby("sub_indicator", sort=False)
    }
    values = dict(sorted(groups.values(), key=lambda one: -one[1]))
    return bars(
        say("ita_plan.share_title", lang),
        values,
        unit=say("ita_plan.share_unit", lang),
        source=say("ita_plan.share_source", lang, year=start.how.fiscal_year),
        lang=lang,
    )


def panel(start: Start, *, target: str | float = 85, lang: str = "th") -> Any:
    """Return sliders and boxes that show the result at once, for Jupyter and Voila.

    Parameters
    ----------
    start : Start
        Where the agency stands.
    target : number or str
        What is to be reached.
    lang : {"th", "en"}
        Language of the words.

    Raises
    ------
    MissingExtraError
        When ipywidgets is not installed.
    """
    try:
        import ipywidgets
    except ImportError as missing:
        words = message("run.extra_missing", library="ipywidgets")
        raise MissingExtraError(words) from missing
    premises = Premises.read()
    wanted = Target.of(target, start.how)
    topics = {one.code: one.topic[lang] for one in start.how.items}
    boxes = {
        leaf.code: ipywidgets.Checkbox(
            value=False,
            description=f"{leaf.code} {topics.get(leaf.code, '')} (+{float(leaf.worth):.2f})",
            indent=False,
            layout=ipywidgets.Layout(width="auto"),
        )
        for leaf in start.missing
    }
    sliders = {
        code: ipywidgets.FloatSlider(
            value=0.0,
            min=-_SPAN,
            max=_SPAN,
            step=0.5,
            description=code,
            readout_format="+.1f",
            continuous_update=False,
        )
        for code in ("IIT", "EIT")
    }
    shown = ipywidgets.HTML()

    def renew(_: object = None) -> None:
        found = what_if(
            start,
            [code for code, box in boxes.items() if box.value],
            iit=sliders["IIT"].value,
            eit=sliders["EIT"].value,
            target=wanted,
            premises=premises,
        )
        shown.value = _shown(found, lang)

    for one in (*boxes.values(), *sliders.values()):
        one.observe(renew, names="value")
    renew()
    return ipywidgets.VBox(
        [
            ipywidgets.HTML(f"<b>{escape(say('ita_plan.panel_documents', lang))}</b>"),
            *boxes.values(),
            ipywidgets.HTML(f"<b>{escape(say('ita_plan.panel_surveys', lang))}</b>"),
            *sliders.values(),
            shown,
        ]
    )


def _shown(found: WhatIf, lang: str) -> str:
    width = max(0.0, min(found.total, _TOP))
    mark = found.target.lower
    colour = "#009E73" if found.total >= mark else "#E69F00"
    parts = ", ".join(f"{code} {value:.2f}" for code, value in found.scores.items())
    synthetic = (
        f"<p><i>{escape(say('ita_plan.synthetic', lang))}</i></p>" if found.start.synthetic else ""
    )
    return (
        f'<div style="position:relative;height:1.6em;background:#eee;max-width:40em">'
        f'<div style="height:100%;width:{width:.2f}%;background:{colour}"></div>'
        f'<div style="position:absolute;top:0;height:100%;left:{mark:.2f}%;'
        f'border-left:2px dashed #B00020"></div></div>'
        f'<p style="font-size:1.15em">{escape(found.in_language(lang))}</p>'
        f"<p>{escape(parts)}</p>{synthetic}"
    )
