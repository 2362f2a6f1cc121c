"""Improvement planned: measures, what they may change, the cheapest way to a target.

Measures change practice. Documents count 0 or 100 and are computed exactly; what surveys
gain is assumed, with numbers and ranges, and told as a chance:

>>> from govlab.ita import improvement
>>> plan = improvement.cheapest(improvement.example(), target=85, seed=2567)
>>> [(step.measure.code, round(step.gain, 2)) for step in plan.steps]
[('O42', 5.0)]
"""

from govlab.ita._improve_example import example
from govlab.ita._improve_futures import Futures
from govlab.ita._improve_library import library
from govlab.ita._improve_measure import Effect, Measure, Premises
from govlab.ita._improve_plan import Plan, cheapest
from govlab.ita._improve_read import read_measures
from govlab.ita._improve_start import Start, start_of
from govlab.ita._improve_target import Target
from govlab.ita._plan_chart import waterfall
from govlab.ita._plan_drafts import draft_measures, draft_report
from govlab.ita._plan_folder import write_plans
from govlab.ita._plan_page import executive_page
from govlab.ita._plan_sheet import self_check
from govlab.ita._plan_what_if import item_shares, panel, share_chart, what_if

__all__ = [
    "Effect",
    "Futures",
    "Measure",
    "Plan",
    "Premises",
    "Start",
    "Target",
    "cheapest",
    "draft_measures",
    "draft_report",
    "example",
    "executive_page",
    "item_shares",
    "library",
    "panel",
    "read_measures",
    "self_check",
    "share_chart",
    "start_of",
    "waterfall",
    "what_if",
    "write_plans",
]
