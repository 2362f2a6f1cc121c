"""Lifecycles: which start and which completion are of one piece of work.

Within a case, starts of an activity wait in a queue and each completion takes the one
that has waited longest. A completion that finds none stands for the whole; a start that
is never taken is work that goes on. Every other transition is an event of its own.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

START, COMPLETE, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pieces of work, in the order of the log.

    Parameters
    ----------
    first : array of int64
        The event that begins each.
    last : array of int64
        The event that ends each: the same one when there is only one, -1 while it goes on.
    """

    first: "NDArray[np.int64]"
    last: "NDArray[np.int64]"


def pair(work: "NDArray[np.int64]", transition: "NDArray[np.int64]") -> Pairs:
    """Return the pieces of work that events belong to.

    Parameters
    ----------
    work : array of int64
        For each event, a number of its case and activity (and instance, where there is one).
    transition : array of int64
        0 for a start, 1 for a completion, 2 for anything else.
    """
    events = np.arange(len(work))
    if not (transition == START).any():
        return Pairs(events, events.copy())
    if len(work) % 2 == 0 and _alternate(work, transition):
        return Pairs(events[::2], events[1::2])
    last = np.where(transition == START, -1, events)
    order = np.argsort(pd.factorize(work)[0], kind="stable")
    order = order[transition[order] != OTHER]
    taken = _matched(work[order], transition[order])
    begins, ends = order[taken[0]], order[taken[1]]
    last[begins] = ends
    whole = np.ones(len(work), dtype=np.bool_)
    whole[ends] = False
    return Pairs(events[whole], last[whole])


def _alternate(work: "NDArray[np.int64]", transition: "NDArray[np.int64]") -> bool:
    """Say whether every start is followed at once by its completion."""
    return bool(
        (transition[::2] == START).all()
        and (transition[1::2] == COMPLETE).all()
        and (work[::2] == work[1::2]).all()
    )


def _matched(
    work: "NDArray[np.int64]", transition: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Return places of starts and of the completions that take them; equal work is adjacent."""
    group = np.cumsum(np.concatenate([[0], (np.diff(work) != 0).astype(np.int64)]))
    step = np.where(transition == START, 1, -1)
    # The running count of waiting starts, were it allowed to fall below none; its depth
    # so far is the number of completions that found nothing. Groups are kept apart by
    # letting each begin far below the one before.
    running = np.cumsum(step)
    begins = np.flatnonzero(np.concatenate([[True], np.diff(group) != 0]))
    before = (running - step)[begins][group]
    running -= before
    apart = 2 * len(work) + 2
    depth = np.minimum.accumulate(np.minimum(running, 0) - group * apart) + group * apart
    fell = np.concatenate([[depth[0]], np.diff(depth)])
    fell[begins] = depth[begins]
    lone = (transition == COMPLETE) & (fell < 0)
    taking = np.flatnonzero((transition == COMPLETE) & ~lone)
    waiting = np.flatnonzero(transition == START)
    # The n-th taking completion of a group takes its n-th start.
    rank_taking = _rank(group[taking])
    rank_waiting = _rank(group[waiting])
    key_taking = group[taking] * apart + rank_taking
    key_waiting = group[waiting] * apart + rank_waiting
    place = np.searchsorted(key_waiting, key_taking)
    return waiting[place], taking


def _rank(group: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the place of each within its group; equal groups are adjacent."""
    if not len(group):
        return group
    begins = np.flatnonzero(np.concatenate([[True], np.diff(group) != 0]))
    sizes = np.diff(np.concatenate([begins, [len(group)]]))
    return np.arange(len(group)) - np.repeat(begins, sizes)
