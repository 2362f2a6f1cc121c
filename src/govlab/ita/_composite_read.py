"""Components from a file that an office has, or of agencies that do not exist."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from govlab import tables
from govlab.chance import key
from govlab.ita._check import read_ita
from govlab.ita._composite_values import Components, Level, codes_at, components
from govlab.ita._method_parts import Method
from govlab.ita._portfolio_read import PORTFOLIO
from govlab.ita._read import tables_of
from govlab.ita._respondents import simulate
from govlab.ita._respondents_documents import documents, mean_of
from govlab.ita._respondents_draws import uniforms
from govlab.ita._respondents_model import Behaviour
from govlab.ita._score_table import score_table

if TYPE_CHECKING:
    import pandas as pd

_ERRORS = ("error_IIT", "error_EIT", "synthetic")


def read_components(path: str | Path, how: Method, level: Level | None = None) -> Components:
    """Read the components of a composite from a table at any depth.

    Parameters
    ----------
    path : str or Path
        What :func:`govlab.ita.read_ita` takes: ``.xlsx`` or delimited text, long or wide.
        Columns ``error_IIT, error_EIT`` are standard errors, ``synthetic`` says that the
        agencies are made up. An agency without an instrument stays, without a score.
    how : Method
        The year's method.
    level : {"instrument", "indicator", "sub_indicator", "item"}, optional
        What the composite is made of; indicators where the table has them, instruments
        where it does not.

    Raises
    ------
    TableError
        With every impossible value by file, sheet, row and column.
    InputError
        When the table is coarser than `level`, or the method is unsure at its depth.
    """
    path = Path(path)
    scores = score_table(read_ita(path, how, partial=True), how, partial=True)
    if level is None:
        wanted = codes_at(how, "indicator")
        level = "indicator" if wanted and set(wanted) <= set(scores.parts) else "instrument"
    errors = _errors(path, how)
    synthetic = errors is not None and "synthetic" in errors and bool(errors["synthetic"].any())
    return components(scores, how, level, errors=errors, synthetic=synthetic)


def _errors(path: Path, how: Method) -> "pd.DataFrame | None":
    """Return standard errors and the word "synthetic" where a table has columns for them."""
    import pandas as pd

    from govlab.tables._check import conform

    def headed(raw: tables.RawTable, column: tables.Column) -> bool:
        have = {tables.fold(heading) for heading in raw.headings if heading}
        return bool(have & {tables.fold(name) for name in column.accepted})

    found = []
    for raw in tables_of(path, how):
        held = [PORTFOLIO[name] for name in _ERRORS if headed(raw, PORTFOLIO[name])]
        unit = PORTFOLIO["unit"]
        if held and headed(raw, unit):
            wanted = tables.Contract(
                name="ita_errors", th="", en="", key=("unit",), columns=(unit, *held)
            )
            found.append(conform(raw, wanted, {}))
    return pd.concat(found, ignore_index=True) if found else None


def synthetic_components(
    how: Method,
    agencies: int,
    *,
    seed: int,
    level: Level = "indicator",
    behaviour: Behaviour | None = None,
) -> Components:
    """Return the components of made-up agencies, answered by made-up respondents.

    Answers and documents are those of :func:`govlab.ita.respondents.simulate` with the
    same seed, and so are totals and standard errors.

    Parameters
    ----------
    how : Method
        With items described.
    agencies : int
        How many.
    seed : int
        Everything follows from it.
    level : {"instrument", "indicator", "sub_indicator", "item"}
        What the composite is made of.
    behaviour : Behaviour, optional
        The home's assumptions when not given.

    Examples
    --------
    >>> from govlab.ita import method
    >>> found = synthetic_components(method(2564), 3, seed=2567)
    >>> found.synthetic, found.points.shape
    (True, (3, 10))
    """
    from scipy import special

    behaviour = behaviour or Behaviour.read()
    made = simulate(how, agencies, seed=seed, behaviour=behaviour)
    numbers = uniforms(key(seed, "ita", "agencies"), np.arange(agencies), 1)[:, 0]
    effect = behaviour.agencies * special.ndtri(numbers)
    if agencies == 1:
        # One agency is the one that the target describes.
        effect = np.zeros(1)
    papers = key(seed, "ita", "documents")
    points = documents(how, behaviour.published, effect, papers)
    for frame in made.answers.values():
        codes = list(frame.columns[2:])
        means = frame.groupby("unit", sort=False)[codes].mean().reindex(list(made.units))
        points |= {code: means[code].to_numpy(dtype=np.float64) for code in codes}
    codes = codes_at(how, level)
    table = made.table()
    errors = [table.get(f"error_{one.code}", np.zeros(agencies)) for one in how.instruments]
    return Components(
        how=how,
        level=level,
        units=made.units,
        codes=tuple(codes),
        points=np.column_stack([mean_of(how, code, points) for code in codes]),
        errors=np.column_stack([np.asarray(one, dtype=np.float64) for one in errors]),
        synthetic=True,
    )
