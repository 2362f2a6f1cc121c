"""The locks hold what pyproject asks for, on every platform, by hash, and nothing else."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    ("linux", "x86_64"),
    ("linux", "aarch64"),
    ("darwin", "arm64"),
    ("darwin", "x86_64"),
    ("win32", "AMD64"),
)
LOCKS = ("workshop", "dev", "installer")


@dataclass(frozen=True)
class Pin:
    """One entry of a lock."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        """The version pinned."""
        (only,) = self.requirement.specifier
        assert only.operator == "=="
        return only.version


def _environments() -> list[dict[str, str]]:
    return [
        {
            "python_version": python,
            "python_full_version": f"{python}.9",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": system,
            "platform_machine": machine,
            "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
            "os_name": "nt" if system == "win32" else "posix",
        }
        for python, (system, machine) in itertools.product(PYTHONS, PLATFORMS)
    ]


def _read(root: Path, lock: str) -> list[Pin]:
    text = (root / f"locks/{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = []
    for line in text.splitlines():
        requirement, *hashes = re.split(r"\s+--hash=", line.strip())
        pins.append(Pin(Requirement(requirement), tuple(hashes)))
    return pins


def _active(pins: list[Pin], environment: dict[str, str]) -> dict[str, str]:
    """Return ``{name: version}`` of what the lock installs in `environment`."""
    found: dict[str, str] = {}
    for pin in pins:
        marker = pin.requirement.marker
        if marker is None or marker.evaluate(environment):
            name = canonicalize_name(pin.requirement.name)
            assert name not in found, f"{name} is pinned twice for {environment}"
            found[name] = pin.version
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(root: Path, lock: str) -> None:
    """Every entry of a lock is one exact version with at least one sha256."""
    for pin in _read(root, lock):
        assert pin.version
        assert pin.hashes, pin.requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", found) for found in pin.hashes)


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host_and_no_path(root: Path, lock: str) -> None:
    """A lock holds pins and hashes only, so any mirror and any folder can serve it."""
    text = (root / f"locks/{lock}.txt").read_text(encoding="utf-8")
    assert "/" not in text
    assert "#" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("lock", "everything"), [("workshop", False), ("dev", True)])
def test_locks_meet_every_requirement(
    root: Path, render: ModuleType, lock: str, everything: bool
) -> None:
    """On every platform and Python, each requirement of pyproject is met by the pinned version."""
    metadata = render.project()
    optional = metadata["project"]["optional-dependencies"]
    extras = optional if everything else render.WORKSHOP_EXTRAS
    needed = [Requirement(line) for line in render.requirements(metadata, extras)]
    pins = _read(root, lock)
    for environment in _environments():
        active = _active(pins, environment)
        for requirement in needed:
            if requirement.marker is None or requirement.marker.evaluate(environment):
                name = canonicalize_name(requirement.name)
                assert active.get(name, "") in requirement.specifier, (requirement, environment)


def test_dev_holds_all_of_workshop(root: Path) -> None:
    """What the workshop lock installs, the dev lock installs in the same version."""
    workshop, dev = _read(root, "workshop"), _read(root, "dev")
    for environment in _environments():
        assert _active(workshop, environment).items() <= _active(dev, environment).items()


def test_the_slow_grammar_is_never_installed(root: Path) -> None:
    """No lock holds the grammar whose import costs most of a second."""
    names = {pin.requirement.name for lock in LOCKS for pin in _read(root, lock)}
    assert "rfc3987-syntax" not in names


def test_the_installer_is_uv_alone(root: Path) -> None:
    """The lock of the installer holds uv and nothing it would have to trust besides."""
    assert [pin.requirement.name for pin in _read(root, "installer")] == ["uv"]
