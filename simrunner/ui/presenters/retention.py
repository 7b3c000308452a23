"""How long data are kept, in words: clocks, what outlived them, what is announced, what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from simrunner.domain.retention import SUGGESTED_DAYS, Due, RecordClass, Removal
from simrunner.domain.text import Translate
from simrunner.record.retention import Retention
from simrunner.ui.presenters.record_care import size_words, wall_words

PAST_SHOWN = 50
"""Lines of what was carried out or kept that are listed, the newest."""

_YEAR_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One class of data: its name, what belongs to it, what is suggested, and the field's text."""

    record_class: RecordClass
    name: str
    words: str
    suggested: str
    days: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalView:
    """One announced removal: what, when it goes, and whether that is now."""

    number: int
    text: str
    when: str
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionView:
    """Everything that the window shows; ``outlived`` and ``past`` are whole sentences."""

    clocks: tuple[ClockView, ...]
    outlived: tuple[str, ...]
    outlived_count: int
    waiting: tuple[RemovalView, ...]
    past: tuple[str, ...]
    due: int


def present_retention(standing: Retention, wall: str, tr: Translate) -> RetentionView:
    """Return how it stands at ``wall``."""
    waiting = [one for one in standing.removals if not (one.done_wall or one.undone_wall)]
    views = tuple(_waiting(one, wall, tr) for one in sorted(waiting, key=_due_at))
    past = sorted(
        (one for one in standing.removals if one.done_wall or one.undone_wall),
        key=_ended, reverse=True,
    )  # fmt: skip
    return RetentionView(
        clocks=tuple(_clock(each, standing.clocks.get(each), tr) for each in RecordClass),
        outlived=_outlived(standing, tr),
        outlived_count=len(standing.outlived),
        waiting=views,
        past=tuple(_past(one, tr) for one in past[:PAST_SHOWN]),
        due=sum(view.is_due for view in views),
    )


def class_words(tr: Translate) -> dict[RecordClass, tuple[str, str]]:
    """Return what each class is called, and what belongs to it."""
    return {
        RecordClass.MEDIA: (tr("Recordings"), tr("Pictures, sounds and videos beside a run")),
        RecordClass.WAVES: (tr("Waves"), tr("Curves, where they were kept with a run")),
        RecordClass.DEVICE_LOGS: (
            tr("Logs of devices"), tr("What went over the wire, where it was kept")
        ),
        RecordClass.FORMATIVE_RUNS: (
            tr("Formative runs"), tr("All of a run without a locked rating form")
        ),
        RecordClass.SUMMATIVE_RUNS: (
            tr("Summative runs"),
            tr("All of a run with a locked rating form; no clock above touches it"),
        ),
        RecordClass.NAMES: (
            tr("Names"), tr("Name and contact of who took part in nothing since")
        ),
    }  # fmt: skip


def days_words(days: int, tr: Translate) -> str:
    """Return a number of days in words, in years where they come out even."""
    years, rest = divmod(days, _YEAR_DAYS)
    if rest or not years:
        return tr("1 day") if days == 1 else tr("{count} days", count=days)
    return tr("1 year") if years == 1 else tr("{count} years", count=years)


def typed_days(text: str) -> int | None:
    """Return the days that were typed, None for an empty field; ValueError for anything else."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise ValueError(text)
    return int(text)


def remove_words(due: int, tr: Translate) -> str:
    """Return what carrying out the removals means, before it is done."""
    about = tr("1 removal is due.") if due == 1 else tr("{count} removals are due.", count=due)
    rest = tr(
        "What they name goes for good and the file is written anew; no backup of before is "
        "touched. Choose a folder: a certificate of the deletion is written there."
    )
    return f"{about} {rest}"


def _clock(record_class: RecordClass, days: int | None, tr: Translate) -> ClockView:
    name, words = class_words(tr)[record_class]
    suggested = days_words(SUGGESTED_DAYS[record_class], tr)
    return ClockView(
        record_class=record_class, name=name, words=words,
        suggested=tr("suggested: {time}", time=suggested),
        days="" if days is None else str(days),
        kept=tr("for ever") if days is None else days_words(days, tr),
    )  # fmt: skip


def _outlived(standing: Retention, tr: Translate) -> tuple[str, ...]:
    """Return a line for each class with something in it; else why there is none."""
    if not standing.clocks:
        return (tr("No clock is set: everything is kept for ever."),)
    if not standing.outlived:
        return (tr("Nothing has outlived its clock."),)
    by_class = {
        each: [due for due in standing.outlived if due.record_class is each] for each in RecordClass
    }
    return tuple(_of_class(each, found, tr) for each, found in by_class.items() if found)


def _of_class(record_class: RecordClass, found: Sequence[Due], tr: Translate) -> str:
    oldest = min((due.since_wall for due in found), key=datetime.fromisoformat)
    size = sum(due.size_bytes for due in found)
    name, count = class_words(tr)[record_class][0], len(found)
    if not size:
        return tr("{name}: {count}, the oldest of {day}", name=name, count=count, day=oldest[:10])
    return tr(
        "{name}: {count}, the oldest of {day}, {size}", name=name, count=count, day=oldest[:10],
        size=size_words(size),
    )  # fmt: skip


def _waiting(removal: Removal, wall: str, tr: Translate) -> RemovalView:
    is_due = datetime.fromisoformat(removal.due_wall) <= datetime.fromisoformat(wall)
    day = removal.due_wall[:10]
    return RemovalView(
        number=removal.number,
        text=_about(removal, tr),
        when=tr("due since {day}", day=day) if is_due else tr("may go from {day}", day=day),
        is_due=is_due,
    )


def _about(removal: Removal, tr: Translate) -> str:
    return f"{class_words(tr)[removal.record_class][0]} · {removal.about}"


def _due_at(removal: Removal) -> datetime:
    return datetime.fromisoformat(removal.due_wall)


def _ended(removal: Removal) -> datetime:
    return datetime.fromisoformat(removal.done_wall or removal.undone_wall or removal.due_wall)


def _past(removal: Removal, tr: Translate) -> str:
    about = _about(removal, tr)
    if removal.done_wall:
        return tr("{when}  {about}: removed", when=wall_words(removal.done_wall), about=about)
    return tr("{when}  {about}: kept", when=wall_words(removal.undone_wall or ""), about=about)
