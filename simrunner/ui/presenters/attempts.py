"""The runs of one session as a tree of attempts: one line each along a common time axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from simrunner.debrief.expected import expected_table
from simrunner.debrief.timeline import build_timeline, duration_of
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_expected import ExpectedView, present_expected
from simrunner.ui.presenters.debrief_timeline import StateView, TimelineView, present_timeline
from simrunner.ui.presenters.debrief_words import Status, status_count, wall_clock
from simrunner.ui.presenters.terms import day_words

COUNTED = (Status.DONE, Status.EARLY, Status.LATE, Status.MISSED)
"""What an attempt is summed up by, in the order of its signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A run of a session; a first one has no ``parent`` and was forked nowhere."""

    record: RunRecord
    parent: str | None = None
    forked_ms: SimTimeMs | None = None

    @property
    def run(self) -> str:
        """The id of the run."""
        return self.record.summary.run


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """A line at a time that goes down to a branch: through a row, out of it, or into it."""

    at_ms: SimTimeMs
    comes_from_above: bool
    goes_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One line of the tree. ``start_ms`` is where its own part begins."""

    run: str
    title: str
    facts: str
    start_ms: SimTimeMs
    end_ms: SimTimeMs
    bands: tuple[StateView, ...]
    stems: tuple[Stem, ...]
    outcome: str
    is_ended: bool
    duration: str
    counts: tuple[tuple[Status, int], ...]
    is_open: bool
    open_word: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptsView:
    """The tree. ``longest_ms`` is the end of the common axis."""

    title: str
    note: str
    longest_ms: SimTimeMs
    rows: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One attempt as its own debrief shows it."""

    number: int
    attempt: Attempt
    line: TimelineView
    expected: ExpectedView


def in_order(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Return attempts with every branch below its parent, oldest first among siblings."""
    runs = {each.run for each in attempts}
    found: list[Attempt] = []

    def hang(children: Sequence[Attempt]) -> None:
        for child in sorted(children, key=lambda each: each.record.summary.started_wall):
            found.append(child)
            hang([each for each in attempts if each.parent == child.run])

    hang([each for each in attempts if each.parent not in runs])
    return tuple(found)


def attempt_name(number: int, tr: Translate) -> str:
    """Return what an attempt is called."""
    return tr("Attempt {number}", number=number)


def tell_attempts(
    attempts: Sequence[Attempt], scenario: Scenario, tr: Translate
) -> tuple[Told, ...]:
    """Return every attempt in the language in force, in the order of the tree."""
    found = []
    for number, attempt in enumerate(in_order(attempts), start=1):
        record = attempt.record
        expected = present_expected(expected_table(record, scenario, tr), scenario, tr)
        line = build_timeline(record, scenario, tr.language)
        found.append(
            Told(
                number=number,
                attempt=attempt,
                line=present_timeline(line, expected, scenario, tr),
                expected=expected,
            )
        )
    return tuple(found)


def present_attempts(
    told: Sequence[Told], scenario: Scenario, open_run: str, tr: Translate
) -> AttemptsView:
    """Return the tree; ``open_run`` is the one whose debrief is open."""
    return AttemptsView(
        title=tr("Attempts"),
        note=tr("a click opens the debrief of that run"),
        longest_ms=max((duration_of(each.attempt.record) for each in told), default=1),
        rows=tuple(_row(each, told, scenario, open_run, tr) for each in told),
    )


def forked_ms(told: Sequence[Told], one: str, other: str) -> SimTimeMs | None:
    """Return from when on two attempts go ways of their own, None when they share nothing."""
    by_run = {each.attempt.run: each.attempt for each in told}

    def line_of(run: str | None) -> list[str]:
        line: list[str] = []
        while run in by_run:
            line.append(run)
            run = by_run[run].parent
        return line

    ones, others = line_of(one), line_of(other)
    if not set(ones) & set(others):
        return None
    apart = [run for run in (*ones, *others) if (run in ones) is not (run in others)]
    forks = (by_run[run].forked_ms for run in apart)
    return min((fork for fork in forks if fork is not None), default=None)


def outcome_words(record: RunRecord, scenario: Scenario, tr: Translate) -> str:
    """Return how a run ended."""
    outcome = record.summary.outcome
    if not record.summary.is_ended:
        return tr("did not end")
    for region in scenario.regions[:1]:
        states = scenario.states_of(region.id)
        if outcome in states:
            return states[outcome].title.in_language(tr.language)
    return outcome or tr("ended by hand")


def _row(
    told: Told, family: Sequence[Told], scenario: Scenario, open_run: str, tr: Translate
) -> AttemptView:
    attempt, summary = told.attempt, told.attempt.record.summary
    start_ms, end_ms = attempt.forked_ms or 0, duration_of(attempt.record)
    title = attempt_name(told.number, tr)
    outcome, duration = outcome_words(attempt.record, scenario, tr), clock_text(end_ms)
    counts = _counts(told.expected)
    is_open = attempt.run == open_run
    forked = "" if attempt.forked_ms is None else _forked_words(attempt, family, tr)
    open_word = tr("shown now") if is_open else ""
    summed = (status_count(status, count, tr) for status, count in counts)
    said = (title, open_word, summary.team, forked, outcome, duration, *summed)
    when = _when(summary.started_wall, tr)
    return AttemptView(
        run=attempt.run,
        title=title,
        facts=" · ".join(part for part in (summary.team, when) if part),
        start_ms=start_ms,
        end_ms=end_ms,
        bands=_bands(told.line, start_ms),
        stems=_stems(told, family),
        outcome=outcome,
        is_ended=summary.is_ended,
        duration=duration,
        counts=counts,
        is_open=is_open,
        open_word=open_word,
        sentence=tr(", ").join(part for part in said if part),
    )


def _when(wall: str, tr: Translate) -> str:
    try:
        day = day_words(tr, datetime.fromisoformat(wall))
    except ValueError:
        return wall
    return f"{day} {wall_clock(wall)}"


def _forked_words(attempt: Attempt, family: Sequence[Told], tr: Translate) -> str:
    number = next((each.number for each in family if each.attempt.run == attempt.parent), 0)
    return tr(
        "from {clock} of {attempt}",
        clock=clock_text(attempt.forked_ms or 0),
        attempt=attempt_name(number, tr),
    )


def _bands(line: TimelineView, start_ms: SimTimeMs) -> tuple[StateView, ...]:
    """Return the states of the first region from where an attempt goes its own way."""
    return tuple(
        StateView(
            start_ms=max(start_ms, band.start_ms),
            end_ms=band.end_ms,
            title=band.title,
            tone=band.tone,
        )
        for band in (line.states[0] if line.states else ())
        if band.end_ms > start_ms
    )


def _stems(told: Told, family: Sequence[Told]) -> tuple[Stem, ...]:
    """Return the lines that a row draws for the branches at, above and below it."""
    row_of = {each.attempt.run: each.number for each in family}
    found = []
    for child in family:
        at_ms, parent = child.attempt.forked_ms, row_of.get(child.attempt.parent or "")
        if at_ms is not None and parent is not None and parent <= told.number <= child.number:
            found.append(
                Stem(
                    at_ms=at_ms,
                    comes_from_above=told.number > parent,
                    goes_below=told.number < child.number,
                )
            )
    return tuple(found)


def _counts(view: ExpectedView) -> tuple[tuple[Status, int], ...]:
    counts = ((status, sum(row.status is status for row in view.rows)) for status in COUNTED)
    return tuple((status, count) for status, count in counts if count)
