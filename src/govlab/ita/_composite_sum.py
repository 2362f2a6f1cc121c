"""Normalisation and aggregation of whole stacks of tables: draws, agencies, components."""

import numpy as np
import numpy.typing as npt

from govlab.errors import InputError
from govlab.ita._composite_scheme import Scheme
from govlab.ita._error_moments import Floats
from govlab.text import message

# Mean and standard deviation onto which the Corruption Perceptions Index puts its sources:
#
CPI_MEAN, CPI_SPREAD = 45.0, 20.0
_TOP = 100.0
# Scores nearer than this are equal: what is the same on paper differs by less in floats.
DUST = 1e-9
# Comparisons of pairs of agencies held at a time: 16 MB.
_AT_ONCE = 1 << 21


def normalised(values: Floats, scheme: Scheme, codes: tuple[str, ...]) -> Floats:
    """Return values on the scale of the scheme; agencies without a value do not count.

    Parameters
    ----------
    values : array, shape (..., units, codes)
        Points. Each table of a stack is normalised by its own agencies.
    scheme : Scheme
        The choices.
    codes : tuple of str
        For the baseline of ``cpi``.
    """
    low, high = scheme.scale
    if scheme.normalisation == "none":
        return values
    if scheme.normalisation == "goalposts":
        least, most = scheme.goalposts
        share = np.clip((values - least) / (most - least), 0.0, 1.0)
        return np.asarray(low + (high - low) * share)
    if scheme.normalisation == "rank":
        return _ranked(values, low, high)
    if scheme.normalisation == "min_max":
        least = np.nanmin(values, axis=-2, keepdims=True)
        most = np.nanmax(values, axis=-2, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(low + (high - low) * (values - least) / (most - least))
    mean = np.nanmean(values, axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        if scheme.normalisation == "z_score":
            spread = np.nanstd(values, axis=-2, ddof=1, keepdims=True)
            middle, wide = scheme.standard
            return np.asarray(middle + wide * (values - mean) / spread)
        spread = np.nanstd(values, axis=-2, ddof=1, keepdims=True)
        for place, code in enumerate(codes):
            if code in scheme.baseline:
                mean[..., place], spread[..., place] = scheme.baseline[code]
        found = CPI_MEAN + CPI_SPREAD * (values - mean) / spread
    return np.asarray(np.clip(found, 0.0, _TOP))


def _ranked(values: Floats, low: float, high: float) -> Floats:
    """Return average ranks, the worst agency at `low` and the best at `high`."""
    from scipy import stats

    # Dust would tell equal values apart.
    found = stats.rankdata(np.round(values, 9), axis=-2, nan_policy="omit")
    count = (~np.isnan(values)).sum(axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (found - 1) / (count - 1)
    return np.asarray(low + (high - low) * np.where(np.isnan(values), np.nan, share))


def aggregated(values: Floats, weights: Floats, scheme: Scheme) -> Floats:
    """Return one number an agency from its normalised components.

    Parameters
    ----------
    values : array, shape (..., units, codes)
        Normalised; an agency with a NaN gets NaN.
    weights : array, shape (..., codes)
        Of each table; they add up to 1.
    scheme : Scheme
        The choices.

    Raises
    ------
    InputError
        When a geometric or harmonic mean meets a value that is not above 0.
    """
    each = weights[..., None, :]
    if scheme.aggregation in {"geometric", "harmonic"}:
        # A component that weighs nothing may be 0.
        if ((values <= 0) & (each > 0)).any():
            raise InputError(
                message(
                    "ita_composite.not_positive",
                    aggregation=scheme.aggregation,
                    found=f"{np.nanmin(values):.4g}",
                )
            )
        safe = np.where(each > 0, values, np.where(np.isnan(values), np.nan, 1.0))
        if scheme.aggregation == "geometric":
            return np.asarray(np.exp((each * np.log(safe)).sum(axis=-1)))
        return np.asarray(1.0 / (each / safe).sum(axis=-1))
    if scheme.aggregation == "copeland":
        return _copeland(values, weights)
    mean = (each * values).sum(axis=-1)
    if scheme.aggregation == "mean_min":
        lowest = np.where(each > 0, values, np.inf).min(axis=-1)
        lowest = np.where(np.isnan(mean), np.nan, lowest)
        smooth = scheme.smoothing
        gap = np.sqrt((mean - lowest) ** 2 + smooth**2) - smooth
        return np.asarray(mean - scheme.unbalance * gap)
    if scheme.aggregation == "mazziotta_pareto":
        spread = (each * (values - mean[..., None]) ** 2).sum(axis=-1)
        if (mean <= 0).any():
            raise InputError(
                message(
                    "ita_composite.not_positive",
                    aggregation=scheme.aggregation,
                    found=f"{np.nanmin(mean):.4g}",
                )
            )
        return np.asarray(mean - spread / mean)
    return np.asarray(mean)


def _copeland(values: Floats, weights: Floats) -> Floats:
    """Return wins less losses against each other agency: a majority of the weights wins."""
    stack = values.reshape(-1, *values.shape[-2:])
    share = np.broadcast_to(weights, (*values.shape[:-2], values.shape[-1])).reshape(len(stack), -1)
    found = np.full(stack.shape[:2], np.nan)
    for at, (table, each) in enumerate(zip(stack, share, strict=True)):
        whole = np.flatnonzero(~np.isnan(table).any(axis=1))
        held = np.round(table[whole], 9)
        step = max(1, _AT_ONCE // max(1, len(whole)))
        for first in range(0, len(whole), step):
            some = held[first : first + step]
            net = np.zeros((len(some), len(held)))
            for place, weight in enumerate(each):
                net += weight * np.sign(some[:, None, place] - held[None, :, place])
            # Weights of an even split add up to 0 but for dust.
            found[at, whole[first : first + step]] = np.sign(
                np.where(np.abs(net) < DUST, 0.0, net)
            ).sum(axis=1)
    return found.reshape(values.shape[:-1])


def ranked(scores: Floats) -> npt.NDArray[np.float64]:
    """Return ranks by unrounded scores, 1 for the highest; NaN where there is no score.

    Equal scores share the best rank.

    Parameters
    ----------
    scores : array, shape (..., units)

    Examples
    --------
    >>> ranked(np.array([84.996, 84.998, np.nan, 84.996])).tolist()
    [2.0, 1.0, nan, 2.0]
    """
    from scipy import stats

    found = stats.rankdata(-np.round(scores, 9), method="min", axis=-1, nan_policy="omit")
    return np.asarray(np.where(np.isnan(scores), np.nan, found), dtype=np.float64)
