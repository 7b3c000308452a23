"""The cuff: it takes its time, shows its pressure, and sometimes cannot measure."""

from dataclasses import dataclass
from enum import StrEnum

from simrunner.domain.action import Source
from simrunner.domain.event import NibpMeasured
from simrunner.domain.frame import NibpReading, NibpView, Numeric, Signal
from simrunner.domain.patient_state import PatientState
from simrunner.monitor.arterial_line import true_pressures_mmhg
from simrunner.monitor.interval_rate import IntervalRate
from simrunner.monitor.rounding import shown

SHORTEST_CYCLE_MS = 20_000
LONGEST_CYCLE_MS = 40_000
"""A cycle takes 20 to 40 s (range as makers state it; the speeds below are teaching choices)."""

INFLATION_MMHG_PER_S = 40.0
DEFLATION_MMHG_PER_S = 5.0
FIRST_INFLATION_MMHG = 160.0
NEONATE_FIRST_INFLATION_MMHG = 100.0
LATER_INFLATION_ABOVE_SYSTOLIC_MMHG = 30.0
"""First inflation 160 (neonate 100), later the last systolic + 30 (Iradimed 3880 manual)."""

HIGHEST_INFLATION_MMHG = 280.0
REINFLATE_MARGIN_MMHG = 10.0
"""A cuff that is not this much above the systolic pressure pumps on (teaching choice)."""

SLOWEST_PULSE_PER_MIN = 40.0
FASTEST_PULSE_PER_MIN = 240.0
"""Outside these pulse rates no cuff measures (Biolight manual)."""

WEAKEST_SYSTOLIC_MMHG = 50.0
"""Below this the oscillations are too small (shock; the number is a teaching choice)."""

NO_PULSE_MS = 5_000
ATTEMPTS = 2
"""A failed attempt is repeated once, then the cuff gives up (as makers describe it)."""

AUTO_INTERVAL_MS = 150_000
FIRST_AUTO_MS = 5_000
STAT_SERIES_MS = 300_000
STAT_PAUSE_MS = 5_000
"""STAT repeats for 5 min with 5 s between cycles (Spacelabs manual)."""

STALE_MS = 900_000
"""A reading leaves the screen after 15 min (Masimo Root manual gives this as an example)."""

HISTORY = 240


class NibpFailure(StrEnum):
    """Why the cuff could not measure; stored in the fact, translated where it is shown."""

    NO_PULSE = "no pulse"
    WEAK_PULSE = "weak pulse"
    MOTION = "motion"
    PULSE_RATE = "pulse rate out of range"
    CUFF_OFF = "cuff off"


@dataclass(slots=True)
class _Cycle:
    """One running measurement."""

    started_ms: int
    attempt: int
    attempt_started_ms: int
    target_mmhg: float
    verdict: tuple[float, float, float] | NibpFailure | None = None

    def cuff_mmhg(self, now_ms: int) -> float:
        """Return the pressure in the cuff."""
        seconds = (now_ms - self.attempt_started_ms) / 1_000
        inflating_s = self.target_mmhg / INFLATION_MMHG_PER_S
        if seconds < inflating_s:
            return INFLATION_MMHG_PER_S * seconds
        return max(0.0, self.target_mmhg - DEFLATION_MMHG_PER_S * (seconds - inflating_s))

    def is_inflating(self, now_ms: int) -> bool:
        """Whether the pump still runs."""
        seconds = (now_ms - self.attempt_started_ms) / 1_000
        return seconds < self.target_mmhg / INFLATION_MMHG_PER_S


class Cuff:
    """Measures on a key, in a STAT series and at intervals, from the true arterial pressure."""

    def __init__(self, *, first_inflation_mmhg: float = FIRST_INFLATION_MMHG) -> None:
        """Begin in automatic mode every 2.5 min, the first cycle 5 s after the start."""
        self._first_inflation_mmhg = first_inflation_mmhg
        self._pulses = IntervalRate(keep=12, longest_ms=NO_PULSE_MS)
        self._last_systolic_mmhg: float | None = None
        self._cycle: _Cycle | None = None
        self._interval_ms: int | None = AUTO_INTERVAL_MS
        self._next_at_ms: int | None = FIRST_AUTO_MS
        self._stat_until_ms: int | None = None
        self._history: tuple[NibpReading, ...] = ()
        self._is_attached = False

    def press(self, key: str, now_ms: int) -> None:
        """Obey ``nibp-start``, ``nibp-stat`` (again: ends the series), ``nibp-auto`` (toggles).

        A start while the cuff measures changes nothing; other keys are not the cuff's.
        """
        if key == "nibp-start":
            self._next_at_ms = now_ms
        elif key == "nibp-stat":
            self._toggle_stat(now_ms)
        elif key == "nibp-auto":
            self._interval_ms = None if self._interval_ms else AUTO_INTERVAL_MS
            self._next_at_ms = now_ms if self._interval_ms else None

    def observe(
        self, now_ms: int, patient: PatientState, *, is_asked: bool
    ) -> tuple[NibpMeasured, ...]:
        """Advance one step; ``is_asked`` when a start or STAT key was pressed in it."""
        self._is_attached = "nibp" in patient.attached
        for beat in patient.beats:
            if beat.is_felt:
                self._pulses.add(beat.at_ms)
        if not self._is_attached:
            return self._without_cuff(now_ms, is_asked=is_asked)
        if self._cycle is None:
            if self._next_at_ms is not None and now_ms >= self._next_at_ms:
                self._begin(now_ms)
            return ()
        return self._measure(self._cycle, now_ms, patient)

    def view(self, now_ms: int) -> NibpView:
        """Return what the cuff's tile shows; ``history`` has the newest reading last."""
        cycle = self._cycle
        is_waiting = cycle is None and self._is_attached
        return NibpView(
            is_measuring=cycle is not None,
            cuff_mmhg=None if cycle is None else int(shown(cycle.cuff_mmhg(now_ms))),
            next_at_ms=self._next_at_ms if is_waiting else None,
            interval_ms=self._interval_ms,
            history=self._history,
        )

    def pressures(self, now_ms: int) -> dict[str, Numeric]:
        """Return NIBPs, NIBPd and NIBPm in mmHg: of the last cycle, dashes once 15 min old."""
        names = ("NIBPs", "NIBPd", "NIBPm")
        if not self._is_attached:
            return dict.fromkeys(names, Numeric(number=None, signal=Signal.OFF))
        last = self._history[-1] if self._history else None
        if last is None:
            return dict.fromkeys(names, Numeric(number=None, signal=Signal.SEARCHING))
        if last.systolic_mmhg is None or now_ms - last.at_ms > STALE_MS:
            return dict.fromkeys(names, Numeric(number=None, signal=Signal.INVALID))
        triple = (last.systolic_mmhg, last.diastolic_mmhg, last.mean_mmhg)
        return {
            name: Numeric(number=None if mmhg is None else float(mmhg), signal=Signal.OK)
            for name, mmhg in zip(names, triple, strict=True)
        }

    def _toggle_stat(self, now_ms: int) -> None:
        if self._stat_until_ms is not None and now_ms < self._stat_until_ms:
            self._stat_until_ms = None
            self._next_at_ms = None if self._interval_ms is None else now_ms + self._interval_ms
            return
        self._stat_until_ms = now_ms + STAT_SERIES_MS
        self._next_at_ms = now_ms

    def _without_cuff(self, now_ms: int, *, is_asked: bool) -> tuple[NibpMeasured, ...]:
        was_measuring = self._cycle is not None
        self._cycle = None
        self._stat_until_ms = None
        self._next_at_ms = None if self._interval_ms is None else now_ms
        if was_measuring or is_asked:
            return (self._finish(now_ms, NibpFailure.CUFF_OFF),)
        return ()

    def _begin(self, now_ms: int) -> None:
        target_mmhg = self._first_inflation_mmhg
        if self._last_systolic_mmhg is not None:
            target_mmhg = self._last_systolic_mmhg + LATER_INFLATION_ABOVE_SYSTOLIC_MMHG
        self._cycle = _Cycle(now_ms, 1, now_ms, min(HIGHEST_INFLATION_MMHG, target_mmhg))

    def _measure(
        self, cycle: _Cycle, now_ms: int, patient: PatientState
    ) -> tuple[NibpMeasured, ...]:
        pressures_mmhg = true_pressures_mmhg(patient)
        if cycle.is_inflating(now_ms):
            if pressures_mmhg[0] + REINFLATE_MARGIN_MMHG > cycle.target_mmhg:
                higher_mmhg = pressures_mmhg[0] + LATER_INFLATION_ABOVE_SYSTOLIC_MMHG
                cycle.target_mmhg = min(HIGHEST_INFLATION_MMHG, higher_mmhg)
            return ()
        if patient.is_compressed or patient.compressions_at_ms:
            cycle.verdict = NibpFailure.MOTION
        cuff_mmhg = cycle.cuff_mmhg(now_ms)
        # The oscillations are largest where the cuff equals the mean: that moment is the reading.
        if cycle.verdict is None and cuff_mmhg <= pressures_mmhg[2]:
            cycle.verdict = self._judge(now_ms, pressures_mmhg)
        elapsed_ms = now_ms - cycle.attempt_started_ms
        is_below_diastolic = cuff_mmhg < pressures_mmhg[1] - REINFLATE_MARGIN_MMHG
        is_done = cycle.verdict is not None and (
            is_below_diastolic or isinstance(cycle.verdict, NibpFailure)
        )
        if elapsed_ms >= LONGEST_CYCLE_MS or (is_done and elapsed_ms >= SHORTEST_CYCLE_MS):
            return self._end_attempt(cycle, now_ms)
        return ()

    def _judge(
        self, now_ms: int, pressures_mmhg: tuple[float, float, float]
    ) -> tuple[float, float, float] | NibpFailure:
        silence_ms = self._pulses.silence_ms(now_ms)
        rate_per_min = self._pulses.per_min()
        if rate_per_min is None or silence_ms is None or silence_ms > NO_PULSE_MS:
            return NibpFailure.NO_PULSE
        if not SLOWEST_PULSE_PER_MIN <= rate_per_min <= FASTEST_PULSE_PER_MIN:
            return NibpFailure.PULSE_RATE
        if pressures_mmhg[0] < WEAKEST_SYSTOLIC_MMHG:
            return NibpFailure.WEAK_PULSE
        return pressures_mmhg

    def _end_attempt(self, cycle: _Cycle, now_ms: int) -> tuple[NibpMeasured, ...]:
        verdict = cycle.verdict or NibpFailure.NO_PULSE
        if isinstance(verdict, NibpFailure) and cycle.attempt < ATTEMPTS:
            self._cycle = _Cycle(
                cycle.started_ms, cycle.attempt + 1, now_ms, self._first_inflation_mmhg
            )
            return ()
        self._cycle = None
        self._schedule(cycle.started_ms, now_ms)
        return (self._finish(now_ms, verdict),)

    def _schedule(self, started_ms: int, now_ms: int) -> None:
        if self._stat_until_ms is not None and now_ms + STAT_PAUSE_MS < self._stat_until_ms:
            self._next_at_ms = now_ms + STAT_PAUSE_MS
            return
        self._stat_until_ms = None
        self._next_at_ms = None if self._interval_ms is None else started_ms + self._interval_ms

    def _finish(
        self, now_ms: int, verdict: tuple[float, float, float] | NibpFailure
    ) -> NibpMeasured:
        if isinstance(verdict, NibpFailure):
            self._last_systolic_mmhg = None
            fact = NibpMeasured(at_ms=now_ms, source=Source.MONITOR, failure=verdict.value)
        else:
            systolic_mmhg, diastolic_mmhg, mean_mmhg = (int(shown(mmhg)) for mmhg in verdict)
            self._last_systolic_mmhg = float(systolic_mmhg)
            rate_per_min = self._pulses.per_min()
            fact = NibpMeasured(
                at_ms=now_ms,
                source=Source.MONITOR,
                systolic_mmhg=systolic_mmhg,
                diastolic_mmhg=diastolic_mmhg,
                mean_mmhg=mean_mmhg,
                pulse_rate_per_min=None if rate_per_min is None else int(shown(rate_per_min)),
            )
        reading = NibpReading(
            at_ms=now_ms,
            systolic_mmhg=fact.systolic_mmhg,
            diastolic_mmhg=fact.diastolic_mmhg,
            mean_mmhg=fact.mean_mmhg,
            pulse_rate_per_min=fact.pulse_rate_per_min,
            failure=fact.failure,
        )
        self._history = (*self._history, reading)[-HISTORY:]
        return fact
