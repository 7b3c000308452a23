"""The command line's encryption of a record: on, and off again."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.key_store import KeyStoreError, put_secret
from simrunner.app.record_keys import is_terminal, keys_for, read_phrase, secret_name
from simrunner.app.records import named_by_the_user
from simrunner.record.encrypted import is_encrypted
from simrunner.record.upgrade import check_is_known
from simrunner.ui.presenters.record_care import SHORTEST_PHRASE

if TYPE_CHECKING:
    from simrunner.record.cipher import CipherKey

Say = Callable[[str], None]


def encrypt_record(file: Path, phrase_file: Path | None, say: Say) -> int:
    """Encrypt a record under a key of the system's store, or under a pass phrase."""
    from simrunner.record.cipher import encrypt, former_of, new_key

    with named_by_the_user(file):
        if is_encrypted(file):
            raise Refusal(f"{file} is encrypted already.{_left(former_of(file))}")
        check_is_known(file)
        key = new_key() if phrase_file is None else _phrase(read_phrase(phrase_file))
        if phrase_file is None:
            key = _kept(key, say)
        encrypt(file, key)
    if key.is_phrase:
        say(f"{file} is encrypted under the pass phrase. Without it nobody can open the record.")
    else:
        say(
            f"{file} is encrypted. Its key is in this user's key store; without that store nobody "
            "can open the record."
        )
    for copy in plain_copies(file):
        say(f"{copy} is an older copy and still plain: remove it or encrypt it.")
    return exit_code.OK


def plain_copies(file: Path) -> tuple[Path, ...]:
    """Return the copies that upgrades and restores left beside a record and that are plain."""
    found = (
        copy
        for kind in ("revision", "before-restore")
        for copy in sorted(file.parent.glob(f"{file.stem}.{kind}-*{file.suffix}"))
    )
    return tuple(copy for copy in found if not is_encrypted(copy))


def decrypt_record(file: Path, phrase_file: Path | None, say: Say) -> int:
    """Write an encrypted record as a plain file in its place."""
    from simrunner.record.cipher import CipherKey, decrypt

    with named_by_the_user(file):
        if not is_encrypted(file):
            raise Refusal(f"{file} is not encrypted.")
        key = keys_for(phrase_file)(file)
        assert isinstance(key, CipherKey)
        decrypt(file, key)
    say(f"{file} is plain again. Its key stays where it is, for copies that are encrypted.")
    return exit_code.OK


def _left(former: Path) -> str:
    """Return a sentence about the plain file, when the computer stopped before it was gone."""
    return f" {former} is the plain record, left by a crash: remove it." if former.exists() else ""


def _kept(key: "CipherKey", say: Say) -> "CipherKey":
    """Have the system keep the key; where it cannot, say so and ask for a pass phrase."""
    try:
        put_secret(secret_name(key.salt), key.secret)
    except KeyStoreError as problem:
        if not is_terminal():
            raise Refusal(
                f"{problem} Protect the record with a pass phrase: write one into a file and name "
                "it with --passphrase-file."
            ) from problem
        say(f"{problem} Protect the record with a pass phrase.")
        return _phrase(_asked_twice())
    return key


def _asked_twice() -> str:
    import getpass

    phrase = getpass.getpass("Pass phrase: ", stream=sys.stderr)
    if getpass.getpass("The same again: ", stream=sys.stderr) != phrase:
        raise Refusal("These were two different pass phrases; nothing was changed.")
    return phrase


def _phrase(words: str) -> "CipherKey":
    from simrunner.record.cipher import CipherKey

    if len(words) < SHORTEST_PHRASE:
        raise Refusal(f"A pass phrase has {SHORTEST_PHRASE} characters or more.")
    return CipherKey(secret=words, is_phrase=True)
