"""Names that a later cell binds."""

from pathlib import Path

import pytest

from govlab.errors import InputError
from govlab.run._notebook import Cell, Notebook
from govlab.run._parameters import declared


def check(later: str) -> None:
    tagged = Cell(1, "x: int = 1", tags=frozenset({"parameters"}))
    declared(Notebook(Path("demo.ipynb"), {}, (tagged, Cell(2, "x + 1"), Cell(3, later))))


@pytest.mark.parametrize(
    "later",
    [
        "x = 2",
        "x += 1",
        "x: int = 2",
        "(a, [*x]) = 1, [2]",
        "for x in []: pass",
        "with open('f') as x: pass",
        "import x.y",
        "from m import y as x",
        "def x(): pass",
        "class x: pass",
        "print(x := 2)",
        "[x := n for n in []]",
        "if [y for y in [] if (x := y)]: pass",
        "del x",
        "match 1:\n    case x: pass",
        "match []:\n    case [*x]: pass",
        "match {}:\n    case {**x}: pass",
        "try: pass\nexcept OSError as x: pass",
        "def f():\n    global x\n    x = 2",
        "await f()\nx = 2",
        "async for x in y: pass",
        "x = !ls",
        "x = %who_ls",
        "%time x = 2",
        "%%time\nx = 2",
        "%%capture\nx = 2",
        "%%capture x\nprint(1)",
        "%%time\n%time x = 2",
    ],
)
def test_every_way_to_bind_a_parameter_anew_is_refused(later: str) -> None:
    """The message names the cell and the parameter."""
    with pytest.raises(InputError, match=r"cell 3: line .* must not bind the parameter x"):
        check(later)


@pytest.mark.parametrize(
    "later",
    [
        "y = x",
        "def f(x): x = 2; return x",
        "def f():\n    x = 2",
        "class A:\n    x = 2",
        "[x for x in []]",
        "(lambda x: x)(1)",
        "def f():\n    return [x := n for n in []]",
        "o.x = 2",
        "f(x=2)",
        "!echo x",
        "%%bash\nx=2",
        "%%html\n<b>x = 2</b>",
        "import y.x",
        "x?",
        "",
    ],
)
def test_other_uses_of_the_name_are_fine(later: str) -> None:
    """Reading it, and names of the same spelling in other scopes, are allowed."""
    check(later)


def test_a_cell_that_is_not_python_is_named() -> None:
    """A mistake in a late cell is found before the first one runs."""
    with pytest.raises(InputError, match=r"cell 3: line 'if x' must be Python"):
        check("y = 1\nif x")
