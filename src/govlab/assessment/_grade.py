"""Grading a cohort: answers become results, whole columns at a time and in whole numbers.

Points are counted in the largest unit that divides every item's partial credit, so that
a score on the edge of the pass mark is judged exactly.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import govlab
from govlab.assessment._person import State, full_marks, mark
from govlab.assessment._policy import Policy
from govlab.assessment._ratings import counted, rated, read_response
from govlab.errors import GovlabError, InputError, Problem
from govlab.tables import problem, table_error
from govlab.text import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from govlab.course import Snapshot

    Codes = npt.NDArray[np.int64]

_KEY = ("cohort", "person", "sitting", "attempt")
_NEEDED = (*_KEY, "item", "response")
_STATES = tuple(State)
_UNANSWERED = _STATES.index(State.UNANSWERED)
# A frame in memory is counted as if it stood in a sheet under its headings.
_FIRST_ROW = 2


def grade(
    responses: "pd.DataFrame",
    snapshot: "Snapshot",
    policy: Policy | None = None,
    *,
    persons: Collection[str] | None = None,
    ratings: "pd.DataFrame | None" = None,
) -> "pd.DataFrame":
    """Grade every sitting that `responses` holds.

    A pure function: the same answers, snapshot and policy give the same results, in
    whatever order the rows stand. An item without a row is unanswered. Unanswered items
    after a person's last answer, in the order of the form, are not reached. Rows of a
    practice item that does not count are passed over.

    Parameters
    ----------
    responses : DataFrame
        Contract `responses`; text columns may be categorical.
    snapshot : Snapshot
        Of the sitting.
    policy : Policy, optional
        With the pass mark; that of the snapshot when not given.
    persons : collection of str, optional
        Grade the sittings of these persons only.
    ratings : DataFrame, optional
        Contract `ratings`: the points of each criterion for answers in words; needed
        where the form asks for words.

    Returns
    -------
    DataFrame
        Contract `results`, one row per attempt, sorted by its key.

    Raises
    ------
    TableError
        With every row whose item, version, form or option is not the snapshot's, whose
        key is incomplete, that answers an item a second time, or whose answer in words
        is not rated.
    """
    import numpy as np
    import pandas as pd

    policy = policy or Policy.declared(snapshot)
    missing = [name for name in _NEEDED if name not in responses.columns]
    if missing:
        raise InputError(message("assessment.no_columns", missing=", ".join(missing)))
    if persons is not None:
        responses = responses[responses["person"].isin(list(persons))]
    responses = rated(counted(responses, snapshot), snapshot, ratings)
    check, marks = _Check(responses, snapshot), _Marks.of(snapshot)
    place = check.places(_factor(responses["item"]))
    answer, states, units = marks.look_up(place, _factor(responses["response"]), check)
    keys = [_factor(responses[name], in_order=True) for name in _KEY]
    sitting, sittings = _combine(keys)
    width = len(snapshot.scored)
    cell = sitting * width + place
    check.keys(keys)
    check.once(cell, (sitting < 0) | (place < 0))
    check.raise_if_any()

    grid = np.full(len(sittings) * width, _UNANSWERED, dtype=np.int8)
    grid[cell] = states[answer]
    scored = np.bincount(sitting, weights=units[answer], minlength=len(sittings)).astype(np.int64)
    most = full_marks(snapshot) * marks.unit
    counts = _counts(grid.reshape(len(sittings), width))
    columns: dict[str, Any] = {
        name: key.distinct[sittings[:, n]]
        for n, (name, key) in enumerate(zip(_KEY, keys, strict=True))
    }
    columns |= {
        "score": scored / marks.unit,
        "max": float(full_marks(snapshot)),
        "percent": 100 * scored / most,
        "passed": scored >= math.ceil(policy.pass_share * most),
        **{str(state): counts[n] for n, state in enumerate(_STATES)},
        "bank_sha256": snapshot.sha256,
        "policy": policy.id,
        "software_version": govlab.__version__,
    }
    text = ("cohort", "person", "sitting", "bank_sha256", "policy", "software_version")
    return pd.DataFrame(columns).astype(dict.fromkeys(text, "str") | {"attempt": "int64"})


@dataclass(frozen=True, slots=True)
class _Factor:
    """A column as whole numbers: `codes` point into `distinct`, -1 is empty."""

    codes: "Codes"
    distinct: "npt.NDArray[Any]"


def _factor(column: "pd.Series[Any]", *, in_order: bool = False) -> _Factor:
    """Return the column in codes; with `in_order` the values are sorted."""
    import numpy as np
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, distinct = column.cat.codes.to_numpy(), column.cat.categories.to_numpy()
    elif _is_constant(column):
        codes, distinct = np.zeros(len(column), dtype=np.int64), np.array([column.iloc[0]])
    else:
        codes, found = pd.factorize(column)
        distinct = np.asarray(found)
    numbers: Codes = codes.astype(np.int64, copy=False)
    if not in_order or len(distinct) == 1:
        return _Factor(numbers, distinct)
    order = np.argsort(distinct)
    ranks = np.full(len(distinct) + 1, -1, dtype=np.int64)  # one more, so that -1 points at -1
    ranks[order] = np.arange(len(distinct))
    return _Factor(ranks[numbers], distinct[order])


def _is_constant(column: "pd.Series[Any]") -> bool:
    """Say whether one value fills the column, as cohort and sitting mostly do."""
    plain = column.dtype.kind in "iub" or column.dtype == "str"
    # Other dtypes compare a missing value as neither the same nor different.
    if column.empty or not plain:
        return False
    first = column.iloc[0]
    # Comparing all costs a tenth of numbering all; three looks tell whether it is worth it.
    looks = (column.iloc[len(column) // 2], column.iloc[-1])
    return all(one == first for one in looks) and bool((column == first).all())


def _lookup(values: "npt.NDArray[Any]", known: dict[str, int]) -> "Codes":
    """Return for each value its number, -1 where it has none, and -1 at the end for empty."""
    import numpy as np

    return np.array([*(known.get(value, -1) for value in values), -1], dtype=np.int64)


def _combine(keys: Sequence[_Factor]) -> tuple["Codes", "Codes"]:
    """Return each row's number among the distinct keys in order, and those keys in codes."""
    import numpy as np
    import pandas as pd

    sizes = [max(len(key.distinct), 1) for key in keys]
    whole = np.ravel_multi_index([np.maximum(key.codes, 0) for key in keys], sizes)
    number, distinct = pd.factorize(whole, sort=True)
    # A row whose key is incomplete belongs to no sitting; it is told and stops the grading.
    broken = np.min([key.codes for key in keys], axis=0) < 0
    return np.where(broken, -1, number), np.column_stack(np.unravel_index(distinct, sizes))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What an answer to an item is worth, in `unit` parts of a point."""

    snapshot: "Snapshot"
    unit: int

    @classmethod
    def of(cls, snapshot: "Snapshot") -> "_Marks":
        return cls(snapshot, math.lcm(*(one.interaction.unit_parts for one in snapshot.scored)))

    def look_up(
        self, place: "Codes", responses: _Factor, check: "_Check"
    ) -> tuple["Codes", "npt.NDArray[np.int8]", "Codes"]:
        """Mark each distinct pair of item and answer once; return each row's pair and its marks."""
        import numpy as np
        import pandas as pd

        texts = ["", *map(str, responses.distinct)]
        pair, distinct = pd.factorize(place * len(texts) + responses.codes + 1)
        states = np.zeros(len(distinct), dtype=np.int8)
        units = np.zeros(len(distinct), dtype=np.int64)
        faults: dict[int, Message] = {}
        for n, (item, text) in enumerate(zip(*np.divmod(distinct, len(texts)), strict=True)):
            if item < 0:
                continue
            asked = self.snapshot.scored[item]
            try:
                state, points = mark(asked, *read_response(texts[text], asked))
            except GovlabError as fault:
                if isinstance(fault.message, Message):
                    faults[n] = fault.message
                continue
            states[n], units[n] = _STATES.index(state), int(points * self.unit)
        if faults:
            bad = np.flatnonzero(np.isin(pair, list(faults)))
            check.told(bad, "response", lambda row: faults[int(pair[row])])
        return pair, states, units


def _counts(grid: "npt.NDArray[np.int8]") -> "list[Codes]":
    """Return how many items of each sitting are in each state, in the order of `State`."""
    import numpy as np

    answered = grid != _UNANSWERED
    width = grid.shape[1]
    reached = np.where(answered.any(axis=1), width - np.argmax(answered[:, ::-1], axis=1), 0)
    counts = [np.count_nonzero(grid == n, axis=1) for n in range(_UNANSWERED)]
    return [*counts, reached - np.sum(counts, axis=0), width - reached]


@dataclass
class _Check:
    """Collects what is wrong with the rows, each place named as in a sheet."""

    frame: "pd.DataFrame"
    snapshot: "Snapshot"
    problems: list[Problem] = field(default_factory=list)

    def told(self, rows: Iterable[int], column: str, words: Callable[[int], Message]) -> None:
        """Note that these rows break a rule in `column`."""
        for row in rows:
            value = self.frame[column].iloc[row]
            self.problems.append(
                problem(
                    words(row), file="responses", row=row + _FIRST_ROW, column=column, value=value
                )
            )

    def places(self, items: _Factor) -> "Codes":
        """Return each row's place on the form, -1 where its item is none of the form's."""
        import numpy as np

        form = self.snapshot.form_id
        known = {one.code: n for n, one in enumerate(self.snapshot.scored)}
        place = _lookup(items.distinct, known)[items.codes]
        self.told(np.flatnonzero(items.codes < 0), "item", lambda _: message("tables.required"))
        self.told(
            np.flatnonzero((place < 0) & (items.codes >= 0)),
            "item",
            lambda row: message(
                "assessment.unknown_item", value=items.distinct[items.codes[row]], form=form
            ),
        )
        self._stated("form", np.zeros_like(place), [form], "assessment.other_form")
        versions = [str(item.version) for item in self.snapshot.scored]
        self._stated("version", place, versions, "assessment.other_version")
        return place

    def _stated(self, column: str, place: "Codes", wanted: list[str], key: str) -> None:
        """Note the rows that state another form or version than the snapshot's."""
        import numpy as np

        if column not in self.frame.columns:
            return
        stated = _factor(self.frame[column])
        known = {value: n for n, value in enumerate(map(str, stated.distinct))}
        right = np.array([*(known.get(value, -2) for value in wanted), -1])
        other = np.flatnonzero((stated.codes >= 0) & (place >= 0) & (stated.codes != right[place]))
        self.told(
            other,
            column,
            lambda row: message(
                key, value=stated.distinct[stated.codes[row]], wanted=wanted[place[row]]
            ),
        )

    def keys(self, keys: Sequence[_Factor]) -> None:
        """Note the rows whose key is incomplete."""
        import numpy as np

        for name, key in zip(_KEY, keys, strict=True):
            self.told(np.flatnonzero(key.codes < 0), name, lambda _: message("tables.required"))

    def once(self, cell: "Codes", skipped: "npt.NDArray[np.bool_]") -> None:
        """Note the rows that answer an item which an earlier row answers."""
        import numpy as np
        import pandas as pd

        seen = np.zeros(int(cell.max(initial=0)) + 1, dtype=bool)
        seen[cell[~skipped]] = True
        if np.count_nonzero(seen) == len(cell) - np.count_nonzero(skipped):
            return
        rows = pd.Series(cell)[~skipped]
        first = rows.drop_duplicates().reset_index().set_index(0)["index"]
        self.told(
            rows.index[rows.duplicated()],
            "item",
            lambda row: message(
                "assessment.answered_twice",
                person=self.frame["person"].iloc[row],
                first=first[cell[row]] + _FIRST_ROW,
            ),
        )

    def raise_if_any(self) -> None:
        """Raise the error that lists everything noted."""
        if self.problems:
            raise table_error(sorted(self.problems, key=lambda one: one.row or 0))
