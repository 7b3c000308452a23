"""Where a record is: a SQLite file, or a database on a PostgreSQL server."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from simrunner.record.errors import RecordError

DRIVER = "postgresql+psycopg"
_SECRETS = frozenset(("password", "sslpassword", "passfile"))
"""What libpq takes as a connection parameter and nobody may read."""

_HIDDEN = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A record's place; neither its name, its ``repr`` nor its ``str`` shows a password.

    Exactly one of ``path`` (a file) and ``url`` (a database on a server) is set. A server's
    password is in its address, else libpq finds it (PGPASSWORD, ~/.pgpass).
    """

    path: Path | None = None
    url: URL | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What sentences call it: the file's name, or the database and its host."""
        if self.url is None:
            assert self.path is not None
            return self.path.name
        return f"{self.database} on {self.host or 'this computer'}"

    @property
    def database(self) -> str:
        """The name of a server's database, empty for a file."""
        return "" if self.url is None else self.url.database or ""

    @property
    def host(self) -> str:
        """The computer that a server's database is on, empty for this one and for a file."""
        found = "" if self.url is None else self.url.host or self.url.query.get("host") or ""
        return found if isinstance(found, str) and not found.startswith("/") else ""

    @property
    def address(self) -> str:
        """The whole address without any secret, to be shown and stored."""
        if self.url is None:
            return str(self.path)
        url = self.url
        # Made anew: URL.set takes no password for an unchanged one.
        public = URL.create(
            "postgresql",
            username=url.username,
            host=url.host,
            port=url.port,
            database=url.database,
            query={key: each for key, each in url.query.items() if key not in _SECRETS},
        )
        return public.render_as_string(hide_password=False)

    @property
    def needs_password(self) -> bool:
        """Whether a user is named and no password is."""
        return self.url is not None and bool(self.url.username) and self.url.password is None

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def with_password(self, password: str) -> "Place":
        """Return the same place of a server with a password."""
        assert self.url is not None
        return Place(url=self.url.set(password=password))

    def without_secrets(self, words: str) -> str:
        """Return words of a database or driver in which the password, if it is there, is hidden."""
        if self.url is None:
            return words
        secrets = [self.url.password, *(self.url.query.get(key) for key in sorted(_SECRETS))]
        for secret in secrets:
            if isinstance(secret, str) and secret:
                words = words.replace(secret, _HIDDEN)
        return words


def place_of(location: Path | str | Place) -> Place:
    """Return the place that a path or an address (``sqlite:///``, ``postgresql://``) names.

    RecordError for an address of another kind; it does not repeat the address, which may hold a
    password.
    """
    if isinstance(location, Place):
        return location
    if isinstance(location, Path) or "://" not in location:
        return _file(Path(location))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as problem:
        # What make_url says would repeat a part of the address.
        raise RecordError(
            "This is no address of a database: write postgresql://user@host/database."
        ) from problem.__cause__
    if "@" in (url.host or ""):
        # What follows the first @ of a password would be taken, and told, as the server's name.
        raise RecordError("In the address of a server, an @ of a password is written %40.")
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        return Place(path=Path(url.database))
    if kind == "postgresql":
        return _server(url)
    raise RecordError(
        "A record is a file or a PostgreSQL database: an address that begins with {kind}:// "
        "names none.",
        kind=kind,
    )


def _file(path: Path) -> Place:
    # What becomes of an address that was taken for a path, whoever took it for one.
    if path.parts and path.parts[0].startswith(("postgresql:", "postgresql+", "postgres:")):
        raise RecordError("This works on a record in a file, not on a database of a server.")
    return Place(path=path)


def _server(url: URL) -> Place:
    if not url.database:
        raise RecordError("The address names no database: write postgresql://user@host/database.")
    password = url.query.get("password")
    if isinstance(password, str) and url.password is None:
        url = url.set(password=password)
    query = {key: each for key, each in url.query.items() if key != "password"}
    return Place(url=url.set(drivername=DRIVER, query=query))
