"""Expected against observed as rows of words."""

from dataclasses import dataclass

from simrunner.debrief.expected import ExpectedRow, ExpectedTable, ExtraRow, Observed
from simrunner.domain.chart import Scenario
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.debrief_words import (
    STATUS_OF,
    TONE_OF,
    Status,
    minute_text,
    status_count,
    status_word,
)

NEAR_MS = 45_000
"""A row belongs to the moment of the cursor when its own moment is no farther away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """A window and a moment on one line; times in ms since the run began, None where unknown."""

    opens_at_ms: int | None
    limit_at_ms: int | None
    observed_at_ms: int | None
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRowView:
    """One row. ``jump_ms`` is where a click on it leads; None when it has no time at all."""

    key: str
    title: str
    objective: str
    objective_words: str
    is_critical: bool
    critical_word: str
    by: str
    window: WindowView
    status: Status
    tone: str
    moment: str
    note: str
    jump_ms: int | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedView:
    """The table: heads, rows, counts for chips, and the line below."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[ExpectedRowView, ...]
    chips: tuple[ChipView, ...]
    footer: str
    empty: str


def present_expected(table: ExpectedTable, scenario: Scenario, tr: Translate) -> ExpectedView:
    """Return the table in the language in force."""
    rows = (
        *(_row(row, scenario, tr) for row in table.rows),
        *(_extra(row, tr) for row in table.extra),
    )
    sources = tuple(dict.fromkeys(row.source for row in table.rows if row.source))
    footer = tr("Limits count from the cue.")
    if sources:
        footer = tr("Limits count from the cue. Source: {sources}.", sources=tr("; ").join(sources))
    return ExpectedView(
        title=tr("Expected and observed"),
        heads=(
            tr("expected"),
            tr("by"),
            tr("window and moment"),
            tr("done"),
            tr("late"),
            tr("missed"),
        ),
        rows=rows,
        chips=_chips(rows, tr),
        footer=footer,
        empty=tr("This scenario expects nothing in particular."),
    )


def row_at(view: ExpectedView, at_ms: int) -> str:
    """Return the key of the row whose moment is nearest to a time, empty when none is near."""
    near = [
        (abs(row.jump_ms - at_ms), number, row.key)
        for number, row in enumerate(view.rows)
        if row.jump_ms is not None and abs(row.jump_ms - at_ms) <= NEAR_MS
    ]
    return min(near)[2] if near else ""


def _row(row: ExpectedRow, scenario: Scenario, tr: Translate) -> ExpectedRowView:
    status = STATUS_OF[row.status]
    by = "" if row.limit_at_ms is None else f"≤ {minute_text(row.limit_at_ms)}"
    moment = "" if row.observed_at_ms is None else clock_text(row.observed_at_ms)
    note = _note(row, tr)
    number = _objective_number(row.objective, scenario)
    jump = next(
        (at for at in (row.observed_at_ms, row.limit_at_ms, row.cue_at_ms) if at is not None), None
    )
    parts = (row.label, by, status_word(status, tr), moment, note)
    return ExpectedRowView(
        key=row.expectation,
        title=row.label,
        objective=row.objective or "",
        objective_words="" if number is None else tr("objective {number}", number=number),
        is_critical=row.is_critical,
        critical_word=tr("critical") if row.is_critical else "",
        by=by,
        window=WindowView(
            opens_at_ms=row.opens_at_ms,
            limit_at_ms=row.limit_at_ms,
            observed_at_ms=row.observed_at_ms,
            tone=TONE_OF[status],
        ),
        status=status,
        tone=TONE_OF[status],
        moment=moment,
        note=note,
        jump_ms=jump,
        sentence=tr(", ").join(part for part in parts if part),
    )


def _note(row: ExpectedRow, tr: Translate) -> str:
    if row.status is Observed.LATE and row.delta_ms is not None:
        return f"+{minute_text(row.delta_ms)}"
    if row.is_before_cue:
        return tr("before its cue")
    if row.is_out_of_order:
        return tr("out of order")
    if row.status is Observed.EARLY and row.delta_ms is not None:
        return tr("early by {clock}", clock=minute_text(-row.delta_ms))
    if row.status in (Observed.OPEN, Observed.UNOPENED):
        return status_word(STATUS_OF[row.status], tr)
    return ""


def _extra(row: ExtraRow, tr: Translate) -> ExpectedRowView:
    tone = TONE_OF[Status.EXTRA]
    return ExpectedRowView(
        key=f"extra-{row.drug}-{row.at_ms}",
        title=row.label,
        objective="",
        objective_words=tr("not in the plan"),
        is_critical=False,
        critical_word="",
        by="",
        window=WindowView(opens_at_ms=None, limit_at_ms=None, observed_at_ms=row.at_ms, tone=tone),
        status=Status.EXTRA,
        tone=tone,
        moment=clock_text(row.at_ms),
        note=tr("extra"),
        jump_ms=row.at_ms,
        sentence=tr(", ").join((row.label, clock_text(row.at_ms), tr("extra"))),
    )


def _objective_number(objective: str | None, scenario: Scenario) -> int | None:
    names = tuple(scenario.objectives)
    return names.index(objective) + 1 if objective in names else None


def _chips(rows: tuple[ExpectedRowView, ...], tr: Translate) -> tuple[ChipView, ...]:
    chips = []
    for status in Status:
        count = sum(row.status is status for row in rows)
        if count:
            tone = TONE_OF[status]
            chips.append(
                ChipView(
                    text=status_count(status, count, tr),
                    tone="neutral" if tone == "tx3" else tone,
                )
            )
    return tuple(chips)
