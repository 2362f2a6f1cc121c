"""The parameters cell: parsed, never run, and the values that its types accept."""

import ast
import io
import json
import math
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, NoReturn

from govlab.errors import InputError, UnknownNameError
from govlab.run._bindings import parse, refuse_rebinding
from govlab.run._notebook import Cell, Notebook
from govlab.text import Message, message
from govlab.thai import parse_date, parse_number, to_arabic_digits

TAG = "parameters"

Value = bool | int | float | str | list[Any] | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What values a type stands for.

    Parameters
    ----------
    name : str
        One of ``bool int float str date list Literal``.
    item : str or None
        For ``list[int]`` and its like, the type of every item.
    choices : tuple
        The values of a ``Literal``.
    optional : bool
        Whether None is a value too.
    """

    name: str
    item: str | None = None
    choices: tuple[bool | int | str, ...] = ()
    optional: bool = False

    @property
    def rule(self) -> Message:
        """What a value must be, in words."""
        rule = message("run.rule_choices", choices=", ".join(map(str, self.choices)))
        if self.name != "Literal":
            rule = _RULES[self.name]
        if self.item:
            rule = message("run.rule_items", rule=rule, item=_RULES[self.item])
        return message("run.rule_or_none", rule=rule) if self.optional else rule


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a notebook.

    Parameters
    ----------
    name, type, help : str
        As the parameters cell has them.
    default : bool, int, float, str, list or None
        Its value in the cell. A date is ISO text (``"2024-10-01"``), as it is stored.
    kind : Kind
        What the type accepts.
    """

    name: str
    type: str
    default: Value
    help: str
    kind: Kind

    def __str__(self) -> str:
        comment = f"  # {self.help}" if self.help else ""
        return f"{self.name}: {self.type} = {self.default!r}{comment}"

    def as_dict(self) -> dict[str, object]:
        """Return what a reader needs, ready for JSON."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "help": self.help,
            "choices": list(self.kind.choices),
        }

    def accept(self, value: object) -> Value:
        """Return `value` as the notebook shall see it.

        Parameters
        ----------
        value : object
            A Python value of the type, or text as typed on a command line: ``true``,
            ``๒๕๖๗``, ``1 ต.ค. 2567``, ``a,b`` or ``["a", "b"]``, ``none``.

        Raises
        ------
        InputError
            When it is neither.

        Examples
        --------
        >>> Parameter("years", "list[int]", [], "", Kind("list", "int")).accept("๒๕๖๖,2567")
        [2566, 2567]
        """
        if self.kind.optional and (value is None or value in ("none", "None")):
            return None
        try:
            return _convert(self.kind, value)
        except (ValueError, TypeError) as error:
            if self.kind.name == "date" and isinstance(error, InputError):
                # Why a date is none, the error says itself: no such day, two readings, …
                words = message("run.unreadable_date", name=self.name, reason=error.message)
            else:
                words = message("run.bad_value", name=self.name, value=value, rule=self.kind.rule)
            raise InputError(words) from error


def declared(notebook: Notebook) -> tuple[Parameter, ...]:
    """Return the parameters of `notebook`, in the order of its parameters cell.

    Raises
    ------
    InputError
        When the notebook has no or several parameters cells, when the cell holds anything
        but ``name: type = literal  # help``, or when a later cell binds a parameter anew.

    Examples
    --------
    >>> cell = Cell(1, "year: int = 2567  # ปีงบประมาณ", tags=frozenset({"parameters"}))
    >>> for parameter in declared(Notebook("demo.ipynb", {}, (cell,))):
    ...     print(parameter)
    year: int = 2567  # ปีงบประมาณ
    """
    where = str(notebook.path)
    tagged = [cell for cell in notebook.cells if TAG in cell.tags and cell.code]
    if len(tagged) != 1:
        numbers = ", ".join(str(cell.number) for cell in tagged)
        raise InputError(
            message("run.parameters_cells", notebook=where, count=len(tagged), cells=numbers or "-")
        )
    (cell,) = tagged
    source, tree = parse(cell, where)
    comments = _comments(source)
    parameters: dict[str, Parameter] = {}
    for statement in tree.body:
        parameter = _parameter(statement, comments, where, cell)
        if parameter.name in parameters:
            raise InputError(message("run.repeated", notebook=where, name=parameter.name))
        parameters[parameter.name] = parameter
    refuse_rebinding(notebook, parameters, after=cell.number)
    return tuple(parameters.values())


def settle(
    parameters: tuple[Parameter, ...], given: Mapping[str, object], *, notebook: str
) -> dict[str, Value]:
    """Return the given values, each as its parameter accepts it.

    Raises
    ------
    UnknownNameError
        When a name is none of the parameters.
    InputError
        When a value does not fit.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise UnknownNameError(
                message(
                    "run.unknown_parameter",
                    name=name,
                    notebook=notebook,
                    hint=message("run.did_you_mean", name=near[0]) if near else "",
                    known="\n".join(f"  {parameter}" for parameter in parameters) or "  -",
                )
            )
    return {name: known[name].accept(value) for name, value in given.items()}


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").rstrip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _parameter(
    statement: ast.stmt, comments: Mapping[int, str], notebook: str, cell: Cell
) -> Parameter:
    match statement:
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value
        ):
            pass
        case _:
            _refuse_statement(statement, notebook, cell)
    written = ast.unparse(annotation).strip("'\"")
    kind = _kind(annotation)
    if kind is None:
        raise InputError(message("run.bad_type", notebook=notebook, name=name, type=written))
    try:
        default = ast.literal_eval(value)
    except (ValueError, TypeError) as error:
        raise InputError(
            message("run.derived", notebook=notebook, name=name, source=ast.unparse(value))
        ) from error
    parameter = Parameter(name, written, default, comments.get(statement.end_lineno or 0, ""), kind)
    # A default must be of its type as it stands: "5" is text that an int would accept.
    if not _is_exactly(parameter, default):
        raise InputError(
            message("run.bad_default", notebook=notebook, name=name, value=default, rule=kind.rule)
        )
    return parameter


def _refuse_statement(statement: ast.stmt, notebook: str, cell: Cell) -> NoReturn:
    line = ast.unparse(statement).splitlines()[0]
    raise InputError(message("run.not_a_parameter", notebook=notebook, cell=cell.number, line=line))


def _is_exactly(parameter: Parameter, default: Value) -> bool:
    try:
        return parameter.accept(default) == default
    except InputError:
        return False


def _kind(node: ast.expr | None) -> Kind | None:
    """Return what the annotation `node` accepts, None when it is not one of ours."""
    match node:
        case ast.Constant(value=str(text)):
            return _quoted(text)
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _RULES:
            return Kind(name)
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _or_none(_kind(left))
        case ast.BinOp(left=ast.Constant(value=None), op=ast.BitOr(), right=right):
            return _or_none(_kind(right))
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            return _generic(name, inner)
    return None


def _quoted(text: str) -> Kind | None:
    try:
        return _kind(ast.parse(text, mode="eval").body)
    except SyntaxError:
        return None


def _generic(name: str, inner: ast.expr) -> Kind | None:
    if name == "Optional":
        return _or_none(_kind(inner))
    if name == "Literal":
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        values = [part.value for part in parts if isinstance(part, ast.Constant)]
        choices = tuple(value for value in values if isinstance(value, bool | int | str))
        if choices and len(choices) + values.count(None) == len(parts):
            return Kind("Literal", choices=choices, optional=None in values)
    if name == "list":
        item = _kind(inner)
        if item and item.name in _FROM_TEXT and not item.optional:
            return Kind("list", item=item.name)
    return None


def _or_none(kind: Kind | None) -> Kind | None:
    return kind and Kind(kind.name, kind.item, kind.choices, optional=True)


def _convert(kind: Kind, value: object) -> Value:
    if kind.name == "Literal":
        for choice in kind.choices:
            # 1 == True: compare types as well, or text with the choice as written.
            if (type(choice), choice) == (type(value), value) or str(choice) == value:
                return choice
        raise ValueError
    if kind.name == "list":
        return [_item(kind.item, part) for part in _parts(value)]
    return _scalar(kind.name, value)


def _parts(value: object) -> list[Any]:
    if isinstance(value, str):
        text = value.strip()
        value = json.loads(text) if text.startswith("[") else _split(text)
    if not isinstance(value, list | tuple):
        raise TypeError
    return list(value)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text else []


def _item(kind: str | None, value: object) -> Value:
    if kind is not None:
        return _scalar(kind, value)
    if isinstance(value, str | bool):
        return value
    number = _scalar("float", value)
    return value if isinstance(value, int) else number


def _scalar(kind: str, value: object) -> Value:
    if isinstance(value, str):
        return _FROM_TEXT[kind](value)
    match kind, value:
        case "bool", bool():
            return value
        case (("int" | "float"), bool()):
            raise TypeError
        case "int", int():
            return int(value)
        case "float", int() | float():
            return _finite(float(value))
        case "date", date() if not isinstance(value, datetime):
            return value.isoformat()
    raise TypeError


def _read_bool(text: str) -> bool:
    word = text.strip().lower()
    if word not in {"true", "false"}:
        raise ValueError
    return word == "true"


def _read_int(text: str) -> int:
    number = parse_number(text)
    if not isinstance(number, int):
        raise TypeError
    return number


def _read_float(text: str) -> float:
    try:
        return _finite(float(to_arabic_digits(text)))
    except ValueError:
        return float(parse_number(text))


def _finite(number: float) -> float:
    # JSON and canonical hashes hold no NaN or infinity.
    if not math.isfinite(number):
        raise ValueError
    return number


def _read_date(text: str) -> str:
    return parse_date(text).isoformat()


_FROM_TEXT: Mapping[str, Callable[[str], Value]] = {
    "bool": _read_bool,
    "int": _read_int,
    "float": _read_float,
    "str": str,
    "date": _read_date,
}

_RULES = {
    "bool": message("run.rule_bool"),
    "int": message("run.rule_int"),
    "float": message("run.rule_float"),
    "str": message("run.rule_str"),
    "date": message("run.rule_date"),
    "list": message("run.rule_list"),
}
