"""The reports of a centre: when they fall due, and the counts they would show."""

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from govlab.complaints import _kernel_tables as tables
from govlab.complaints import _log
from govlab.complaints._kernel_tables import DAY
from govlab.thai import fiscal_year_of

if TYPE_CHECKING:
    import pandas as pd

    from govlab.complaints._simulate import Run


def reports_frame(run: "Run") -> "pd.DataFrame":
    """Return one row a report of each period that lies within the run.

    Periods are those of the fiscal year (assumption A-006): every so many months from
    1 October. `late` counts deadlines that bind, have passed and are not met at the end of
    the period.
    """
    import pandas as pd

    cases = run.state.cases[: run.count]
    came = cases[:, tables.CAME]
    closed = np.where(cases[:, tables.CLOSED] < 0, tables.FAR, cases[:, tables.CLOSED])
    clocks = _log.clocks_of(run.state, run.window)
    binds = run.plan.limit[clocks.deadline, tables.BINDS] == 1
    due = clocks.due[binds]
    stopped = np.where(clocks.stopped[binds] == _log.NEVER, tables.FAR, clocks.stopped[binds])
    process = run.process
    rows = []
    for name, report in process.reports.items():
        month = np.datetime64(fiscal_year_of(process.start).start, "M")
        while True:
            after = month + report.every_months
            first, end = (
                int((one.astype("M8[D]") - np.datetime64(process.start, "D")).astype(int))
                for one in (month, after)
            )
            month = after
            if end > run.days:
                break
            if first < 0:
                continue
            since, until = first * DAY, end * DAY
            rows.append(
                {
                    "report": name,
                    "date": process.start + timedelta(days=end - 1),
                    "actor": report.actor,
                    "to": report.to,
                    "received": int(((came >= since) & (came < until)).sum()),
                    "closed": int(((closed >= since) & (closed < until)).sum()),
                    "open": int(((came < until) & (closed >= until)).sum()),
                    "late": int(((due <= until) & (stopped > until)).sum()),
                }
            )
    columns = ["report", "date", "actor", "to", "received", "closed", "open", "late"]
    return pd.DataFrame(rows, columns=columns)
