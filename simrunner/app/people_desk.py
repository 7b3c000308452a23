"""Who asks about people, when and why; and the record that they ask."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simrunner.app.exit_code import Refusal
from simrunner.app.pacing import wall_text
from simrunner.app.records import open_existing
from simrunner.domain.person import By, Reason
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.people import account_code


@contextmanager
def people_of(file: Path | None) -> Iterator[Library]:
    """Open a record, or this computer's library; what it cannot answer is a Refusal."""
    with open_existing(file) as library:
        try:
            yield library
        except BadRequestError as problem:
            raise Refusal(str(problem)) from problem


def acting(library: Library, reason: Reason) -> By:
    """Return the user of this account by code, now, and why."""
    wall = wall_text()
    return By(who=account_code(library, _login(), wall), wall=wall, reason=reason)


def code_of(text: str) -> str:
    """Return a person's code as it is written, however it was typed."""
    return text.strip().upper()


def _login() -> str:
    try:
        return getpass.getuser()
    except OSError:
        return "unknown"
