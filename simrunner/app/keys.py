"""This installation's signing key and its memory of what it sealed."""

import json
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from simrunner.app.key_store import drop_secret, get_secret, put_secret
from simrunner.app.pacing import wall_text
from simrunner.app.settings import read_settings, with_change, write_settings
from simrunner.domain.chain import canonical_json
from simrunner.record.errors import RecordError
from simrunner.record.finding import Trust
from simrunner.record.seal import Notary, Witnessed

if TYPE_CHECKING:
    from simrunner.record.signature import SigningKey

KEY_FILE = "signing-key.pem"
SECRET = "signing-key"  # noqa: S105 - what the secret is called, not the secret
WITNESSES = "witness"
FORMAT = "simrunner-witness/1"

LONGEST_ID = 64

Place = Literal["file", "system"]


class OwnKey:
    """The signing key of a data folder: made at first need, kept in a file or by the system."""

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self._folder = folder
        self._key: SigningKey | None = None

    def public_key(self) -> bytes:
        """Return the public key, making the pair when there is none; RecordError."""
        return self._made().public_key()

    def sign(self, message: bytes) -> bytes:
        """Return a signature; RecordError when the key cannot be had."""
        return self._made().sign(message)

    def known(self) -> bytes | None:
        """Return the public key if there is a key already; RecordError when it is unreadable."""
        pem = self._stored()
        return None if pem is None else _read(pem, self.place).public_key()

    @property
    def place(self) -> str:
        """Where the key is, in words."""
        return "the system's key store" if self._is_system else str(self._folder / KEY_FILE)

    def keep_in(self, place: Place) -> None:
        """Move the key to a file of the data folder, or into the system's key store."""
        self._made()
        pem = self._stored()
        if pem is None or (place == "system") == self._is_system:
            return
        if place == "system":
            put_secret(SECRET, pem)
        else:
            _write_secret(self._folder / KEY_FILE, pem)
        settings, _ = read_settings(self._folder)
        write_settings(self._folder, with_change(settings, "key_store", place))
        if place == "system":
            (self._folder / KEY_FILE).unlink()
        else:
            drop_secret(SECRET)

    @property
    def _is_system(self) -> bool:
        return read_settings(self._folder)[0].key_store == "system"

    def _made(self) -> "SigningKey":
        if self._key is None:
            from simrunner.record.signature import SigningKey

            pem = self._stored()
            if pem is None:
                pem = SigningKey.make()
                if self._is_system:
                    put_secret(SECRET, pem)
                else:
                    _write_secret(self._folder / KEY_FILE, pem)
                    pem = self._stored() or pem  # another process may have been first
            self._key = _read(pem, self.place)
        return self._key

    def _stored(self) -> str | None:
        return get_secret(SECRET) if self._is_system else _read_secret(self._folder / KEY_FILE)


class WitnessFolder:
    """The last seal of each library, in a signed file each, beside the key."""

    def __init__(self, folder: Path, key: OwnKey) -> None:
        """Read nothing yet."""
        self._folder = folder / WITNESSES
        self._key = key

    def last_of(self, library: str) -> Witnessed | None:
        """Return the last seal of a library; RecordError when the file was changed."""
        from simrunner.record.signature import is_signed

        file = self._file(library)
        if not file.is_file():
            return None
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            signature = bytes.fromhex(said.pop("signature"))
            text = canonical_json(said).encode()
            last = Witnessed(n=int(said["n"]), digest=bytes.fromhex(said["digest"]))
            is_ours = said["library"] == library and said["format"] == FORMAT
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise RecordError("{file} cannot be read: {problem}", file=file, problem=problem) from (
                problem
            )
        key = self._key.known()
        if key is None or not is_ours or not is_signed(key, text, signature):
            raise RecordError(
                "{file} was not written with this installation's key: it was changed.", file=file
            )
        return last

    def keep(self, library: str, last: Witnessed) -> None:
        """Remember a library's last seal; RecordError when it cannot be written."""
        said = {
            "format": FORMAT,
            "library": library,
            "n": last.n,
            "digest": last.digest.hex(),
            "wall": wall_text(),
        }
        signature = self._key.sign(canonical_json(said).encode()).hex()
        file = self._file(library)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(f".{os.getpid()}.new")
            with fresh.open("w", encoding="utf-8") as target:
                target.write(canonical_json({**said, "signature": signature}) + "\n")
                target.flush()
                os.fsync(target.fileno())
            fresh.replace(file)
        except OSError as problem:
            raise RecordError(
                "{file} cannot be written: {problem}", file=file, problem=problem.strerror
            ) from problem

    def _file(self, library: str) -> Path:
        # What a file says its id is may be anything, a path out of here among it.
        is_plain = library.isascii() and library.isalnum() and len(library) <= LONGEST_ID
        named = library if is_plain else library.encode(errors="surrogateescape").hex()
        return self._folder / f"{named[:LONGEST_ID]}.json"


def own_notary(folder: Path, tell: Callable[[str], None] | None = None) -> Notary:
    """Return what seals the records of this installation; ``tell`` hears why it cannot."""
    key = OwnKey(folder)
    say = tell or _to_stderr
    return Notary(
        signer=key,
        witness=WitnessFolder(folder, key),
        wall=wall_text,
        tell=lambda problem: say(f"The record is not sealed: {problem}"),
    )


def own_trust(folder: Path, given: bytes | None = None) -> Trust:
    """Return whom verify believes: a given key alone, else this installation's."""
    key = OwnKey(folder)
    memory = WitnessFolder(folder, key)
    if given is not None:
        return Trust(public_keys=frozenset((given,)), is_demanded=True, memory=memory)
    known = key.known()
    return Trust(public_keys=frozenset(() if known is None else (known,)), memory=memory)


def _to_stderr(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _read(pem: str, place: str) -> "SigningKey":
    from simrunner.record.signature import SigningKey

    try:
        return SigningKey(pem)
    except ValueError as problem:
        raise RecordError(
            "{place} holds no Ed25519 key: {problem}", place=place, problem=problem
        ) from problem


def _read_secret(file: Path) -> str | None:
    try:
        if not file.exists():
            return None
        mode = file.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise RecordError(
                "{file} may be read by others, so it proves nothing: run chmod 600 on it, or "
                "remove it and a new key is made.",
                file=file,
            )
        return file.read_text(encoding="ascii")
    except (OSError, ValueError) as problem:
        raise RecordError("{file} cannot be read: {problem}", file=file, problem=problem) from (
            problem
        )


def _write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole; one that is there already is kept."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink()
        raise RecordError(
            "{file} cannot be written: {problem}", file=file, problem=problem.strerror
        ) from problem
