"""Writing a document of OCEL 2.0 as JSON."""

import json
from pathlib import Path

from govlab import files
from govlab.logs._log import Log
from govlab.logs._ocel import document_of


def write_json(log: Log, path: Path, zone: str) -> None:
    """Write a log as OCEL 2.0 JSON; the same log gives the same bytes."""
    document = document_of(log, zone)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    files.write_atomic(path, text + "\n")
