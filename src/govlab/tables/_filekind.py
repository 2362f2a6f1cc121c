"""What kind of file it is, by its content; a name can promise anything."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

from govlab.errors import FaultError, GovlabError, InputError, MissingFileError
from govlab.tables._problems import unreadable
from govlab.text import message

_HEAD = 4096
# There, unlike elsewhere, a file that Excel has open cannot be read.
_WINDOWS = os.name == "nt"
# Encryption and the old .xls both live in an OLE container; the name of the encrypted
# stream stands in its directory, in UTF-16.
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in plain words why a file that should be read cannot be opened.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is a folder.
    FaultError
        The system refuses: no permission, open in Excel on Windows, a fault of the disk.
    """
    if path.is_dir():
        raise InputError(message("tables.folder", path=str(path)))
    try:
        yield
    except GovlabError:
        raise
    except FileNotFoundError as fault:
        raise MissingFileError(
            message("tables.missing_file", name=path.name, folder=str(path.parent.resolve()))
        ) from fault
    except PermissionError as fault:
        if _WINDOWS:
            raise FaultError(message("tables.locked", path=str(path))) from fault
        raise FaultError(message("tables.no_permission", path=str(path))) from fault
    except OSError as fault:
        raise FaultError(
            message("tables.read_failed", path=str(path), fault=fault.strerror or str(fault))
        ) from fault


def kind_of(path: Path) -> Literal["xlsx", "text"]:
    """Return whether `path` holds a workbook or delimited text.

    Raises
    ------
    TableError
        When it holds something else; the sentence says what, and how to get a table
        out of it.
    """
    with reading(path), path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_OLE):
            if _ENCRYPTED in head or _ENCRYPTED in file.read():
                raise unreadable(path, message("tables.protected"))
            raise unreadable(path, message("tables.old_xls"))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise unreadable(path, message("tables.empty_file"))
    if start.startswith(b"%PDF"):
        raise unreadable(path, message("tables.pdf"))
    if start.lower().startswith(_WEB):
        raise unreadable(path, message("tables.web_page"))
    if start.startswith(b"PK\x03\x04"):
        _check_workbook(path)
        return "xlsx"
    return "text"


def _check_workbook(path: Path) -> None:
    try:
        with reading(path), ZipFile(path) as archive:
            names = set(archive.namelist())
    except BadZipFile as fault:
        raise unreadable(path, message("tables.damaged", fault=str(fault))) from fault
    if "xl/workbook.xml" not in names:
        raise unreadable(path, message("tables.other_office"))
