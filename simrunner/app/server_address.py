"""Which server this installation copies its runs to, and where its password is."""

import os

from simrunner.app.key_store import KeyStoreError, get_secret, put_secret
from simrunner.app.settings import Settings
from simrunner.record.errors import RecordError
from simrunner.record.place import Place, place_of

VARIABLE = "SIMRUNNER_DATABASE_URL"
"""Where administrators name the server; it goes before the setting."""


def named_by_variable() -> bool:
    """Return whether an administrator names the server, whatever Settings says."""
    return bool(os.environ.get(VARIABLE, "").strip())


def server_of(settings: Settings) -> Place | None:
    """Return the server to copy runs to, None when there is none.

    Its password is in the address of the environment, else in the key store; without one libpq
    looks in PGPASSWORD and ~/.pgpass. RecordError for an address that cannot be used.
    """
    address = os.environ.get(VARIABLE, "").strip() or settings.server.strip()
    if not address:
        return None
    place = place_of(address)
    if place.path is not None:
        raise RecordError(
            "Runs are copied to a server: write postgresql://user@host/database, not a file."
        )
    return with_kept_password(place)


def with_kept_password(place: Place) -> Place:
    """Return a place with the password that the key store has for it, if there is one."""
    if not place.needs_password:
        return place
    try:
        kept = get_secret(_secret_name(place))
    except KeyStoreError:  # libpq has its own ways, and says so when none of them leads on
        return place
    return place.with_password(kept) if kept else place


def kept_address(address: str) -> tuple[str, RecordError | None]:
    """Return the address as it may be written into the settings: without its password.

    The password goes to the key store; the error says that it could not be kept, and what to do.
    RecordError for an address that cannot be used.
    """
    if not address.strip():
        return "", None
    place = place_of(address.strip())
    if place.url is None:
        raise RecordError(
            "Runs are copied to a server: write postgresql://user@host/database, not a file."
        )
    if place.url.password is None:
        return place.address, None
    try:
        put_secret(_secret_name(place), str(place.url.password))
    except KeyStoreError:
        return place.address, RecordError(
            "This computer has no key store for the password of {server}: it is not kept. "
            "Write it into ~/.pgpass, or name the server in SIMRUNNER_DATABASE_URL.",
            server=place.name,
        )
    return place.address, None


def _secret_name(place: Place) -> str:
    return f"database {place.address}"
