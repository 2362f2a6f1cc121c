"""Whose an answer sheet is: by seat code, or by e-mail address; never guessed, never by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govlab.tables import fold
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

# Letters that are typed for digits.
_LOOK_ALIKE = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Answers that no id gives to a person of the roster.

    Parameters
    ----------
    row : int
        Row of the file, as Excel counts; the first of several.
    value : str or None
        The code or e-mail address that the person gave.
    reason : Message
        Why it matches nobody, and what to do.
    """

    row: int
    value: str | None
    reason: Message

    @property
    def place(self) -> str:
        """The row, as a list of such places shows it."""
        return str(self.row)

    def as_dict(self, lang: str = "th") -> dict[str, object]:
        """Return it as a JSON-ready mapping, the reason in `lang`."""
        return {"row": self.row, "value": self.value, "reason": self.reason.in_language(lang)}


class People:
    """The persons of a cohort, by what they may give to say who they are.

    Parameters
    ----------
    roster : DataFrame
        Contract `roster`, one cohort.
    """

    def __init__(self, roster: "pd.DataFrame") -> None:
        self.persons = [str(person) for person in roster["person"]]
        self.by_mail: dict[str, list[str]] = defaultdict(list)
        for person, mail in roster[["person", "email"]].dropna().itertuples(index=False):
            self.by_mail[str(mail).casefold()].append(str(person))

    def owners(
        self, rows: Iterable[int], seats: Mapping[int, str], mails: Mapping[int, str]
    ) -> tuple[dict[int, str], list[Unmatched]]:
        """Return whose each row is, and the rows that are nobody's."""
        owners: dict[int, str] = {}
        unmatched: list[Unmatched] = []
        known = set(self.persons)
        for row in rows:
            seat, mail = seats.get(row), mails.get(row)
            by_mail = self.by_mail.get(mail or "", [])
            if seat is None and len(by_mail) == 1:
                owners[row] = by_mail[0]
            elif seat in known and (not by_mail or seat in by_mail):
                owners[row] = seat
            else:
                unmatched.append(Unmatched(row, seat or mail, self._reason(seat, mail)))
        return owners, unmatched

    def _reason(self, seat: str | None, mail: str | None) -> Message:
        by_mail = self.by_mail.get(mail or "", [])
        if seat in self.persons:
            return message("assessment.who_differs", seat=seat, email=mail)
        if seat is not None:
            return self.nobody(seat)
        if by_mail:
            return message("assessment.who_shares", email=mail, persons=", ".join(by_mail))
        if mail is not None:
            return message("assessment.who_unknown", given=mail)
        return message("assessment.who_nothing")

    def nobody(self, seat: str) -> Message:
        """Return why `seat` is nobody's, with the codes that it may be a slip of."""
        like = [one for one in self.persons if _loose(one) == _loose(seat)]
        if like:
            return message("assessment.who_like", given=seat, like=", ".join(like))
        return message("assessment.who_unknown", given=seat)


def _loose(code: str) -> str:
    return fold(code).translate(_LOOK_ALIKE).lstrip("0")
