"""What was erased, remembered in the data folder: a backup that is restored does not know it."""

import json
from dataclasses import asdict
from pathlib import Path

from simrunner.app.exit_code import Refusal
from simrunner.app.results import writing
from simrunner.record.erase import Erasure, erasures
from simrunner.record.library import Library

FOLDER = "erased"


def remember_erasures(folder: Path, library: Library) -> Path:
    """Keep what a record remembers as erased, codes and ids alone, and return the file."""
    known = dict.fromkeys((*remembered_erasures(folder, library.id), *library.ask(erasures)))
    place = folder / FOLDER / f"{library.id}.json"
    fresh = place.with_name(f"{place.name}.new")
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps([asdict(one) for one in known], indent=1), encoding="utf-8")
        fresh.replace(place)
    return place


def remembered_erasures(folder: Path, library_id: str) -> tuple[Erasure, ...]:
    """Return what is remembered of a library; Refusal when the memory cannot be read."""
    place = folder / FOLDER / f"{library_id}.json"
    if not place.is_file():
        return ()
    try:
        return tuple(Erasure(**one) for one in json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as problem:
        raise Refusal(f"{place} cannot be read: {problem}.") from problem
