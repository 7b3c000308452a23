"""`simrunner record move`: all runs of one record in another, compared row by row."""

from collections.abc import Callable
from pathlib import Path

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.keys import own_notary
from simrunner.app.record_keys import keys_for
from simrunner.app.records import open_existing, place_named
from simrunner.app.settings import data_folder
from simrunner.record.errors import NotARecordError
from simrunner.record.library import Library
from simrunner.record.move import has_names, move_runs
from simrunner.record.place import Place

_SIDES = ("", "-wal", "-shm")
"""What belongs to a SQLite file: itself, its log and the log's index."""


def move_record(
    source: str, target: str, *, remove: bool, with_names: bool, say: Callable[[str], None]
) -> int:
    """Copy all runs, compare them, and say what is where; remove the file ``source`` if asked."""
    one, other = place_named(source), place_named(target)
    if _is_same(one, other):
        raise Refusal(f"{one.name} cannot be moved into itself.")
    if remove and one.path is None:
        raise Refusal("--remove takes a file away; a database is dropped on its server.")
    with _open(one, is_source=True) as old:
        if remove and has_names(old) and not with_names:
            raise Refusal(
                f"{one.name} knows who its people are, and that would be lost: "
                "move with --with-names, or without --remove."
            )
        with _open(other, is_source=False) as new:
            moved = move_runs(
                old, new, with_names=with_names,
                progress=lambda done, of, run: say(f"{done + 1}/{of} {run}") if run else None,
            )  # fmt: skip
    for run in moved:
        note = ", was there already" if run.was_there else ""
        say(f"{run.run} → {run.name_there}: {run.facts} facts, {run.rows} rows, "
            f"head {run.head or 'none'}{note}")  # fmt: skip
    say(f"{len(moved)} runs of {one.name} are in {other.name}, every row and head compared.")
    if remove and one.path is not None:
        _remove(one.path)
        say(f"{one.name} is removed.")
    else:
        say(f"{one.name} is kept as it was.")
    return exit_code.OK


def _is_same(one: Place, other: Place) -> bool:
    if one.path is not None and other.path is not None:
        return one.path.resolve() == other.path.resolve()
    return one.address == other.address


def _open(place: Place, *, is_source: bool) -> Library:
    if place.path is not None and (is_source or place.path.exists()):
        return open_existing(place.path)
    try:
        return Library.open(place, notary=own_notary(data_folder()), keys=keys_for())
    except NotARecordError as trouble:
        raise Refusal(str(trouble)) from trouble


def _remove(file: Path) -> None:
    for side in _SIDES:
        part = file.with_name(file.name + side)
        try:
            part.unlink(missing_ok=True)
        except OSError as problem:
            raise Refusal(
                f"All runs are copied, but {part} cannot be removed: {problem.strerror}.",
                exit_code.ENVIRONMENT,
            ) from problem
