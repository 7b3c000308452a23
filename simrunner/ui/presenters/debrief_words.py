"""Short words of the debrief: clocks, dates, statuses, alarms, behaviours."""

from datetime import datetime
from enum import StrEnum

from simrunner.debrief.expected import Observed
from simrunner.debrief.gap import Gap
from simrunner.domain.text import Translate
from simrunner.ui.presenters.alarm_words import condition_phrase, numeric_label
from simrunner.ui.presenters.terms import day_words

DASHES = "--"
MINUS = "\u2212"


class Status(StrEnum):
    """A row of expected and observed: what became of it, or that nobody expected it."""

    DONE = "done"
    EARLY = "early"
    LATE = "late"
    MISSED = "missed"
    OPEN = "open"
    UNOPENED = "unopened"
    EXTRA = "extra"


STATUS_OF = {
    Observed.DONE: Status.DONE,
    Observed.EARLY: Status.EARLY,
    Observed.LATE: Status.LATE,
    Observed.MISSED: Status.MISSED,
    Observed.OPEN: Status.OPEN,
    Observed.UNOPENED: Status.UNOPENED,
}
TONE_OF = {
    Status.DONE: "ok",
    Status.EARLY: "info",
    Status.LATE: "warn",
    Status.MISSED: "bad",
    Status.OPEN: "tx3",
    Status.UNOPENED: "tx3",
    Status.EXTRA: "tx3",
}


def status_word(status: Status, tr: Translate) -> str:
    """Return one word for a status; facts, not judgements."""
    return {
        Status.DONE: tr("done"),
        Status.EARLY: tr("early"),
        Status.LATE: tr("late"),
        Status.MISSED: tr("missed"),
        Status.OPEN: tr("open at the end"),
        Status.UNOPENED: tr("no cue came"),
        Status.EXTRA: tr("extra"),
    }[status]


def status_count(status: Status, count: int, tr: Translate) -> str:
    """Return a count of rows with a status, for a chip."""
    return {
        Status.DONE: tr("{count} done", count=count),
        Status.EARLY: tr("{count} early", count=count),
        Status.LATE: tr("{count} late", count=count),
        Status.MISSED: tr("{count} missed", count=count),
        Status.OPEN: tr("{count} open", count=count),
        Status.UNOPENED: tr("{count} without cue", count=count),
        Status.EXTRA: tr("{count} extra", count=count),
    }[status]


def minute_text(at_ms: int) -> str:
    """Return ``3:00``: limits and axes, where a leading zero says nothing."""
    seconds = abs(at_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    sign = MINUS if at_ms < 0 else ""
    if hours:
        return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{sign}{rest // 60}:{rest % 60:02}"


def date_words(wall: str, tr: Translate) -> str:
    """Return the day of an ISO 8601 time, or the text itself when it is none."""
    try:
        when = datetime.fromisoformat(wall)
    except ValueError:
        return wall
    return tr("{date} {year}", date=day_words(tr, when), year=when.year)


def wall_clock(wall: str) -> str:
    """Return ``14:20`` of an ISO 8601 time, empty when it is none."""
    try:
        return datetime.fromisoformat(wall).strftime("%H:%M")
    except ValueError:
        return ""


def alarm_numeric(condition: str) -> str:
    """Return the numeric or sensor of a condition such as ``SpO2 low``."""
    return condition.rpartition(" ")[0] or condition


def alarm_words(condition: str, tr: Translate) -> str:
    """Return an alarm condition as a bedside monitor prints it, without its stars."""
    numeric, code = alarm_numeric(condition), condition.rpartition(" ")[2]
    label = numeric_label(numeric, tr)
    words = {
        "low": tr("LOW"),
        "high": tr("HIGH"),
        "desat": tr("DESAT"),
        "off": tr("OFF"),
    }
    alone = {
        "asystole": tr("ASYSTOLE"),
        "vf": tr("VENT FIB"),
        "vt": tr("VENT TACHY"),
        "apnoea": tr("APNOEA"),
    }
    return alone.get(code) or condition_phrase(label, words.get(code, code.upper()))


def behaviour_word(category: str, tr: Translate) -> str:
    """Return the category of a mark in words, or its id when the program does not know it."""
    words = {
        "leadership": tr("leadership"),
        "communication": tr("communication"),
        "situation": tr("situation"),
        "situation-awareness": tr("situation"),
        "teamwork": tr("teamwork"),
        "team-working": tr("teamwork"),
        "tasks": tr("tasks"),
        "task-management": tr("tasks"),
        "decisions": tr("decisions"),
        "decision-making": tr("decisions"),
    }
    return words.get(category, category)


def mark_sign(sign: str) -> str:
    """Return the sign of a mark as it is printed."""
    return {"+": "+", "-": MINUS}.get(sign, "•")


def mark_chip(sign: str, category: str, tr: Translate) -> str:
    """Return ``+L`` for a mark: its sign and the first letter of its category."""
    return f"{mark_sign(sign)}{behaviour_word(category, tr)[:1].upper()}"


def gap_sentence(gap: Gap, tr: Translate) -> str:
    """Return what happened where a run was cut short, for a tool tip and the report."""
    resumed = gap.resumed.strftime("%Y-%m-%d %H:%M")
    if gap.away_s is None or gap.away_s < 60:
        return tr("The run was cut short here and resumed at {resumed}.", resumed=resumed)
    return tr(
        "The run was cut short here and resumed at {resumed}, {minutes} min later.",
        resumed=resumed, minutes=round(gap.away_s / 60),
    )  # fmt: skip
