"""The alarm system: conditions with delays, one per group, facts when they begin and end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from simrunner.domain.action import Source
from simrunner.domain.event import AlarmChanged, AlarmPriority
from simrunner.domain.frame import AlarmView, Limits, Numeric
from simrunner.monitor.alarm_set import AlarmSet, ConditionRule, LimitRule
from simrunner.monitor.rounding import kpa_from_mmhg, shown, shown_text

PRIORITY_ORDER = (
    AlarmPriority.HIGH, AlarmPriority.MEDIUM, AlarmPriority.LOW, AlarmPriority.TECHNICAL,
)  # fmt: skip

Side = Literal["low", "high", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Senses:
    """What the alarm system judges in one step.

    The silences are the time without a QRS or a breath, None when nothing senses them;
    ``rhythm`` is None without ECG electrodes.
    """

    numerics: Mapping[str, Numeric]
    attached: frozenset[str]
    qrs_silence_ms: int | None
    breath_silence_ms: int | None
    rhythm: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A condition that is true now, before its delay and its group are considered."""

    condition: str
    numeric: str
    code: str
    priority: AlarmPriority
    group: str
    delay_ms: int
    side: Side = ""
    shown: str = ""
    limit: str = ""


class Alarms:
    """Judges every step; remembers since when, what was acknowledged and what is paused."""

    def __init__(self, alarm_set: AlarmSet, *, etco2_unit: Literal["kPa", "mmHg"]) -> None:
        """Use ``alarm_set``, with the limits of EtCO2 converted to ``etco2_unit``."""
        self._set = alarm_set
        self._etco2_unit = etco2_unit
        self._limits = {rule.numeric: self._limits_of(rule) for rule in alarm_set.limits}
        vf = alarm_set.rule_of("vf")
        self._vf_rhythms = frozenset() if vf is None else vf.rhythms
        self._true_since_ms: dict[str, int] = {}
        self._views: tuple[AlarmView, ...] = ()
        self._acknowledged: set[str] = set()
        self._seen_sensors: set[str] = set()
        self._paused_until_ms: int | None = None

    @property
    def limits(self) -> Mapping[str, Limits]:
        """The limits by numeric, in the shown unit."""
        return self._limits

    @property
    def views(self) -> tuple[AlarmView, ...]:
        """The active conditions, most urgent first, then oldest first."""
        return self._views

    def press(self, key: str, now_ms: int) -> None:
        """Obey ``audio-pause`` (again: ends the pause) and ``alarm-acknowledge``."""
        if key == "audio-pause":
            is_paused = self.audio_paused_until_ms(now_ms) is not None
            self._paused_until_ms = None if is_paused else now_ms + self._set.audio_pause_ms
        elif key == "alarm-acknowledge":
            self._acknowledged.update(view.condition for view in self._views)

    def audio_paused_until_ms(self, now_ms: int) -> int | None:
        """Return when the sound comes back, None while it is not paused."""
        if self._paused_until_ms is not None and now_ms >= self._paused_until_ms:
            self._paused_until_ms = None
        return self._paused_until_ms

    def sounding(self, now_ms: int) -> AlarmPriority | None:
        """Return the highest priority that is neither acknowledged nor paused."""
        if self.audio_paused_until_ms(now_ms) is not None:
            return None
        heard = {view.priority for view in self._views if not view.is_acknowledged}
        return next((priority for priority in PRIORITY_ORDER if priority in heard), None)

    def observe(self, now_ms: int, senses: Senses) -> tuple[AlarmChanged, ...]:
        """Return the conditions that ended and began in this step, in that order."""
        active = self._winners(now_ms, tuple(self._candidates(senses)))
        before = {view.condition: view for view in self._views}
        ended = tuple(
            _changed(now_ms, view, is_active=False)
            for condition, view in before.items()
            if condition not in active
        )
        self._acknowledged &= set(active)
        views = [
            self._view(candidate, before[condition].since_ms if condition in before else now_ms)
            for condition, candidate in active.items()
        ]
        views.sort(key=lambda view: (PRIORITY_ORDER.index(view.priority), view.since_ms))
        self._views = tuple(views)
        begun = tuple(
            _changed(now_ms, view, is_active=True)
            for view in self._views
            if view.condition not in before
        )
        return ended + begun

    def _winners(self, now_ms: int, candidates: tuple[_Candidate, ...]) -> dict[str, _Candidate]:
        """Return by condition the most urgent due candidate of each group."""
        self._true_since_ms = {
            one.condition: self._true_since_ms.get(one.condition, now_ms) for one in candidates
        }
        best: dict[str, _Candidate] = {}
        for one in candidates:
            if now_ms - self._true_since_ms[one.condition] < one.delay_ms:
                continue
            rival = best.get(one.group)
            if rival is None or _rank(one) < _rank(rival):
                best[one.group] = one
        return {one.condition: one for one in best.values()}

    def _candidates(self, senses: Senses) -> Iterator[_Candidate]:
        for condition in self._set.conditions:
            if self._holds(condition, senses):
                yield self._condition_candidate(condition, senses)
        for limit in self._set.limits:
            yield from self._limit_candidates(limit, senses)
        self._seen_sensors |= senses.attached
        for sensor in self._set.sensors:
            if sensor.sensor in self._seen_sensors and sensor.sensor not in senses.attached:
                yield _Candidate(
                    condition=f"{sensor.sensor} off",
                    numeric=sensor.numeric,
                    code="off",
                    priority=AlarmPriority.TECHNICAL,
                    group=f"{sensor.sensor} off",
                    delay_ms=0,
                )

    def _holds(self, rule: ConditionRule, senses: Senses) -> bool:
        if rule.code == "asystole":
            # Fibrillation has no QRS either, but its line is not still.
            is_still = senses.rhythm not in self._vf_rhythms
            return is_still and _at_least(senses.qrs_silence_ms, rule.after_ms)
        if rule.code == "apnoea":
            return _at_least(senses.breath_silence_ms, rule.after_ms)
        if rule.code == "desat":
            number = senses.numerics["SpO2"].number
            return number is not None and rule.below_pct is not None and number < rule.below_pct
        return senses.rhythm in rule.rhythms

    def _condition_candidate(self, rule: ConditionRule, senses: Senses) -> _Candidate:
        is_silence = rule.code in ("asystole", "apnoea")
        number = senses.numerics[rule.numeric].number
        is_desat = rule.code == "desat" and number is not None and rule.below_pct is not None
        return _Candidate(
            condition=f"{rule.numeric} {rule.code}",
            numeric=rule.numeric,
            code=rule.code,
            priority=rule.priority,
            group=rule.group,
            delay_ms=0 if is_silence else rule.after_ms,
            side="low" if is_desat else "",
            shown=self._digits(rule.numeric, number or 0.0) if is_desat else "",
            limit=self._digits(rule.numeric, rule.below_pct or 0.0) if is_desat else "",
        )

    def _limit_candidates(self, rule: LimitRule, senses: Senses) -> Iterator[_Candidate]:
        number = senses.numerics[rule.numeric].number
        if number is None:
            return
        limits = self._limits[rule.numeric]
        sides: tuple[tuple[Side, float | None, bool, AlarmPriority], ...] = (
            ("low", limits.low, limits.low is not None and number < limits.low, rule.low_priority),
            ("high", limits.high, limits.high is not None and number > limits.high,
             rule.high_priority),
        )  # fmt: skip
        for side, limit, is_crossed, priority in sides:
            if is_crossed and limit is not None:
                yield _Candidate(
                    condition=f"{rule.numeric} {side}",
                    numeric=rule.numeric,
                    code=side,
                    priority=priority,
                    group=rule.group,
                    delay_ms=rule.delay_ms,
                    side=side,
                    shown=self._digits(rule.numeric, number),
                    limit=self._digits(rule.numeric, limit),
                )

    def _limits_of(self, rule: LimitRule) -> Limits:
        if rule.numeric != "EtCO2" or self._etco2_unit == "mmHg":
            return Limits(low=rule.low, high=rule.high)
        return Limits(
            low=None if rule.low is None else shown(kpa_from_mmhg(rule.low), 1),
            high=None if rule.high is None else shown(kpa_from_mmhg(rule.high), 1),
        )

    def _digits(self, numeric: str, number: float) -> str:
        is_tenths = numeric == "Temp" or (numeric == "EtCO2" and self._etco2_unit == "kPa")
        return shown_text(number, 1 if is_tenths else 0)

    def _view(self, candidate: _Candidate, since_ms: int) -> AlarmView:
        return AlarmView(
            condition=candidate.condition,
            priority=candidate.priority,
            numeric=candidate.numeric,
            code=candidate.code,
            limit_side=candidate.side,
            shown=candidate.shown,
            limit=candidate.limit,
            since_ms=since_ms,
            is_acknowledged=candidate.condition in self._acknowledged,
        )


def _rank(candidate: _Candidate) -> int:
    return PRIORITY_ORDER.index(candidate.priority)


def _at_least(silence_ms: int | None, after_ms: int) -> bool:
    return silence_ms is not None and silence_ms >= after_ms


def _changed(now_ms: int, view: AlarmView, *, is_active: bool) -> AlarmChanged:
    return AlarmChanged(
        at_ms=now_ms,
        source=Source.MONITOR,
        condition=view.condition,
        priority=view.priority,
        is_active=is_active,
        shown=view.shown,
        limit=view.limit,
    )
