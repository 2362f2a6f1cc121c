"""Documented data: every table with its provenance, checked against its seal.

``datasets/datapackage.json`` (Frictionless) describes each resource: columns, types,
units, source, licence, real or synthetic, SHA-256. :func:`load` gives a frame together
with that provenance, :func:`read_tree` the same for a YAML document, :func:`describe`
columns and units. Each row names the facts it rests on (:func:`fact`, :func:`sources`);
:func:`coverage` says where each fact of the sources stands, and :func:`audit` holds every
figure against the words of its source, whatever the checksums say.

    >>> scores = load("ita_moral_center")
    >>> scores.provenance.synthetic
    False
    >>> len(scores.frame)
    8
"""

from govlab.datasets._assumed import Assumptions
from govlab.datasets._audit import audit
from govlab.datasets._compared import Comparison, Headline, Study
from govlab.datasets._coverage import coverage
from govlab.datasets._describe import describe, sources
from govlab.datasets._facts import fact
from govlab.datasets._load import Dataset, Tree, load, read_tree
from govlab.datasets._package import Provenance, names, resource, resources
from govlab.datasets._seal import Finding, seal, verify
from govlab.datasets._show import shown, summary

__all__ = [
    "Assumptions",
    "Comparison",
    "Dataset",
    "Finding",
    "Headline",
    "Provenance",
    "Study",
    "Tree",
    "audit",
    "coverage",
    "describe",
    "fact",
    "load",
    "names",
    "read_tree",
    "resource",
    "resources",
    "seal",
    "shown",
    "sources",
    "summary",
    "verify",
]
