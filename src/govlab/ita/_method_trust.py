"""Certainty at the depth used: what is unsure there is named, and refused unless accepted."""

from collections.abc import Iterable, Iterator, Mapping

from govlab.errors import InputError
from govlab.ita._method_parts import Basis, Item, Method, Part
from govlab.text import Message, message

_FINER = {
    "instrument": 0,
    "indicator": 1,
    "sub_indicator": 2,
    "item": 3,
    "response": 4,
}


def require_sure(how: Method, depths: Mapping[str, str], *, missing: bool = False) -> None:
    """Refuse a method whose parts are unsure at the depths used.

    Parameters
    ----------
    how : Method
        The method; nothing is refused where it was read with ``accept_uncertain``.
    depths : mapping of str to str
        Each instrument that is scored, and the level of the values given for it.
    missing : bool
        Whether answers are missing, so that the rule for them is used.

    Raises
    ------
    InputError
        With every part that is unsure and why.
    """
    if how.accept_uncertain:
        return
    found = [
        message("ita.unsure_line", what=what, source=basis.source)
        for what, basis in _used(how, depths, missing=missing)
        if not basis.sure
    ]
    if found:
        raise InputError(message("ita.unsure", fiscal_year=how.fiscal_year, lines=found))


def _used(
    how: Method, depths: Mapping[str, str], *, missing: bool
) -> Iterator[tuple[Message, Basis]]:
    """Yield every part of the method that scoring at `depths` rests on."""
    yield message("ita.part_weights"), how.bases["weights"]
    yield message("ita.part_rounding"), how.bases["rounding"]
    yield message("ita.part_grades"), how.bases["grades"]
    if any(level != "instrument" for level in depths.values()):
        yield message("ita.part_parts"), how.bases["parts"]
    for instrument in how.instruments:
        fine = _FINER[depths.get(instrument.code, "instrument")]
        below = [
            part
            for least, parts in (
                (1, how.indicators),
                (2, how.sub_indicators),
                (3, how.items),
            )
            if fine >= least
            for part in parts
            if how.instrument_of[part.code] == instrument.code
        ]
        yield from _grouped(below)
        items = [part for part in below if isinstance(part, Item)]
        if fine == _FINER["response"] or any(one.scale == "published" for one in items):
            yield message("ita.part_answers", code=instrument.code), instrument.answers
    if any(level == "response" for level in depths.values()):
        yield message("ita.part_questions"), how.bases["questions"]
    if missing:
        yield message("ita.part_missing"), how.bases["missing"]


def _grouped(parts: Iterable[Part | Item]) -> Iterator[tuple[Message, Basis]]:
    """Yield parts that rest on one source together, so that fifteen items are one line."""
    groups: dict[Basis, list[str]] = {}
    for part in parts:
        if not part.basis.sure:
            groups.setdefault(part.basis, []).append(part.code)
    for basis, codes in groups.items():
        yield message("ita.part_codes", codes=", ".join(codes)), basis


def finest_sure(how: Method) -> dict[str, str]:
    """Return the finest level at which each instrument scores without consent.

    Examples
    --------
    >>> from govlab.ita import method
    >>> finest_sure(method(2564))
    {'IIT': 'item', 'EIT': 'indicator', 'OIT': 'item'}
    >>> finest_sure(method(2568))
    {}
    """
    found = {}
    for instrument in how.instruments:
        for level in _FINER:
            if not how.codes(instrument.code, level):
                continue
            used = _used(how, {instrument.code: level}, missing=False)
            if all(basis.sure for _, basis in used):
                found[instrument.code] = level
    # The questions of OIT are its items: answers given by an assessor need no other name.
    return {
        code: "item" if level == "response" and _single(how, code) else level
        for code, level in found.items()
    }


def _single(how: Method, instrument: str) -> bool:
    return how.codes(instrument, "item") == how.codes(instrument, "response")
