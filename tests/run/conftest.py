"""Small notebooks, written where a test wants them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def write_notebook() -> Write:
    """Return a writer of notebooks: one parameters cell, then the given code cells."""

    def write(
        path: Path,
        *cells: str,
        parameters: str = "year: int = 2567  # ปีงบประมาณ",
        tags: dict[int, list[str]] | None = None,
    ) -> Path:
        sources = [parameters, *cells]
        document = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {"tags": (tags or {}).get(number, [])},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for number, source in enumerate(sources, start=1)
            ],
        }
        document["cells"][0]["metadata"]["tags"] += ["parameters"]
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return path

    return write
