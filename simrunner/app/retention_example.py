"""How long data are kept, for pictures and golden tests: no run in it exists."""

from simrunner.domain.retention import Due, RecordClass, Removal
from simrunner.domain.text import Translate
from simrunner.record.retention import Retention
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.retention import present_retention
from simrunner.ui.windows.retention_window import RetentionWindow

WALL = "2026-01-05T10:40:00+08:00"
_CLOCKS = {
    RecordClass.MEDIA: 90, RecordClass.WAVES: 200, RecordClass.FORMATIVE_RUNS: 3 * 365,
    RecordClass.SUMMATIVE_RUNS: 7 * 365,
}  # fmt: skip


def example_retention(art: Artwork, tr: Translate) -> RetentionWindow:
    """Return the window with removals of every standing; times are fixed."""
    window = RetentionWindow(art, tr)
    standing = Retention(clocks=_CLOCKS, outlived=_outlived(), removals=_removals())
    window.show_retention(present_retention(standing, WALL, tr))
    return window


def _outlived() -> tuple[Due, ...]:
    return (
        _due("2025-09-12-01", RecordClass.MEDIA, 148_200_000),
        _due("2025-09-30-02", RecordClass.MEDIA, 212_600_000),
        _due("2022-11-04-01", RecordClass.FORMATIVE_RUNS, 310_000),
    )


def _due(run: str, record_class: RecordClass, size_bytes: int) -> Due:
    wall = f"{run[:10]}T09:00:00+08:00"
    return Due(about=run, record_class=record_class, since_wall=wall, rows=1, size_bytes=size_bytes)


def _removals() -> tuple[Removal, ...]:
    media, runs = RecordClass.MEDIA, RecordClass.FORMATIVE_RUNS
    return (
        _removal(1, media, "2025-06-02-01", "2025-10-01", done="2025-10-15"),
        _removal(2, media, "2025-06-02-02", "2025-10-01", undone="2025-10-07"),
        _removal(3, runs, "2022-10-11-01", "2025-12-12"),
        _removal(4, runs, "2022-10-11-02", "2025-12-12"),
        _removal(5, media, "2025-09-03-01", "2025-12-29"),
    )


def _removal(
    number: int, record_class: RecordClass, about: str, day: str, *, done: str = "",
    undone: str = "",
) -> Removal:  # fmt: skip
    due = {"2025-10-01": "2025-10-15", "2025-12-12": "2025-12-26", "2025-12-29": "2026-01-12"}[day]
    return Removal(
        number=number, about=about, record_class=record_class, announced_wall=_at(day),
        due_wall=_at(due), undone_wall=_at(undone) if undone else None,
        done_wall=_at(done) if done else None,
    )  # fmt: skip


def _at(day: str) -> str:
    return f"{day}T08:05:00+08:00"
