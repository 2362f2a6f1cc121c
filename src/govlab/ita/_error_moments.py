"""Standard errors from sums: any number of agencies at once, without their answers.

Simple random sampling without replacement within each agency: with ``n`` answered forms
of ``N`` persons the variance of a mean is ``(1 - n/N) s² / n`` (Cochran, Sampling
Techniques, 3rd ed. 1977, section 2.5).
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from govlab.errors import InputError
from govlab.text import message

Floats: TypeAlias = npt.NDArray[np.float64]


def moments_error(
    n: npt.ArrayLike, population: npt.ArrayLike, total: npt.ArrayLike, squares: npt.ArrayLike
) -> Floats:
    """Return the standard error of each agency's mean from two sums.

    Parameters
    ----------
    n : array of int, shape (agencies,)
        Respondents.
    population : array, shape (agencies,)
        Persons who could have been asked; ``inf`` where sampling is from an endless
        population.
    total, squares : array, shape (agencies,)
        Sum of the respondents' scores, and of their squares, in points. Whole numbers
        stay exact as long as ``n * squares`` fits 63 bits.

    Returns
    -------
    array of float
        In points; 0 where everybody answered, NaN where one person of several did: one
        answer tells nothing of the spread.

    Raises
    ------
    InputError
        When an agency has no respondents, or more of them than persons.

    Examples
    --------
    >>> moments_error([4], [16], [320], [26000]).round(3)
    array([5.])
    """
    count, size = checked_counts(n, population)
    total, squares = np.asarray(total), np.asarray(squares)
    # One difference of whole numbers: the two large terms lose no digits to each other.
    scatter = (np.asarray(n) * squares - total * total).astype(np.float64) / count
    return mean_error(count, size, scatter)


def products_error(
    n: npt.ArrayLike,
    population: npt.ArrayLike,
    sums: npt.ArrayLike,
    products: npt.ArrayLike,
    weights: npt.ArrayLike,
) -> Floats:
    """Return the standard error of a weighted sum of means, from cross-products.

    Parameters
    ----------
    n, population : array, shape (agencies,)
        See :func:`moments_error`.
    sums : array, shape (agencies, parts)
        Sum of the respondents' scores in each part, such as the indicators.
    products : array, shape (agencies, parts, parts)
        Sums of the products of the scores of two parts.
    weights : array, shape (parts,)
        Weight of each part in the score.

    Examples
    --------
    >>> sums, products = [[320, 320]], [[[26000, 26000], [26000, 26000]]]
    >>> products_error([4], [16], sums, products, [0.5, 0.5]).round(3)
    array([5.])
    """
    count, size = checked_counts(n, population)
    sums, weights = np.asarray(sums), np.asarray(weights, dtype=np.float64)
    between = np.asarray(n)[:, None, None] * np.asarray(products) - (
        sums[:, :, None] * sums[:, None, :]
    )
    scatter = np.einsum("aij,i,j->a", between.astype(np.float64), weights, weights) / count
    return mean_error(count, size, scatter)


def mean_error(count: Floats, size: Floats, scatter: Floats) -> Floats:
    """Return the standard error of means from the sums of squares about them."""
    # Rounding may leave a sum of squares a hair below zero.
    scatter = np.maximum(scatter, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.sqrt((1 - count / size) * scatter / ((count - 1) * count))
    return np.where(count == size, 0.0, found)


def checked_counts(n: npt.ArrayLike, population: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as floats, once they are possible.

    Raises
    ------
    InputError
        When an agency has no respondents, or more of them than persons.
    """
    count = np.atleast_1d(np.asarray(n, dtype=np.float64))
    size = np.broadcast_to(np.asarray(population, dtype=np.float64), count.shape)
    wrong = ~((count >= 1) & (count <= size))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise InputError(
            message(
                "ita_error.counts", place=place + 1, n=f"{count[place]:g}", size=f"{size[place]:g}"
            )
        )
    return count, size
