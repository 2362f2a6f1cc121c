"""Event logs in and out, and what they show.

:func:`read` takes CSV, Excel, Parquet, exports of Traffy Fondue, XES (IEEE 1849) and OCEL
2.0; :func:`write` gives CSV, Excel, Parquet, XES and OCEL 2.0. A :class:`Log` holds events
in the columns of the contract ``events``, what is known of their cases, and where it all
comes from; what is simulated says so in every file. Who complained never leaves.

    >>> import pandas as pd
    >>> events = pd.DataFrame({"case": ["C1", "C2"], "activity": ["รับเรื่อง"] * 2, "start": [0, 0]})
    >>> log = log_of(events, source="ตัวอย่าง", simulated=True)
    >>> int(variants(log)["cases"].sum())
    2
"""

from govlab.logs._identity import COMPLAINANT, IDENTITIES
from govlab.logs._log import Log, Provenance, log_of
from govlab.logs._read import read
from govlab.logs._views import (
    activities,
    directly_follows,
    durations,
    throughput,
    variants,
    workload,
)
from govlab.logs._write import write

__all__ = [
    "COMPLAINANT",
    "IDENTITIES",
    "Log",
    "Provenance",
    "activities",
    "directly_follows",
    "durations",
    "log_of",
    "read",
    "throughput",
    "variants",
    "workload",
    "write",
]
