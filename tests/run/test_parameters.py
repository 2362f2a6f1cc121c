"""The parameters cell and the values it accepts."""

import ast
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papermill.translators import PythonTranslator

from govlab.errors import InputError, UnknownNameError
from govlab.run._notebook import Cell, Notebook
from govlab.run._parameters import Parameter, declared, settle
from govlab.thai import to_thai_digits

TAG = frozenset({"parameters"})


def notebook(*sources: str, tags: tuple[frozenset[str], ...] = (TAG,)) -> Notebook:
    marks = (*tags, *[frozenset()] * len(sources))
    cells = [
        Cell(number, source, tags=mark)
        for number, (source, mark) in enumerate(zip(sources, marks, strict=False), start=1)
    ]
    return Notebook(Path("demo.ipynb"), {}, tuple(cells))


def one(source: str) -> Parameter:
    (parameter,) = declared(notebook(source))
    return parameter


@pytest.mark.parametrize(
    ("source", "default"),
    [
        ("pass_mark: float = 80  # เกณฑ์ผ่าน (ร้อยละ)", 80),
        ("year: int = -2567", -2567),
        ("shown: bool = True", True),
        ("unit: str = 'กรม # หนึ่ง'", "กรม # หนึ่ง"),
        ("opens: date = '2024-10-01'", "2024-10-01"),
        ("opens: 'datetime.date' = '2024-10-01'", "2024-10-01"),
        ("units: list = ['ก', 1]", ["ก", 1]),
        ("years: list[int] = [2566, 2567]", [2566, 2567]),
        ("lang: Literal['th', 'en'] = 'th'", "th"),
        ("unit: Optional[str] = None", None),
        ("unit: str | None = None", None),
        ("unit: None | str = 'ก'", "ก"),
        ("form: typing.Optional[typing.Literal['a', 'b']] = None", None),
    ],
)
def test_every_type_of_the_house_is_read(source: str, default: object) -> None:
    """Each type may stand in the cell, and its default is the literal there."""
    assert one(source).default == default


def test_the_help_is_the_comment_on_the_line() -> None:
    """A ``#`` inside text is text; the comment behind the value is the help."""
    assert one("unit: str = 'กรม # หนึ่ง'  # หน่วยงาน").help == "หน่วยงาน"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("year = 2567", "must read"),
        ("year: int", "must read"),
        ("from datetime import date", "must read"),
        ("print('x')", "must read"),
        ("a.b: int = 1", "must read"),
        ("full: int = 100\nhalf: float = full / 2", "literal"),
        ("opens: date = date(2024, 10, 1)", "literal"),
        ("units: list = list()", "literal"),
        ("x: dict = {}", "has type"),
        ("x: int | str = 1", "has type"),
        ("x: 'not a type' = 1", "has type"),
        ("x: list[dict] = []", "has type"),
        ("year: int = '2567'", "must be a whole number"),
        ("year: int = True", "must be a whole number"),
        ("year: int = None", "must be a whole number"),
        ("opens: date = '1 ต.ค. 2567'", "must be a date"),
        ("lang: Literal['th', 'en'] = 'fr'", "one of th, en"),
        ("years: list[int] = ['2567']", "whole number"),
        ("year: int = 1\nyear: int = 2", "once"),
        ("year: int = ", "must be Python"),
    ],
)
def test_anything_else_in_the_cell_is_refused(source: str, reason: str) -> None:
    """Untyped, derived, wrongly typed and repeated lines are refused, with the reason."""
    with pytest.raises(InputError, match=reason):
        declared(notebook(source))


@pytest.mark.parametrize("tags", [(frozenset(), frozenset()), (TAG, TAG)])
def test_exactly_one_cell_is_tagged(tags: tuple[frozenset[str], ...]) -> None:
    """A notebook without a parameters cell, or with two, is refused."""
    with pytest.raises(InputError, match="exactly one code cell"):
        declared(notebook("a: int = 1", "b: int = 2", tags=tags))


@pytest.mark.parametrize(
    ("source", "text", "value"),
    [
        ("x: int = 1", "๒,๕๖๗", 2567),
        ("x: float = 1.0", "๐.๕", 0.5),
        ("x: float = 1.0", "1,000.5", 1000.5),
        ("x: float = 1.0", "1e-3", 0.001),
        ("x: float = 1.0", 2, 2.0),
        ("x: bool = False", "True", True),
        ("x: str = ''", "true", "true"),
        ("x: str = ''", "none", "none"),
        ("x: date = '2024-01-01'", "1 ต.ค. 2567", "2024-10-01"),
        ("x: date = '2024-01-01'", "2567-10-01", "2024-10-01"),
        ("x: date = '2024-01-01'", date(2024, 10, 1), "2024-10-01"),
        ("x: list = []", "กรม ก, กรม ข", ["กรม ก", "กรม ข"]),
        ("x: list = []", '["ก,ข", 1, 0.5, true]', ["ก,ข", 1, 0.5, True]),
        ("x: list = []", "", []),
        ("x: list[int] = []", "๑,2", [1, 2]),
        ("x: list[date] = []", (date(2024, 1, 2),), ["2024-01-02"]),
        ("x: Literal[1, 2] = 1", "2", 2),
        ("x: Optional[int] = 1", "none", None),
        ("x: int | None = 1", None, None),
    ],
)
def test_values_are_read_by_their_type(source: str, text: object, value: object) -> None:
    """Text from a command line, and Python values, become what the type says."""
    accepted = one(source).accept(text)
    assert (type(accepted), accepted) == (type(value), value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x: int = 1", True),
        ("x: int = 1", 1.0),
        ("x: int = 1", "1.0"),
        ("x: int = 1", None),
        ("x: int = 1", "none"),
        ("x: float = 1.0", "nan"),
        ("x: float = 1.0", float("inf")),
        ("x: bool = True", 1),
        ("x: bool = True", "yes"),
        ("x: str = ''", 5),
        ("x: date = '2024-01-01'", datetime(2024, 1, 1)),  # noqa: DTZ001 - naive is the point
        ("x: list = []", {"a": 1}),
        ("x: list = []", "[1, 2"),
        ("x: list = []", [None]),
        ("x: list[int] = []", "1,a"),
        ("x: Literal[1, 2] = 1", True),
        ("x: Literal['a'] = 'a'", "b"),
    ],
)
def test_values_of_another_type_are_refused(source: str, value: object) -> None:
    """The refusal names parameter and value; a truth value is no number."""
    with pytest.raises(InputError, match=r"parameter x \(="):
        one(source).accept(value)


@pytest.mark.parametrize(
    ("text", "reason"), [("31/2/2567", "day of the calendar"), ("5/6/2023", "two ways")]
)
def test_a_date_that_cannot_be_is_refused_with_its_reason(text: str, reason: str) -> None:
    """A day that does not exist and a date of two readings each say so."""
    with pytest.raises(InputError, match=rf"parameter x: .*{text}.*{reason}"):
        one("x: date = '2024-01-01'").accept(text)


def test_a_misspelt_name_is_refused_with_a_suggestion() -> None:
    """The message suggests the near name and lists every parameter with type and help."""
    parameters = declared(notebook("pass_mark: float = 0.6  # เกณฑ์"))
    with pytest.raises(UnknownNameError) as caught:
        settle(parameters, {"pass_markk": 0.8}, notebook="demo.ipynb")
    assert "did you mean pass_mark?" in str(caught.value)
    assert "pass_mark: float = 0.6  # เกณฑ์" in str(caught.value)
    assert "หมายถึง pass_mark" in caught.value.in_language("th")


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_thai_digits_are_digits(number: int) -> None:
    """An integer reads the same in Thai digits, with or without commas."""
    parameter = one("x: int = 0")
    assert parameter.accept(to_thai_digits(f"{number:,}")) == number
    assert parameter.accept(to_thai_digits(str(number))) == number


@settings(deadline=None)
@given(st.text() | st.lists(st.text() | st.integers() | st.booleans()))
def test_any_text_reaches_the_notebook_unchanged(value: object) -> None:
    """The injected line holds Thai, quotes, backslashes and line ends exactly."""
    (line,) = ast.parse(PythonTranslator.codify({"x": value})).body
    assert isinstance(line, ast.Assign)
    assert ast.literal_eval(line.value) == value


def test_a_parameter_tells_itself_as_json() -> None:
    """A listing of parameters needs name, type, default, help and choices."""
    assert one("lang: Literal['th', 'en'] = 'th'  # ภาษา").as_dict() == {
        "name": "lang",
        "type": "Literal['th', 'en']",
        "default": "th",
        "help": "ภาษา",
        "choices": ["th", "en"],
    }
