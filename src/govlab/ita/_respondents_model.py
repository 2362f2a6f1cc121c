"""How a person answers: a latent trait, a manner of answering, fear, favour and orders.

A graded logistic model (Samejima 1969): an answer is at least as good as level ``k`` with
probability ``logistic(stretch * (trait - threshold_k))``. What no source says about
people is a numbered assumption; see :class:`Behaviour`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from govlab import home
from govlab.chance import key
from govlab.datasets import Assumptions
from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._method import Method
from govlab.ita._respondents_draws import uniforms
from govlab.text import message

# The assumptions by field, in the order of the dataclass.
_IDS = {
    "persons": "A-030",
    "agencies": "A-031",
    "questions": "A-032",
    "distance": "A-033",
    "stretch": "A-034",
    "agreeing": "A-035",
    "straight": "A-036",
    "afraid": "A-037",
    "fear": "A-038",
    "favouring": "A-039",
    "favour": "A-040",
    "empty": "A-041",
    "empty_wrongdoing": "A-042",
    "pull": "A-043",
    "obedient": "A-044",
    "published": "A-053",
}
# Numbers that describe a person, before those of the answers.
TRAITS = 8
_TRAIT, _STRETCH, _AGREE, _STRAIGHT, _FEAR, _FAVOUR, ORDER, _LEVEL = range(TRAITS)
_BEST = 100.0
# Persons on whom the model is calibrated; how near, in logits: less than a hundredth of
# a point; and where nobody is any more.
_CALIBRATION = 2048
_NEAR = 1e-4
_FAR = 12.0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people answer: the numbered assumptions A-030 to A-044 and A-053.

    Parameters
    ----------
    persons, agencies, questions : float
        Spread of respondents, agencies and questions in the trait, in logits.
    distance : float
        Between neighbouring answers of the four-point scale, in logits.
    stretch : float
        Spread of the log of how far persons go to the ends of a scale.
    agreeing : float
        Spread of the shift towards "most", whatever is asked, in logits.
    straight : float
        Share of persons with one answer to every four-point question.
    afraid, fear : float
        Share of staff in fear, and what it adds where wrongdoing is asked for.
    favouring, favour : float
        Share who favour the agency, and what it adds everywhere.
    empty, empty_wrongdoing : float
        Share of answers left empty, and how many times that where wrongdoing is asked for.
    pull : float
        How much satisfaction draws clients to answer through a link.
    obedient : float
        Share told to give the best answers.
    published : float
        Chance that a document of OIT is found.
    """

    persons: float
    agencies: float
    questions: float
    distance: float
    stretch: float
    agreeing: float
    straight: float
    afraid: float
    fear: float
    favouring: float
    favour: float
    empty: float
    empty_wrongdoing: float
    pull: float
    obedient: float
    published: float

    @classmethod
    def read(cls, vary: Sequence[str] = (), place: home.Home | None = None) -> "Behaviour":
        """Return the assumptions of a home, some of them varied: ``["A-036=0.2"]``.

        Raises
        ------
        UnknownNameError
            When one is missing.
        InputError
            When a value is outside its range, or no assumption of the simulation.
        """
        every = Assumptions(vary, place)
        for text in vary:
            if (name := text.partition("=")[0].strip()) not in _IDS.values():
                raise InputError(
                    message("ita_error.not_behaviour", id=name, known=", ".join(_IDS.values()))
                )
        return cls(**{name: float(every.number(code)) for name, code in _IDS.items()})

    def as_dict(self) -> dict[str, float]:
        """Return each assumption's value by its number."""
        return {code: getattr(self, name) for name, code in _IDS.items()}


@dataclass(frozen=True)
class Questions:
    """The questions of one instrument, as arrays in their order.

    Parameters
    ----------
    codes : tuple of str
        Such as ``I4a``.
    weights : array of float
        Weight of each in the instrument: plain means at every step of the tree.
    negative, two : array of bool
        Whether much is bad; whether the answers are yes and no.
    points : array of float
        Of a four-point question, from the worst answer to the best.
    """

    codes: tuple[str, ...]
    weights: Floats
    negative: npt.NDArray[np.bool_]
    two: npt.NDArray[np.bool_]
    points: Floats

    @classmethod
    def of(cls, how: Method, instrument: str) -> "Questions":
        """Return the questions of an instrument of a method.

        Raises
        ------
        InputError
            When the method does not describe them.
        """
        items = [one for one in how.items if how.instrument_of[one.code] == instrument]
        if not items:
            raise InputError(
                message(
                    "ita_error.no_questions", instrument=instrument, fiscal_year=how.fiscal_year
                )
            )
        shares = {instrument: 1.0}
        for code, below in _descended(how, instrument):
            shares |= dict.fromkeys(below, shares[code] / len(below))
        codes = [code for one in items for code in one.questions]
        scale = {code: how.scales[one.scale] for one in items for code in one.questions}
        polarity = [pole for one in items for pole in one.polarity]
        four = next(one.points for one in scale.values() if len(one.points) > 2)  # noqa: PLR2004
        return cls(
            tuple(codes),
            np.array([shares[code] for code in codes]),
            np.array([pole == "negative" for pole in polarity]),
            np.array([len(scale[code].points) == 2 for code in codes]),  # noqa: PLR2004
            np.array(sorted(four), dtype=np.float64),
        )


def _descended(how: Method, instrument: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return code and children of everything below an instrument, parents first."""
    waiting, found = [instrument], []
    while waiting:
        code = waiting.pop(0)
        below = how.children.get(code, ())
        if below:
            found.append((code, below))
            waiting += below
    return found


@dataclass(frozen=True)
class Model:
    """Questions, behaviour and how hard each question is."""

    questions: Questions
    behaviour: Behaviour
    offsets: Floats
    staff: bool

    @classmethod
    def of(cls, how: Method, instrument: str, behaviour: Behaviour, seed: int) -> "Model":
        """Return the model of an instrument; the same questions are hard for all agencies."""
        from scipy import special

        questions = Questions.of(how, instrument)
        words = key(seed, "ita", "questions", instrument)
        numbers = uniforms(words, np.arange(1), len(questions.codes))[0]
        offsets = behaviour.questions * special.ndtri(numbers)
        return cls(questions, behaviour, offsets, staff=instrument == "IIT")

    @property
    def columns(self) -> int:
        """How many random numbers a person takes."""
        return TRAITS + 2 * len(self.questions.codes)

    def answers(self, trait: Floats, numbers: Floats, *, obedient: npt.NDArray[np.bool_]) -> Floats:
        """Return the points of persons' answers, NaN where there is none.

        Parameters
        ----------
        trait : array, shape (persons,)
            Where their agency stands, in logits.
        numbers : array, shape (persons, columns)
            Uniform.
        obedient : array of bool, shape (persons,)
            Who gives the best answers on order.
        """
        count = len(self.questions.codes)
        drawn = numbers[:, TRAITS : TRAITS + count]
        better, straight = self._better(trait, numbers)
        # One number decides the answer: how many levels it reaches.
        level = (drawn[:, :, None] < better).sum(axis=2)
        same = (numbers[:, _LEVEL, None] < straight).sum(axis=1)[:, None]
        liner = self._liner(numbers)[:, None] & ~self.questions.two
        level = np.where(liner, np.where(self.questions.negative, 3 - same, same), level)
        points = np.where(self.questions.two, level * _BEST, self.questions.points[level])
        points = np.where(obedient[:, None], _BEST, points)
        silent = numbers[:, TRAITS + count :] < self._empty()
        return np.where(silent & ~obedient[:, None], np.nan, points)

    def location(self, target: float, words: tuple[int, int]) -> float:
        """Return where an agency stands whose population would score `target`.

        Raises
        ------
        InputError
            When no place gives that score.
        """
        from scipy import optimize

        numbers = uniforms(words, np.arange(_CALIBRATION), self.columns)
        low, high = -_FAR, _FAR
        ends = self._expected(low, numbers), self._expected(high, numbers)
        if not ends[0] < target < ends[1]:
            raise InputError(
                message(
                    "ita_error.target", target=target, low=f"{ends[0]:.1f}", high=f"{ends[1]:.1f}"
                )
            )
        found: float = optimize.brentq(
            lambda place: self._expected(place, numbers) - target, low, high, xtol=_NEAR
        )
        return found

    def _expected(self, location: float, numbers: Floats) -> float:
        """Return the score that persons with these traits are expected to give."""
        better, straight = self._better(np.full(len(numbers), location), numbers)
        steps = np.diff(self.questions.points, prepend=0.0)[1:]
        mean = np.where(self.questions.two, better[:, :, 0] * _BEST, better @ steps)
        same = straight @ steps
        reverse = _BEST - straight[:, ::-1] @ steps[::-1]
        liner = self._liner(numbers)[:, None] & ~self.questions.two
        lined = np.where(self.questions.negative, reverse[:, None], same[:, None])
        mean = np.where(liner, lined, mean)
        obedient = self.behaviour.obedient
        heard = (1 - obedient) * (1 - self._empty())
        question = (heard * mean.mean(axis=0) + obedient * _BEST) / (heard + obedient)
        return float(question @ self.questions.weights)

    def _better(self, trait: Floats, numbers: Floats) -> tuple[Floats, Floats]:
        """Return the chances of at least each level: by question, and without regard to it.

        A question of yes and no has one level; those above are out of reach.
        """
        from scipy import special

        how, ask = self.behaviour, self.questions
        normal = special.ndtri(numbers[:, :_STRAIGHT])
        person = trait + how.persons * normal[:, _TRAIT]
        person = person + np.where(numbers[:, _FAVOUR] < how.favouring, how.favour, 0.0)
        stretch = np.exp(how.stretch * normal[:, _STRETCH])[:, None, None]
        agree = how.agreeing * normal[:, _AGREE, None] * np.where(ask.negative, -1.0, 1.0)
        afraid = (numbers[:, _FEAR] < how.afraid) & self.staff
        place = person[:, None] + self.offsets + agree
        place = place + np.where(afraid[:, None] & ask.negative, how.fear, 0.0)
        thresholds = how.distance * np.array([-1.0, 0.0, 1.0])
        better = special.expit(stretch * (place[:, :, None] - thresholds))
        better[:, ask.two, 1:] = 0.0
        lined = (person + how.agreeing * normal[:, _AGREE])[:, None] - thresholds
        return better, special.expit(stretch[:, :, 0] * lined)

    def _liner(self, numbers: Floats) -> npt.NDArray[np.bool_]:
        return np.asarray(numbers[:, _STRAIGHT] < self.behaviour.straight)

    def _empty(self) -> Floats:
        how = self.behaviour
        times = np.where(self.questions.negative, how.empty_wrongdoing, 1.0)
        return np.minimum(how.empty * times, 1.0)
