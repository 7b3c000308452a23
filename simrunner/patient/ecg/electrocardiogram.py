"""Twelve leads of what the heart does, with everything that lies on top of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simrunner.domain.chance import Stream
from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.chest import Press
from simrunner.patient.ecg.artefact import Disturbance, misplaced
from simrunner.patient.ecg.background import Continuous
from simrunner.patient.ecg.electrodes import CLEAN, Artefacts
from simrunner.patient.ecg.leads import INDEPENDENT, ROWS, independent_leads, twelve
from simrunner.patient.ecg.milieu import NORMAL, Milieu
from simrunner.patient.ecg.pen import LEAD_IN_MS, TAIL_MS, Mark, Pen, QtRule
from simrunner.patient.ecg.shape import Shapes
from simrunner.patient.rhythm.beat import AtrialWave, Background, Chamber, ScheduledBeat, Spike
from simrunner.patient.rhythm.beats import LOOKAHEAD_MS
from simrunner.patient.trace.ahead import Ahead
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.trace.noise import Noise, low_pass

# A compression moves the electrodes: weights per lead I, II, V1 to V6, in mV at 50 mm. The size is
# the middle of the 0.3 to 2 mV that references give; which lead moves most is a teaching choice.
_COMPRESSION_MV = np.array([0.20, 0.62, -0.35, -0.45, 0.50, 0.70, 0.62, 0.45])
_COMPRESSION_MS = 640
_STRAINED = "pulmonary-embolism"
_SHOWN_PRESS_MS = 545  # 110 a minute, the middle of what guidelines ask

_NOISE_MV = 0.006
_NOISE_CUT_HZ = 45.0
_WANDER_MV = 0.012
_WANDER_CUT_HZ = 0.25
_BREATH_WANDER_MV = 0.04

# Spikes of 0.4 to 2 ms are one sample, through the skin 20 to 40 ms are seven; sizes per lead I,
# II, V1 to V6 are teaching choices, the thin ones below half of an R wave in II and V5. They are
# added after every filter, so none ever blunts them.
_SPIKE_MV: dict[Chamber, tuple[float, ...]] = {
    "atrium": (0.15, 0.30, 0.08, 0.14, 0.20, 0.25, 0.25, 0.20),
    "ventricle": (0.18, -0.35, -0.20, -0.28, -0.30, -0.28, -0.25, -0.20),
    "skin": (1.10, 1.60, -1.20, -1.00, 1.20, 1.50, 1.50, 1.30),
}
_SKIN_SAMPLES = 7

# A shock overloads the amplifier, whose baseline then comes back: nothing is left after 5 s
# (IEC 60601-2-27 asks for a readable trace within 5 s, second-hand).
_SHOCK_MV = np.array([0.7, 1.0, 0.8, 1.0, 1.0, 1.0, 0.9, 0.8])
_OVERLOAD_MV, _OVERLOAD_MS = 5.0, 120
_RETURN_MV, _RETURN_MS = -2.5, 750.0
_SHOCK_ENDS_MS = 5000


class Ecg:
    """The leads of ECG_LEADS, in mV, one step at a time.

    A wave takes the milieu of the last step when it is decided, and keeps it: none ever tears.
    """

    def __init__(self, seed: int, shapes: Shapes, *, qt_rule: QtRule = "bazett") -> None:
        """Draw ``shapes``; seed noise and fibrillation from ``seed``."""
        self._pen = Pen(shapes, qt_rule)
        self._waves = Ahead(ROWS, LEAD_IN_MS + LOOKAHEAD_MS + TAIL_MS)
        self._chest = Ahead(1, 2 * _COMPRESSION_MS)
        self._spikes = Ahead(INDEPENDENT, 2 * LOOKAHEAD_MS)
        self._background = Continuous(seed)
        self._noise = Noise(
            seed, "ecg-noise",
            (
                (low_pass(_NOISE_CUT_HZ, INDEPENDENT), INDEPENDENT),
                (low_pass(_WANDER_CUT_HZ, INDEPENDENT), INDEPENDENT),
            ),
        )  # fmt: skip
        self._disturbance = Disturbance(seed)
        self._scale = Stream(seed, "patient.complex-size")
        self._milieu = NORMAL
        self._shocks_at_ms: list[int] = []
        self.artefacts: Artefacts = CLEAN

    def expect(self, beats: Sequence[ScheduledBeat]) -> None:
        """Take note of decided complexes; each is a few per cent larger or smaller."""
        for beat in beats:
            scale = beat.scale * (1.0 + self._scale.between(-0.03, 0.03))
            mark = Mark(
                "complex", beat.complex, beat.at_ms, beat.interval_ms, scale, beat.turn_rad,
                self._milieu,
            )  # fmt: skip
            self._waves.add(*self._strained(mark))

    def _strained(self, mark: Mark) -> tuple[int, Floats]:
        """Return a complex, on its way to that of pulmonary embolism as the right heart strains."""
        strain = self._milieu.right_strain
        first_ms, rows = self._pen.samples(mark)
        if strain and mark.name == "normal":
            _, strained = self._pen.samples(mark._replace(name=_STRAINED))
            rows = (1.0 - strain) * rows + strain * strained
        return first_ms, rows

    def expect_atrial(self, waves: Sequence[AtrialWave]) -> None:
        """Take note of decided P waves."""
        for wave in waves:
            mark = Mark(
                "atrial", wave.shape, wave.at_ms, wave.interval_ms, wave.scale, 0.0, self._milieu
            )
            self._waves.add(*self._pen.samples(mark))

    def expect_spikes(self, spikes: Sequence[Spike]) -> None:
        """Take note of a pacemaker's stimuli."""
        for spike in spikes:
            count = _SKIN_SAMPLES if spike.chamber == "skin" else 1
            first_ms = -(-spike.at_ms // SAMPLE_MS) * SAMPLE_MS
            self._spikes.add(first_ms, np.outer(_SPIKE_MV[spike.chamber], np.ones(count)))

    def press(self, presses: Sequence[Press]) -> None:
        """Take note of compressions: every lead moves."""
        for press in presses:
            self._chest.add(*_compression_samples(press))

    def _press_in_show(self, now_ms: int) -> None:
        """Draw what looks like compressions, 110 a minute, and is none."""
        size = self.artefacts.cpr_mv
        begin_ms = now_ms - STEP_MS
        for count in range(begin_ms // _SHOWN_PRESS_MS, now_ms // _SHOWN_PRESS_MS + 1):
            at_ms = count * _SHOWN_PRESS_MS
            if begin_ms < at_ms <= now_ms:
                self._chest.add(*_compression_samples(Press(at_ms=at_ms, strength=size)))

    def shock(self, at_ms: int) -> None:
        """Take note of a discharge: the trace leaves the screen and is back within 5 s."""
        self._shocks_at_ms.append(at_ms)

    def samples(
        self,
        now_ms: int,
        background: Background | None,
        last_beat_ms: int,
        chest_volume: Sequence[float] | Floats,
        milieu: Milieu = NORMAL,
    ) -> Floats:
        """Return one row per lead of ECG_LEADS, in mV, in double precision.

        ``last_beat_ms`` is the last decided beat, ``chest_volume`` 0 to 1 for each sample.
        ``milieu`` holds for what is decided from now on. Limb leads III, aVR, aVL and aVF are
        algebra on I and II, so Einthoven's and Goldberger's sums hold to the last bits whatever is
        added.
        """
        rows = self._waves.take()
        moving = self._background.samples(now_ms, background, last_beat_ms)
        if moving is not None:
            rows[: len(moving)] += moving
        leads = independent_leads(rows)
        if self.artefacts.cpr_mv:
            self._press_in_show(now_ms)
        leads += np.outer(_COMPRESSION_MV, self._chest.take()[0])
        noise, wander = self._noise.samples()
        leads += _NOISE_MV * noise
        leads += _WANDER_MV * wander
        leads += _BREATH_WANDER_MV * (np.asarray(chest_volume) - 0.5)
        leads += self._spikes.take()
        self._add_shocks(leads, now_ms)
        self._milieu = milieu
        self._disturbance.add(leads, now_ms, self.artefacts)
        return misplaced(twelve(leads), self.artefacts)

    def _add_shocks(self, leads: Floats, now_ms: int) -> None:
        if not self._shocks_at_ms:
            return
        times_ms = np.arange(now_ms - STEP_MS + SAMPLE_MS, now_ms + SAMPLE_MS, SAMPLE_MS)
        for at_ms in self._shocks_at_ms:
            after_ms = times_ms - at_ms
            returning = _RETURN_MV * np.exp(-np.maximum(after_ms - _OVERLOAD_MS, 0) / _RETURN_MS)
            shape = np.where(after_ms < _OVERLOAD_MS, _OVERLOAD_MV, returning)
            leads += np.outer(_SHOCK_MV, np.where(after_ms < 0, 0.0, shape))
        self._shocks_at_ms = [at for at in self._shocks_at_ms if now_ms < at + _SHOCK_ENDS_MS]

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON; artefacts are switched by their owner, and not in it."""
        return {
            "waves": self._waves.saved(), "chest": self._chest.saved(),
            "spikes": self._spikes.saved(), "background": self._background.saved(),
            "noise": self._noise.saved(), "disturbance": self._disturbance.saved(),
            "sizes": self._scale.index, "milieu": list(self._milieu),
            "shocks_at_ms": list(self._shocks_at_ms),
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from what saved() gave: every later sample is the same, to the byte."""
        self._waves.resume(saved["waves"])
        self._chest.resume(saved["chest"])
        self._spikes.resume(saved["spikes"])
        self._background.resume(saved["background"])
        self._noise.resume(saved["noise"])
        self._disturbance.resume(saved["disturbance"])
        self._scale.index = saved["sizes"]
        self._milieu = Milieu(*saved["milieu"])
        self._shocks_at_ms = list(saved["shocks_at_ms"])


def _compression_samples(press: Press) -> tuple[int, Floats]:
    """Return a compression's artefact at 50 mm: down with the chest, up past rest, and back."""
    first_ms = -(-press.at_ms // SAMPLE_MS) * SAMPLE_MS
    times_ms = np.arange(first_ms - press.at_ms, _COMPRESSION_MS, SAMPLE_MS)
    x = times_ms / _COMPRESSION_MS
    # Both factors vanish with their slope at the ends: no corner where an artefact begins.
    shape = np.sin(np.pi * x) ** 2 * np.sin(2.0 * np.pi * x**0.8)
    return first_ms, (1.3 * press.strength * shape)[None, :]
