"""Places where results are written: made when missing, refused in one sentence when they cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simrunner.app.exit_code import ENVIRONMENT, Refusal


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the operating system says against writing to ``place`` into a Refusal."""
    try:
        yield
    except OSError as problem:
        sentence = f"{problem.filename or place} cannot be written: {problem.strerror}."
        raise Refusal(sentence, ENVIRONMENT) from problem


def results_folder(place: Path) -> Path:
    """Return the folder, made if missing; Refusal when it cannot be made."""
    with writing(place):
        place.mkdir(parents=True, exist_ok=True)
    return place
