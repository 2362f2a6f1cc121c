"""One instrument's persons in all agencies: made in pieces, told apart into heard and not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from govlab.ita._error import sampling_error
from govlab.ita._error_moments import Floats
from govlab.ita._respondents_draws import uniforms
from govlab.ita._respondents_model import ORDER, Model

if TYPE_CHECKING:
    import pandas as pd

# Random numbers held at a time while persons are made: 16 MB.
_AT_ONCE = 1 << 21


@dataclass(frozen=True)
class Answers:
    """What the respondents of one instrument gave.

    Parameters
    ----------
    points : array, shape (respondents, questions)
        NaN where there is no answer.
    unit, person : array of int
        Number of the agency, and of the person in it, from 0.
    census : array of float or None
        What all persons would have given, by agency.
    """

    points: npt.NDArray[np.float32]
    unit: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    census: Floats | None

    def frame(
        self, codes: tuple[str, ...], units: tuple[str, ...], instrument: str
    ) -> "pd.DataFrame":
        """Return ``unit, respondent`` and a column a question."""
        import pandas as pd

        frame = pd.DataFrame(self.points, columns=list(codes))
        frame.insert(0, "unit", np.array(units, dtype=object)[self.unit])
        names = [f"{instrument}-{number + 1:05d}" for number in self.person.tolist()]
        frame.insert(1, "respondent", names)
        return frame


@dataclass(frozen=True)
class Asked:
    """One instrument's persons in all agencies.

    Parameters
    ----------
    model : Model
        How persons answer.
    words : tuple of int
        Key of the random numbers.
    trait : array of float, shape (agencies,)
        Where each agency stands, in logits.
    sizes, n : array of int, shape (agencies,)
        Persons who could be asked, and respondents.
    obedient : int or None
        Exactly so many respondents answer on order; None leaves it to the share.
    """

    model: Model
    words: tuple[int, int]
    trait: Floats
    sizes: npt.NDArray[np.int64]
    n: npt.NDArray[np.int64]
    obedient: int | None

    def made(self, *, census: bool, choose: bool) -> Answers:
        """Return what the respondents give; with `choose`, who they are is their own choice."""
        values, units, persons, truths = [], [], [], []
        for some in self._chunks(self.sizes if census else self.n):
            make = self.sizes[some] if census else self.n[some]
            unit = np.repeat(some, make)
            person = np.concatenate([np.arange(size) for size in make])
            numbers = uniforms(self.words, person, self.model.columns + 2, unit)
            heard = person < np.repeat(self.n[some], make)
            if choose:
                heard = self._chosen(unit, numbers)
            points = self.model.answers(
                self.trait[unit], numbers[:, :-2], obedient=self._told(unit, heard, numbers)
            )
            if census:
                truths.append(
                    sampling_error(
                        points, self.model.questions.weights, self.sizes[some], unit=unit
                    ).score
                )
            values.append(points[heard].astype(np.float32))
            units.append(unit[heard])
            persons.append(person[heard])
        whole = np.concatenate(truths) if census else None
        return Answers(
            np.concatenate(values), np.concatenate(units), np.concatenate(persons), whole
        )

    def _chunks(self, make: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
        room = max(1, _AT_ONCE // self.model.columns)
        group = np.cumsum(make) // room
        every = np.arange(len(make), dtype=np.int64)
        return [every[group == one] for one in np.unique(group)]

    def _told(
        self,
        unit: npt.NDArray[np.int64],
        heard: npt.NDArray[np.bool_],
        numbers: Floats,
    ) -> npt.NDArray[np.bool_]:
        """Return who gives the best answers on order."""
        if self.obedient is None:
            return np.asarray(numbers[:, ORDER] < self.model.behaviour.obedient)
        turn = np.cumsum(heard)
        before = np.zeros(len(self.n), dtype=np.int64)
        starts = np.flatnonzero(np.diff(unit, prepend=-1))
        before[unit[starts]] = turn[starts] - heard[starts]
        return np.asarray(heard & (turn - before[unit] <= self.obedient))

    def _chosen(self, unit: npt.NDArray[np.int64], numbers: Floats) -> npt.NDArray[np.bool_]:
        """Return who answers by a link: the larger trait plus noise first (Gumbel)."""
        from scipy import special

        trait = self.model.behaviour.persons * special.ndtri(numbers[:, 0])
        eager = self.model.behaviour.pull * trait - np.log(-np.log(numbers[:, -1]))
        order = np.lexsort((-eager, unit))
        starts = np.flatnonzero(np.diff(unit, prepend=-1))
        length = np.diff(np.append(starts, len(unit)))
        place = np.arange(len(unit)) - np.repeat(starts, length)
        chosen = np.zeros(len(unit), dtype=np.bool_)
        chosen[order] = place < self.n[unit[order]]
        return chosen
