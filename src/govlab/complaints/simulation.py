"""Complaint processes simulated: runs with their logs, replications, policies, sweeps.

>>> from govlab.complaints import process, simulation
>>> run = simulation.simulate(process("bangkok"), days=365, seed=1)
>>> len(run.events) > 2 * run.count
True
"""

from govlab.complaints._compare import Comparison, Difference, compare
from govlab.complaints._estimate import Estimate
from govlab.complaints._indicators import title, unit
from govlab.complaints._replications import MOST, Replications, Work, replicate
from govlab.complaints._run_charts import comparison_charts, run_charts, sweep_charts
from govlab.complaints._simulate import Run, simulate
from govlab.complaints._sweep import Sweep, Variant, sweep, variants
from govlab.complaints._theory import Queue, erlang_c, jackson, queue
from govlab.complaints._theory_chart import theory_chart
from govlab.complaints._twin import Held, Twin, twin
from govlab.complaints._warm_up import WarmUp, warm_up

__all__ = [
    "MOST",
    "Comparison",
    "Difference",
    "Estimate",
    "Held",
    "Queue",
    "Replications",
    "Run",
    "Sweep",
    "Twin",
    "Variant",
    "WarmUp",
    "Work",
    "compare",
    "comparison_charts",
    "erlang_c",
    "jackson",
    "queue",
    "replicate",
    "run_charts",
    "simulate",
    "sweep",
    "sweep_charts",
    "theory_chart",
    "title",
    "twin",
    "unit",
    "variants",
    "warm_up",
]
