"""Simulated documents of OIT: found or not, and what they earn by the method's tree."""

import numpy as np

from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._method import Method
from govlab.ita._respondents_draws import uniforms
from govlab.text import message

_BEST = 100.0


def documents_score(
    how: Method, published: float, effect: Floats, words: tuple[int, int]
) -> Floats:
    """Return the OIT score of each agency, its documents drawn one by one.

    Parameters
    ----------
    how : Method
        With the items of OIT described.
    published : float
        Chance that a document is found at a middling agency (A-053).
    effect : array of float
        How much better each agency stands, in logits.
    words : tuple of int
        Key of the random numbers.
    """
    return mean_of(how, "OIT", documents(how, published, effect, words))


def documents(
    how: Method, published: float, effect: Floats, words: tuple[int, int]
) -> dict[str, Floats]:
    """Return the points of each document at each agency: found or not."""
    from scipy import special

    items = [one.code for one in how.items if how.instrument_of[one.code] == "OIT"]
    if not items:
        raise InputError(
            message("ita_error.no_questions", instrument="OIT", fiscal_year=how.fiscal_year)
        )
    numbers = uniforms(words, np.arange(len(effect)), len(items))
    chance = special.expit(special.logit(published) + effect)
    found = (numbers < chance[:, None]) * _BEST
    return {code: found[:, place] for place, code in enumerate(items)}


def mean_of(how: Method, code: str, points: dict[str, Floats]) -> Floats:
    """Return the plain mean of a code's parts, down to the points that are there."""
    if code in points:
        return points[code]
    below = [mean_of(how, child, points) for child in how.children[code]]
    return np.asarray(np.mean(below, axis=0), dtype=np.float64)
