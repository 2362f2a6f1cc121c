"""Whose change it is: values that remember the policy that brought them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from govlab.errors import InputError, Words
from govlab.text import Message, message


@dataclass(frozen=True)
class Origin:
    """The policy that a change comes from.

    Parameters
    ----------
    policy : str
        Its id.
    file : str or None
        Name of the file; None for a policy of the library.
    base : str or None
        Process that it was written for.
    """

    policy: str
    file: str | None
    base: str | None

    @property
    def words(self) -> Message:
        """What the policy is called in a message."""
        if self.file is None:
            return message("complaints_process.whose_policy", name=self.policy)
        return message("complaints_process.whose_file", file=self.file)


# Callers merge policies and changes as plain mappings. What comes from a policy is therefore
# marked itself: it is equal to, printed as and used as the plain value.
class _Marked:
    origin: Origin | None = None


class _Text(_Marked, str):
    __slots__ = ()


class _Whole(_Marked, int):
    pass


class _Real(_Marked, float):
    pass


class _List(_Marked, list[Any]):
    pass


class _Mapping(_Marked, dict[str, Any]):
    pass


_MARKED: dict[type, type[_Marked]] = {
    str: _Text,
    int: _Whole,
    float: _Real,
    list: _List,
    dict: _Mapping,
}
_PLAIN: dict[type, type] = {marked: plain for plain, marked in _MARKED.items()}


def marked(value: Any, origin: Origin) -> Any:
    """Return `value`, marked with where it comes from.

    Examples
    --------
    >>> found = marked(6, Origin("six", None, "bangkok"))
    >>> found, found == 6, origin_of("a.path", found).policy
    (6, True, 'six')
    """
    kind = _MARKED.get(type(value))
    if kind is None:  # true, false and nothing cannot be marked; their paths are
        return value
    found = kind(value)  # type: ignore[call-arg]
    found.origin = origin
    return found


def plain(value: Any) -> Any:
    """Return the value without its mark."""
    kind = _PLAIN.get(type(value))
    return value if kind is None else kind(value)


def origin_of(path: str, value: object) -> Origin | None:
    """Return the policy that a change comes from; None for a change of the caller."""
    if isinstance(value, _Marked):
        return value.origin
    held = isinstance(value, tuple(_MARKED)) and not isinstance(value, bool)
    return path.origin if isinstance(path, _Text) and not held else None


def fits(
    overrides: Mapping[str, object], process: str, known: Iterable[str], own: Origin | None = None
) -> None:
    """Refuse policies that were written for another process.

    A process of one's own, often a copy with changes, takes those of the library too: their
    paths tell whether they fit.

    Parameters
    ----------
    overrides : mapping
        Paths and values, of which some are marked.
    process : str
        Name of the process that is to be changed.
    known : iterable of str
        Names of the processes of the library.
    own : Origin, optional
        The policy that the whole of `overrides` is.

    Raises
    ------
    InputError
        Naming each such policy, what it was written for, and what to do.
    """
    names = list(known)
    found = dict.fromkeys(
        one
        for path, value in overrides.items()
        for one in (own, origin_of(path, value), path.origin if isinstance(path, _Text) else None)
        if one is not None and one.base is not None and one.base != process
        if process in names or one.base not in names
    )
    lines: list[Words] = [
        message(
            "complaints_process.other_base",
            whose=one.words,
            base=one.base,
            process=process,
        )
        if one.base in names
        else message(
            "complaints_process.no_base",
            whose=one.words,
            base=one.base,
            process=process,
            known=", ".join(names),
        )
        for one in found
    ]
    if lines:
        raise InputError(message("complaints_process.bases", process=process, lines=lines))
