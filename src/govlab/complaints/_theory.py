"""Queues that have formulas: Erlang's, and networks of them after Jackson.

What holds: Poisson arrivals at a steady rate, exponential times, first come first served,
and the same mean for all that a resource handles (then it holds for several stages and
kinds of cases at one resource, too: Baskett, Chandy, Muntz, Palacios 1975).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govlab.errors import InputError
from govlab.text import message


@dataclass(frozen=True, slots=True)
class Queue:
    """The steady state of officers and those who wait for them.

    Parameters
    ----------
    rate : float
        Cases that come, a day.
    load : float
        Officers that are busy in the mean.
    utilisation : float
        `load` over the number of officers; 0 when nobody waits.
    waits : float
        Chance to wait.
    waiting : float
        Days to wait, mean over all cases.
    queue : float
        Cases that wait, mean over time.
    present : float
        Cases that wait or are being handled, mean over time.
    """

    rate: float
    load: float
    utilisation: float
    waits: float
    waiting: float
    queue: float
    present: float


def erlang_c(officers: int, load: float) -> float:
    """Return the chance that a case has to wait: Erlang's second formula.

    Parameters
    ----------
    officers : int
        How many work side by side.
    load : float
        Rate times mean time of service (erlangs), below `officers`.

    Raises
    ------
    InputError
        When there is no officer, or the load is more than they can do.

    Examples
    --------
    >>> round(erlang_c(1, 0.8), 6), round(erlang_c(5, 4.0), 6)
    (0.8, 0.554113)
    """
    if officers < 1 or not 0 <= load < officers:
        raise InputError(message("complaints_run.erlang", officers=officers, load=f"{load:.6g}"))
    # Erlang's first formula by its recursion, which neither overflows nor cancels.
    blocked = 1.0
    for n in range(1, officers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / officers * (1.0 - blocked))


def queue(rate: float, mean: float, officers: int | None) -> Queue:
    """Return the steady state of an M/M/c queue; with no officers to wait for, of M/M/∞.

    Parameters
    ----------
    rate : float
        Cases a day.
    mean : float
        Mean days of service.
    officers : int or None
        None when nobody ever waits.

    Examples
    --------
    >>> found = queue(rate=10.0, mean=0.4, officers=5)
    >>> round(found.waiting, 4), round(found.queue, 4), found.utilisation
    (0.2216, 2.2165, 0.8)
    """
    load = rate * mean
    if officers is None:
        return Queue(rate, load, 0.0, 0.0, 0.0, 0.0, load)
    waits = erlang_c(officers, load)
    waiting = waits * mean / (officers - load)
    return Queue(rate, load, load / officers, waits, waiting, rate * waiting, rate * waiting + load)


def jackson(
    arrivals: Mapping[str, float],
    routing: Mapping[str, Mapping[str, float]],
    means: Mapping[str, float],
    officers: Mapping[str, int | None],
) -> dict[str, Queue]:
    """Return the steady state of each node of an open Jackson network.

    Parameters
    ----------
    arrivals : mapping of str to float
        Cases a day from outside, by node; 0 where a node is missing.
    routing : mapping of str to mapping
        Node to node to share; what is left of 1 leaves the network.
    means, officers : mapping
        Mean days of service and number of officers (None: nobody waits), by node.

    Raises
    ------
    InputError
        When a case may never leave, or a node has more work than officers.

    Examples
    --------
    >>> found = jackson(
    ...     {"check": 9.4}, {"check": {"inquiry": 0.3}, "inquiry": {"check": 0.2}},
    ...     {"check": 0.4, "inquiry": 2.0}, {"check": 5, "inquiry": 8},
    ... )
    >>> {name: round(one.rate, 3) for name, one in found.items()}
    {'check': 10.0, 'inquiry': 3.0}
    """
    nodes = list(means)
    rates = traffic([arrivals.get(name, 0.0) for name in nodes], [
        [routing.get(one, {}).get(other, 0.0) for other in nodes] for one in nodes
    ])  # fmt: skip
    return {
        name: queue(rate, means[name], officers.get(name))
        for name, rate in zip(nodes, rates, strict=True)
    }


def traffic(arrivals: Sequence[float], routing: Sequence[Sequence[float]]) -> list[float]:
    """Return how many cases a day come to each node: the traffic equations.

    Raises
    ------
    InputError
        When some case never leaves.
    """
    import numpy as np

    inside = np.array(routing, float)
    try:
        rates = np.linalg.solve(np.eye(len(arrivals)) - inside.T, np.array(arrivals, float))
    except np.linalg.LinAlgError:
        raise InputError(message("complaints_run.no_exit")) from None
    if not all(math.isfinite(one) and one >= -1e-9 for one in rates):  # noqa: PLR2004 - rounding
        raise InputError(message("complaints_run.no_exit"))
    return [max(float(one), 0.0) for one in rates]
