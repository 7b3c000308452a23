"""Keys of encrypted records: the system's key store, a file with a pass phrase, or a question."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simrunner.app.exit_code import Refusal
from simrunner.app.key_store import KeyStoreError, get_secret
from simrunner.record.encrypted import EncryptedRecordError, KeyGiver, Opener, salt_of

if TYPE_CHECKING:
    from simrunner.record.cipher import CipherKey

PHRASE_FILE = "SIMRUNNER_PASSPHRASE_FILE"
"""Names a file whose first line is the pass phrase, for every verb and for the window."""

NO_KEY = (
    "{file} is encrypted, or is not a record of simulation runs. {store} If it has a pass phrase, "
    "write it into a file and name that with {variable}."
)


def keys_for(phrase_file: Path | None = None, *, asks: bool = True) -> KeyGiver:
    """Return what finds the key of an encrypted record.

    ``phrase_file`` is believed before the key store; ``asks`` False never asks at the terminal.
    """

    def give(path: Path) -> Opener:
        return _phrase_from(phrase_file) or _found(path) or _asked(path, asks=asks)

    return give


def secret_name(salt: str) -> str:
    """Return under what name the key store has the key of a file with this salt."""
    return f"record-{salt}"


def read_phrase(file: Path) -> str:
    """Return the first line of a file; Refusal when there is none."""
    try:
        phrase = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, ValueError) as problem:
        raise Refusal(f"The pass phrase cannot be read from {file}: {problem}") from problem
    if not phrase:
        raise Refusal(f"The first line of {file} is empty: it should be the pass phrase.")
    return phrase


def is_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _phrase_from(phrase_file: Path | None) -> "CipherKey | None":
    from simrunner.record.cipher import CipherKey

    named = os.environ.get(PHRASE_FILE)
    file = phrase_file or (Path(named) if named else None)
    return None if file is None else CipherKey(secret=read_phrase(file), is_phrase=True)


def _found(path: Path) -> "CipherKey | None":
    from simrunner.record.cipher import CipherKey

    try:
        secret = get_secret(secret_name(salt_of(path)))
    except KeyStoreError:
        return None  # _asked says so when nobody knows a pass phrase either
    return None if secret is None else CipherKey(secret=secret, is_phrase=False)


def _asked(path: Path, *, asks: bool) -> "CipherKey":
    from simrunner.record.cipher import CipherKey

    if asks and is_terminal():
        import getpass

        phrase = getpass.getpass(f"Pass phrase of {path.name}: ", stream=sys.stderr)
        return CipherKey(secret=phrase, is_phrase=True)
    raise EncryptedRecordError(NO_KEY, file=path.name, store=_store(), variable=PHRASE_FILE)


def _store() -> str:
    try:
        get_secret(secret_name(""))
    except KeyStoreError as problem:
        return str(problem)
    return "The system's key store has no key for it."
