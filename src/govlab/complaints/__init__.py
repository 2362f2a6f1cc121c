"""Complaint handling: a published month as margins that must add up, and its deadlines."""

from govlab.complaints._charts import field_chart, flow_chart
from govlab.complaints._deadline import Deadline, Due, deadlines, due_table
from govlab.complaints._month import Month, month

__all__ = [
    "Deadline",
    "Due",
    "Month",
    "deadlines",
    "due_table",
    "field_chart",
    "flow_chart",
    "month",
]
