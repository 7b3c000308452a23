"""The command line's view of records."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.app.keys import own_notary
from simrunner.app.looks import look_at
from simrunner.app.record_keys import keys_for
from simrunner.app.server_address import with_kept_password
from simrunner.app.settings import data_folder
from simrunner.domain.person import Deed, Reason
from simrunner.domain.run_record import RunRecord
from simrunner.record.encrypted import is_encrypted
from simrunner.record.errors import NotARecordError, RecordError, ServerError
from simrunner.record.library import Library
from simrunner.record.place import Place, place_of
from simrunner.record.upgrade import check_is_known, check_server_is_known


def place_named(location: Path | str) -> Place:
    """Return what a path or an address names, with the password that the key store has for it.

    Refusal for an address that names no record; it never repeats the address.
    """
    try:
        return with_kept_password(place_of(location))
    except RecordError as trouble:
        raise Refusal(str(trouble)) from trouble


def open_existing(location: Path | str | None) -> Library:
    """Return the record, or this computer's library; Refusal when there is none yet."""
    place = place_named(location if location is not None else data_folder() / "library.sqlite")
    with named_by_the_user(place):
        if place.path is None:
            check_server_is_known(place)
        elif not is_encrypted(place.path):  # without a table it would become a record
            check_is_known(place.path)
        return Library.open(place, notary=own_notary(data_folder()), keys=keys_for())


@contextmanager
def named_by_the_user(location: Path | Place) -> Iterator[None]:
    """Refuse what is no record as bad input, not as a fault of the storage."""
    file = place_named(location).path if isinstance(location, Path) else location.path
    if file is not None and not file.is_file():
        raise Refusal(f"There is no record at {file}.")
    if file is not None and not file.stat().st_size:  # Library.open would make a new record of it
        raise Refusal(f"{file} is empty, not a record of simulation runs.")
    try:
        yield
    except NotARecordError as error:
        raise Refusal(str(error)) from error
    except ServerError as error:
        raise Refusal(str(error), ENVIRONMENT) from error


def look_or_say(
    library: Library, runs: Sequence[str], deed: Deed, reason: Reason = Reason.TEACHING
) -> None:
    """Leave the looks; a record that takes none keeps nobody from looking: it is said."""
    try:
        look_at(library, runs, deed, reason)
    except RecordError as problem:
        print(f"The audit does not show that you looked: {problem}", file=sys.stderr)


def read_run(file: Path | str, run: str | None, deed: Deed = Deed.RESULTS_READ) -> RunRecord:
    """Return one run of a record, the last without ``run``; Refusal when there is none.

    The audit has it that somebody looked, where the run has people in it; ``deed`` says at what.
    """
    with open_existing(file) as library:
        chosen = chosen_run(library, file, run)
        look_or_say(library, [chosen], deed)
        return library.read(chosen)


def chosen_run(library: Library, file: Path | str, run: str | None) -> str:
    """Return the run of that id, or the last; Refusal when there is none."""
    runs, name = [row.run for row in library.runs()], place_of(file).name
    if not runs:
        raise Refusal(f"There is no run in {name} yet.")
    if run is not None and run not in runs:
        raise Refusal(f"There is no run {run} in {name}; there are {', '.join(runs)}.")
    return run or runs[0]
