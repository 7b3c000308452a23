"""Whether a file is encrypted, and what opens it; cipher.py does the opening."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from simrunner.record.errors import RecordError, storage_errors

MAGIC = b"SQLite format 3\0"
"""The first 16 bytes of every plain SQLite file (sqlite.org/fileformat2.html, 1.3)."""

PAGE_BYTES = 4096
"""SQLCipher 4 writes whole pages of this size (zetetic.net/sqlcipher/design)."""

SALT_BYTES = 16
"""An encrypted file begins with its salt, where a plain one has MAGIC."""

FEWEST_VALUES = 240
"""A page of chance has about 256 different bytes, and fewer than this once in 10^22 pages."""


class EncryptedRecordError(RecordError):
    """The file is encrypted, and its key is not at hand or is another one."""


class Opener(Protocol):
    """The key of one encrypted file: opens it, and what belongs to it."""

    @property
    def dbapi(self) -> Any:
        """The DB-API module of the connections."""

    def connect(self, path: Path, *, read_only: bool) -> Any:
        """Return a DB-API connection to an encrypted file."""

    def check(self, path: Path) -> None:
        """Raise EncryptedRecordError when this key does not open the file."""

    def copy(self, source: Any, copy: Path) -> None:
        """Copy what a connection has open into a new file under the same key."""


KeyGiver: TypeAlias = Callable[[Path], Opener]
"""Finds the key of an encrypted file; EncryptedRecordError says what to do when it has none."""


def no_keys(path: Path) -> Opener:
    """Have no key."""
    raise EncryptedRecordError("{file} is encrypted: its key is needed.", file=path.name)


def is_encrypted(path: Path) -> bool:
    """Return whether a file looks like an encrypted record: whole pages of what seems chance."""
    with storage_errors(path):
        if not path.is_file() or path.stat().st_size % PAGE_BYTES or not path.stat().st_size:
            return False
        with path.open("rb") as source:
            page = source.read(PAGE_BYTES)
    return not page.startswith(MAGIC) and len(set(page)) >= FEWEST_VALUES


def salt_of(path: Path) -> str:
    """Return the salt of an encrypted file in hex: it names the file's key, also for copies."""
    with storage_errors(path), path.open("rb") as source:
        return source.read(SALT_BYTES).hex()


def opener_for(path: Path, keys: KeyGiver) -> Opener | None:
    """Return what opens a file, None for one that is not encrypted; EncryptedRecordError."""
    if not is_encrypted(path):
        return None
    opener = keys(path)
    opener.check(path)
    return opener
