"""Every wave of one patient, drawn from the same beats, breaths and compressions."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

import numpy as np

from simrunner.domain.patient_state import ECG_LEADS, WAVES
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.patient.chest import Press
from simrunner.patient.ecg.electrocardiogram import Ecg
from simrunner.patient.ecg.milieu import Milieu
from simrunner.patient.ecg.shape import Shapes
from simrunner.patient.rhythm.beat import AtrialWave, ScheduledBeat
from simrunner.patient.rhythm.beats import Decided, breath_sway
from simrunner.patient.rhythm.rhythm import Rhythm
from simrunner.patient.timing import Timing
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.wave.added import AddedWaves
from simrunner.patient.wave.breath import MMHG_PER_KPA, Breath, ChestVolume
from simrunner.patient.wave.capnogram import Capnogram
from simrunner.patient.wave.conditions import NEUTRAL, WaveConditions
from simrunner.patient.wave.moment import ChestPressure, Moment, Throb
from simrunner.patient.wave.pressure import Circulation, Pressures
from simrunner.patient.wave.puff import Puffs

_OBSTRUCTED_DEPTH = 0.6
"""What is left of the chest's movement against a closed airway: a teaching choice."""


class Drawing:
    """The waves; each continues from where it is, so none ever tears."""

    def __init__(self, shapes: Shapes, *, diastolic_mmhg: float, seed: int) -> None:
        """Begin in diastole; ``seed`` decides noise and every small difference."""
        self._ecg = Ecg(seed, shapes)
        self._capnogram = Capnogram()
        self._volume = ChestVolume()
        self._puffs = Puffs()
        self._circulation = Circulation(diastolic_mmhg)
        self._added = AddedWaves(seed)
        self._chest_pressure = ChestPressure()
        self._conditions = NEUTRAL
        self._attached: Collection[str] = ()
        self._p_waves: deque[AtrialWave] = deque()
        self._throbs: list[Throb] = []
        self._begun: Sequence[Breath] = ()

    def under(self, conditions: WaveConditions, attached: Collection[str]) -> None:
        """Draw under ``conditions`` from now on, with the waves of the ``attached`` sensors."""
        self._conditions = conditions
        self._attached = attached

    def expect(self, decided: Decided, breaths: list[Breath], rhythm: Rhythm) -> None:
        """Take note of what was decided in this step, all of it still ahead."""
        self._capnogram.expect(breaths)
        self._volume.expect(breaths)
        self._ecg.expect(decided.beats)
        self._ecg.expect_atrial(decided.waves)
        self._ecg.expect_spikes(decided.spikes)
        # Atria that contract in a body without a pulse move no blood: no wave in any vein.
        if rhythm.has_pulse:
            self._p_waves.extend(decided.waves)

    def shock(self, now_ms: int) -> None:
        """Take note of a discharge."""
        self._ecg.shock(now_ms)

    def beat(self, beats: Iterable[tuple[ScheduledBeat, float]], breaths: Sequence[Breath]) -> None:
        """Take note of the beats, with their pulse fractions, and breaths of this step."""
        self._throbs.clear()
        self._begun = breaths
        for beat, fraction in beats:
            self._circulation.eject(beat, fraction, self._conditions.vascular_tone)
            self._capnogram.beat(beat.at_ms, beat.interval_ms)
            if fraction > 0.0:
                self._puffs.beat(beat.at_ms, fraction)
            self._throbs.append(Throb(beat.at_ms, fraction, beat.interval_ms))

    def waves(
        self, now_ms: int, vitals: Mapping[Vital, float], presses: list[Press], timing: Timing
    ) -> Mapping[str, memoryview]:
        """Return the samples of the step that ends at ``now_ms``: read-only float32 by wave id."""
        times_ms = range(now_ms - STEP_MS + SAMPLE_MS, now_ms + SAMPLE_MS, SAMPLE_MS)
        conditions = self._conditions
        self._ecg.press(presses)
        self._puffs.press(presses)
        self._circulation.press(presses, is_beating=timing.next_pulse_ms is not None)
        depth = _OBSTRUCTED_DEPTH if conditions.airway == "obstructed" else 1.0
        volume = self._volume.samples(times_ms, depth)
        filling = self._volume.filling(volume)
        moved = self._volume.shown(volume, conditions.breath_depth)
        art, pleth = self._circulation.samples(
            times_ms,
            Pressures(
                systolic_mmhg=vitals[Vital.SBP], diastolic_mmhg=vitals[Vital.DBP],
                next_beat_ms=timing.next_pulse_ms,
            ),
            sway=breath_sway(timing.breath_phase), is_compressed=timing.is_compressed,
            conditions=conditions,
        )  # fmt: skip
        end_tidal_mmhg = vitals[Vital.ETCO2] * MMHG_PER_KPA
        co2 = self._capnogram.samples(times_ms, end_tidal_mmhg, timing.next_breath_ms, conditions)
        co2_pressed, volume_pressed = self._puffs.disturb(co2, moved, end_tidal_mmhg)
        milieu = _milieu(vitals, timing)
        self._ecg.artefacts = timing.artefacts
        leads = self._ecg.samples(
            now_ms, timing.rhythm.background, timing.last_r_ms, volume, milieu
        )
        moment = Moment(
            times_ms=times_ms, vitals=vitals, conditions=conditions, throbs=self._throbs,
            atria_at_ms=self._atria_at_ms(now_ms), next_r_ms=timing.next_r_ms,
            next_pulse_ms=timing.next_pulse_ms, breaths=self._begun, presses=presses,
            filling=filling, chest_mmhg=self._chest_pressure.samples(filling, conditions),
        )  # fmt: skip
        added = self._added.samples(moment, self._attached)
        return _sealed(leads, (art, pleth, co2_pressed, volume_pressed), added)

    def saved(self) -> dict[str, Any]:
        """Return every trace as plain JSON values."""
        return {
            "p_waves": [asdict(wave) for wave in self._p_waves],
            **{name: trace.saved() for name, trace in self._traces().items()},
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave: every later sample is the same, to the byte."""
        self._p_waves = deque(AtrialWave(**wave) for wave in saved["p_waves"])
        for name, trace in self._traces().items():
            trace.resume(saved[name])

    def _traces(self) -> Mapping[str, Any]:
        return {
            "ecg": self._ecg, "capnogram": self._capnogram, "volume": self._volume,
            "puffs": self._puffs, "circulation": self._circulation, "added": self._added,
            "chest_pressure": self._chest_pressure,
        }  # fmt: skip

    def _atria_at_ms(self, now_ms: int) -> list[int]:
        """Return the peaks of the P waves in this step."""
        peaks_ms: list[int] = []
        while self._p_waves and self._p_waves[0].at_ms <= now_ms:
            peak_ms = self._p_waves.popleft().at_ms
            if peak_ms > now_ms - STEP_MS:
                peaks_ms.append(peak_ms)
        return peaks_ms


def _milieu(vitals: Mapping[Vital, float], timing: Timing) -> Milieu:
    return Milieu(
        potassium_mmol_per_l=vitals[Vital.K], temperature_c=vitals[Vital.TEMP], qt=timing.qt,
        minutes_of_infarction=timing.minutes_in_rhythm,
        right_ventricle=1.0 if timing.is_right_ventricle_hurt else 0.0,
        right_strain=round(timing.right_strain, 1),
    )  # fmt: skip


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
