"""A disk that is really full and really read-only."""

import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

UNSHARE = which("unshare")
IN_OWN_MOUNTS = [UNSHARE or "unshare", "--map-root-user", "--mount"]


def can_mount(folder: str = "/mnt") -> bool:
    """Tell whether this machine lets us mount in a namespace of our own."""
    if UNSHARE is None:
        return False
    mount = [*IN_OWN_MOUNTS, "mount", "-t", "tmpfs", "none", folder]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="needs mount namespaces of Linux")
def test_full_and_read_only_disks(tmp_path: Path) -> None:
    """On a full, then a read-only disk nothing recorded is lost; each fault has its sentence."""
    script = Path(__file__).parent / "full_disk.py"
    command = [*IN_OWN_MOUNTS, sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        "files.disk_full",
        "ledger.disk_full",
        "files.read_only",
        "files.read_only",
        "ledger.read_only",
    ]
