"""Encryption at rest with SQLCipher: the pages of a record and of its WAL under AES-256.

SQLCipher 4 encrypts each page with AES-256-CBC and guards it with HMAC-SHA512; a pass phrase goes
through PBKDF2-HMAC-SHA512 with 256,000 rounds (zetetic.net/sqlcipher/design, read for 4.19).
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from simrunner.record.encrypted import SALT_BYTES, EncryptedRecordError, is_encrypted
from simrunner.record.errors import RecordError, record_error

KEY_BYTES = 32

PATIENCE_S = 5.0
"""How long another program may keep a file that is to be rewritten."""

CHUNK = bytes(1 << 20)

CHAINED = ("event", "annotation", "seal")
"""Tables whose digests are compared, row by row, before a file is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CipherKey:
    """The key of an encrypted record: 32 bytes in hex, or a pass phrase.

    ``salt``, in hex, is given to a new file that has a key of bytes; an old one has its own.
    """

    secret: str = field(repr=False)
    is_phrase: bool
    salt: str = ""
    dbapi: Any = field(default=dbapi2, repr=False, compare=False)

    def connect(self, path: Path, *, read_only: bool) -> Any:
        """Return a connection to an encrypted file."""
        address = f"{path.absolute().as_uri()}?mode=ro" if read_only else str(path)
        connection = dbapi2.connect(address, uri=read_only, check_same_thread=False)
        connection.isolation_level = None
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = {self.literal}")
        return connection

    @property
    def literal(self) -> str:
        """The key as SQLCipher wants it in SQL."""
        if self.is_phrase:
            return "'" + self.secret.replace("'", "''") + "'"
        return f"\"x'{self.secret}{self.salt}'\""

    def check(self, path: Path) -> None:
        """Raise EncryptedRecordError when this key does not open the file."""
        opened = CipherKey(secret=self.secret, is_phrase=self.is_phrase)
        with _failures(path), closing(opened.connect(path, read_only=True)) as connection:
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except dbapi2.DatabaseError as problem:
                if getattr(problem, "sqlite_errorcode", 0) != dbapi2.SQLITE_NOTADB:
                    raise
                raise EncryptedRecordError(
                    "This is not the key of {file}, or {file} is no record. Nothing was changed.",
                    file=path.name,
                ) from problem

    def copy(self, source: Any, copy: Path) -> None:
        """Copy what a connection has open into a new file under the same key and salt."""
        (salt,) = source.execute("PRAGMA cipher_salt").fetchone()
        same = CipherKey(secret=self.secret, is_phrase=self.is_phrase, salt=salt)
        with _failures(copy), closing(same.connect(copy, read_only=False)) as target:
            source.backup(target)


def new_key() -> CipherKey:
    """Return a key of bytes from the operating system's chance, with the salt that names it."""
    made = secrets.token_hex(KEY_BYTES)
    return CipherKey(secret=made, is_phrase=False, salt=secrets.token_hex(SALT_BYTES))


def encrypt(path: Path, key: CipherKey) -> None:
    """Put a plain record under a key; RecordError, and then the file is as it was.

    The encrypted file is written beside it and compared; then it takes its place, and the plain
    one is overwritten and removed.
    """
    if is_encrypted(path):
        raise RecordError("{file} is encrypted already.", file=path.name)
    _rewrite(path, None, key)


def decrypt(path: Path, key: CipherKey) -> None:
    """Write an encrypted record as a plain file in its place; as encrypt()."""
    if not is_encrypted(path):
        raise RecordError("{file} is not encrypted.", file=path.name)
    key.check(path)
    _rewrite(path, key, None)


def former_of(path: Path) -> Path:
    """Return where the file stands that was replaced, until it is overwritten and removed."""
    return path.with_name(f"{path.name}.old")


def _rewrite(path: Path, old: CipherKey | None, new: CipherKey | None) -> None:
    fresh, former = path.with_name(f"{path.name}.new"), former_of(path)
    for left in (fresh, former):
        if left.exists():
            raise RecordError(
                "{left} is left from an earlier attempt. Look at it, then remove it.", left=left
            )
    try:
        with _failures(path), closing(_alone(path, old)) as source:
            before = _contents(source)
            literal = "''" if new is None else new.literal
            source.execute(f"ATTACH ? AS fresh KEY {literal}", (str(fresh),))
            source.execute("SELECT sqlcipher_export('fresh')")
            source.execute("DETACH fresh")
            _check_copy(fresh, new, before)
            if os.name == "nt":
                source.close()  # Windows replaces no file that is open
            _swap(path, fresh, former)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
    with _failures(path):
        _overwrite(former)


def _alone(path: Path, key: CipherKey | None) -> Any:
    """Return a connection that no other program can have beside it."""
    if key is None:
        connection = dbapi2.connect(str(path))
        connection.isolation_level = None
    else:
        connection = CipherKey(secret=key.secret, is_phrase=key.is_phrase).connect(
            path, read_only=False
        )
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_S * 1000:.0f}")
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("PRAGMA temp_store=MEMORY")
    # Out of the WAL: all of it is in the one file then, and nobody else has that open.
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")
    return connection


def _contents(connection: Any) -> dict[str, tuple[int, str]]:
    """Return how many rows each table has, and for chained ones what their digests come to."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found = {}
    for (name,) in names:
        digest = blake2b(digest_size=32)
        if name in CHAINED:
            column = "signature" if name == "seal" else "digest"
            for row in connection.execute(f'SELECT {column} FROM "{name}" ORDER BY 1'):  # noqa: S608
                digest.update(repr(row[0]).encode())
        (count,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
        found[name] = (count, digest.hexdigest())
    return found


def _check_copy(fresh: Path, key: CipherKey | None, before: dict[str, tuple[int, str]]) -> None:
    if key is None:
        connection = dbapi2.connect(str(fresh))
    else:
        opened = CipherKey(secret=key.secret, is_phrase=key.is_phrase)
        connection = opened.connect(fresh, read_only=False)
    with closing(connection):
        broken = connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
        if broken or _contents(connection) != before:
            raise RecordError(
                "The new file does not hold what {file} holds. {file} is as it was.",
                file=fresh.stem,
            )


def _swap(path: Path, fresh: Path, former: Path) -> None:
    """Let ``fresh`` take the place of ``path`` at once; what was there is ``former`` then."""
    with fresh.open("rb+") as target:
        os.fsync(target.fileno())
    try:
        os.link(path, former)
    except OSError:
        path.rename(former)  # a disk without hard links
    try:
        fresh.replace(path)
    except OSError:
        if path.exists():
            former.unlink()
        else:
            former.rename(path)
        raise


def _overwrite(file: Path) -> None:
    """Write zeros over a file and remove it; a disk that moves blocks may keep the old ones."""
    left = file.stat().st_size
    with file.open("rb+") as target:
        while left > 0:
            left -= target.write(CHUNK[:left])
        target.flush()
        os.fsync(target.fileno())
    file.unlink()


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    try:
        yield
    except dbapi2.Error as problem:
        raise record_error(problem, path) from problem
    except OSError as problem:
        raise RecordError(
            "{file} cannot be used: {problem}", file=path.name, problem=problem.strerror
        ) from problem
