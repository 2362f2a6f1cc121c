"""Complaint handling: a published month as margins that must add up, and its deadlines."""

from govlab.complaints._charts import field_chart, flow_chart
from govlab.complaints._deadline import Deadline, Due, deadlines, due_table
from govlab.complaints._declaration import process, processes
from govlab.complaints._diagram import diagram
from govlab.complaints._diagram_mermaid import mermaid
from govlab.complaints._expected import expected
from govlab.complaints._month import Month, month
from govlab.complaints._overrides import Policy, policies, policy_file
from govlab.complaints._published import districts_chart, month_study

__all__ = [
    "Deadline",
    "Due",
    "Month",
    "Policy",
    "deadlines",
    "diagram",
    "districts_chart",
    "due_table",
    "expected",
    "field_chart",
    "flow_chart",
    "mermaid",
    "month",
    "month_study",
    "policies",
    "policy_file",
    "process",
    "processes",
]
