"""The report that a notebook opens: the job's own, or the example cohort's, made on the spot."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from govlab import home
from govlab.jobs._certify import certify, issuer_of
from govlab.jobs._cohort import Request, read_cohort
from govlab.jobs._outcome import judge
from govlab.jobs._report import Report
from govlab.jobs._workshop import DOCUMENT

# Nothing of the throwaway register shows in the report but how many it holds.
_SOME_DAY = datetime(2026, 11, 22, tzinfo=UTC)


def open_report(path: str | Path = "") -> Report:
    """Return the report at `path`, or, without one, that of the example cohort.

    The example is scored and certified in a state folder that is thrown away.

    Parameters
    ----------
    path : str or Path, optional
        ``report.json`` of a workshop, or the folder that holds it.

    Raises
    ------
    MissingFileError, InputError
        When there is no report at `path`.

    Examples
    --------
    >>> open_report().verdict["met"]
    True
    """
    if str(path):
        found = Path(path)
        return Report.read(found / DOCUMENT if found.is_dir() else found)
    place = home.find()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        keeper = home.Home(Path(folder))
        cohort = read_cohort(Request(), place, keeper.state)
        outcome, *_ = certify(judge(cohort), keeper, _SOME_DAY)
        responses = cohort.sitting.keep(cohort.answers.responses)
        return Report(outcome.document(issuer_of(cohort), place, responses))
