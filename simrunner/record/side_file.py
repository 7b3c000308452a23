"""Where facts wait while their record takes none: JSON lines in another place."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from simrunner.record.codec import Row
from simrunner.record.tables import Base, EventRow, RemarkRow, TrendRow, WordsRow

FORM = "simrunner-rescue/1"
SUFFIX = ".rescue.jsonl"


class SideFile:
    """Where a run's facts go while its record takes none: the first of ``places`` that takes them.

    The file is written whole each time and put in place only when it is on the disk.
    """

    def __init__(self, places: Sequence[Path]) -> None:
        """Write nothing yet."""
        self._places = places
        self.file: Path | None = None
        """The file, once there is one."""
        self.kept = 0
        """How many appends are in it."""
        self.refusal = ""
        """Why nothing could be kept; empty while it could."""

    def keep(self, run: str, after_seq: int, rows: Sequence[Row], count: int) -> None:
        """Keep the rows of ``count`` appends behind fact ``after_seq``.

        OSError when no place takes them; they are then only in memory.
        """
        header = {"form": FORM, "run": run, "after_seq": after_seq}
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in (header, *rows))
        refusal: OSError | None = None
        for place in self._places if self.file is None else (self.file.parent, *self._places):
            try:
                self.file = _write(place, f"{run}{SUFFIX}", text)
            except OSError as problem:
                refusal = refusal or problem
            else:
                self.kept, self.refusal = count, ""
                return
        if refusal is not None:
            raise refusal

    def drop(self) -> None:
        """Take the file away: everything in it is in the record."""
        if self.file is not None:
            with suppress(OSError):  # one that stays is folded in again, which adds nothing
                self.file.unlink(missing_ok=True)
        self.file, self.kept = None, 0


def _write(place: Path, name: str, text: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    fresh, file = place / f"{name}.new", place / name
    with fresh.open("w", encoding="utf-8", newline="\n") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(file)
    return file


def side_rows(rows_of: Mapping[type[Base], Sequence[Row]]) -> list[Row]:
    """Return rows of the tables that a side file keeps, as they stand in it.

    Waves are not among them: they can be drawn again.
    """
    kept = []
    for table in (EventRow, WordsRow, TrendRow, RemarkRow):
        for row in rows_of.get(table, ()):
            plain = {name: each.hex() if isinstance(each, bytes) else each
                     for name, each in row.items() if name != "run_id"}  # fmt: skip
            kept.append({"table": table.__tablename__, **plain})
    return kept
