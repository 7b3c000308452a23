"""Who asks about people, when and why; and the record that they ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simrunner.app.account import acting
from simrunner.app.exit_code import Refusal
from simrunner.app.records import open_existing
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library

__all__ = ("acting", "code_of", "people_of")


@contextmanager
def people_of(file: Path | None) -> Iterator[Library]:
    """Open a record, or this computer's library; what it cannot answer is a Refusal."""
    with open_existing(file) as library:
        try:
            yield library
        except BadRequestError as problem:
            raise Refusal(str(problem)) from problem


def code_of(text: str) -> str:
    """Return a person's code as it is written, however it was typed."""
    return text.strip().upper()
