"""The running log: every fact with its time and source, newest first, annulled ones kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from simrunner.domain import event as ev
from simrunner.domain.action import AnnulEntry, Compress, Source
from simrunner.domain.chart import Scenario
from simrunner.domain.event import AlarmPriority, Event, ExpectationStatus
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import action_words
from simrunner.ui.presenters.tone import Tone

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


class LogBook:
    """Collects events into lines; ``lines(source)`` gives them newest first."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Start empty."""
        self._scenario = scenario
        self._tr = tr
        self._lines: list[LogLine] = []

    def add(self, events: Iterable[Event]) -> int:
        """Take in facts and return how many lines they made or struck."""
        changed = 0
        for event in events:
            if isinstance(event, ev.ActionTaken) and isinstance(event.action, AnnulEntry):
                self._strike(event.action.entry)
            line = self._line(event)
            if line is not None:
                self._lines.append(line)
                changed += 1
        del self._lines[:-LOG_LIMIT]
        return changed

    def note(self, at_ms: int, source: Source, text: str) -> None:
        """Add a line that is no event, such as an assessor's mark."""
        self._lines.append(self._made(at_ms, source, text))

    def lines(self, source: Source | None = None) -> tuple[LogLine, ...]:
        """Return lines newest first, of one source or of all."""
        chosen = (line for line in reversed(self._lines) if source in (None, line.source))
        return tuple(chosen)

    def _strike(self, entry: int) -> None:
        for index, line in enumerate(self._lines):
            if line.entry == entry:
                self._lines[index] = replace(line, is_struck=True)

    def _made(self, at_ms: int, source: Source, text: str, *, suffix: str = "",
              tone: Tone = Tone.PLAIN, entry: int | None = None) -> LogLine:  # fmt: skip
        return LogLine(
            at_ms=at_ms, clock=clock_text(at_ms), source=source,
            source_text=source_word(source, self._tr), text=text, suffix=suffix, tone=tone,
            entry=entry,
        )  # fmt: skip

    def _line(self, event: Event) -> LogLine | None:
        if isinstance(event, ev.ActionTaken):
            return self._action_line(event)
        if isinstance(event, ev.ExpectationChanged):
            return self._expectation_line(event)
        if isinstance(event, ev.AlarmChanged):
            return self._alarm_line(event)
        text = self._scenario_text(event)
        return None if text is None else self._made(event.at_ms, event.source, text)

    def _action_line(self, event: ev.ActionTaken) -> LogLine | None:
        if isinstance(event.action, Compress):
            return None
        words = action_words(event.action, self._scenario, self._tr)
        at_ms, suffix = event.at_ms, ""
        if event.performed_at_ms < event.at_ms:
            at_ms = event.performed_at_ms
            suffix = self._tr("logged {clock}", clock=clock_text(event.at_ms))
        return self._made(at_ms, event.source, words, suffix=suffix, entry=event.entry)

    def _expectation_line(self, event: ev.ExpectationChanged) -> LogLine | None:
        tr, words = self._tr, event.expectation.replace("-", " ")
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
        return self._made(event.at_ms, Source.SCENARIO, words, suffix=suffix, tone=tone)

    def _alarm_line(self, event: ev.AlarmChanged) -> LogLine | None:
        if not event.is_active or event.priority is AlarmPriority.LOW:
            return None
        limit = f" ({event.shown} / {event.limit})" if event.shown and event.limit else ""
        text = self._tr("Alarm: {condition}", condition=event.condition) + limit
        tone = Tone.BAD if event.priority is AlarmPriority.HIGH else Tone.WARN
        return self._made(event.at_ms, Source.MONITOR, text, tone=tone)

    def _scenario_text(self, event: Event) -> str | None:  # noqa: PLR0911 - one sentence per kind
        tr = self._tr
        match event:
            case ev.ActionRefused():
                words = action_words(event.action, self._scenario, tr)
                return tr("Refused: {words} ({reason})", words=words, reason=event.reason)
            case ev.StateEntered():
                return f"{event.region}: → {event.state}"
            case ev.RuleFired():
                return tr("Rule: {rule}", rule=event.rule)
            case ev.WordsSaid():
                return tr("{who}: “{words}”", who=event.by, words=self._in_language(event.words))
            case ev.NoteGiven():
                return self._in_language(event.words)
            case ev.MediaShown():
                return tr("Result shown: {media}", media=event.media)
            case ev.RhythmChanged():
                return tr("Rhythm: {rhythm}", rhythm=event.rhythm.replace("-", " "))
            case ev.FlagWasRaised():
                return tr("Flag: {flag}", flag=event.flag)
            case _:
                return self._other_text(event)

    def _other_text(self, event: Event) -> str | None:  # noqa: PLR0911 - one sentence per kind
        tr = self._tr
        match event:
            case ev.RunStarted():
                return tr("Run started")
            case ev.SensorSwitched(is_on=True):
                return tr("Sensor {sensor} attached", sensor=event.sensor)
            case ev.SensorSwitched():
                return tr("Sensor {sensor} taken off", sensor=event.sensor)
            case ev.NibpMeasured(systolic_mmhg=None):
                return tr("NIBP: unable to measure")
            case ev.NibpMeasured():
                return tr("NIBP {sys}/{dia} ({mean})", sys=event.systolic_mmhg,
                          dia=event.diastolic_mmhg, mean=event.mean_mmhg)  # fmt: skip
            case ev.EngineFault():
                return tr("Fault in rule {rule}: {problem}", rule=event.rule, problem=event.problem)
            case ev.RunEnded():
                return tr("Run ended: {outcome}", outcome=event.outcome)
        return None

    def _in_language(self, words: Mapping[str, str]) -> str:
        return words.get(self._tr.language) or next(iter(words.values()), "")
