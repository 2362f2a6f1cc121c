"""Safe files: whole or not at all, one writer at a time, strict reading, confined names."""

from govlab.files._atomic import atomic_path, write_atomic
from govlab.files._folder import atomic_folder, make_folder
from govlab.files._json import canonical_json, read_json, write_json
from govlab.files._lock import lock
from govlab.files._places import confined, refuse_synced
from govlab.files._shape import shaped
from govlab.files._text import read_text, sha256, sha256_of
from govlab.files._yaml import read_yaml

__all__ = [
    "atomic_folder",
    "atomic_path",
    "canonical_json",
    "confined",
    "lock",
    "make_folder",
    "read_json",
    "read_text",
    "read_yaml",
    "refuse_synced",
    "sha256",
    "sha256_of",
    "shaped",
    "write_atomic",
    "write_json",
]
