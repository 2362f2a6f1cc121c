"""Datasets for the eye and for scripts: one summary each, and the content in full."""

from typing import Any

from govlab import home
from govlab.datasets._load import load, read_tree
from govlab.datasets._package import resource


def summary(name: str, place: home.Home | None = None) -> dict[str, Any]:
    """Return name, rows (None for a tree), source, licence, synthetic, digest and more."""
    if resource(name, place).tabular:
        table = load(name, place)
        return {"rows": len(table.frame)} | table.provenance.as_dict()
    return {"rows": None} | read_tree(name, place).provenance.as_dict()


def shown(name: str, lang: str = "th", place: home.Home | None = None) -> tuple[Any, str]:
    """Return the content of a dataset, JSON-ready, and card and content as words."""
    if not resource(name, place).tabular:
        tree = read_tree(name, place)
        path = resource(name, place).path
        return tree.content, f"{tree.card(lang)}\n\n{path.read_text(encoding='utf-8')}"
    table = load(name, place)
    filled = table.frame.dropna(axis="columns", how="all")
    told = filled.to_string(index=False, na_rep="")
    return table.records(), f"{table.card(lang)}\n\n{told}"
