"""Which names a cell binds, found without running it."""

import ast
from collections.abc import Iterable, Iterator

from govlab.errors import InputError
from govlab.run._lab import lab
from govlab.run._notebook import Cell, Notebook
from govlab.text import message

_SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
_COMPREHENSIONS = _SCOPES[-4:]

# Magics whose text is Python that runs in the notebook's own namespace.
_RUNS_PYTHON = {"capture", "prun", "time"}


def refuse_rebinding(notebook: Notebook, names: Iterable[str], *, after: int) -> None:
    """Refuse a notebook that gives a parameter another value later on.

    Parameters
    ----------
    notebook : Notebook
        The notebook.
    names : iterable of str
        Its parameters.
    after : int
        Number of the parameters cell.

    Raises
    ------
    InputError
        When a cell after it binds one of the names, or is not Python.
    """
    guarded = frozenset(names)
    for cell in notebook.cells:
        if not cell.code or cell.number <= after:
            continue
        for name, line in bindings(cell, str(notebook.path)):
            if name in guarded:
                raise InputError(
                    message(
                        "run.rebound",
                        notebook=str(notebook.path),
                        name=name,
                        cell=cell.number,
                        line=line.strip(),
                    )
                )


def bindings(cell: Cell, notebook: str) -> Iterator[tuple[str, str]]:
    """Yield each name that `cell` binds at the level of the notebook, with its line.

    Functions count where they declare the name ``global``. Names bound by ``import *``
    or through ``globals()`` cannot be seen here.

    Raises
    ------
    InputError
        When the cell is not Python, magics and ``!`` commands apart.

    Examples
    --------
    >>> cell = Cell(2, "total = [last := year for year in years]")
    >>> [name for name, line in bindings(cell, "demo.ipynb")]
    ['total', 'last']
    """
    source, tree = parse(cell, notebook)
    lines = source.splitlines()
    for name, number in _bound(tree):
        yield name, lines[number - 1] if number else cell.first_line


def parse(cell: Cell, notebook: str) -> tuple[str, ast.Module]:
    """Return the cell's source as plain Python, and its tree.

    Raises
    ------
    InputError
        When it is not Python.
    """
    try:
        return cell.source, ast.parse(cell.source)
    except SyntaxError:
        pass  # magics and ! commands, or a mistake: IPython's own reader decides
    plain = str(
        lab("IPython.core.inputtransformer2").TransformerManager().transform_cell(cell.source)
    )
    try:
        return plain, ast.parse(plain)
    except SyntaxError as error:
        raise InputError(
            message(
                "run.cell_syntax",
                notebook=notebook,
                cell=cell.number,
                line=(error.text or cell.first_line).strip(),
                fault=error.msg,
            )
        ) from error


def _bound(node: ast.AST, scope: str = "notebook") -> Iterator[tuple[str, int]]:
    """Yield name and line of what `node` binds outside functions and classes."""
    match node:
        case ast.Global(names=names):
            yield from ((name, node.lineno) for name in names)
        case ast.NamedExpr(target=target) if scope == "comprehension":
            yield target.id, node.lineno
        case ast.Call(func=ast.Attribute(attr="run_cell_magic" | "run_line_magic"), args=args):
            texts = [str(arg.value) for arg in args if isinstance(arg, ast.Constant)]
            yield from _bound_by_magic(*texts)
        case _ if scope == "notebook":
            yield from _bound_here(node)
    if isinstance(node, _SCOPES):
        comprehension = isinstance(node, _COMPREHENSIONS) and scope != "function"
        scope = "comprehension" if comprehension else "function"
    for child in ast.iter_child_nodes(node):
        yield from _bound(child, scope)


def _bound_here(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name, node.lineno
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node.lineno
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0], node.lineno
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name, node.lineno
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name, node.lineno


def _bound_by_magic(magic: str = "", line: str = "", body: str = "") -> Iterator[tuple[str, int]]:
    if magic not in _RUNS_PYTHON:
        return
    if magic == "capture":  # %%capture NAME
        yield from ((word, 0) for word in line.split())
    elif not body:
        body = line
    # A line number inside the magic's text is none of the cell's.
    _, tree = parse(Cell(0, body), magic)
    yield from ((name, 0) for name, _ in _bound(tree))
