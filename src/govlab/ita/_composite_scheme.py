"""A scheme: every choice by which values become one composite, declared and checked early."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from math import isfinite
from typing import Any, Literal

import numpy as np

from govlab.chance import key
from govlab.errors import InputError
from govlab.ita._composite_values import Components
from govlab.ita._error_moments import Floats
from govlab.ita._respondents_draws import uniforms
from govlab.text import message, say

Weights = Literal["official", "equal", "pca"]
Normalisation = Literal["none", "min_max", "z_score", "rank", "goalposts", "cpi"]
Aggregation = Literal[
    "arithmetic", "geometric", "harmonic", "mean_min", "mazziotta_pareto", "copeland"
]
WEIGHTS = ("official", "equal", "pca")
NORMALISATIONS = ("none", "min_max", "z_score", "rank", "goalposts", "cpi")
AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "mean_min", "mazziotta_pareto", "copeland")
# These divide by values or take their logarithm.
_NEEDS_POSITIVE = ("geometric", "harmonic")
# Means over agencies enter these; one agency alone has none.
RELATIVE = ("min_max", "z_score", "rank", "cpi")
_DUST = 1e-12


@dataclass(frozen=True)
class Scheme:
    """How components become one number; wrong choices are refused when it is declared.

    Parameters
    ----------
    weights : str or mapping of str to number
        ``"official"`` (the method's), ``"equal"``, ``"pca"`` (squared loadings of the
        first principal component) or a weight for each code, in any unit.
    normalisation : str
        ``"none"`` (points as they are), ``"min_max"`` (worst and best agency become the
        ends of `scale`), ``"z_score"`` (mean and standard deviation become those of
        `standard`), ``"rank"`` (average ranks spread over `scale`), ``"goalposts"``
        (fixed ends, values beyond them cut), ``"cpi"`` (z-score onto mean 45 and
        standard deviation 20, A-085 and A-089, cut at 0 and 100, as the Corruption
        Perceptions Index).
    aggregation : str
        Means ``"arithmetic"``, ``"geometric"``, ``"harmonic"``; ``"mean_min"`` (Casadio
        Tarabusi and Guarini 2013); ``"mazziotta_pareto"`` (mean less variance over
        mean); ``"copeland"`` (pairwise wins less losses).
    scale : tuple of float
        Ends for ``min_max``, ``rank`` and ``goalposts``.
    goalposts : tuple of float
        Points that become the ends of `scale`.
    standard : tuple of float
        Mean and standard deviation for ``z_score``; 100 and 10 are those of Mazziotta and
        Pareto, and keep ten standard deviations above 0.
    unbalance, smoothing : float
        Of ``mean_min``: penalty for a low component, 0 (none) to 1 (A-084), and how
        smoothly it sets in, in points.
    baseline : mapping of str to tuple of float
        For ``cpi``: mean and standard deviation of each code in the year of comparison;
        those of the table itself where it is empty.

    Raises
    ------
    InputError
        When a choice is unknown, or two do not go together.

    Examples
    --------
    >>> Scheme().in_language("en")
    'official · none · arithmetic'
    >>> Scheme(normalisation="min_max", aggregation="geometric")
    Traceback (most recent call last):
    govlab.errors.InputError: scheme: aggregation 'geometric' must have values above 0, ...
    """

    weights: Weights | Mapping[str, float] = "official"
    normalisation: Normalisation = "none"
    aggregation: Aggregation = "arithmetic"
    scale: tuple[float, float] = (0.0, 100.0)
    goalposts: tuple[float, float] = (0.0, 100.0)
    standard: tuple[float, float] = (100.0, 10.0)
    unbalance: float = 0.5
    smoothing: float = 1.0
    baseline: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        choices: list[tuple[str, str, tuple[str, ...]]] = [
            ("normalisation", self.normalisation, NORMALISATIONS),
            ("aggregation", self.aggregation, AGGREGATIONS),
        ]
        if isinstance(self.weights, str):
            choices.append(("weights", self.weights, WEIGHTS))
        for name, found, known in choices:
            if found not in known:
                raise InputError(
                    message("ita_composite.choice", field=name, found=found, known=", ".join(known))
                )
        for name, (low, high) in (("scale", self.scale), ("goalposts", self.goalposts)):
            if not (isfinite(low) and isfinite(high) and low < high):
                raise InputError(message("ita_composite.ends", field=name, low=low, high=high))
        if not (self.standard[1] > 0 and isfinite(self.standard[0])):
            raise InputError(message("ita_composite.standard", found=self.standard))
        if not (0 <= self.unbalance <= 1 and self.smoothing >= 0):
            raise InputError(
                message(
                    "ita_composite.mean_min", unbalance=self.unbalance, smoothing=self.smoothing
                )
            )
        scaled = self.normalisation in {"min_max", "rank", "goalposts"}
        if self.aggregation in _NEEDS_POSITIVE and scaled and self.scale[0] <= 0:
            raise InputError(
                message(
                    "ita_composite.positive",
                    aggregation=self.aggregation,
                    normalisation=self.normalisation,
                    low=self.scale[0],
                )
            )
        if isinstance(self.weights, Mapping):
            _check_weights(self.weights)

    def in_language(self, lang: str = "th") -> str:
        """Return the three choices in words."""
        kind = self.weights if isinstance(self.weights, str) else "custom"
        return " · ".join(
            (
                say(f"ita_composite.weights_{kind}", lang),
                say(f"ita_composite.normalisation_{self.normalisation}", lang),
                say(f"ita_composite.aggregation_{self.aggregation}", lang),
            )
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the choices that matter, JSON-ready."""
        weights = self.weights if isinstance(self.weights, str) else dict(self.weights)
        found: dict[str, Any] = {
            "weights": weights,
            "normalisation": self.normalisation,
            "aggregation": self.aggregation,
        }
        if self.normalisation in {"min_max", "rank", "goalposts"}:
            found["scale"] = list(self.scale)
        if self.normalisation == "goalposts":
            found["goalposts"] = list(self.goalposts)
        if self.normalisation == "z_score":
            found["standard"] = list(self.standard)
        if self.aggregation == "mean_min":
            found |= {"unbalance": self.unbalance, "smoothing": self.smoothing}
        return found


def _check_weights(weights: Mapping[str, float]) -> None:
    wrong = {code: one for code, one in weights.items() if not (isfinite(one) and one >= 0)}
    if wrong or not sum(weights.values()) > 0:
        raise InputError(message("ita_composite.weights", found=dict(weights)))


def schemes(
    weights: tuple[Weights | Mapping[str, float], ...] = ("official", "equal"),
    normalisations: tuple[Normalisation, ...] = ("none", "min_max", "z_score", "rank"),
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "geometric", "mean_min", "copeland"),
    **settings: Any,
) -> tuple[Scheme, ...]:
    """Return every combination of choices, each a declared scheme.

    Parameters
    ----------
    weights, normalisations, aggregations : tuple
        Choices to combine.
    **settings
        Of every scheme, such as ``scale=(1, 100)``, which is taken when not given: means
        of logarithms need values above 0.

    Raises
    ------
    InputError
        When a choice is unknown or two do not go together; nothing has run yet.

    Examples
    --------
    >>> len(schemes())
    32
    """
    settings = {"scale": (1.0, 100.0)} | settings
    # The wins of Copeland's rule are those of the values themselves: one is enough.
    return tuple(
        Scheme(one, normal, total, **settings)
        for one, normal, total in product(weights, normalisations, aggregations)
    )


def weights_of(what: Components, scheme: Scheme) -> Floats:
    """Return the weight of each component under a scheme; they add up to 1.

    Raises
    ------
    InputError
        When custom weights name other codes, or principal components have nothing to go
        by: fewer than three whole agencies, or a component that is the same for all.
    """
    if isinstance(scheme.weights, Mapping):
        if set(scheme.weights) != set(what.codes):
            raise InputError(
                message(
                    "ita_composite.weight_codes",
                    found=", ".join(scheme.weights),
                    codes=", ".join(what.codes),
                )
            )
        found = np.array([float(scheme.weights[code]) for code in what.codes])
        return np.asarray(found / found.sum(), dtype=np.float64)
    if scheme.weights == "equal":
        return np.full(len(what.codes), 1 / len(what.codes))
    if scheme.weights == "pca":
        return principal(what)[0]
    official = what.official
    return np.asarray(official / official.sum(), dtype=np.float64)


def principal(what: Components) -> tuple[Floats, float]:
    """Return weights by the first principal component, and the share of variance it has.

    The weights are the squares of its loadings, which add up to 1; the correlation
    matrix is used, so that no component weighs more for being more spread.
    """
    values = what.points[what.whole]
    fewest = 3
    if len(values) < fewest:
        raise InputError(message("ita_composite.too_few", needed=fewest, found=len(values)))
    refuse_constant(what, "pca")
    roots, vectors = np.linalg.eigh(np.corrcoef(values, rowvar=False).reshape(len(what.codes), -1))
    found = vectors[:, -1] ** 2
    return np.asarray(found / found.sum(), dtype=np.float64), float(roots[-1] / roots.sum())


def refuse_constant(what: Components, choice: str) -> None:
    """Refuse components that are the same for all agencies: they have no spread to divide by."""
    values = what.points[what.whole]
    same = [
        code
        for code, column in zip(what.codes, values.T, strict=True)
        if not len(column) or np.ptp(column) <= _DUST * max(1.0, abs(float(column[0])))
    ]
    if same:
        raise InputError(message("ita_composite.constant", choice=choice, codes=", ".join(same)))


def noisy_weights(
    weights: Floats, concentration: float, draws: int, *, seed: int, first: int = 0
) -> Floats:
    """Return weights drawn about others: Dirichlet noise.

    Parameters
    ----------
    weights : array, shape (components,)
        Mean of the draws; adds up to 1.
    concentration : float
        A weight ``w`` is drawn with standard deviation ``sqrt(w (1 - w) / (concentration
        + 1))``: 100 moves 0.30 by 0.046. A-080.
    draws : int
        How many.
    seed : int
        The same seed gives the same weights, whatever else is drawn.
    first : int
        Number of the first draw.

    Returns
    -------
    array of float, shape (draws, components)
        Each row adds up to 1.

    Examples
    --------
    >>> noisy_weights(np.array([0.3, 0.3, 0.4]), 100, 4096, seed=1).mean(axis=0).round(2)
    array([0.3, 0.3, 0.4])
    """
    numbers = uniforms(
        key(seed, "ita", "weights"), np.arange(first, first + draws, dtype=np.int64), len(weights)
    )
    return dirichlet(weights, concentration, numbers)


def dirichlet(weights: Floats, concentration: float, numbers: Floats) -> Floats:
    """Return a Dirichlet draw for each row of uniform numbers."""
    from scipy import special

    if not (isfinite(concentration) and concentration > 0):
        raise InputError(message("ita_composite.concentration", found=concentration))
    # A Dirichlet vector is a vector of gamma variables over their sum.
    drawn = special.gammaincinv(np.maximum(weights * concentration, _DUST), numbers)
    drawn = np.where(weights > 0, drawn, 0.0)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), dtype=np.float64)
