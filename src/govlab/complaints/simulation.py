"""Complaint processes simulated: one run with its log.

>>> from govlab.complaints import process, simulation
>>> run = simulation.simulate(process("bangkok"), days=365, seed=1)
>>> run.count, len(run.events) > 2 * run.count
(296, True)
"""

from govlab.complaints._simulate import Run, simulate

__all__ = [
    "Run",
    "simulate",
]
