"""Copies of a record, bringing one back, and runs in and out: for the verbs and for the window.

Nothing here prints. What cannot be done is a RecordError, what a disk refuses an OSError.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simrunner.app.account import acting
from simrunner.app.erasure_memory import remembered_erasures
from simrunner.app.keys import own_notary, own_trust
from simrunner.domain.person import Deed, Reason
from simrunner.domain.run_record import RunRecord
from simrunner.record.encrypted import KeyGiver, opener_for
from simrunner.record.erase import reapply_erasures
from simrunner.record.errors import BadRequestError, RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.look import note_each
from simrunner.record.upgrade import check_is_known, copy_of

if TYPE_CHECKING:
    from simrunner.record.finding import IntegrityProblem, IntegrityReport, Progress
    from simrunner.record.unbundle import Taken

FORMATS = ("jsonl", "csv", "xlsx", "parquet", "bundle")
SUFFIXES = {".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet",
            ".zip": "bundle"}  # fmt: skip


class BadBackupError(BadRequestError):
    """The copy is not intact; ``problems`` says where."""

    problems: "tuple[IntegrityProblem, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How many runs came back, where the record that was there is kept, what was erased again.

    ``is_older`` when more had been sealed here than came back: checks go on saying so.
    """

    runs: int
    kept: Path | None
    erased: int
    is_older: bool = False


def back_up(source: Path, out: Path, keys: KeyGiver, progress: "Progress") -> "IntegrityReport":
    """Copy a record as it is at this moment, check the copy, and return what the check found."""
    if not source.is_file():
        raise BadRequestError("There is no record at {file}.", file=source)
    if out.exists():
        raise BadRequestError("{file} is there already: choose another name.", file=out)
    if not out.parent.is_dir():
        raise BadRequestError("There is no folder {folder}: make it first.", folder=out.parent)
    try:
        _copy(source, out, keys)
    except BaseException:
        out.unlink(missing_ok=True)  # half a copy looks like a backup
        raise
    try:
        return verify(out, keys=keys, progress=progress)
    finally:
        _tidy(out)


def bring_back(
    backup: Path, target: Path, folder: Path, keys: KeyGiver, progress: "Progress"
) -> Restored:
    """Put a backup in the place of a record, which is kept beside it under a name of its own.

    The copy is checked first; BadBackupError when it is not intact. What ``folder`` remembers as
    erased is erased again.
    """
    report = verify(backup, keys=keys, progress=progress)
    if not report.is_intact:
        bad = BadBackupError("{file} is not intact and is not brought back.", file=backup)
        bad.problems = report.problems
        raise bad
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restored")
    fresh.unlink(missing_ok=True)
    try:
        _copy(backup, fresh, keys)
        kept = _set_aside(target, keys)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    with Library.open(target, notary=own_notary(folder), keys=keys) as library:
        erased = erase_again(library, folder)
    is_older = not verify(target, trust=own_trust(folder), keys=keys).is_intact
    return Restored(runs=len(report.runs), kept=kept, erased=erased, is_older=is_older)


def take_bundle(library: Library, bundle: Path, folder: Path) -> "tuple[Taken, int]":
    """Take a bundle into a library; return what came of it and how many rows were erased."""
    from simrunner.record.unbundle import read_bundle

    if not bundle.is_file():
        raise BadRequestError("There is no bundle at {file}.", file=bundle)
    taken = read_bundle(library, bundle)
    erased = taken.erased + erase_again(library, folder)
    if erased:
        runs = (*taken.added, *taken.known)
        note_each(library, runs, Deed.ERASURES_TAKEN, acting(library, Reason.UPKEEP))
    return taken, erased


def write_runs(
    library: Library, runs: Sequence[str], out: Path, kind: str, say: Callable[[str], None]
) -> None:
    """Write runs in one of FORMATS; ``say`` is told each run of a bundle before it is written."""
    if kind == "bundle":
        from simrunner.record.bundle import write_bundle

        write_bundle(library, runs, out, say)
        return
    _writer(kind)([library.read(run) for run in runs], out)


def erase_again(library: Library, folder: Path) -> int:
    """Erase what this installation remembers as erased; return how many rows went."""
    return reapply_erasures(library, remembered_erasures(folder, library.id))


def _writer(chosen: str) -> Callable[[list[RunRecord], Path], object]:
    """Return what writes a format; only its own library is loaded."""
    if chosen == "xlsx":
        from simrunner.record.workbook import write_workbook

        return write_workbook
    if chosen == "parquet":
        from simrunner.record.columns import write_parquet

        return write_parquet
    from simrunner.record.export import export_csv, export_json_lines

    write = export_json_lines if chosen == "jsonl" else export_csv

    def write_text(records: list[RunRecord], out: Path) -> None:
        with out.open("w", encoding="utf-8", newline="") as target:
            write(records[0], target)

    return write_text


def _tidy(copy: Path) -> None:
    """Remove the empty log that looking at a copy leaves, so that a backup is one file."""
    log = copy.with_name(f"{copy.name}-wal")
    if log.exists() and not log.stat().st_size:
        log.unlink()
        copy.with_name(f"{copy.name}-shm").unlink(missing_ok=True)


def _copy(source: Path, copy: Path, keys: KeyGiver) -> Path:
    opener = opener_for(source, keys)
    check_is_known(source, opener=opener)
    return copy_of(source, copy, opener)


def _set_aside(target: Path, keys: KeyGiver) -> Path | None:
    """Copy a record that is in the way, with what waits in its log, and remove it."""
    if not target.exists():
        return None
    number = 1
    while (kept := _kept_name(target, number)).exists():
        number += 1
    try:
        _copy(target, kept, keys)
    except RecordError:  # damaged, or its key is lost: kept as it is, with its log
        for ending in ("", "-wal", "-shm"):
            part = target.with_name(f"{target.name}{ending}")
            if part.exists():
                part.replace(kept.with_name(f"{kept.name}{ending}"))
        return kept
    for ending in ("", "-wal", "-shm"):
        target.with_name(f"{target.name}{ending}").unlink(missing_ok=True)
    return kept


def _kept_name(target: Path, number: int) -> Path:
    return target.with_name(f"{target.stem}.before-restore-{number}{target.suffix}")
