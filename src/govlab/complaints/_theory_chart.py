"""The picture of a simulation beside theory: how far each number is off, in standard errors."""

from typing import TYPE_CHECKING

from govlab.charts import COLOURS, Chart, canvas
from govlab.complaints._twin import ALARM
from govlab.text import say

if TYPE_CHECKING:
    from govlab.complaints._twin import Held

# Nineteen of twenty right comparisons lie within.
_USUAL = 1.96
_ROOM = 1.15


def theory_chart(held: "Held", lang: str = "th") -> Chart:
    """Return how far each simulated number is from theory, with the usual and the alarm.

    Parameters
    ----------
    held : Held
        From :meth:`govlab.complaints.simulation.Twin.check`.
    lang : str

    Examples
    --------
    >>> from govlab.complaints import process, simulation
    >>> held = simulation.twin(process("queue")).check(days=200, seed=1, replications=5)
    >>> theory_chart(held, "en").alt.split(":")[0]
    'One queue and five officers (an example) beside theory'
    """
    title = say("complaints_theory.title", lang, process=held.twin.process.title)
    runs = held.runs
    source = say(
        "complaints_theory.source", lang, process=held.twin.process.id,
        count=len(runs), days=f"{runs.days:,}", seed=str(runs.seed),
    )  # fmt: skip
    table = held.table(lang)
    names = table.iloc[:, 0].tolist()
    far = [one.z for one in held.comparisons]
    edge = _ROOM * max(ALARM, *map(abs, far))
    # The legend stands between the axis and the source, which needs some height.
    size = (9.5, max(4.2, 2.4 + 0.42 * len(names)))
    with canvas(title, source=source, lang=lang, synthetic=True, size=size) as (figure, axes):
        rows = range(len(names))
        usual = say("complaints_theory.usual", lang)
        axes.axvspan(-_USUAL, _USUAL, color=COLOURS[5], alpha=0.25, zorder=0, label=usual)
        for side, label in ((-ALARM, None), (ALARM, say("complaints_theory.alarm", lang))):
            axes.axvline(side, color=COLOURS[4], linewidth=1.6, linestyle="--", label=label)
        axes.axvline(0, color="#333333", linewidth=1)
        axes.hlines(rows, 0, far, color=COLOURS[0], linewidth=2)
        axes.plot(far, rows, "o", color=COLOURS[0], markersize=7)
        axes.set_yticks(rows, names, fontsize=11)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(-edge, edge)
        axes.set_xlabel(say("complaints_theory.axis", lang, count=len(runs)))
        axes.grid(axis="x")
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -1.3 / size[1]), frameon=False, ncols=2,
            fontsize=11,
        )  # fmt: skip
    told = ", ".join(f"{name} {z:+.2f}" for name, z in zip(names, far, strict=True))
    return Chart(figure, f"{title}: {told}")
