"""Packages as zip files: written the same every time, read as what a stranger sent.

Nothing is ever unpacked to disk. A package that is too large, that is packed too densely
to be honest, or that names a place outside itself is refused as a whole.
"""

import posixpath
import re
import zlib
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from govlab.errors import InputError
from govlab.text import message

MOST_PARTS = 20_000
MOST_PART = 16 * 2**20  # bytes of one part that is read
MOST_ALL = 500 * 2**20  # bytes of all parts, unpacked; pictures and films are among them
# Text packs to a tenth; what packs to a thousandth is made to fill a memory.
DENSEST = 200
_DENSE_FROM = 2**20  # bytes; short files may repeat themselves
_SOME_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip entry can carry
_OUTSIDE = re.compile(r"\A/|\A[A-Za-z]:|(\A|/)\.\.(/|\Z)|\x00")
_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def is_zip(data: bytes) -> bool:
    """Return whether the bytes begin as a zip file does."""
    return data.startswith(b"PK\x03\x04")


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip file with these parts, the same bytes for the same parts."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, _SOME_DAY)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()


class Archive:
    """The parts of a package, by their names with forward slashes.

    Parameters
    ----------
    data : bytes
        Of the zip file.
    where : str
        Its name, for messages.

    Raises
    ------
    InputError
        When it is damaged, encrypted, too large, or holds a name that leads outside.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        try:
            self._zip = ZipFile(BytesIO(data))
            entries = [one for one in self._zip.infolist() if not one.is_dir()]
        except _DAMAGE as fault:
            raise self._damaged(fault) from fault
        if len(entries) > MOST_PARTS:
            raise InputError(message("interchange_b.zip_parts", where=where, most=MOST_PARTS))
        self._entries: dict[str, ZipInfo] = {}
        for one in entries:
            name = one.filename.replace("\\", "/")
            if _OUTSIDE.search(name):
                raise InputError(message("interchange_b.zip_outside", where=where, name=name))
            if name in self._entries:
                raise InputError(message("interchange_b.zip_twice", where=where, name=name))
            dense = one.file_size > _DENSE_FROM and one.file_size > DENSEST * one.compress_size
            if dense:
                raise InputError(message("interchange_b.zip_dense", where=where, name=name))
            self._entries[name] = one
        # zipfile reads no more of a part than its entry states, so the sum is a bound.
        if sum(one.file_size for one in entries) > MOST_ALL:
            most = MOST_ALL // 2**20
            raise InputError(message("interchange_b.zip_large", where=where, most=most))

    @property
    def names(self) -> list[str]:
        """The parts, in the order of the file."""
        return list(self._entries)

    def find(self, folder: str, href: str) -> str | None:
        """Return the part that an address names, seen from `folder`; None when there is none."""
        for address in (href, unquote(href)):
            name = posixpath.normpath(posixpath.join(folder, address.replace("\\", "/")))
            if name in self._entries:
                return name
        return None

    def read(self, name: str) -> bytes:
        """Return the content of a part.

        Raises
        ------
        InputError
            When it is too large, encrypted or damaged.
        """
        entry = self._entries[name]
        if entry.file_size > MOST_PART:
            most = MOST_PART // 2**20
            raise InputError(
                message("interchange_b.zip_part", where=self.where, name=name, most=most)
            )
        try:
            return self._zip.read(entry)
        except _DAMAGE as fault:
            raise self._damaged(fault) from fault

    def _damaged(self, fault: Exception) -> InputError:
        # zipfile's own words are English and name its inner parts; these three can be said.
        reason = message("interchange_b.zip_broken")
        if isinstance(fault, RuntimeError) and "password" in str(fault):
            reason = message("interchange_b.zip_password")
        elif isinstance(fault, BadZipFile) and not hasattr(self, "_zip"):
            reason = message("interchange_b.zip_none")
        return InputError(message("interchange_b.zip_damaged", where=self.where, fault=reason))
