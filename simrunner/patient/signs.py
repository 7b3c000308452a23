"""The living signs of one patient: beats, breaths and waves, whatever its vitals come from."""

from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from simrunner.domain.action import DeliverShock, Pace
from simrunner.domain.order import Order, Treat
from simrunner.domain.patient_state import ECG_LEADS, WAVES, Beat
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.patient.chest import Chest, Press
from simrunner.patient.ecg.ecg import Ecg
from simrunner.patient.rhythm.beat import Contracted, ScheduledBeat
from simrunner.patient.rhythm.beats import breath_sway
from simrunner.patient.rhythm.heart import Heart, Wanted
from simrunner.patient.rhythm.rhythm import Rhythm
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.wave.breath import (
    MMHG_PER_KPA,
    Breath,
    BreathClock,
    Capnogram,
    ChestVolume,
)
from simrunner.patient.wave.pressure import Circulation, Pressures
from simrunner.patient.wave.puff import Puffs


class Signs:
    """Decides beats and breaths ahead, and draws every wave from them and from the vitals.

    Each step: decide() with the vitals that hold now, then what happened in the step
    (compressions(), beats(), breaths_at_ms()), and waves() when somebody looks.
    """

    def __init__(
        self,
        rhythms: Mapping[str, Rhythm],
        *,
        diastolic_mmhg: float,
        seed: int,
        capture_ma: float | None = None,
    ) -> None:
        """Begin in diastole; ``seed`` decides every variation.

        With a ``capture_ma`` the heart answers for itself: pacing through the skin captures from
        that current on, and beats return late after a shock. Without it what pacing and shocks
        achieve, and when, is the file's affair (decision 0017).
        """
        self._rhythms = rhythms
        self._heart = Heart(seed, capture_ma=capture_ma)
        self._answers_for_itself = capture_ma is not None
        self._breathing = BreathClock(seed)
        self._chest = Chest(seed)
        self._ecg = Ecg(seed)
        self._capnogram = Capnogram()
        self._volume = ChestVolume()
        self._puffs = Puffs()
        self._circulation = Circulation(diastolic_mmhg)
        self._beats: deque[ScheduledBeat] = deque()
        self._breaths: deque[Breath] = deque()
        self._rhythm = rhythms["sinus"]
        self._asked = (self._rhythm, -1.0)

    def treat(self, orders: Iterable[Order], now_ms: int) -> None:
        """Let pacing and shocks of the step reach the heart; call it before decide()."""
        for order in orders:
            if not isinstance(order, Treat):
                continue
            if isinstance(order.action, Pace):
                self._heart.pace(now_ms, order.action.rate_per_min, order.action.current_ma)
            elif isinstance(order.action, DeliverShock):
                if self._answers_for_itself:
                    self._heart.shock(now_ms, self._rhythm)
                self._ecg.expect_shock(now_ms)

    def decide(
        self,
        now_ms: int,
        vitals: Mapping[Vital, float],
        rhythm: str,
        *,
        sinus_rate_per_min: float | None = None,
        av_delay: float = 1.0,
        ectopy_per_min: float = 0.0,
    ) -> None:
        """Decide the breaths and beats that lie ahead, and hand them to what draws them.

        HR is the ventricular rate. A modelled body gives its sinus node's rate, which then drives
        P waves that no complex follows, and the handles of the other two names.
        """
        rate_per_min = vitals[Vital.HR]
        drawn = self._rhythms[rhythm].in_degree(vitals[Vital.K])
        if (drawn, rate_per_min) != self._asked:
            self._asked = (drawn, rate_per_min)
            self._rhythm = drawn.at_rate(rate_per_min)
        breaths = self._breathing.advance(now_ms, vitals[Vital.RR])
        self._breaths.extend(breaths)
        self._capnogram.expect(breaths)
        self._volume.expect(breaths)
        phase_at = self._breathing.phase_at
        wanted = Wanted(
            rhythm=self._rhythm, rate_per_min=rate_per_min, phase_at=phase_at,
            sinus_rate_per_min=sinus_rate_per_min, av_delay=av_delay,
            ectopy_per_min=ectopy_per_min,
        )  # fmt: skip
        decided = self._heart.decide(now_ms, wanted)
        self._beats.extend(decided.beats)
        self._ecg.expect(decided.beats)
        self._ecg.expect_atrial(decided.waves)
        self._ecg.expect_spikes(decided.spikes)

    def contractions(self, now_ms: int) -> list[Contracted]:
        """Return the beats of the step that ends at ``now_ms``; call it before beats()."""
        return [self._heart.contracted(beat) for beat in self._beats if beat.at_ms <= now_ms]

    def compressions(self, orders: Iterable[Order], now_ms: int) -> list[Press]:
        """Return the chest compressions of the step that ends at ``now_ms``."""
        return self._chest.obey(orders, now_ms)

    def is_compressed(self, now_ms: int) -> bool:
        """Return whether compressions perfuse."""
        return self._chest.is_perfusing(now_ms)

    def beats(self, now_ms: int, *, has_pressure: bool) -> tuple[Beat, ...]:
        """Return the beats of this step; a beat without pressure is one that no finger feels."""
        beats: list[Beat] = []
        while self._beats and self._beats[0].at_ms <= now_ms:
            beat = self._beats.popleft()
            fraction = beat.pulse_fraction if has_pressure else 0.0
            self._circulation.eject(beat, fraction)
            beats.append(Beat(at_ms=beat.at_ms, pulse_fraction=fraction))
        return tuple(beats)

    def breaths_at_ms(self, now_ms: int) -> tuple[int, ...]:
        """Return when the breaths of this step began."""
        breaths: list[int] = []
        while self._breaths and self._breaths[0].at_ms <= now_ms:
            breaths.append(self._breaths.popleft().at_ms)
        return tuple(breaths)

    def _next_pulse_ms(self, now_ms: int, systolic_mmhg: float) -> float | None:
        """Return the next beat that will eject, as far as can be told; None when none will."""
        if systolic_mmhg <= 0.0:
            return None
        for beat in self._beats:
            if beat.pulse_fraction > 0.0:
                return float(beat.at_ms)
        if not self._rhythm.has_pulse:
            return None
        return self._heart.expected_after(float(now_ms))

    def waves(
        self, now_ms: int, vitals: Mapping[Vital, float], presses: list[Press]
    ) -> Mapping[str, memoryview]:
        """Return the samples of the step that ends at ``now_ms``: read-only float32 by wave id."""
        times_ms = range(now_ms - STEP_MS + SAMPLE_MS, now_ms + SAMPLE_MS, SAMPLE_MS)
        next_pulse_ms = self._next_pulse_ms(now_ms, vitals[Vital.SBP])
        self._ecg.press(presses)
        self._puffs.press(presses)
        self._circulation.press(presses, is_beating=next_pulse_ms is not None)
        volume = self._volume.samples(times_ms)
        art, pleth = self._circulation.samples(
            times_ms,
            Pressures(
                systolic_mmhg=vitals[Vital.SBP],
                diastolic_mmhg=vitals[Vital.DBP],
                next_beat_ms=next_pulse_ms,
            ),
            sway=breath_sway(self._breathing.phase_at(float(now_ms))),
            is_compressed=self.is_compressed(now_ms),
        )
        end_tidal_mmhg = vitals[Vital.ETCO2] * MMHG_PER_KPA
        co2 = self._capnogram.samples(times_ms, end_tidal_mmhg, self._breathing.expected_ms())
        co2_pressed, volume_pressed = self._puffs.disturb(co2, volume, end_tidal_mmhg)
        leads = self._ecg.samples(now_ms, self._rhythm, self._heart.last_at_ms, volume)
        return _sealed(leads, art, pleth, co2_pressed, volume_pressed)


def _sealed(leads: Floats, *others: Floats) -> Mapping[str, memoryview]:
    """Return read-only float32 buffers by wave id."""
    samples = np.empty((len(WAVES), leads.shape[1]), dtype=np.float32)
    samples[: len(ECG_LEADS)] = leads
    for row, line in enumerate(others, start=len(ECG_LEADS)):
        samples[row] = line
    samples.flags.writeable = False
    return MappingProxyType({wave: samples[row].data for row, wave in enumerate(WAVES)})
