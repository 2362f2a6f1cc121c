"""How it is scored: grades, the ladder of a cohort, the verdict on its target.

>>> from decimal import Decimal
>>> from govlab.assessment import Policy
>>> Policy(Decimal(80)).id
'pass80-last'
"""

from govlab.assessment._answers import Answers, Repeated, read_answers
from govlab.assessment._grade import grade
from govlab.assessment._intervals import Interval, clopper_pearson, wilson
from govlab.assessment._ladder import Ladder, Verdict, counting, ladder, verdict
from govlab.assessment._person import PersonResult, State, grade_person
from govlab.assessment._policy import Policy
from govlab.assessment._who import Unmatched

__all__ = [
    "Answers",
    "Interval",
    "Ladder",
    "PersonResult",
    "Policy",
    "Repeated",
    "State",
    "Unmatched",
    "Verdict",
    "clopper_pearson",
    "counting",
    "grade",
    "grade_person",
    "ladder",
    "read_answers",
    "verdict",
    "wilson",
]
