"""Places: databases stay off synchronised folders, names stay in their folder."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.errors import FaultError, InputError
from govlab.files import confined, refuse_synced

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / {share} rw,relatime shared:2 master:1 - {kind} server:/export rw,vers=4.2
31 30 8:2 / {share}/inner rw - ext4 /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    "name",
    [
        "OneDrive",
        "OneDrive - กรมการปกครอง",
        "Dropbox",
        "dropbox (Personal)",
        "Google Drive",
        "GoogleDrive-a@b.th",
        "iCloud Drive",
        "com~apple~CloudDocs",
        "CloudStorage",
        "Nextcloud",
    ],
)
def test_synced_folder_names(tmp_path: Path, name: str) -> None:
    """A folder with the name of a synchronising program is refused, with a way out."""
    with pytest.raises(FaultError, match=re.escape(f"({name!r})") + ".*--home") as caught:
        refuse_synced(tmp_path / name / "state" / "register.db", environ={})
    assert "--home" in caught.value.in_language("th")


def test_synced_by_variable(tmp_path: Path) -> None:
    """A folder that Windows names in its variables is refused, whatever it is called."""
    environ = {"OneDriveCommercial": str(tmp_path / "งาน")}
    with pytest.raises(FaultError, match="synchronised"):
        refuse_synced(tmp_path / "งาน" / "state", environ=environ)


def test_synced_by_mark(tmp_path: Path) -> None:
    """A folder in which a synchronising program left its mark is refused."""
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(FaultError, match="synchronised"):
        refuse_synced(tmp_path / "state", environ={})


@pytest.mark.skipif(os.name != "posix", reason="table of mounts of Linux")
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs"])
def test_network_mounts(tmp_path: Path, kind: str) -> None:
    """A network mount is refused, a local disk inside or beside it is not."""
    share = tmp_path / "the share"
    mounts = tmp_path / "mountinfo"
    escaped = str(share).replace(" ", r"\040")
    mounts.write_text(MOUNTS.format(share=escaped, kind=kind), encoding="utf-8")
    with pytest.raises(FaultError, match=re.escape(kind)):
        refuse_synced(share / "state", environ={}, mounts=mounts)
    for fine in (share / "inner" / "state", tmp_path / "the share of others"):
        assert refuse_synced(fine, environ={}, mounts=mounts) == fine


def test_plain_folder(tmp_path: Path) -> None:
    """A folder of this machine is returned resolved."""
    place = tmp_path / "state" / ".." / "register.db"
    assert refuse_synced(place, environ={}) == (tmp_path / "register.db").resolve()


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a",
        "a/../../b",
        "/etc/passwd",
        "C:\\a",
        "c:a",
        "\\\\host\\share\\a",
        "a\x00b",
        "CON",
        "nul.txt",
        "a/COM1.typ",
        "lpt¹",
        "a.",
        "a ",
        "a//b",
        "a:stream",
        "a?",
        "a\nb",
        "a/",
    ],
)
def test_names_that_leave(tmp_path: Path, name: str) -> None:
    """A name that leaves its folder, or means a device on Windows, is refused everywhere."""
    with pytest.raises(InputError, match="must stay inside"):
        confined(tmp_path, name)


def test_names_that_stay(tmp_path: Path) -> None:
    """Thai names, spaces inside, both slashes and names that only look reserved are fine."""
    for name in ("ใบรับรอง.typ", "th/a b.typ", "th\\a.typ", "console", ".hidden", "com10", "a..b"):
        assert confined(tmp_path, name).is_relative_to(tmp_path.resolve())


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_a_link_that_leads_out(tmp_path: Path) -> None:
    """A link inside the folder is followed before the check."""
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "door").symlink_to(tmp_path)
    with pytest.raises(InputError, match="no link that leads out"):
        confined(inside, "door/key.pem")


@given(st.text(st.sampled_from("ab./\\:~ \0กC"), max_size=12))
def test_confined_or_refused(name: str) -> None:
    """Whatever the name, the answer is inside the folder or there is none."""
    root = Path("/templates").resolve()
    try:
        path = confined(root, name)
    except InputError:
        return
    assert path != root
    assert path.is_relative_to(root)
