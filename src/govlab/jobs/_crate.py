"""RO-Crate metadata: what each file of an archive is, and how the results came about."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

import govlab

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
DESCRIPTOR = "ro-crate-metadata.json"
_CONTENT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_CODE_LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
_AUTHOR, _SOFTWARE, _RUN = "#authors", "#govlab", "#run"
_TYPES = {
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".sha256": "text/plain",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}


def crate(
    notebook: str,
    content: Mapping[str, bytes],
    parameters: Mapping[str, Any],
    day: date,
    *,
    title: Mapping[str, str],
) -> dict[str, Any]:
    """Return the RO-Crate 1.1 description of an archive.

    Parameters
    ----------
    notebook : str
        File name of the notebook; its source stands in ``notebooks/``, its run in
        ``executed/``.
    content : mapping of str to bytes
        Every other file of the archive, by name.
    parameters : mapping
        What the notebook was run with.
    day : date
        Day of publication.
    title : mapping of str to str
        Title by language.
    """
    source, executed = f"notebooks/{notebook}", f"executed/{notebook}"
    results = [executed, *(name for name in content if name.startswith("charts/"))]
    inputs = [name for name in content if name.startswith(("datasets/", "inputs/"))]
    values = [
        {
            "@id": f"#parameter-{name}",
            "@type": "PropertyValue",
            "name": name,
            "value": value if isinstance(value, str | int | float | bool) else str(value),
        }
        for name, value in parameters.items()
    ]
    graph: list[dict[str, Any]] = [
        {
            "@id": DESCRIPTOR,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": PROFILE},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"{title['th']} · {title['en']}",
            "description": f"{title['en']}: notebook, run, parameters and data, "
            f"made with govlab {govlab.__version__}.",
            "datePublished": day.isoformat(),
            "license": {"@id": _CONTENT_LICENCE},
            "author": {"@id": _AUTHOR},
            "inLanguage": ["th", "en"],
            "mainEntity": {"@id": source},
            "mentions": {"@id": _RUN},
            "hasPart": [{"@id": name} for name in sorted(content)],
        },
        *(_file(name, content[name]) for name in sorted(content)),
        {
            "@id": _RUN,
            "@type": "CreateAction",
            "name": f"Run of {notebook}",
            "instrument": [{"@id": source}, {"@id": _SOFTWARE}],
            "object": [{"@id": name} for name in (*sorted(inputs), *(v["@id"] for v in values))],
            "result": [{"@id": name} for name in sorted(results)],
        },
        *values,
        {
            "@id": _SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "govlab",
            "version": govlab.__version__,
            "license": {"@id": _CODE_LICENCE},
        },
        {"@id": _AUTHOR, "@type": "Organization", "name": "The govlab authors"},
        {
            "@id": _CONTENT_LICENCE,
            "@type": "CreativeWork",
            "name": "Creative Commons Attribution 4.0",
            "identifier": "CC-BY-4.0",
        },
        {
            "@id": _CODE_LICENCE,
            "@type": "CreativeWork",
            "name": "Apache License 2.0",
            "identifier": "Apache-2.0",
        },
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _file(name: str, content: bytes) -> dict[str, Any]:
    path = PurePosixPath(name)
    code = name.startswith("notebooks/")
    return {
        "@id": name,
        "@type": ["File", "SoftwareSourceCode"] if code else "File",
        "name": path.name,
        "encodingFormat": _TYPES.get(path.suffix, "text/plain"),
        "contentSize": str(len(content)),
        "sha256": sha256(content).hexdigest(),
        **({"programmingLanguage": "Python"} if code else {}),
    }
