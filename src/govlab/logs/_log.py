"""What a log is: events, the cases they belong to, the objects they touch, and where it is from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

#: The columns of the contract ``events``, in its order.
COLUMNS = (
    "case",
    "seq",
    "activity",
    "resource",
    "start",
    "end",
    "outcome",
    "deadline_state",
    "attributes",
)
REQUIRED = ("case", "seq", "activity", "start")
#: Columns of events that are empty when they are taken away.
_TEXTS = ("resource", "outcome", "deadline_state")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a log comes from.

    Parameters
    ----------
    source : str
        File, system or process that it was taken from.
    simulated : bool
        True when no real case stands behind it; whatever is written from it says so.
    note : str
        What else a reader must know.
    """

    source: str
    simulated: bool
    note: str = ""

    def words(self, lang: str = "th") -> str:
        """Return the source line for a table or a figure.

        Examples
        --------
        >>> Provenance("bangkok.yaml", simulated=True).words("en")
        'bangkok.yaml · simulated data, no real case'
        """
        kind = say("logs.simulated", lang) if self.simulated else ""
        return " · ".join(one for one in (self.source, kind, self.note) if one)


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """An event log.

    Parameters
    ----------
    events : DataFrame
        The contract ``events``: case, seq, activity, resource, start, end (microseconds
        since 1970 UTC; end is missing while it is going on), outcome, deadline_state,
        attributes (a JSON object as text). Case, activity and resource may be
        categorical, which is how logs are read.
    cases : DataFrame
        One row a case: ``case`` and its attributes. May be empty.
    provenance : Provenance
        Where it comes from, and whether it is simulated.
    objects : DataFrame, optional
        One row an object of OCEL: object, type, attributes (JSON text).
    relations : DataFrame, optional
        Which events touch which objects: case, seq, object, qualifier.
    links : DataFrame, optional
        Which objects belong together: source, target, qualifier.

    Examples
    --------
    >>> import pandas as pd
    >>> events = pd.DataFrame({"case": ["C1"], "seq": [0], "activity": ["รับเรื่อง"], "start": [0]})
    >>> log = log_of(events, source="example", simulated=True)
    >>> len(log.events), log.events["end"].isna().item(), log.cases["case"].to_list()
    (1, True, ['C1'])
    """

    events: "pd.DataFrame"
    cases: "pd.DataFrame"
    provenance: Provenance
    objects: "pd.DataFrame | None" = None
    relations: "pd.DataFrame | None" = None
    links: "pd.DataFrame | None" = None

    def without(self, *names: str) -> "Log":
        """Return the log without the columns and attributes called `names`.

        A name is that of a column of events or cases, of an attribute of events, or of an
        attribute of objects. Columns that every log has (case, seq, activity, start, end)
        cannot be taken away.
        """
        from govlab.logs._attributes import drop_keys

        gone = set(names)
        events = self.events.copy(deep=False)
        events["attributes"] = drop_keys(events["attributes"], gone)
        for name in gone & set(_TEXTS):
            events[name] = nothing(len(events))
        events = events[[name for name in events.columns if name in COLUMNS or name not in gone]]
        cases = self.cases[[one for one in self.cases.columns if one == "case" or one not in gone]]
        objects = self.objects
        if objects is not None:
            objects = objects.assign(attributes=drop_keys(objects["attributes"], gone))
        return replace(self, events=events, cases=cases, objects=objects)


def nothing(rows: int) -> "pd.Series[Any]":
    """Return a column of texts that are all missing."""
    import numpy as np
    import pandas as pd

    return pd.Series(pd.array([None], dtype="str").take(np.zeros(rows, dtype=np.int64)))


def log_of(
    events: "pd.DataFrame",
    cases: "pd.DataFrame | None" = None,
    *,
    source: str,
    simulated: bool,
    note: str = "",
    keep: Sequence[str] = (),
) -> Log:
    """Return the log of a frame of events, with the columns that it lacks.

    Parameters
    ----------
    events : DataFrame
        With at least case, activity and start; `seq` is counted within each case, in the
        order of the rows, when it is not there.
    cases : DataFrame, optional
        One row a case; without it, the cases of the events and nothing more.
    source : str
        File, system or process that it was taken from.
    simulated : bool
        Whether no real case stands behind it.
    note : str
        What else a reader must know.
    keep : sequence of str
        Further columns of `events` that stay, which only this program uses.

    Raises
    ------
    InputError
        When a column that must be filled is missing or empty, an event has the key of
        another, or an end stands before its start.
    """
    import pandas as pd

    from govlab.logs._checked import checked, checked_cases

    held = events.copy(deep=False).reset_index(drop=True)
    if "seq" not in held.columns and "case" in held.columns:
        held["seq"] = held.groupby("case", observed=True, sort=False).cumcount()
    for name in COLUMNS:
        if name not in held.columns and name not in REQUIRED:
            held[name] = (
                pd.Series(pd.NA, index=held.index, dtype="Int64")
                if name == "end"
                else nothing(len(held))
            )
    checked(held, source)
    held["start"] = held["start"].astype("int64")
    held = held[[*COLUMNS, *keep]]
    if cases is None:
        cases = pd.DataFrame({"case": pd.Series(held["case"].unique(), dtype="str")})
    checked_cases(cases, source)
    return Log(held, cases, Provenance(source, simulated, note))
