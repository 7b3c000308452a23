"""Pre-flights that were played, kept in the data folder and found again by what was played."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from simrunner.domain.chart import Scenario
from simrunner.rehearsal.preflight import Rehearsal

_FOLDER = "preflights"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A rehearsal, when it was played, and whether the file is another one by now."""

    rehearsal: Rehearsal
    at: datetime
    is_stale: bool = False


class PreflightStore:
    """One JSON file for each scenario text, difficulty, variant and team model."""

    def __init__(self, data_folder: Path) -> None:
        """Read nothing yet."""
        self._folder = data_folder / _FOLDER

    def keep(self, rehearsal: Rehearsal, at: datetime) -> None:
        """Keep a rehearsal; the older one of the same text is replaced whole. OSError if not."""
        file = self._file(
            rehearsal.scenario, rehearsal.difficulty, rehearsal.variant, rehearsal.model,
            rehearsal.sha256,
        )  # fmt: skip
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        kept = {"at": at.isoformat(), "rehearsal": json.loads(rehearsal.to_json())}
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(file)

    def find(self, scenario: Scenario, model: str, variant: str | None = None) -> Kept | None:
        """Return what was played of this very text, else the newest of an earlier one, if any."""
        key = (scenario.id, scenario.difficulty, variant, model)
        file = self._file(*key, scenario.sha256)
        exact = _read(file)
        if exact is not None:
            return exact
        older = [_read(each) for each in file.parent.glob(f"{_stem(*key[1:])}-*.json")]
        found = [each for each in older if each is not None]
        if not found:
            return None
        newest = max(found, key=lambda each: each.at)
        return Kept(rehearsal=newest.rehearsal, at=newest.at, is_stale=True)

    def _file(
        self, scenario: str, difficulty: str, variant: str | None, model: str, sha256: str
    ) -> Path:
        name = f"{_stem(difficulty, variant, model)}-{sha256[:16]}.json"
        return self._folder / scenario / name


def _stem(difficulty: str, variant: str | None, model: str) -> str:
    return "-".join(part for part in (difficulty, variant, model) if part)


def _read(file: Path) -> Kept | None:
    """Return what a file keeps; one that is missing, broken or of another form keeps nothing."""
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        return Kept(
            rehearsal=Rehearsal.from_json(json.dumps(row["rehearsal"])),
            at=datetime.fromisoformat(row["at"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
