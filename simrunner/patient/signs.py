"""The living signs of one patient: beats, breaths and waves, whatever its vitals come from."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import numpy as np

from simrunner.domain.order import Order
from simrunner.domain.patient_state import ECG_LEADS, WAVES, Beat
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.patient.chest import Chest, Press
from simrunner.patient.ecg.ecg import Ecg
from simrunner.patient.rhythm.beats import BeatClock, ScheduledBeat, breath_sway
from simrunner.patient.rhythm.rhythm import Rhythm, drawn_as
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.wave.added import AddedWaves
from simrunner.patient.wave.breath import MMHG_PER_KPA, Breath, BreathClock, ChestVolume
from simrunner.patient.wave.capnogram import Capnogram
from simrunner.patient.wave.conditions import NEUTRAL, WaveConditions
from simrunner.patient.wave.moment import ChestPressure, Moment, Throb
from simrunner.patient.wave.pressure import Circulation, Pressures
from simrunner.patient.wave.puff import Puffs

_P_WAVES = Rhythm(id="p-waves", shape="p-wave", jitter_ratio=0.004)

_P_BEFORE_R_MS = {"sinus": 110, "sinus-long-pr": 230}
_OBSTRUCTED_DEPTH = 0.6
"""What is left of the chest's movement against a closed airway: a teaching choice."""


class Signs:
    """Decides beats and breaths ahead, and draws every wave from them and from the vitals.

    Each step: decide() with the vitals that hold now, then what happened in the step
    (compressions(), beats(), breaths_at_ms()), and waves() when somebody looks.
    """

    def __init__(self, *, diastolic_mmhg: float, seed: int) -> None:
        """Begin in diastole; ``seed`` decides every variation."""
        self._ventricles = BeatClock(seed, "patient.beats")
        self._atria = BeatClock(seed, "patient.p-waves")
        self._breathing = BreathClock(seed)
        self._chest = Chest(seed)
        self._ecg = Ecg(seed)
        self._capnogram = Capnogram()
        self._volume = ChestVolume()
        self._puffs = Puffs()
        self._circulation = Circulation(diastolic_mmhg)
        self._beats: deque[ScheduledBeat] = deque()
        self._breaths: deque[Breath] = deque()
        self._rhythm = drawn_as("sinus")
        self._added = AddedWaves(seed)
        self._chest_pressure = ChestPressure()
        self._conditions = NEUTRAL
        self._attached: Collection[str] = ()
        self._p_waves: deque[ScheduledBeat] = deque()
        self._throbs: list[Throb] = []
        self._begun: list[Breath] = []

    def under(self, conditions: WaveConditions, attached: Collection[str]) -> None:
        """Draw under ``conditions`` from now on, with the waves of the ``attached`` sensors."""
        self._conditions = conditions
        self._attached = attached

    def decide(self, now_ms: int, vitals: Mapping[Vital, float], rhythm: str) -> None:
        """Decide the breaths and beats that lie ahead, and hand them to what draws them."""
        self._rhythm = drawn_as(rhythm)
        machine = self._conditions.ventilator
        inspiration_ms = None if machine is None else machine.inspiration_ms
        breaths = self._breathing.advance(now_ms, vitals[Vital.RR], inspiration_ms)
        self._breaths.extend(breaths)
        self._capnogram.expect(breaths)
        self._volume.expect(breaths)
        phase_at = self._breathing.phase_at
        beats = self._ventricles.advance(now_ms, vitals[Vital.HR], self._rhythm, phase_at)
        self._beats.extend(beats)
        self._ecg.expect(beats)
        p_rate = self._rhythm.p_rate_per_min
        p_waves = self._atria.advance(now_ms, p_rate, _P_WAVES, phase_at)
        self._p_waves.extend(p_waves)
        self._ecg.expect(p_waves)

    def compressions(self, orders: Iterable[Order], now_ms: int) -> list[Press]:
        """Return the chest compressions of the step that ends at ``now_ms``."""
        return self._chest.obey(orders, now_ms)

    def is_compressed(self, now_ms: int) -> bool:
        """Return whether compressions perfuse."""
        return self._chest.is_perfusing(now_ms)

    def beats(self, now_ms: int, *, has_pressure: bool) -> tuple[Beat, ...]:
        """Return the beats of this step; a beat without pressure is one that no finger feels."""
        beats: list[Beat] = []
        self._throbs.clear()
        while self._beats and self._beats[0].at_ms <= now_ms:
            beat = self._beats.popleft()
            fraction = beat.pulse_fraction if has_pressure else 0.0
            self._circulation.eject(beat, fraction)
            self._capnogram.beat(beat.at_ms, beat.interval_ms)
            if fraction > 0.0:
                self._puffs.beat(beat.at_ms, fraction)
            self._throbs.append(Throb(beat.at_ms, fraction, beat.interval_ms))
            beats.append(Beat(at_ms=beat.at_ms, pulse_fraction=fraction))
        return tuple(beats)

    def breaths_at_ms(self, now_ms: int) -> tuple[int, ...]:
        """Return when the breaths of this step began."""
        self._begun.clear()
        while self._breaths and self._breaths[0].at_ms <= now_ms:
            self._begun.append(self._breaths.popleft())
        return tuple(breath.at_ms for breath in self._begun)

    def _atria_at_ms(self, now_ms: int) -> list[int]:
        """Return the peaks of the P waves in this step, with a complex or without one."""
        peaks_ms = [
            beat.at_ms - _P_BEFORE_R_MS[beat.shape]
            for beat in self._beats
            if beat.shape in _P_BEFORE_R_MS and self._rhythm.pulse_fraction > 0.0
        ]
        while self._p_waves and self._p_waves[0].at_ms <= now_ms:
            peaks_ms.append(self._p_waves.popleft().at_ms)
        return sorted(at_ms for at_ms in peaks_ms if now_ms - STEP_MS < at_ms <= now_ms)

    def _next_pulse_ms(self, now_ms: int, systolic_mmhg: float) -> float | None:
        """Return the next beat that will eject, as far as can be told; None when none will."""
        if systolic_mmhg <= 0.0:
            return None
        for beat in self._beats:
            if beat.pulse_fraction > 0.0:
                return float(beat.at_ms)
        if self._rhythm.pulse_fraction <= 0.0:
            return None
        return self._ventricles.expected_after(float(now_ms))

    def waves(
        self, now_ms: int, vitals: Mapping[Vital, float], presses: list[Press]
    ) -> Mapping[str, memoryview]:
        """Return the samples of the step that ends at ``now_ms``: read-only float32 by wave id."""
        times_ms = range(now_ms - STEP_MS + SAMPLE_MS, now_ms + SAMPLE_MS, SAMPLE_MS)
        next_pulse_ms = self._next_pulse_ms(now_ms, vitals[Vital.SBP])
        self._ecg.press(presses)
        self._puffs.press(presses)
        self._circulation.press(presses, is_beating=next_pulse_ms is not None)
        conditions = self._conditions
        depth = _OBSTRUCTED_DEPTH if conditions.airway == "obstructed" else 1.0
        volume = self._volume.samples(times_ms, depth)
        filling = self._volume.filling(volume)
        art, pleth = self._circulation.samples(
            times_ms,
            Pressures(
                systolic_mmhg=vitals[Vital.SBP],
                diastolic_mmhg=vitals[Vital.DBP],
                next_beat_ms=next_pulse_ms,
            ),
            sway=breath_sway(self._breathing.phase_at(float(now_ms))),
            is_compressed=self.is_compressed(now_ms),
            filling=filling,
            conditions=conditions,
        )
        end_tidal_mmhg = vitals[Vital.ETCO2] * MMHG_PER_KPA
        expected_ms = self._breathing.expected_ms()
        co2 = self._capnogram.samples(times_ms, end_tidal_mmhg, expected_ms, conditions)
        co2_pressed, volume_pressed = self._puffs.disturb(co2, volume, end_tidal_mmhg)
        leads = self._ecg.samples(now_ms, self._rhythm, self._ventricles.last_at_ms, volume)
        moment = Moment(
            times_ms=times_ms, vitals=vitals, conditions=conditions, throbs=self._throbs,
            atria_at_ms=self._atria_at_ms(now_ms),
            next_r_ms=float(self._beats[0].at_ms) if self._beats else None,
            next_pulse_ms=next_pulse_ms, breaths=self._begun, presses=presses, filling=filling,
            chest_mmhg=self._chest_pressure.samples(filling, conditions),
        )  # fmt: skip
        added = self._added.samples(moment, self._attached)
        return _sealed(leads, (art, pleth, co2_pressed, volume_pressed), added)


def _sealed(
    leads: Floats, others: Iterable[Floats], added: Mapping[str, Floats]
) -> Mapping[str, memoryview]:
    """Return read-only float32 buffers by wave id."""
    ids = (*WAVES, *added)
    samples = np.empty((len(ids), leads.shape[1]), dtype=np.float32)
    samples[: len(ECG_LEADS)] = leads
    for row, line in enumerate((*others, *added.values()), start=len(ECG_LEADS)):
        samples[row] = line
    samples.flags.writeable = False
    return MappingProxyType({wave: samples[row].data for row, wave in enumerate(ids)})
