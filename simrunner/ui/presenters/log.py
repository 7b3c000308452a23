"""The running log: every fact with its time and source, newest first, annulled ones kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from simrunner.debrief.labels import condition_label, state_title
from simrunner.domain import event as ev
from simrunner.domain.action import (
    Action,
    AnnulEntry,
    Compress,
    FireRule,
    GiveBreath,
    HoldOffRule,
    Source,
)
from simrunner.domain.chart import Scenario
from simrunner.domain.event import AlarmPriority, Event, ExpectationStatus
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import action_words, sensor_word
from simrunner.ui.presenters.alarm_words import alarm_sentence
from simrunner.ui.presenters.body_words import grip_words
from simrunner.ui.presenters.condition_words import event_words
from simrunner.ui.presenters.marks import mark_keys
from simrunner.ui.presenters.rhythm_words import rhythm_word
from simrunner.ui.presenters.rule_words import RuleWords, role_word
from simrunner.ui.presenters.tone import MINUS, Tone

LOG_LIMIT = 2000
"""Lines kept on screen; the record keeps every fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line. ``entry`` is set for what can be annulled; ``is_struck`` for what was."""

    at_ms: int
    clock: str
    source: Source
    source_text: str
    text: str
    suffix: str = ""
    tone: Tone = Tone.PLAIN
    entry: int | None = None
    is_struck: bool = False


def source_word(source: Source, tr: Translate) -> str:
    """Return the source's name in the user's language."""
    return {
        Source.LEARNER: tr("learner"),
        Source.FACILITATOR: tr("facilitator"),
        Source.SCENARIO: tr("scenario"),
        Source.PHYSIOLOGY: tr("physiology"),
        Source.DEVICE: tr("device"),
        Source.ASSESSOR: tr("assessor"),
        Source.MONITOR: tr("monitor"),
    }[source]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """An event, with the state that its region was in before."""

    event: Event
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A behaviour mark, which is no event of the run."""

    at_ms: int
    key: str
    sign: Literal["+", "-"]


_Entry: TypeAlias = _Fact | _Mark


class LogBook:
    """Collects events; ``lines(source)`` says them newest first, in the language in force."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Start empty."""
        self._scenario = scenario
        self._tr = tr
        self._rules = RuleWords(scenario, tr)
        self._entries: list[tuple[int, _Entry]] = []
        self._count = 0
        self._struck: set[int] = set()
        self._states: dict[str, str] = {}
        self._said: dict[int, LogLine | None] = {}
        self._said_in = tr.language

    def add(self, events: Iterable[Event]) -> int:
        """Take in facts and return how many lines they made or struck."""
        changed = 0
        for event in events:
            if isinstance(event, ev.ActionTaken) and isinstance(event.action, AnnulEntry):
                self._struck.add(event.action.entry)
            before = ""
            if isinstance(event, ev.StateEntered):
                before = self._states.get(event.region, "")
                self._states[event.region] = event.state
            fact = _Fact(event=event, before=before)
            if self._line(fact) is not None:
                self._keep(fact)
                changed += 1
        return changed

    def _keep(self, entry: _Entry) -> None:
        self._count += 1
        self._entries.append((self._count, entry))
        for number, _gone in self._entries[:-LOG_LIMIT]:
            self._said.pop(number, None)
        del self._entries[:-LOG_LIMIT]

    def mark(self, at_ms: int, key: str, sign: Literal["+", "-"]) -> None:
        """Add the line of a behaviour mark."""
        self._keep(_Mark(at_ms=at_ms, key=key, sign=sign))

    def lines(self, source: Source | None = None) -> tuple[LogLine, ...]:
        """Return lines newest first, of one source or of all."""
        found = (self._said_line(number, entry) for number, entry in reversed(self._entries))
        return tuple(line for line in found if line and source in (None, line.source))

    def _said_line(self, number: int, entry: _Entry) -> LogLine | None:
        """Return the line of an entry; said once in each language, struck when annulled."""
        if self._said_in != self._tr.language:
            self._said.clear()
            self._said_in = self._tr.language
        if number not in self._said:
            self._said[number] = self._line(entry)
        line = self._said[number]
        return replace(line, is_struck=True) if line and line.entry in self._struck else line

    def _made(self, at_ms: int, source: Source, text: str, *, suffix: str = "",
              tone: Tone = Tone.PLAIN, entry: int | None = None) -> LogLine:  # fmt: skip
        return LogLine(
            at_ms=at_ms, clock=clock_text(at_ms), source=source,
            source_text=source_word(source, self._tr), text=text, suffix=suffix, tone=tone,
            entry=entry,
        )  # fmt: skip

    def _line(self, entry: _Entry) -> LogLine | None:
        if isinstance(entry, _Mark):
            return self._mark_line(entry)
        event = entry.event
        match event:
            case ev.ActionTaken():
                return self._action_line(event)
            case ev.ExpectationChanged():
                return self._expectation_line(event)
            case ev.AlarmChanged():
                return self._alarm_line(event)
            case ev.StateEntered():
                return self._state_line(event, entry.before)
        text = self._scenario_text(event)
        return self._made(event.at_ms, event.source, text) if text else None

    def _mark_line(self, mark: _Mark) -> LogLine:
        title = next((k.title for k in mark_keys(self._tr) if k.key == mark.key), mark.key)
        sign = "+" if mark.sign == "+" else MINUS
        return self._made(mark.at_ms, Source.ASSESSOR, f"{sign}{mark.key} {title}")

    def _words_of(self, action: Action) -> str:
        tr = self._tr
        match action:
            case FireRule():
                return tr("Fired by hand: {rule}", rule=self._rules.name(action.rule))
            case HoldOffRule(is_held=True):
                return tr("Held off: {rule}", rule=self._rules.name(action.rule))
            case HoldOffRule():
                return tr("May fire again: {rule}", rule=self._rules.name(action.rule))
        return action_words(action, self._scenario, tr)

    def _action_line(self, event: ev.ActionTaken) -> LogLine | None:
        if isinstance(event.action, Compress | GiveBreath):
            return None
        words = self._words_of(event.action)
        at_ms, suffix = event.at_ms, ""
        if event.performed_at_ms < event.at_ms:
            at_ms = event.performed_at_ms
            suffix = self._tr("logged {clock}", clock=clock_text(event.at_ms))
        return self._made(at_ms, event.source, words, suffix=suffix, entry=event.entry)

    def _expectation_line(self, event: ev.ExpectationChanged) -> LogLine | None:
        tr = self._tr
        known = {
            ExpectationStatus.MET: (tr("in time"), Tone.OK),
            ExpectationStatus.EARLY: (tr("early"), Tone.INFO),
            ExpectationStatus.MISSED: (tr("missed"), Tone.BAD),
            ExpectationStatus.LATE: (tr("late"), Tone.WARN),
        }
        if event.status not in known:
            return None
        suffix, tone = known[event.status]
        if event.limit_at_ms is not None and tone in (Tone.WARN, Tone.BAD):
            suffix = tr("{word}, limit {clock}", word=suffix, clock=clock_text(event.limit_at_ms))
        words = self._expected(event.expectation)
        return self._made(event.at_ms, Source.SCENARIO, words, suffix=suffix, tone=tone)

    def _expected(self, name: str) -> str:
        """Return what an expectation asks for, in the same words as the debrief."""
        for expectation in self._scenario.expectations:
            if expectation.id == name:
                return condition_label(self._scenario, expectation.detect, self._tr)
        return name.replace("-", " ")

    def _alarm_line(self, event: ev.AlarmChanged) -> LogLine | None:
        if not event.is_active or event.priority is AlarmPriority.LOW:
            return None
        words = alarm_sentence(event.condition, event.shown, event.limit, self._tr)
        tone = Tone.BAD if event.priority is AlarmPriority.HIGH else Tone.WARN
        text = self._tr("Alarm: {condition}", condition=words)
        return self._made(event.at_ms, Source.MONITOR, text, tone=tone)

    def _title(self, region: str, state: str) -> str:
        return state_title(self._scenario, region, state, self._tr.language)

    def _state_line(self, event: ev.StateEntered, before: str) -> LogLine:
        text = self._title(event.region, event.state)
        if before:
            text = f"{self._title(event.region, before)} → {text}"
        why = self._rules.why(event.cause)
        return self._made(event.at_ms, event.source, text, suffix=why, tone=Tone.QUIET)

    def _rule_text(self, event: ev.RuleFired) -> str | None:
        """Return what a rule did; its new state, words and flags have lines of their own."""
        rule = self._rules.rule(event.rule)
        if rule is None or rule.go:
            return None
        done = self._rules.effect_words(rule.effects)
        why = self._rules.why(event.rule)
        return self._tr(": ").join(words for words in (why, done) if words) or None

    def _scenario_text(self, event: Event) -> str | None:  # noqa: PLR0911 - one sentence per kind
        tr = self._tr
        match event:
            case ev.ActionRefused():
                words = self._words_of(event.action)
                return tr("Refused: {words} ({reason})", words=words, reason=event.reason)
            case ev.RuleFired():
                return self._rule_text(event)
            case ev.WordsSaid():
                who = role_word(event.by, tr)
                return tr("{who}: “{words}”", who=who, words=self._in_language(event.words))
            case ev.NoteGiven():
                return self._in_language(event.words)
            case ev.MediaShown():
                media = self._scenario.media.get(event.media)
                title = media.title.in_language(tr.language) if media else event.media
                return tr("Result shown: {media}", media=title)
            case ev.RhythmChanged():
                return tr("Rhythm: {rhythm}", rhythm=rhythm_word(event.rhythm, tr))
            case ev.FlagWasRaised():
                return event_words(event.flag, self._scenario, tr)
            case _:
                return self._other_text(event)

    def _other_text(self, event: Event) -> str | None:  # noqa: PLR0911 - one sentence per kind
        tr = self._tr
        match event:
            case ev.RunStarted():
                return tr("Run started")
            case ev.SensorSwitched(is_on=True):
                return tr("Sensor {sensor} attached", sensor=sensor_word(event.sensor, tr))
            case ev.SensorSwitched():
                return tr("Sensor {sensor} taken off", sensor=sensor_word(event.sensor, tr))
            case ev.NibpMeasured(systolic_mmhg=None):
                return tr("NIBP: unable to measure")
            case ev.NibpMeasured():
                return tr("NIBP {sys}/{dia} ({mean})", sys=event.systolic_mmhg,
                          dia=event.diastolic_mmhg, mean=event.mean_mmhg)  # fmt: skip
            case ev.ReadingForced():
                return grip_words(event, tr)
            case ev.EngineFault():
                rule = self._rules.name(event.rule)
                return tr("Fault in rule {rule}: {problem}", rule=rule, problem=event.problem)
            case ev.RunEnded():
                outcome = self._title(self._scenario.regions[0].id, event.outcome)
                return tr("Run ended: {outcome}", outcome=outcome)
        return None

    def _in_language(self, words: Mapping[str, str]) -> str:
        return words.get(self._tr.language) or next(iter(words.values()), "")
