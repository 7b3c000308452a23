"""The command line's view of records."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simrunner.app.exit_code import Refusal
from simrunner.app.keys import own_notary
from simrunner.app.record_keys import keys_for
from simrunner.app.settings import data_folder
from simrunner.domain.run_record import RunRecord
from simrunner.record.errors import NotARecordError
from simrunner.record.library import Library


def open_existing(file: Path | None) -> Library:
    """Return the record, or this computer's library; Refusal when there is none yet."""
    chosen = file if file is not None else data_folder() / "library.sqlite"
    with named_by_the_user(chosen):
        return Library.open(chosen, notary=own_notary(data_folder()), keys=keys_for())


@contextmanager
def named_by_the_user(file: Path) -> Iterator[None]:
    """Refuse a file that is no record as bad input, not as a fault of the storage."""
    if not file.is_file():
        raise Refusal(f"There is no record at {file}.")
    if not file.stat().st_size:  # which Library.open would turn into a new record
        raise Refusal(f"{file} is empty, not a record of simulation runs.")
    try:
        yield
    except NotARecordError as error:
        raise Refusal(str(error)) from error


def read_run(file: Path, run: str | None) -> RunRecord:
    """Return one run of a record, the last without ``run``; Refusal when there is none."""
    with open_existing(file) as library:
        runs = [row.run for row in library.runs()]
        chosen = run if run is not None else (runs[0] if runs else None)
        if chosen is None:
            raise Refusal(f"There is no run in {file} yet.")
        if chosen not in runs:
            raise Refusal(f"There is no run {run} in {file}; there are {', '.join(runs)}.")
        return library.read(chosen)
