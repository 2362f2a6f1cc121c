"""Conformance of any log to a process, its legal clocks, and what it exposes.

>>> from govlab.complaints import conformance
>>> [one.name for one in conformance.rules()][:4]
['unknown_activity', 'skipped_step', 'wrong_order', 'wrong_route']
"""

from govlab.complaints._clocks import clocks, due_soon
from govlab.complaints._conformance import Findings, check, title
from govlab.complaints._conformance import every as rules
from govlab.complaints._exposure import Exposure, exposures, need_to_know
from govlab.complaints._exposure_guard import guarded
from govlab.complaints._exposure_store import opened as open_store
from govlab.complaints._exposure_store import sealed as seal_identities
from govlab.complaints._mine import Mined, log_to_mine, mine
from govlab.complaints._rules import Rule

__all__ = [
    "Exposure",
    "Findings",
    "Mined",
    "Rule",
    "check",
    "clocks",
    "due_soon",
    "exposures",
    "guarded",
    "log_to_mine",
    "mine",
    "need_to_know",
    "open_store",
    "rules",
    "seal_identities",
    "title",
]
