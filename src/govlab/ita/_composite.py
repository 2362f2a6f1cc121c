"""Composites under a scheme, under many schemes, and with each component left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from govlab.errors import InputError
from govlab.ita._composite_scheme import (
    RELATIVE,
    Scheme,
    refuse_constant,
    weights_of,
)
from govlab.ita._composite_sum import aggregated, normalised, ranked
from govlab.ita._composite_values import Components
from govlab.ita._error_moments import Floats
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_FEWEST = 2


@dataclass(frozen=True)
class Composite:
    """The composite of each agency under one scheme.

    Parameters
    ----------
    what : Components
        What it is made of.
    scheme : Scheme
        How.
    weights : array, shape (codes,)
        As used; they add up to 1.
    normalised : array, shape (units, codes)
        Components on the scale of the scheme.
    scores, ranks : array, shape (units,)
        Unrounded scores, and ranks by them, 1 for the highest; NaN for an agency that
        lacks a component.
    """

    what: Components
    scheme: Scheme
    weights: Floats
    normalised: Floats
    scores: Floats
    ranks: Floats

    def frame(self) -> "pd.DataFrame":
        """Return ``unit, score, rank``, agencies without a score at the end of the ranks."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.what.units,
                "score": self.scores,
                "rank": pd.array(self.ranks, dtype="Float64").astype("Int64"),
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """Return scheme, weights and agencies, JSON-ready."""
        return {
            "scheme": self.scheme.as_dict(),
            "weights": dict(zip(self.what.codes, self.weights.tolist(), strict=True)),
            "units": [
                {"name": unit, "score": _known(score), "rank": _whole(rank)}
                for unit, score, rank in zip(
                    self.what.units, self.scores.tolist(), self.ranks.tolist(), strict=True
                )
            ],
        }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def check(what: Components, scheme: Scheme) -> None:
    """Refuse a scheme that these components cannot be put through, before anything runs.

    Raises
    ------
    InputError
        When no agency is whole, or a relative normalisation has too few agencies or a
        component without spread.
    """
    count = int(what.whole.sum())
    needed = _FEWEST if scheme.normalisation in RELATIVE else 1
    if count < needed:
        raise InputError(message("ita_composite.too_few", needed=needed, found=count))
    if scheme.normalisation in {"min_max", "z_score", "cpi"}:
        choice = scheme.normalisation
        based = set(scheme.baseline) if choice == "cpi" else set()
        if not set(what.codes) <= based:
            refuse_constant(what, choice)


def compose(what: Components, scheme: Scheme | None = None) -> Composite:
    """Return the composite of each agency under a scheme.

    Parameters
    ----------
    what : Components
        From :func:`components`.
    scheme : Scheme, optional
        The official one when not given: official weights, points as they are, arithmetic.

    Raises
    ------
    InputError
        When scheme and components do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from govlab.ita import method
    >>> from govlab.ita.composite import components
    >>> rows = {"unit": ["ก", "ข"], "IIT": [83.41, 80.79], "EIT": [92.21, 84.47]}
    >>> rows |= {"OIT": [100, 97.5]}
    >>> what = components(pd.DataFrame(rows), method(2564))
    >>> compose(what).scores.round(2), compose(what, Scheme(weights="equal")).scores.round(2)
    (array([92.69, 88.58]), array([91.87, 87.59]))
    """
    scheme = scheme or Scheme()
    check(what, scheme)
    weights = weights_of(what, scheme)
    # An agency that lacks a component has no part in means and ranks of the others.
    whole = np.where(what.whole[:, None], what.points, np.nan)
    every = normalised(whole, scheme, what.codes)
    scores = aggregated(every, weights, scheme)
    return Composite(what, scheme, weights, every, scores, ranked(scores))


def compare_schemes(
    what: Components,
    every: Sequence[Scheme],
    lang: str = "th",
    *,
    unfit: Literal["refuse", "leave_out"] = "refuse",
) -> "pd.DataFrame":
    """Return how much each scheme moves the ranks of the official one.

    Parameters
    ----------
    what : Components
        From :func:`components`.
    every : sequence of Scheme
        Such as :func:`schemes` gives; each is checked before the first runs.
    lang : {"th", "en"}
        Language of the labels.
    unfit : {"refuse", "leave_out"}
        What becomes of schemes that do not fit the components. Those that are left out
        stand in the attribute ``unfit`` of the result (``attrs``), with the reason.

    Returns
    -------
    DataFrame
        One row a scheme: ``scheme, mean_shift, largest_shift, unit`` (which agency moves
        most), ``correlation`` (of ranks, Spearman's).

    Raises
    ------
    InputError
        When one of them does not fit; its label is named.
    """
    import pandas as pd

    fits, left = [], []
    for one in every:
        try:
            check(what, one)
            weights_of(what, one)
        except InputError as error:
            words = message("ita_composite.in_scheme", label=one, fault=error)
            if unfit == "refuse":
                raise InputError(words) from error
            left.append(words.in_language(lang))
            continue
        fits.append(one)
    base = compose(what).ranks
    rows = []
    for one in fits:
        ranks = compose(what, one).ranks
        shift = np.abs(ranks - base)
        most = int(np.nanargmax(shift))
        rows.append(
            {
                "scheme": one.in_language(lang),
                "mean_shift": float(np.nanmean(shift)),
                "largest_shift": int(shift[most]),
                "unit": what.units[most],
                "correlation": spearman(base, ranks),
            }
        )
    found = pd.DataFrame(rows)
    found.attrs["unfit"] = left
    return found


def spearman(one: Floats, other: Floats) -> float:
    """Return the correlation of two rankings; NaN where one of them is all ties."""
    from scipy import stats

    both = ~(np.isnan(one) | np.isnan(other))
    first, second = stats.rankdata(one[both]), stats.rankdata(other[both])
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


@dataclass(frozen=True)
class LeaveOneOut:
    """What each component does to scores and ranks: the composite without it.

    Parameters
    ----------
    what : Components
        With all of them.
    scheme : Scheme
        How they are put together.
    scores, ranks : array, shape (units, codes)
        Change when the component is left out: score in points of the scheme, rank in
        places (positive is a worse rank).
    weights : array, shape (codes,)
        With all of them.
    """

    what: Components
    scheme: Scheme
    scores: Floats
    ranks: Floats
    weights: Floats

    def frame(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row a component, the most important first.

        ``code, name, weight, mean_shift`` (of ranks, absolute), ``largest_shift, unit``
        (which agency moves most), ``score_shift`` (mean absolute), ``score_change``
        (mean with its sign).
        """
        import pandas as pd

        shift = np.abs(self.ranks)
        most = np.nanargmax(shift, axis=0)
        rows = pd.DataFrame(
            {
                "code": self.what.codes,
                "name": [self.what.name(code, lang) for code in self.what.codes],
                "weight": self.weights,
                "mean_shift": np.nanmean(shift, axis=0),
                "largest_shift": np.nanmax(shift, axis=0).astype(int),
                "unit": [self.what.units[place] for place in most],
                "score_shift": np.nanmean(np.abs(self.scores), axis=0),
                "score_change": np.nanmean(self.scores, axis=0),
            }
        )
        return rows.sort_values("mean_shift", ascending=False, kind="stable", ignore_index=True)

    def of(self, unit: str) -> "pd.DataFrame":
        """Return one agency's changes: ``code, score_change, rank_change``."""
        import pandas as pd

        row = self.what.at(unit)
        return pd.DataFrame(
            {
                "code": self.what.codes,
                "score_change": self.scores[row],
                "rank_change": self.ranks[row],
            }
        )


def leave_one_out(what: Components, scheme: Scheme | None = None) -> LeaveOneOut:
    """Return what leaving out each component in turn does to every score and rank.

    The other weights grow in proportion; weights by principal components are found anew.

    Parameters
    ----------
    what : Components
        At the level whose parts are to be left out: instruments, indicators, items.
    scheme : Scheme, optional
        The official one when not given.

    Raises
    ------
    InputError
        When there are fewer than two components, or all weight lies on one.
    """
    scheme = scheme or Scheme()
    if len(what.codes) < _FEWEST:
        raise InputError(message("ita_composite.one_component", codes=", ".join(what.codes)))
    base = compose(what, scheme)
    scores, ranks = np.empty_like(what.points), np.empty_like(what.points)
    # Only agencies that are whole with all components are compared.
    for place, code in enumerate(what.codes):
        less = what.without(code)
        again = compose(_only(less, base), _less(scheme, code))
        scores[:, place] = again.scores - base.scores
        ranks[:, place] = again.ranks - base.ranks
    return LeaveOneOut(what, scheme, scores, ranks, base.weights)


def _only(less: Components, base: Composite) -> Components:
    keep = ~np.isnan(base.scores)[:, None]
    return replace(less, points=np.where(keep, less.points, np.nan))


def _less(scheme: Scheme, code: str) -> Scheme:
    if not isinstance(scheme.weights, Mapping):
        return scheme
    rest = {one: weight for one, weight in scheme.weights.items() if one != code}
    if not sum(rest.values()) > 0:
        raise InputError(message("ita_composite.one_component", codes=code))
    return replace(scheme, weights=rest)


def noted(found: Composite, lang: str) -> list[str]:
    """Return what a reader must know of a composite, in sentences."""
    told = found.what.noted(lang)
    return [*told, say("ita_composite.by_scheme", lang, label=found.scheme.in_language(lang))]
