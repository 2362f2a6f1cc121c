"""Uncertainty and global sensitivity of a composite: which choice moves scores and ranks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.errors import InputError
from govlab.ita._composite import Composite, check, compose
from govlab.ita._composite_draws import Draws
from govlab.ita._composite_scheme import (
    Aggregation,
    Normalisation,
    Scheme,
    weights_of,
)
from govlab.ita._composite_sobol import Indices, design, independent, indices
from govlab.ita._composite_values import Components
from govlab.ita._error_moments import Floats
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

OUTPUTS = ("score", "rank", "mean_rank_shift")
# Pairwise wins of more agencies than this would take the machine for minutes.
_MOST_PAIRED = 400
_FEWEST = 3
_QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Uncertainty:
    """Which choices are open, and how far.

    Parameters
    ----------
    concentration : float or None
        Dirichlet noise about the weights (A-080: 100); None keeps them.
    normalisations, aggregations : tuple of str
        Alternatives, each as likely as the other; one alone is no open choice.
    remove : bool
        Whether one component may be left out: none of them, or each, as likely.
    sampling : bool
        Whether IIT and EIT are drawn again about themselves by their standard errors.
    scale, goalposts : tuple of float
        Of every scheme.

    Raises
    ------
    InputError
        When a choice is unknown, given twice, or two that may meet do not go together.
    """

    concentration: float | None = 100.0
    normalisations: tuple[Normalisation, ...] = ("none", "min_max", "z_score", "rank")
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "geometric", "mean_min")
    remove: bool = True
    sampling: bool = True
    scale: tuple[float, float] = (1.0, 100.0)
    goalposts: tuple[float, float] = (0.0, 100.0)

    def __post_init__(self) -> None:
        for name in ("normalisations", "aggregations"):
            found = getattr(self, name)
            if not found or len(set(found)) < len(found):
                raise InputError(
                    message("ita_composite.alternatives", field=name, found=", ".join(found) or "–")
                )
        if self.concentration is not None and not self.concentration > 0:
            raise InputError(message("ita_composite.concentration", found=self.concentration))
        for normal in self.normalisations:
            for total in self.aggregations:
                self.scheme(Scheme(), normal, total)

    def scheme(self, about: Scheme, normal: Normalisation, total: Aggregation) -> Scheme:
        """Return a scheme with these choices, the rest as in `about`."""
        return Scheme(
            about.weights,
            normal,
            total,
            scale=self.scale,
            goalposts=self.goalposts,
            standard=about.standard,
            unbalance=about.unbalance,
            smoothing=about.smoothing,
            baseline=about.baseline,
        )

    def factors(self, what: Components) -> tuple[str, ...]:
        """Return the open choices for these components, in a fixed order."""
        found = []
        if self.concentration is not None:
            found.append("weights")
        if len(self.normalisations) > 1:
            found.append("normalisation")
        if len(self.aggregations) > 1:
            found.append("aggregation")
        if self.remove:
            found.append("removed")
        if self.sampling:
            known = np.nan_to_num(what.errors) > 0
            found += [
                f"sampling_{one.code}"
                for place, one in enumerate(what.how.instruments)
                if known[:, place].any()
            ]
        return tuple(found)

    def fitted(self, what: Components, scheme: Scheme | None = None) -> "Uncertainty":
        """Return these choices less the normalisations that cannot be met by the components.

        A component that is the same for all agencies has no spread to divide by; a table
        of a single agency has none at all. What is left out can be said by comparing.

        Raises
        ------
        InputError
            When none is left.
        """
        kept: list[Normalisation] = []
        fault: InputError | None = None
        for normal in self.normalisations:
            try:
                for total in self.aggregations:
                    compose(what, self.scheme(scheme or Scheme(), normal, total))
            except InputError as error:
                fault = error
                continue
            kept.append(normal)
        if not kept and fault is not None:
            raise fault
        return replace(self, normalisations=tuple(kept))

    def as_dict(self) -> dict[str, Any]:
        """Return the choices, JSON-ready."""
        return {
            "concentration": self.concentration,
            "normalisations": list(self.normalisations),
            "aggregations": list(self.aggregations),
            "remove": self.remove,
            "sampling": self.sampling,
            "scale": list(self.scale),
            "goalposts": list(self.goalposts),
        }


@dataclass(frozen=True)
class Sensitivity:
    """What the open choices do.

    Parameters
    ----------
    nominal : Composite
        Under the scheme that everything is compared with.
    uncertain : Uncertainty
        The open choices.
    factors : tuple of str
        Those that could move something here.
    unit : str
        The agency whose score and rank were decomposed.
    outputs : dict of str to Indices
        ``score`` (of the agency, see :func:`sensitivity`), ``rank`` (of the agency) and
        ``mean_rank_shift`` (of all agencies against their nominal ranks).
    ranks, scores : array, shape (units, 3)
        Quantiles 5, 50 and 95 percent over the independent points; NaN for an agency
        without a nominal score.
    shift : array of float
        Mean absolute rank shift at the independent points.
    noiseless : tuple of str
        Agencies whose sampling error is not known for an instrument: theirs counts as
        none here.
    samples, seed : int
        Of the design.
    """

    nominal: Composite
    uncertain: Uncertainty
    factors: tuple[str, ...]
    unit: str
    outputs: Mapping[str, Indices]
    ranks: Floats
    scores: Floats
    shift: Floats
    noiseless: tuple[str, ...]
    samples: int
    seed: int

    @property
    def evaluations(self) -> int:
        """How often the composite of all agencies was computed."""
        return self.samples * (len(self.factors) + 2)

    def frame(self) -> "pd.DataFrame":
        """Return one row an output and factor: both indices with their intervals."""
        import pandas as pd

        return pd.DataFrame(
            [{"output": name} | row for name, found in self.outputs.items() for row in found.rows()]
        )

    def rank_frame(self) -> "pd.DataFrame":
        """Return one row an agency, best first.

        ``unit, score, rank, rank_low, rank_median, rank_high, score_low, score_high``.
        """
        rows = self.nominal.frame()
        for place, name in enumerate(("rank_low", "rank_median", "rank_high")):
            rows[name] = self.ranks[:, place]
        rows["score_low"], rows["score_high"] = self.scores[:, 0], self.scores[:, 2]
        return rows.sort_values("rank", kind="stable", na_position="last", ignore_index=True)

    def words(self, factor: str, lang: str = "th") -> str:
        """Return the name of a factor."""
        if factor.startswith("sampling_"):
            return say("ita_composite.factor_sampling", lang, code=factor.partition("_")[2])
        return say(f"ita_composite.factor_{factor}", lang)

    def as_dict(self) -> dict[str, Any]:
        """Return indices, intervals of ranks and all that they rest on, JSON-ready."""
        rows = self.rank_frame().astype(object)
        return {
            "seed": self.seed,
            "samples": self.samples,
            "evaluations": self.evaluations,
            "uncertain": self.uncertain.as_dict(),
            "factors": list(self.factors),
            "unit": self.unit,
            "outputs": {
                name: {
                    "variance": found.variance,
                    "constant": found.constant,
                    "confidence": found.confidence,
                    "indices": found.rows(),
                }
                for name, found in self.outputs.items()
            },
            "mean_rank_shift": {
                "mean": float(self.shift.mean()),
                "low": float(np.quantile(self.shift, _QUANTILES[0])),
                "high": float(np.quantile(self.shift, _QUANTILES[2])),
            },
            "ranks": [
                {str(k): _plain(v) for k, v in row.items()} for row in rows.to_dict("records")
            ],
            "noiseless": list(self.noiseless),
        }

    def in_language(self, lang: str) -> str:
        """Return what moves most, in sentences."""
        told = self.nominal.what.noted(lang)
        if self.noiseless:
            told.append(say("ita_composite.noiseless", lang, count=len(self.noiseless)))
        if self.uncertain.sampling and not any("sampling" in name for name in self.factors):
            told.append(say("ita_composite.no_sampling", lang))
        for name, found in self.outputs.items():
            label = say(f"ita_composite.output_{name}", lang, unit=self.unit)
            if found.constant:
                told.append(say("ita_composite.still", lang, output=label))
                continue
            most = int(np.argmax(found.total))
            told.append(
                say(
                    "ita_composite.moved",
                    lang,
                    output=label,
                    factor=self.words(found.names[most], lang),
                    total=f"{found.total[most]:.2f}",
                    low=f"{found.total[most] - found.total_half[most]:.2f}",
                    high=f"{found.total[most] + found.total_half[most]:.2f}",
                )
            )
        told.append(
            say(
                "ita_composite.shifted",
                lang,
                mean=f"{self.shift.mean():.1f}",
                agencies=f"{int(self.nominal.what.whole.sum()):,}",
                evaluations=f"{self.evaluations:,}",
                seed=self.seed,
            )
        )
        return "\n".join(told)


def _plain(value: Any) -> Any:
    import pandas as pd

    if value is pd.NA or value != value:  # noqa: PLR0124
        return None
    return value.item() if isinstance(value, np.generic) else value


def sensitivity(
    what: Components,
    uncertain: Uncertainty | None = None,
    scheme: Scheme | None = None,
    *,
    samples: int,
    seed: int,
    unit: str | None = None,
    confidence: float = 0.95,
) -> Sensitivity:
    """Return Sobol indices of scores and ranks over the open choices.

    A choice that is a whole vector (weights, the sampling errors of all agencies) is one
    factor: one number of the design names which vector is drawn (Saisana, Saltelli and
    Tarantola, Journal of the Royal Statistical Society A 168, 2005, call it a trigger).

    Schemes speak in different units, so a ``score`` is put on one scale before it is
    compared: each draw's scores are moved and stretched to mean and standard deviation
    of the nominal scores. It says where the agency stands among the others, in points.

    Sampling errors are normal and of whole instruments; at a finer level every part of
    an instrument moves with it.

    Parameters
    ----------
    what : Components
        From :func:`components`, three agencies or more.
    uncertain : Uncertainty, optional
        Its defaults when not given.
    scheme : Scheme, optional
        Nominal: its weights are those that noise is added to. The official one when not
        given.
    samples : int
        A power of two; all agencies are composed ``samples * (factors + 2)`` times.
    seed : int
        The same seed gives the same result.
    unit : str, optional
        Agency to decompose; the one nearest to the pass mark by the official total when
        not given.
    confidence : float
        Of the intervals of indices.

    Raises
    ------
    MissingExtraError
        When SALib, of the extra ``research``, is not installed.
    InputError
        When fewer than two choices are open, or one cannot be met by these components:
        told before anything runs.
    """
    uncertain, scheme = uncertain or Uncertainty(), scheme or Scheme()
    chosen = _chosen(what, unit)
    factors = _checked(what, uncertain, scheme, chosen)
    points = design(factors, samples, seed)
    nominal = compose(what, scheme)
    rows = np.flatnonzero(~np.isnan(nominal.scores))
    draws = Draws(what, uncertain, scheme, factors, rows, nominal, seed)
    column = int(np.flatnonzero(rows == what.at(chosen))[0])
    # All agencies are kept at the independent points alone: a country would fill the memory.
    own = independent(len(points), len(factors))
    held = np.full(len(points), -1, dtype=np.int64)
    held[own] = np.arange(len(own))
    score = np.empty((len(own), len(rows)), dtype=np.float32)
    rank = np.empty((len(own), len(rows)), dtype=np.float32)
    one, shift = np.empty((len(points), 2)), np.empty(len(points))
    for at, scores, ranks in draws.made(points):
        kept = held[at] >= 0
        score[held[at[kept]]], rank[held[at[kept]]] = scores[kept], ranks[kept]
        one[at] = np.column_stack([scores[:, column], ranks[:, column]])
        shift[at] = np.abs(ranks - nominal.ranks[rows]).mean(axis=1)
    found = {
        "score": one[:, 0],
        "rank": one[:, 1],
        "mean_rank_shift": shift,
    }
    outputs = {
        name: indices(factors, values, seed=seed, confidence=confidence)
        for name, values in found.items()
    }
    return Sensitivity(
        nominal=nominal,
        uncertain=uncertain,
        factors=factors,
        unit=chosen,
        outputs=outputs,
        ranks=_spread(rank, rows, len(what.units)),
        scores=_spread(score, rows, len(what.units)),
        shift=shift[own],
        noiseless=_noiseless(what, factors),
        samples=samples,
        seed=seed,
    )


def _spread(values: Any, rows: Any, units: int) -> Floats:
    """Return quantiles of each agency over the independent points."""
    found = np.full((units, len(_QUANTILES)), np.nan)
    found[rows] = np.quantile(values, _QUANTILES, axis=0).T
    return found


def _chosen(what: Components, unit: str | None) -> str:
    count = int(what.whole.sum())
    if count < _FEWEST:
        raise InputError(message("ita_composite.too_few", needed=_FEWEST, found=count))
    if unit is None:
        total = what.points @ what.official
        gap = np.abs(total - float(what.how.pass_mark))
        return what.units[int(np.nanargmin(gap))]
    if not what.whole[what.at(unit)]:
        raise InputError(message("ita_composite.unit_unscored", unit=unit))
    return unit


def _checked(
    what: Components, uncertain: Uncertainty, scheme: Scheme, unit: str
) -> tuple[str, ...]:
    """Return the factors once every combination has been tried; nothing fails half-way."""
    factors = uncertain.factors(what)
    if len(factors) < 2:  # noqa: PLR2004
        raise InputError(message("ita_composite.factors", found=", ".join(factors) or "–"))
    if uncertain.remove and len(what.codes) < 3:  # noqa: PLR2004
        raise InputError(message("ita_composite.one_component", codes=", ".join(what.codes)))
    count = int(what.whole.sum())
    if "copeland" in uncertain.aggregations and count > _MOST_PAIRED:
        raise InputError(message("ita_composite.paired", most=_MOST_PAIRED, found=count))
    if uncertain.remove and (weights_of(what, scheme) >= 1).any():
        raise InputError(message("ita_composite.one_component", codes=unit))
    for normal in uncertain.normalisations:
        for total in uncertain.aggregations:
            one = uncertain.scheme(scheme, normal, total)
            try:
                check(what, one)
                compose(what, one)
            except InputError as error:
                words = message("ita_composite.in_scheme", label=one, fault=error)
                raise InputError(words) from error
    return factors


def _noiseless(what: Components, factors: tuple[str, ...]) -> tuple[str, ...]:
    drawn = [
        place
        for place, one in enumerate(what.how.instruments)
        if one.sample is not None and any(name.startswith("sampling_") for name in factors)
    ]
    if not drawn:
        return ()
    unknown = np.isnan(what.errors[:, drawn]).any(axis=1) & what.whole
    return tuple(name for name, has in zip(what.units, unknown, strict=True) if has)
