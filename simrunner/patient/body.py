"""The scripted body: numbers follow the file, waves follow the numbers."""

from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from simrunner.domain.chart import Scenario
from simrunner.domain.order import MoveSensor, Order
from simrunner.domain.patient_state import ECG_LEADS, WAVES, Beat, PatientState
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.domain.vital import Vital
from simrunner.domain.vital_track import VitalTracks
from simrunner.patient.chest import Chest, Press
from simrunner.patient.ecg.ecg import Ecg
from simrunner.patient.rhythm.beats import BeatClock, ScheduledBeat, breath_sway
from simrunner.patient.rhythm.rhythm import Rhythm, drawn_as
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.wave.breath import MMHG_PER_KPA, Breath, BreathClock, Capnogram, ChestVolume
from simrunner.patient.wave.pressure import Circulation, Pressures
from simrunner.patient.wave.puff import Puffs

_P_WAVES = Rhythm(id="p-waves", shape="p-wave", jitter_ratio=0.004)
_NO_WAVES: Mapping[str, memoryview] = MappingProxyType({})


class ScriptedBody:
    """A patient whose vitals do what the scenario says and whose waves are drawn from them."""

    def __init__(self, scenario: Scenario, *, seed: int) -> None:
        """Begin with the start values of ``scenario``; ``seed`` decides every variation."""
        self._tracks = VitalTracks(scenario.vitals, scenario.rhythm)
        # A sensor that the file does not name is off, as it is for the file's own conditions.
        self._attached = frozenset(name for name, is_on in scenario.sensors.items() if is_on)
        self._ventricles = BeatClock(seed, "patient.beats")
        self._atria = BeatClock(seed, "patient.p-waves")
        self._breathing = BreathClock(seed)
        self._chest = Chest(seed)
        self._ecg = Ecg(seed)
        self._capnogram = Capnogram()
        self._volume = ChestVolume()
        self._puffs = Puffs()
        self._circulation = Circulation(self._tracks.read(Vital.DBP, 0))
        self._beats: deque[ScheduledBeat] = deque()
        self._breaths: deque[Breath] = deque()
        self._next_ms = 0

    def advance(self, now_ms: SimTimeMs, orders: Iterable[Order]) -> PatientState:
        """Obey ``orders`` and return the truth at ``now_ms``, with the waves of the step before.

        The first call is at 0, each later one STEP_MS after the last: ValueError otherwise,
        because a skipped step would tear every trace.
        """
        if now_ms != self._next_ms:
            raise ValueError(f"the body is due at {self._next_ms} ms, not at {now_ms} ms")
        self._next_ms += STEP_MS
        orders = tuple(orders)
        self._tracks.obey(orders, now_ms)
        self._move_sensors(orders)
        vitals = self._tracks.read_all(now_ms)
        rhythm = drawn_as(self._tracks.rhythm)
        self._decide(now_ms, vitals, rhythm)
        presses = self._chest.obey(orders, now_ms)
        beats = self._beat(now_ms, has_pressure=vitals[Vital.SBP] > 0.0)
        return PatientState(
            at_ms=now_ms,
            vitals=MappingProxyType(vitals),
            rhythm=self._tracks.rhythm,
            beats=beats,
            breaths_at_ms=self._breathe(now_ms),
            compressions_at_ms=tuple(press.at_ms for press in presses),
            is_compressed=self._chest.is_perfusing(now_ms),
            attached=self._attached,
            waves=self._waves(now_ms, vitals, rhythm, presses) if now_ms else _NO_WAVES,
        )

    def _move_sensors(self, orders: Iterable[Order]) -> None:
        for order in orders:
            if isinstance(order, MoveSensor):
                one = frozenset({order.sensor})
                self._attached = self._attached | one if order.is_on else self._attached - one

    def _decide(self, now_ms: int, vitals: Mapping[Vital, float], rhythm: Rhythm) -> None:
        """Decide the breaths and beats that lie ahead, and hand them to what draws them."""
        breaths = self._breathing.advance(now_ms, vitals[Vital.RR])
        self._breaths.extend(breaths)
        self._capnogram.expect(breaths)
        self._volume.expect(breaths)
        phase_at = self._breathing.phase_at
        beats = self._ventricles.advance(now_ms, vitals[Vital.HR], rhythm, phase_at)
        self._beats.extend(beats)
        self._ecg.expect(beats)
        self._ecg.expect(self._atria.advance(now_ms, rhythm.p_rate_per_min, _P_WAVES, phase_at))

    def _beat(self, now_ms: int, *, has_pressure: bool) -> tuple[Beat, ...]:
        """Return the beats of this step; a beat without pressure is one that no finger feels."""
        beats: list[Beat] = []
        while self._beats and self._beats[0].at_ms <= now_ms:
            beat = self._beats.popleft()
            fraction = beat.pulse_fraction if has_pressure else 0.0
            self._circulation.eject(beat, fraction)
            beats.append(Beat(at_ms=beat.at_ms, pulse_fraction=fraction))
        return tuple(beats)

    def _breathe(self, now_ms: int) -> tuple[int, ...]:
        breaths: list[int] = []
        while self._breaths and self._breaths[0].at_ms <= now_ms:
            breaths.append(self._breaths.popleft().at_ms)
        return tuple(breaths)

    def _next_pulse_ms(self, now_ms: int, rhythm: Rhythm, systolic_mmhg: float) -> float | None:
        """Return the next beat that will eject, as far as can be told; None when none will."""
        if systolic_mmhg <= 0.0:
            return None
        for beat in self._beats:
            if beat.pulse_fraction > 0.0:
                return float(beat.at_ms)
        if rhythm.pulse_fraction <= 0.0:
            return None
        return self._ventricles.expected_after(float(now_ms))

    def _waves(
        self, now_ms: int, vitals: Mapping[Vital, float], rhythm: Rhythm, presses: list[Press]
    ) -> Mapping[str, memoryview]:
        times_ms = range(now_ms - STEP_MS + SAMPLE_MS, now_ms + SAMPLE_MS, SAMPLE_MS)
        is_compressed = self._chest.is_perfusing(now_ms)
        next_pulse_ms = self._next_pulse_ms(now_ms, rhythm, vitals[Vital.SBP])
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
            is_compressed=is_compressed,
        )
        end_tidal_mmhg = vitals[Vital.ETCO2] * MMHG_PER_KPA
        co2 = self._capnogram.samples(times_ms, end_tidal_mmhg, self._breathing.expected_ms())
        co2_pressed, volume_pressed = self._puffs.disturb(co2, volume, end_tidal_mmhg)
        leads = self._ecg.samples(now_ms, rhythm, self._ventricles.last_at_ms, volume)
        return _sealed(leads, art, pleth, co2_pressed, volume_pressed)


def _sealed(leads: Floats, *others: Floats) -> Mapping[str, memoryview]:
    """Return read-only float32 buffers by wave id."""
    samples = np.empty((len(WAVES), leads.shape[1]), dtype=np.float32)
    samples[: len(ECG_LEADS)] = leads
    for row, line in enumerate(others, start=len(ECG_LEADS)):
        samples[row] = line
    samples.flags.writeable = False
    return MappingProxyType({wave: samples[row].data for row, wave in enumerate(WAVES)})
