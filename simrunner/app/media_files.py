"""Files that are attached to a run, and files that are made of them again."""

from pathlib import Path

from simrunner.app.exit_code import Refusal
from simrunner.app.results import writing
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.media import NewMedium, check_size


def read_new(file: Path, *, at_ms: SimTimeMs, person: str = "") -> NewMedium:
    """Return a file to attach; Refusal when it cannot be read, BadRequestError for its size."""
    try:
        if not file.is_file():
            raise Refusal(f"There is no file at {file}.")
        check_size(file.name, file.stat().st_size)
        return NewMedium(at_ms=at_ms, name=file.name, body=file.read_bytes(), person=person)
    except OSError as problem:
        raise Refusal(f"{file} cannot be read: {problem.strerror}.") from problem


def save_new(file: Path, body: bytes) -> None:
    """Write a new file; Refusal when there is one already or the disk does not take it."""
    if file.exists():
        raise Refusal(f"{file} is there already: name a new place.")
    with writing(file):
        file.write_bytes(body)
