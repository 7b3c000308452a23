"""What a server or the way to it refuses, in the language of the window."""

from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError, ServerError
from simrunner.record.place import Place
from simrunner.record.server_words import ServerTrouble


def server_name(place: Place, tr: Translate) -> str:
    """Return the database and where it is."""
    where = place.host or tr("this computer")
    return tr("“{database}” on {host}", database=place.database, host=where)


def trouble_words(trouble: RecordError, place: Place | None, tr: Translate) -> str:
    """Return the sentence of a trouble; what a server said itself stays in its own words."""
    if place is None or not isinstance(trouble, ServerError):
        return tr(trouble.message, **trouble.fields)
    server, said = server_name(place, tr), trouble.said
    match trouble.kind:
        case ServerTrouble.AWAY:
            return tr("{server} cannot be reached ({said}).", server=server, said=said)
        case ServerTrouble.REFUSED:
            return tr(
                "{server} refuses this user or password. Check both in the address or ~/.pgpass.",
                server=server,
            )
        case ServerTrouble.NO_DATABASE:
            return tr(
                "There is no database {server}. Create it, or correct the address.", server=server
            )
        case ServerTrouble.NO_RIGHTS:
            return tr(
                "This user may not write to {server} ({said}). Ask who keeps the server.",
                server=server, said=said,
            )  # fmt: skip
        case _:
            return _later_words(trouble, server, tr)


def _later_words(trouble: ServerError, server: str, tr: Translate) -> str:
    match trouble.kind:
        case ServerTrouble.DISK_FULL:
            return tr(
                "The server's disk is full: {server} takes nothing more. Free some space there.",
                server=server,
            )
        case ServerTrouble.TOO_MANY:
            return tr(
                "{server} has too many connections open. Close a program, or allow more there.",
                server=server,
            )
        case ServerTrouble.LOCKED:
            return tr("Another program keeps {server} locked.", server=server)
        case ServerTrouble.READ_ONLY:
            return tr("{server} may only be read: it cannot take a record.", server=server)
        case _:
            return tr(
                "{server} holds other tables than this program writes ({said}).",
                server=server, said=trouble.said,
            )  # fmt: skip
