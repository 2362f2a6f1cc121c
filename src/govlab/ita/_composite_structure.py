"""The structure of a composite: correlation, reliability, and what each part really weighs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from govlab.datasets import Assumptions
from govlab.errors import InputError
from govlab.ita._composite import compose, spearman
from govlab.ita._composite_scheme import Scheme
from govlab.ita._composite_values import Components
from govlab.ita._error_moments import Floats
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

# Limits of the flags: correlations below, above.
_NEGATIVE, _WEAK, _COLLINEAR = "A-081", "A-082", "A-083"
FLAGS = ("negative", "weak", "plain", "collinear", "constant")
_DUST = 1e-12
# A smoothing spline needs this many different values of a component; fewer are groups.
_FEWEST_DIFFERENT = 6
# More different values than this are put together with their neighbours.
_GROUPS = 64
# A covariance of two persons says nothing.
_FEWEST_SHARED = 3
_ROUNDS = 2000
_STILL = 1e-12


def correlations(what: Components, limits: Assumptions | None = None) -> "pd.DataFrame":
    """Return the correlation of each pair of components over agencies, with a flag.

    Parameters
    ----------
    what : Components
        From :func:`components`; each pair is taken over the agencies that have both.
    limits : Assumptions, optional
        Those of the home when not given: a pair is ``negative`` below A-081 (two parts
        of one index pull apart), ``weak`` below A-082, ``collinear`` from A-083 on (one
        says what the other says), ``constant`` where one of them does not vary.

    Returns
    -------
    DataFrame
        ``one, other, same_instrument, n, pearson, spearman, flag``; one row a pair.
    """
    import pandas as pd

    known = limits or Assumptions()
    edges = [float(known.number(code)) for code in (_NEGATIVE, _WEAK, _COLLINEAR)]
    rows: list[dict[str, Any]] = []
    for first, one in enumerate(what.codes):
        for second in range(first + 1, len(what.codes)):
            pair = what.points[:, [first, second]]
            pair = pair[~np.isnan(pair).any(axis=1)]
            r, rank = float("nan"), float("nan")
            if len(pair) > 1 and (np.ptp(pair, axis=0) > _DUST).all():
                r = float(np.asarray(np.corrcoef(pair, rowvar=False))[0, 1])
                rank = spearman(pair[:, 0], pair[:, 1])
            rows.append(
                {
                    "one": one,
                    "other": what.codes[second],
                    "same_instrument": bool(what.place[first] == what.place[second]),
                    "n": len(pair),
                    "pearson": r,
                    "spearman": rank,
                    "flag": _flag(r, edges),
                }
            )
    columns = ["one", "other", "same_instrument", "n", "pearson", "spearman", "flag"]
    return pd.DataFrame(rows, columns=columns)


def _flag(r: float, edges: Sequence[float]) -> str:
    negative, weak, collinear = edges
    if np.isnan(r):
        return "constant"
    if r <= negative:
        return "negative"
    if r < weak:
        return "weak"
    return "collinear" if r >= collinear else "plain"


@dataclass(frozen=True)
class Reliability:
    """How well the questions of a form, or the parts of an index, measure one thing.

    Parameters
    ----------
    n, complete : int
        Persons or agencies that were used, and those of them with every answer.
    alpha : float
        Cronbach's alpha; NaN where nothing varies.
    standardised : float
        Alpha of the correlation matrix, over the questions that vary.
    omega : float
        McDonald's omega total of a one-factor model.
    items : DataFrame
        ``code, mean, sd, item_total`` (correlation with the sum of the others),
        ``alpha_without, loading``; NaN for a question that everybody answers alike.
    """

    n: int
    complete: int
    alpha: float
    standardised: float
    omega: float
    items: "pd.DataFrame"

    @property
    def constant(self) -> tuple[str, ...]:
        """Questions that everybody answers alike: they carry no information here."""
        return tuple(self.items.loc[self.items["sd"] <= _DUST, "code"])

    def in_language(self, lang: str) -> str:
        """Return the coefficients and the part that fits least, in a sentence."""
        known = self.items[self.items["item_total"].notna()].to_dict("records")
        least = min(known, key=lambda row: float(row["item_total"]), default=None)
        return say(
            "ita_composite.coherent",
            lang,
            alpha=f"{self.alpha:.2f}",
            omega=f"{self.omega:.2f}",
            n=f"{self.n:,}",
            complete=f"{self.complete:,}",
            least=least["code"] if least else "–",
            item_total=f"{least['item_total']:.2f}" if least else "–",
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the coefficients and items, JSON-ready."""
        rows = self.items.astype(object).where(self.items.notna(), None)
        return {
            "n": self.n,
            "complete": self.complete,
            "alpha": _known(self.alpha),
            "standardised": _known(self.standardised),
            "omega": _known(self.omega),
            "constant": list(self.constant),
            "items": rows.to_dict("records"),
        }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def reliability(
    values: "npt.ArrayLike | pd.DataFrame | Components",
    codes: Sequence[str] | None = None,
    *,
    missing: Literal["pairwise", "listwise"] = "pairwise",
) -> Reliability:
    """Return alpha, omega and the items' correlations with the total.

    Parameters
    ----------
    values : array or DataFrame, shape (persons, questions), or Components
        Points, higher is better for every column; text columns of a frame, such as
        ``unit`` and ``respondent``, are passed over. A long frame of answers, as
        :func:`govlab.ita.read_ita` returns, is turned: one row a respondent.
    codes : sequence of str, optional
        Names of the columns, or which columns of a frame to take.
    missing : {"pairwise", "listwise"}
        Each covariance over those who gave both answers (of fifty questions nearly
        everybody leaves one out), or over those who left none out. Nothing is imputed.

    Raises
    ------
    InputError
        When two questions share fewer than three persons, or there are fewer than two
        questions.

    Examples
    --------
    >>> found = reliability([[1, 2, 1], [2, 2, 3], [3, 4, 3], [4, 5, 5]])
    >>> round(found.alpha, 4), found.n
    (0.9589, 4)
    """
    import pandas as pd

    if isinstance(values, Components):
        codes, matrix = codes or values.codes, values.points
    elif isinstance(values, pd.DataFrame):
        if {"level", "code", "value"} <= set(values):
            values, codes = _turned(values, codes)
        frame = values[list(codes)] if codes else values.select_dtypes("number")
        codes, matrix = [str(name) for name in frame], frame.to_numpy(dtype=np.float64)
    else:
        matrix = np.asarray(values, dtype=np.float64)
        codes = codes or [str(place + 1) for place in range(matrix.shape[1])]
    if missing not in {"pairwise", "listwise"}:
        raise InputError(
            message(
                "ita_composite.choice", field="missing", found=missing, known="pairwise, listwise"
            )
        )
    whole_rows = ~np.isnan(matrix).any(axis=1)
    held = matrix[whole_rows] if missing == "listwise" else matrix
    cover, fewest = _covariance(held)
    if fewest < _FEWEST_SHARED or held.shape[1] < 2:  # noqa: PLR2004
        raise InputError(message("ita_composite.reliability", n=fewest, questions=held.shape[1]))
    spread = np.sqrt(np.maximum(np.diag(cover), 0.0))
    varies = spread > _DUST
    loading = one_factor(cover[np.ix_(varies, varies)])
    full = np.full(len(codes), np.nan)
    full[varies] = loading
    rows = []
    for place, code in enumerate(codes):
        rest = np.arange(len(codes)) != place
        others = float(cover[np.ix_(rest, rest)].sum())
        total = float("nan")
        if varies[place] and others > _DUST:
            total = float(cover[place, rest].sum() / (spread[place] * np.sqrt(others)))
        rows.append(
            {
                "code": str(code),
                "mean": float(np.nanmean(held[:, place])),
                "sd": float(spread[place]),
                "item_total": total,
                "alpha_without": _alpha(cover[np.ix_(rest, rest)]),
                "loading": full[place],
            }
        )
    scaled = cover[np.ix_(varies, varies)] / np.outer(spread[varies], spread[varies])
    whole = cover.sum()
    unique = np.maximum(np.diag(cover)[varies] - loading**2, 0.0).sum()
    common = float(loading.sum() ** 2)
    return Reliability(
        n=int((~np.isnan(held)).any(axis=1).sum()),
        complete=int(whole_rows.sum()),
        alpha=_alpha(cover),
        standardised=_alpha(scaled),
        omega=common / (common + float(unique)) if whole > _DUST else float("nan"),
        items=pd.DataFrame(rows),
    )


def _turned(
    rows: "pd.DataFrame", codes: Sequence[str] | None
) -> "tuple[pd.DataFrame, Sequence[str]]":
    """Return answers with one row a respondent and one column a question."""
    answers = rows[rows["level"] == "response"]
    if codes is not None:
        answers = answers[answers["code"].isin(list(codes))]
    wide = answers.pivot_table(index=["unit", "respondent"], columns="code", values="value")
    have = set(wide.columns)
    order = dict.fromkeys(answers["code"]) if codes is None else codes
    return wide, [code for code in order if code in have]


def _covariance(held: Floats) -> tuple[Floats, int]:
    """Return each covariance over the rows that have both values, and the fewest such rows."""
    have = (~np.isnan(held)).astype(np.float64)
    # About the means of all: sums of squares of large numbers would lose digits.
    asked = np.maximum(have.sum(axis=0), 1)
    filled = np.where(have > 0, held - np.nansum(held, axis=0) / asked, 0.0)
    count = have.T @ have
    # Means too are over the rows of the pair.
    sums = filled.T @ have
    squares = filled.T @ filled
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (squares - sums * sums.T / count) / (count - 1)
    return np.asarray(found), int(count.min()) if count.size else 0


def _alpha(cover: Floats) -> float:
    count, whole = len(cover), float(cover.sum())
    if count < 2 or whole <= _DUST:  # noqa: PLR2004
        return float("nan")
    return count / (count - 1) * (1 - float(np.trace(cover)) / whole)


def one_factor(cover: Floats) -> Floats:
    """Return loadings on one common factor, in the units of the covariance matrix.

    Least squares on what stands off the diagonal (principal axes, to convergence).
    Fewer than three variables do not settle a factor: two share their covariance evenly.
    """
    count = len(cover)
    if count == 0:
        return np.zeros(0)
    spread = np.sqrt(np.diag(cover))
    r = cover / np.outer(spread, spread)
    if count < 3:  # noqa: PLR2004
        shared = np.sqrt(max(float(r[0, -1]), 0.0)) if count == 2 else 1.0  # noqa: PLR2004
        return np.asarray(shared * spread)
    shared_part = np.abs(r - np.eye(count)).max(axis=0)
    loading = np.zeros(count)
    for _ in range(_ROUNDS):
        reduced = r.copy()
        np.fill_diagonal(reduced, shared_part)
        roots, vectors = np.linalg.eigh(reduced)
        loading = vectors[:, -1] * np.sqrt(max(roots[-1], 0.0))
        # A communality above 1 would leave less than nothing to the question itself.
        again = np.minimum(loading**2, 1.0)
        if np.abs(again - shared_part).max() < _STILL:
            break
        shared_part = again
    return np.asarray(loading * np.sign(loading.sum() or 1.0) * spread)


def importance(what: Components, scheme: Scheme | None = None) -> "pd.DataFrame":
    """Return what each component weighs in fact, beside what it weighs on paper.

    The main effect of a component is the share of the composite's variance over agencies
    that knowing the component alone explains (Paruolo, Saisana and Saltelli, "Ratings
    and rankings: voodoo or science?", Journal of the Royal Statistical Society A 176,
    2013). Correlated components share variance, so the effects need not add up to 1.

    Parameters
    ----------
    what : Components
        From :func:`components`.
    scheme : Scheme, optional
        The official one when not given.

    Returns
    -------
    DataFrame
        ``code, nominal`` (weight), ``linear`` (squared correlation), ``effect`` (by a
        smoothing spline, or by the means of groups where a component takes few values),
        ``share`` (effect over the sum of effects), ``ratio`` (share over nominal),
        ``n``.

    Raises
    ------
    InputError
        When fewer than three agencies have a score, or all scores are the same.
    """
    import pandas as pd

    found = compose(what, scheme)
    whole = ~np.isnan(found.scores)
    scores = found.scores[whole]
    fewest = 3
    if len(scores) < fewest or np.ptp(scores) <= _DUST:
        raise InputError(message("ita_composite.too_few", needed=fewest, found=len(scores)))
    linear, effect = [], []
    for column in what.points[whole].T:
        if np.ptp(column) <= _DUST:
            linear.append(0.0)
            effect.append(0.0)
            continue
        linear.append(float(np.corrcoef(column, scores)[0, 1]) ** 2)
        effect.append(main_effect(column, scores))
    total = sum(effect)
    share = np.array(effect) / total if total > 0 else np.zeros(len(effect))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(found.weights > 0, share / found.weights, np.nan)
    return pd.DataFrame(
        {
            "code": what.codes,
            "nominal": found.weights,
            "linear": linear,
            "effect": effect,
            "share": share,
            "ratio": ratio,
            "n": len(scores),
        }
    )


def main_effect(column: Floats, scores: Floats) -> float:
    """Return the share of the variance of `scores` that `column` explains alone.

    The curve is found over the ranks of `column`: what a component explains does not
    depend on its unit, and even steps keep the spline well-posed.
    """
    from scipy import interpolate

    place, count = _groups(column)
    mean = np.bincount(place, weights=scores) / count
    fitted = mean
    if len(count) >= _FEWEST_DIFFERENT:
        middle_rank = (np.cumsum(count) - count / 2) / count.sum()
        curve = interpolate.make_smoothing_spline(middle_rank, mean, w=count / count.mean())
        fitted = curve(middle_rank)
    middle = float((count * fitted).sum() / count.sum())
    explained = float((count * (fitted - middle) ** 2).sum())
    whole = float(((scores - scores.mean()) ** 2).sum())
    return min(explained / whole, 1.0)


def _groups(column: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return each value's group and the size of each: equal values, or neighbours of many."""
    points, place, count = np.unique(np.round(column, 9), return_inverse=True, return_counts=True)
    if len(points) > _GROUPS:
        # Groups of nearly equal size, equal values never apart.
        before = np.cumsum(count) - count / 2
        group = np.unique((before * _GROUPS / count.sum()).astype(np.int64), return_inverse=True)[1]
        place, count = group[place], np.bincount(group, weights=count)
    return np.asarray(place, np.int64), np.asarray(count, np.float64)
