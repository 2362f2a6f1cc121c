"""Shape: data from a file as a pydantic model, every broken rule said at once."""

from typing import TYPE_CHECKING, Any, TypeVar

from govlab.errors import InputError
from govlab.text import Message, message

if TYPE_CHECKING:
    from pydantic import BaseModel

Shape = TypeVar("Shape", bound="BaseModel")


def shaped(data: Any, model: type[Shape], where: str) -> Shape:
    """Return `data` as an instance of `model`.

    Parameters
    ----------
    data : object
        What :func:`read_yaml` or :func:`read_json` returned.
    model : type of pydantic.BaseModel
        The shape the data must have.
    where : str
        The file's name for the message.

    Raises
    ------
    InputError
        When the data have another shape; the message lists each place in the file, its
        value and the rule, all of them.

    Examples
    --------
    >>> from pydantic import BaseModel
    >>> class Sitting(BaseModel):
    ...     pass_mark: int
    >>> shaped({"pass_mark": 80}, Sitting, "sitting.yaml").pass_mark
    80
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(data)
    except ValidationError as broken:
        lines = [
            _line(data, one) for one in broken.errors(include_url=False, include_context=False)
        ]
        raise InputError(message("files.shape", where=where, lines=lines)) from None


# Rules of pydantic that have a sentence of ours, in both languages.
_SAID = frozenset(
    {
        "bool_type",
        "date_from_datetime_parsing",
        "dict_type",
        "extra_forbidden",
        "float_parsing",
        "float_type",
        "int_parsing",
        "int_type",
        "list_type",
        "model_type",
        "string_type",
    }
)


def _line(data: Any, one: Any) -> Message:
    place = ".".join(map(str, _place(data, one["loc"]))) or "(top)"
    if one["type"] == "missing":
        # The value is all that stands around the gap; the place says more.
        return message("files.shape_missing", place=place)
    said = message(f"files.rule_{one['type']}") if one["type"] in _SAID else one["msg"]
    if one["type"] == "extra_forbidden" and isinstance(one["input"], dict | list):
        # What stands under an unknown name may be half the file; the name says it.
        return message("files.shape_unknown", place=place, rule=said)
    return message("files.shape_line", place=place, value=one["input"], rule=said)


def _place(data: Any, steps: tuple[int | str, ...]) -> list[int | str]:
    """Return where a rule is broken, in the file's own words.

    Between the names of the file stand those of the alternatives that were tried; they
    lead nowhere in the data. The last name may be one that the file lacks.
    """
    found: list[int | str] = []
    for number, step in enumerate(steps, start=1):
        inside = isinstance(data, dict) and step in data
        inside |= isinstance(data, list) and isinstance(step, int) and step < len(data)
        if inside:
            data = data[step]
        if inside or number == len(steps):
            found.append(step)
    return found
