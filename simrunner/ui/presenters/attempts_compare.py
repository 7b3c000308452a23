"""Two attempts side by side: what was the same, what was done otherwise, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.debrief.comparison import Comparison, compare_runs, first_apart
from simrunner.domain.chart import Scenario
from simrunner.domain.event import ActionTaken
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import action_words
from simrunner.ui.presenters.attempts import Told, attempt_name, forked_ms, outcome_words
from simrunner.ui.presenters.debrief_expected import ExpectedRowView
from simrunner.ui.presenters.debrief_timeline import LaneView, MarkerView, StateView
from simrunner.ui.presenters.debrief_words import Status, minute_text, status_word
from simrunner.ui.presenters.home_view import ChoiceView


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLane:
    """One vital of both attempts on one axis from ``low`` to ``high``."""

    first: LaneView
    second: LaneView
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What one attempt went through and what was done in it."""

    name: str
    states: tuple[StateView, ...]
    deeds: tuple[MarkerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenView:
    """What became of an expectation in one attempt."""

    status: Status
    words: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """One expectation in both attempts; ``gain`` says what changed, in ``gain_tone``."""

    title: str
    is_critical: bool
    first: SeenView
    second: SeenView
    gain: str
    gain_tone: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """Everything about two attempts; the first is the older one."""

    title: str
    choice: ChoiceView
    choice_tip: str
    names: tuple[str, str]
    outcomes: tuple[str, str]
    same_until: str
    firsts: tuple[tuple[str, str], ...]
    forked_ms: SimTimeMs | None
    forked: str
    longest_ms: SimTimeMs
    lanes: tuple[PairLane, ...]
    courses: tuple[Course, Course]
    deeds_word: str
    table_title: str
    heads: tuple[str, ...]
    rows: tuple[PairRow, ...]
    chart_name: str


def present_comparison(
    told: Sequence[Told], open_run: str, other_run: str, scenario: Scenario, tr: Translate
) -> CompareView:
    """Return the open attempt beside another of its session."""
    first, second = (each for each in told if each.attempt.run in (open_run, other_run))
    one, other = first.attempt.record, second.attempt.record
    found = compare_runs(one, other)
    fork = forked_ms(told, open_run, other_run)
    names = (attempt_name(first.number, tr), attempt_name(second.number, tr))
    outcomes = (outcome_words(one, scenario, tr), outcome_words(other, scenario, tr))
    same = tr("They share nothing.")
    if fork is not None:
        same = tr("The same until {clock}. Then first:", clock=clock_text(fork))
    return CompareView(
        title=tr("Side by side"),
        choice=_choice(told, open_run, other_run, tr),
        choice_tip=tr("Choose the attempt to hold beside the open one"),
        names=names,
        outcomes=outcomes,
        same_until=same,
        firsts=tuple(
            (name, _deed(fact, scenario, tr))
            for name, fact in zip(
                names, first_apart(one, other, found.shared_facts), strict=True
            )
        ),
        forked_ms=fork,
        forked="" if fork is None else tr("parted {clock}", clock=clock_text(fork)),
        longest_ms=max(1, first.line.duration_ms, second.line.duration_ms),
        lanes=_lanes(first, second),
        courses=(_course(first, names[0]), _course(second, names[1])),
        deeds_word=tr("deeds"),
        table_title=tr("Expected, in both"),
        heads=(tr("expected"), *names, tr("difference")),
        rows=_rows(first, second, found, tr),
        chart_name=tr("Vitals, states and deeds of {first} and {second}", first=names[0],
                      second=names[1]),
    )  # fmt: skip


def _choice(told: Sequence[Told], open_run: str, other_run: str, tr: Translate) -> ChoiceView:
    choices = tuple(
        (each.attempt.run, attempt_name(each.number, tr))
        for each in told
        if each.attempt.run != open_run
    )
    return ChoiceView(
        key="attempt", name=tr("Compare with"), chosen=other_run, words=dict(choices)[other_run],
        choices=choices,
    )  # fmt: skip


def _deed(fact: ActionTaken | None, scenario: Scenario, tr: Translate) -> str:
    if fact is None:
        return tr("nothing more was done")
    return f"{clock_text(fact.performed_at_ms)} {action_words(fact.action, scenario, tr)}"


def _lanes(first: Told, second: Told) -> tuple[PairLane, ...]:
    return tuple(
        PairLane(
            first=one,
            second=other,
            low=min(one.low, other.low),
            high=max(one.high, other.high),
        )
        for one, other in zip(first.line.lanes, second.line.lanes, strict=True)
    )


def _course(told: Told, name: str) -> Course:
    line = told.line
    return Course(
        name=name,
        states=line.states[0] if line.states else (),
        deeds=tuple(sorted((*line.drugs, *line.actions), key=lambda marker: marker.at_ms)),
    )


def _rows(first: Told, second: Told, found: Comparison, tr: Translate) -> tuple[PairRow, ...]:
    others = {row.key: row for row in second.expected.rows}
    gains = {pair.expectation: pair.gain_ms for pair in found.expectations}
    rows = []
    for one in first.expected.rows:
        other = others.get(one.key)
        if one.status is Status.EXTRA or other is None:
            continue
        seen, seen_then = _seen(one, tr), _seen(other, tr)
        gain, tone = _gain(one, other, gains.get(one.key), tr)
        said = (one.title, seen.words, seen_then.words, gain)
        rows.append(
            PairRow(
                title=one.title,
                is_critical=one.is_critical,
                first=seen,
                second=seen_then,
                gain=gain,
                gain_tone=tone,
                sentence=tr(", ").join(word for word in said if word),
            )
        )
    return tuple(rows)


def _seen(row: ExpectedRowView, tr: Translate) -> SeenView:
    words = row.moment or status_word(row.status, tr)
    return SeenView(status=row.status, words=words, tone=row.tone)


def _gain(
    one: ExpectedRowView, other: ExpectedRowView, gain_ms: SimTimeMs | None, tr: Translate
) -> tuple[str, str]:
    """Return the difference that the second attempt made, and its colour."""
    if gain_ms is None:
        is_uncued = Status.UNOPENED in (one.status, other.status)
        if is_uncued or (not one.moment) == (not other.moment):
            return "", "tx3"  # what nothing called for is neither gained nor lost
        return (tr("now done"), "ok") if other.moment else (tr("no longer done"), "bad")
    if abs(gain_ms) < 1000:
        return tr("same"), "tx3"
    if gain_ms > 0:
        tone = "info" if other.status is Status.EARLY else "ok"
        return tr("{clock} sooner", clock=minute_text(gain_ms)), tone
    return tr("{clock} later", clock=minute_text(-gain_ms)), "warn"
