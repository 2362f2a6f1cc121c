"""The report that a notebook opens: the job's own, or the example cohort's, made on the spot."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from govlab import home
from govlab.jobs._cohort import Request
from govlab.jobs._report import Report
from govlab.jobs._workshop import DOCUMENT, run_workshop

# Nothing of the throwaway register shows in the report but how many it holds.
_SOME_DAY = datetime(2026, 11, 22, tzinfo=UTC)


def open_report(path: str | Path = "") -> Report:
    """Return the report at `path`, or, without one, that of the example cohort.

    The example is scored and certified in a folder and register that are thrown away.

    Parameters
    ----------
    path : str or Path, optional
        ``report.json`` of a workshop, or the folder that holds it.

    Raises
    ------
    MissingFileError, InputError
        When there is no report at `path`.
    """
    if str(path):
        found = Path(path)
        return Report.read(found / DOCUMENT if found.is_dir() else found)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        keeper = home.Home(Path(folder))
        run_workshop(Path(folder, "out"), Request(), place=keeper, now=_SOME_DAY, report=False)
        return Report.read(Path(folder, "out", DOCUMENT))
