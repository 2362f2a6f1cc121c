"""Where a file may stand: inside its folder, and a live database on a disk of this machine."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from govlab.errors import FaultError, InputError
from govlab.text import message

# Folder names that synchronising programs give to the folder they watch.
_SYNCED_NAME = re.compile(
    r"onedrive( - .+)?|dropbox( \(.+\))?|google ?drive.*|my drive|icloud ?drive"
    r"|com~apple~clouddocs|cloudstorage|box sync|nextcloud|owncloud",
    re.IGNORECASE,
)
_SYNCED_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SYNCED_MARKS = (".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log")
_NETWORK_TYPES = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|ceph|glusterfs|lustre|beegfs|davfs"
    r"|fuse\.(sshfs|rclone|gvfsd-fuse|davfs2?|glusterfs|s3fs|google-drive-ocamlfuse)"
)
_MOUNTS = Path("/proc/self/mountinfo")
_DRIVE_REMOTE = 4  # GetDriveTypeW, Windows
_OCTAL = re.compile(r"\\([0-7]{3})")

# Windows keeps these names for devices, with any extension and in any letter case.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*]')


def refuse_synced(
    path: str | Path, *, environ: Mapping[str, str] | None = None, mounts: Path = _MOUNTS
) -> Path:
    r"""Return `path`, resolved, unless a live database would come to harm there.

    Programs that synchronise a folder copy a database's files one by one, and network
    file systems keep its locks badly; both lose records (SQLite, "How to corrupt an
    SQLite database file", sections 1.2, 2.1 and 2.2).

    Parameters
    ----------
    path : str or Path
        The database file, or its folder; need not exist.
    environ : mapping, optional
        Environment variables; those of the process when not given.
    mounts : Path
        The system's table of mounts, where it has one (Linux).

    Raises
    ------
    FaultError
        Inside OneDrive, Dropbox, Google Drive, iCloud, Box, Nextcloud or Syncthing, or
        on a network drive. Network mounts of macOS are not recognised.

    Examples
    --------
    >>> refuse_synced("/home/OneDrive - กรม/state", environ={})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    govlab.errors.FaultError: the database folder (='...') must not be synchronised or on a ...
    """
    environ = os.environ if environ is None else environ
    place = Path(path).resolve()
    reason = _network(place, mounts) or _synced(place, environ)
    if reason:
        raise FaultError(message("files.synced_folder", path=str(place), reason=reason))
    return place


def _synced(place: Path, environ: Mapping[str, str]) -> str | None:
    """Return the name of the synchronised folder around `place`, if there is one."""
    watched = {Path(environ[name]).resolve() for name in _SYNCED_VARIABLES if environ.get(name)}
    watched.add(Path.home() / "Box")  # too common a word to refuse anywhere else
    for folder in (place, *place.parents):
        named = _SYNCED_NAME.fullmatch(folder.name)
        if named or folder in watched or any((folder / mark).exists() for mark in _SYNCED_MARKS):
            return folder.name
    return None


def _network(place: Path, mounts: Path) -> str | None:
    """Return the kind of network file system on which `place` stands, if it does."""
    if str(place).startswith(("\\\\", "//")):
        return "UNC"
    if os.name == "nt":
        import ctypes

        # getattr: the checker of another system does not know the name.
        kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(place.anchor)  # noqa: B009
        return place.drive if kind == _DRIVE_REMOTE else None
    if not mounts.is_file():
        return None
    nearest, kind = Path("/"), ""
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        # "36 35 98:0 /root /mount/point options … - type source options" (proc(5)).
        before, _, after = line.partition(" - ")
        escaped = before.split()[4]
        point = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), escaped))
        # A later mount on the same point hides the earlier one.
        if place.is_relative_to(point) and point.is_relative_to(nearest):
            nearest, kind = point, after.split()[0]
    return kind if _NETWORK_TYPES.fullmatch(kind) else None


def confined(folder: str | Path, name: str) -> Path:
    r"""Return the path of `name` inside `folder`, on every system the same.

    Parameters
    ----------
    folder : str or Path
        The folder that must not be left; links in it are followed before the check.
    name : str
        A relative name with ``/`` (or ``\``) between folders, from an untrusted source.

    Raises
    ------
    InputError
        When the name is empty, absolute, has ``..``, a drive, a control character or a
        character or device name that Windows keeps for itself, or leads out by a link.

    Examples
    --------
    >>> confined("/templates", "th/certificate.typ").as_posix().endswith("/th/certificate.typ")
    True
    >>> confined("/templates", "../key.pem")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    govlab.errors.InputError: file name (='../key.pem') must stay inside its folder ...
    """
    root = Path(folder).resolve()
    parts = re.split(r"[/\\]", name)
    path = root.joinpath(*parts).resolve() if all(map(_is_plain, parts)) else root
    if path == root or not path.is_relative_to(root):
        raise InputError(message("files.not_confined", name=name, folder=str(root)))
    return path


def _is_plain(part: str) -> bool:
    """Tell whether `part` can be one name of a file or folder on every system."""
    return (
        part != ""
        and part == part.rstrip(". ")  # Windows drops them, and ".." is among them
        and not _FORBIDDEN.search(part)
        and not _DEVICE.fullmatch(part)
    )
