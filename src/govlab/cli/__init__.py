"""The command ``govlab``: one verb per job, thin over the rooms.

With ``--json`` one JSON document goes to stdout and everything else to stderr. Exit
codes: 0 done, 1 a check did not hold, 2 bad input or usage, 3 an environment fault.
"""

from govlab.cli._main import main

__all__ = ["main"]
