"""Complaint handling: a published month as margins that must add up, and its deadlines."""

from govlab.complaints._charts import field_chart, flow_chart
from govlab.complaints._deadline import Deadline, Due, deadlines, due_table
from govlab.complaints._declaration import process, processes
from govlab.complaints._month import Month, month
from govlab.complaints._overrides import Policy, policies, policy_file
from govlab.complaints._published import districts_chart, month_study

__all__ = [
    "Deadline",
    "Due",
    "Month",
    "Policy",
    "deadlines",
    "districts_chart",
    "due_table",
    "field_chart",
    "flow_chart",
    "month",
    "month_study",
    "policies",
    "policy_file",
    "process",
    "processes",
]
