"""``environment.yml`` says for conda what pyproject says for pip."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML


@pytest.fixture
def environment(root: Path) -> dict[str, Any]:
    """Read ``environment.yml``."""
    text = (root / "environment.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe").load(text)
    return loaded


def test_environment_is_rendered_from_pyproject(root: Path, render: ModuleType) -> None:
    """The file is what locks/render.py makes of today's pyproject."""
    text = (root / "environment.yml").read_text(encoding="utf-8")
    assert text == render.environment(render.project())


def test_every_line_is_a_requirement(environment: dict[str, Any]) -> None:
    """Conda's and pip's lines parse as requirements; govlab itself comes last, editable."""
    *conda, pip = environment["dependencies"]
    *from_pip, itself = pip["pip"]
    assert itself == "-e ."
    assert [Requirement(line).name for line in conda][:2] == ["python", "pip"]
    assert {Requirement(line).name for line in from_pip}.isdisjoint(
        Requirement(line).name for line in conda
    )


def test_no_requirement_is_lost(environment: dict[str, Any], render: ModuleType) -> None:
    """Each requirement of core, lab and build stands once, with its bounds."""
    *conda, pip = environment["dependencies"]
    back = {there: here for here, there in render.CONDA_NAMES.items()}
    listed = [Requirement(line) for line in (*conda[2:], *pip["pip"][:-1])]
    found = sorted(f"{back.get(one.name, one.name)}{one.specifier}" for one in listed)
    needed = render.requirements(render.project(), render.WORKSHOP_EXTRAS)
    assert found == sorted(f"{one.name}{one.specifier}" for one in map(Requirement, needed))
