"""Which heading of a wide table is what, and what its columns must hold."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from govlab.errors import Problem
from govlab.ita._method_parts import Method
from govlab.ita._read_headings import KINDS, RESPONDENT, TOTAL, UNIT, code_of
from govlab.ita._read_rows import numbered
from govlab.ita._read_turned import points_of_words
from govlab.tables import Column, Contract, RawTable, contract, fold, problem
from govlab.text import message


@dataclass(frozen=True)
class Plan:
    """Which heading of a wide table is what."""

    raw: RawTable
    codes: dict[str, str]
    unit: str | None
    respondent: str | None
    year: str | None
    answers: bool
    problems: list[Problem]

    @classmethod
    def of(cls, raw: RawTable, how: Method) -> "Plan":
        from govlab.ita._check import told_unknown

        accepted = _accepted()
        place: dict[str, str] = {}
        codes: dict[str, str] = {}
        positions: dict[str, int] = {}
        problems: list[Problem] = []
        names = list(raw.headings)
        bare = numbered([name for name in names if name], how)

        def say(words: Any, heading: str) -> None:
            found = problem(
                words, file=raw.file, sheet=raw.sheet, row=raw.heading_row, column=heading
            )
            problems.append(found)

        for position, heading in ((at, name) for at, name in enumerate(raw.headings) if name):
            kind = next((kind for kind, ways in accepted.items() if fold(heading) in ways), None)
            if kind and kind not in place:
                place[kind] = heading
                continue
            code = code_of(heading, how) or bare.get(heading)
            if code is None:
                continue
            if code != TOTAL and code not in how.level_of:
                say(told_unknown(code, how), heading)
            elif code in codes:
                say(message("ita.heading_twice", code=code, first=codes[code]), heading)
            else:
                codes[code] = heading
                positions[code] = position
        for code in _mistakable(codes):
            names[positions[code]] = codes[code] = code
        if not codes and not problems:
            problems.append(_no_codes(raw, how))
        several = {code for item in how.items for code in item.questions} - {
            item.code for item in how.items
        }
        answers = "respondent" in place or any(code in several for code in codes)
        plan = cls(
            replace(_in_points(raw, codes, positions, how, answers=answers), headings=tuple(names)),
            codes,
            place.get("unit") or _kind_of_agency(raw),
            place.get("respondent"),
            place.get("year"),
            answers,
            problems,
        )
        for words, heading in plan.misplaced(how):
            say(words, heading)
        return plan

    def misplaced(self, how: Method) -> Iterator[tuple[Any, str]]:
        """Yield columns that answers cannot have, and columns that are absent."""
        if self.answers:
            for code, heading in self.codes.items():
                if code not in how.questions:
                    yield message("ita.not_an_answer", code=code), heading
        have = set(self.codes) - {TOTAL}
        for instrument in how.instruments:
            mine = {code for code in have if how.instrument_of.get(code) == instrument.code}
            level = self._finest(mine, how)
            if level is None or (level == "instrument" and not self.answers):
                continue
            lacking = [code for code in how.codes(instrument.code, level) if code not in mine]
            if lacking:
                words = message(
                    "ita.columns_absent", code=instrument.code, lacking=", ".join(lacking)
                )
                # Beside the columns of the instrument that there are.
                yield words, next(self.codes[code] for code in self.codes if code in mine)

    def _finest(self, codes: set[str], how: Method) -> str | None:
        if not codes:
            return None
        if self.answers:
            return "response"
        order = ("item", "sub_indicator", "indicator", "instrument")
        return min((self.level(code, how) for code in codes), key=order.index)

    def level(self, code: str, how: Method) -> str:
        return "instrument" if code == TOTAL else how.level_of[code]

    def contract(self, how: Method, *, partial: bool = False) -> Contract:
        """Return what the table must hold; an instrument may be empty where `partial`."""
        columns = []
        if self.unit is not None:
            column = contract("ita_long")["unit"]
            columns.append(replace(column, headings=(*column.headings, self.unit)))
        if self.respondent is not None:
            column = contract("ita_long")["respondent"]
            columns.append(replace(column, headings=(self.respondent,), required=True))
        if self.year is not None:
            columns.append(contract("ita_long")["fiscal_year"])
        have = set(self.codes) - {TOTAL}
        for code in self.codes:
            if self.answers and code not in how.questions:
                # Told already: it is no question.
                continue
            mine = {one for one in have if how.instrument_of[one] == how.instrument_of.get(code)}
            finest = code != TOTAL and self._finest(mine, how) == self.level(code, how)
            required = finest and not partial
            column = _column(code, how, answers=self.answers, required=required)
            columns.append(replace(column, headings=(self.codes[code],)))
        key: tuple[str, ...]
        if self.respondent is not None:
            key = ("unit", "respondent") if self.unit is not None else ("respondent",)
        elif self.answers or self.unit is None:
            key = ()
        else:
            key = ("unit",)
        return Contract(name="ita_wide", th="", en="", key=key, columns=tuple(columns))


def _in_points(
    raw: RawTable,
    codes: dict[str, str],
    positions: Mapping[str, int],
    how: Method,
    *,
    answers: bool,
) -> RawTable:
    """Return the table with the words for documents (published, has it) as their points."""
    if answers:
        # The mean that a person has beside each form is no total of the agency.
        codes.pop(TOTAL, None)
        return raw
    words = points_of_words(how)
    cells = raw.cells.copy()
    for code, at in positions.items():
        if code in how.questions and how.questions[code][0].scale == "published":
            cells[at] = cells[at].map(
                lambda cell: words.get(fold(cell), cell) if isinstance(cell, str) else cell
            )
    return replace(raw, cells=cells)


def _kind_of_agency(raw: RawTable) -> str | None:
    """Return the heading that names the agencies by their kind, such as provinces."""
    kinds = {fold(one) for one in KINDS}
    return next((name for name in raw.headings if fold(name) in kinds), None)


def _no_codes(raw: RawTable, how: Method) -> Problem:
    known = ", ".join([*(one.code for one in how.instruments), "indicator_1", "I1"])
    words = message("ita.no_codes", known=known)
    return problem(words, file=raw.file, sheet=raw.sheet, row=raw.heading_row)


def _accepted() -> dict[str, set[str]]:
    wanted = contract("ita_long")
    return {
        "unit": {fold(one) for one in (*wanted["unit"].accepted, *UNIT)},
        "respondent": {fold(one) for one in (*wanted["respondent"].accepted, *RESPONDENT)},
        "year": {fold(one) for one in wanted["fiscal_year"].accepted},
    }


def _mistakable(codes: Mapping[str, str]) -> list[str]:
    """Return codes whose heading looks like another: I1.1 and I11, once signs are passed over."""
    alike = {fold(code): code for code in codes}
    looks = Counter(fold(heading) for heading in codes.values())
    return [
        code
        for code, heading in codes.items()
        if looks[fold(heading)] > 1 or alike.get(fold(heading), code) != code
    ]


def _column(code: str, how: Method, *, answers: bool, required: bool) -> Column:
    if not answers:
        return Column(code, "number", "", "", low=0, high=100, unit="percent", required=required)
    item, _ = how.questions[code]
    words = how.scales[item.scale].words
    choices = {
        str(points): (f"{points}.0", *said.values())
        for points, said in zip(how.points(code), words, strict=True)
    }
    return Column(code, "choice", "", "", choices=choices)
