"""The strict notebook runner: papermill without its silent traps, and results as a page.

A notebook has one cell tagged ``parameters`` that holds only
``name: type = literal  # help``. It is parsed, never run, so that a misspelt name, a value
of the wrong type, a derived default or a later reassignment is refused before a kernel
starts. A run holds when every cell ran and no error stayed hidden::

    run_notebook("report.ipynb", "out/report.ipynb", {"fiscal_year": 2567})
"""

from govlab.run._html import to_html
from govlab.run._parameters import Kind, Parameter
from govlab.run._runner import Job, Run, describe, run_many, run_notebook

__all__ = [
    "Job",
    "Kind",
    "Parameter",
    "Run",
    "describe",
    "run_many",
    "run_notebook",
    "to_html",
]
