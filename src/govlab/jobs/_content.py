"""The gate that content passes before it is taught: every rule, and both editions graded."""

from dataclasses import replace

from govlab import course, home
from govlab.course import Finding, Report
from govlab.errors import InputError
from govlab.jobs._editions import editions


def check_content(curriculum_id: str | None = None, place: home.Home | None = None) -> Report:
    """Return what breaks a rule in one curriculum, or in all: the gate.

    What :func:`govlab.course.check` finds, and whether the answer edition of every item
    and blueprint scores 100 % and a blank one runs and scores 0 %.

    Parameters
    ----------
    curriculum_id : str, optional
        All curricula of the home when not given.
    place : Home, optional

    Raises
    ------
    UnknownNameError
        When there is no such curriculum.
    """
    report = course.check(curriculum_id, place)
    more: list[Finding] = []
    for name in report.curricula:
        try:
            found = course.load(name, place)
        except InputError:
            continue  # said already, place by place
        more += editions(found)
    return replace(report, findings=(*report.findings, *more))
