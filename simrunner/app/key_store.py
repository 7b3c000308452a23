"""The operating system's store for secrets, and a sentence when there is none that can be used."""

from simrunner.record.errors import RecordError

SERVICE = "simrunner"

NO_STORE = "This computer has no key store that can be used ({problem})."


class KeyStoreError(RecordError):
    """The operating system keeps no secrets for this program."""


def put_secret(name: str, secret: str) -> None:
    """Have the operating system keep a secret; KeyStoreError when it does not come back."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, secret)
        kept = keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError) as problem:
        raise KeyStoreError(NO_STORE, problem=_short(problem)) from problem
    if kept != secret:
        raise KeyStoreError(NO_STORE, problem=f"{_backend()} keeps nothing")


def get_secret(name: str) -> str | None:
    """Return a kept secret, None when there is none; KeyStoreError when nothing answers."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError) as problem:
        raise KeyStoreError(NO_STORE, problem=_short(problem)) from problem


def drop_secret(name: str) -> None:
    """Let the operating system forget a secret; KeyStoreError when it does not."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, name)
    except (KeyringError, RuntimeError) as problem:
        raise KeyStoreError(NO_STORE, problem=_short(problem)) from problem


def store_name() -> str:
    """Return the name of the key store, empty when there is none that can be used."""
    import keyring

    try:
        get_secret("")
    except KeyStoreError:
        return ""
    return str(keyring.get_keyring().name)


def _backend() -> str:
    import keyring

    return type(keyring.get_keyring()).__module__


def _short(problem: Exception) -> str:
    return str(problem).split(". ")[0].strip() or type(problem).__name__
