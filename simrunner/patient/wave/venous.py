"""The pressures of the low-pressure side: central veins, and the pulmonary artery catheter."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simrunner.domain.body_order import CatheterPlace
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.domain.vital import Vital
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.wave.bump import Bump, BumpStrip
from simrunner.patient.wave.conditions import WaveConditions
from simrunner.patient.wave.moment import Moment, Throb
from simrunner.patient.wave.pulse import Pulse, PulseShape, PulseTrace, Range

# Times from R as in textbooks of haemodynamic monitoring (a 60 ms before, c 90, x 240, v 400,
# y 500 ms after at 75/min); heights are teaching choices inside the usual 1 to 4 mmHg.
_P_TO_A_MS = 55.0
_TRICUSPID_CLOSES_MS = 30.0
_TRICUSPID_OPENS_MS = 400.0
_USUAL_RR_MS = 800.0
_LEFT_LATER_MS = 135.0
"""How much later than in the right atrium a wedged catheter shows a and v: 120 to 150 ms."""

_EMPTY_BELOW = 0.1  # of the chest's filling: this is the end of expiration
_NEARER_PER_STEP = 0.3
_RAMP = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP

_PRESS_MMHG = 25.0
_CANNON_MMHG = 11.0


def pace(interval_ms: float) -> float:
    """Return how much the times of systole shrink with the rate: root of RR, 1 at 75/min."""
    return min(1.15, max(0.6, math.sqrt(interval_ms / _USUAL_RR_MS)))


def _a_wave(height: float, later_ms: float = 0.0) -> tuple[Bump, ...]:
    return (Bump(_P_TO_A_MS + later_ms, _P_TO_A_MS, 95.0, height),)


def _right_bumps(throb: Throb, conditions: WaveConditions) -> tuple[Bump, ...]:
    """Return c, x, v and y of one beat, with what a leaking valve and tamponade make of them."""
    s = pace(throb.interval_ms)
    leak, squeeze = conditions.tricuspid_regurgitation, conditions.tamponade
    share = min(1.0, throb.fraction)
    return (
        Bump(90.0 * s, 65.0 * s, 70.0 * s, 0.9 * share),
        Bump(240.0 * s, 140.0 * s, 140.0 * s, -2.4 * share * (1.0 - leak) * (1.0 + 0.5 * squeeze)),
        Bump(
            400.0 * s, 170.0 * s, (110.0 + 220.0 * squeeze) * s, 2.1 * share * (1.0 - 0.5 * squeeze)
        ),
        Bump(500.0 * s, 95.0 * s, 200.0 * s, -1.7 * share * (1.0 - squeeze) * (1.0 + leak)),
        Bump(340.0 * s, 280.0 * s, 130.0 * s, 14.0 * share * leak),
    )


class EndExpiration:
    """The level on which a venous wave lies: its vital, as read at the end of expiration.

    A modelled body's own number swings with the breath; the wave adds that swing itself, once.
    """

    def __init__(self) -> None:
        """Begin with the first vital, wherever in the breath that is."""
        self._mmhg: float | None = None

    def line(self, vital_mmhg: float, filling: Sequence[float]) -> Floats:
        """Return one step in mmHg; another vital shows within a second of expiration."""
        before = vital_mmhg if self._mmhg is None else self._mmhg
        self._mmhg = before
        if filling[-1] < _EMPTY_BELOW:
            self._mmhg += _NEARER_PER_STEP * (vital_mmhg - before)
        line: Floats = before + (self._mmhg - before) * _RAMP
        return line

    def saved(self) -> float | None:
        """Return the state as plain JSON."""
        return self._mmhg

    def resume(self, saved: float | None) -> None:
        """Go on from a saved state."""
        self._mmhg = saved


class CentralVenous:
    """Central venous pressure: a where a P wave comes, cannon a where it meets a closed valve."""

    def __init__(self, now_ms: int) -> None:
        """Begin with the step that ends at ``now_ms``."""
        self._strip = BumpStrip(now_ms)
        self._level = EndExpiration()
        self._last: Throb | None = None

    def samples(self, moment: Moment) -> Floats:
        """Return one step in mmHg around the vital CVP (its mean at the end of expiration)."""
        throbs = list(moment.throbs)
        for at_ms in moment.atria_at_ms:
            is_met = self._is_closed(at_ms + _P_TO_A_MS, throbs, moment.next_r_ms)
            self._strip.add(at_ms, _a_wave(_CANNON_MMHG if is_met else 3.0))
        for throb in throbs:
            if throb.fraction > 0.0:
                self._strip.add(throb.at_ms, _right_bumps(throb, moment.conditions))
            self._last = throb
        for press in moment.presses:
            bump = Bump(190.0, 160.0, 240.0, _PRESS_MMHG * press.strength)
            self._strip.add(press.at_ms, (bump,), is_centred=False)
        level = self._level.line(moment.vitals[Vital.CVP], moment.filling)
        line: Floats = self._strip.take() + level + moment.chest_mmhg
        return line

    def _is_closed(self, at_ms: float, throbs: Sequence[Throb], next_r_ms: float | None) -> bool:
        """Return whether the ventricle holds the tricuspid valve shut at ``at_ms``."""
        if next_r_ms is not None and at_ms >= next_r_ms + _TRICUSPID_CLOSES_MS:
            return True
        known = [throb for throb in (self._last, *throbs) if throb is not None]
        return any(
            _TRICUSPID_CLOSES_MS
            <= at_ms - throb.at_ms
            <= _TRICUSPID_OPENS_MS * pace(throb.interval_ms)
            for throb in known
            if throb.fraction > 0.0
        )

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "strip": self._strip.saved(), "last": self._last and list(self._last),
            "level": self._level.saved(),
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._strip.resume(saved["strip"])
        self._level.resume(saved["level"])
        self._last = saved["last"] and Throb(*saved["last"])


class Wedge:
    """Pulmonary venous pressure through a wedged catheter: a and v of the left atrium, late."""

    def __init__(self, now_ms: int) -> None:
        """Begin with the step that ends at ``now_ms``."""
        self._strip = BumpStrip(now_ms)
        self._level = EndExpiration()

    def samples(self, moment: Moment) -> Floats:
        """Return one step in mmHg around the vital PAWP (its mean at the end of expiration)."""
        for at_ms in moment.atria_at_ms:
            self._strip.add(at_ms, _a_wave(3.0, _LEFT_LATER_MS))
        for throb in moment.throbs:
            if throb.fraction > 0.0:
                s, share = pace(throb.interval_ms), min(1.0, throb.fraction)
                self._strip.add(
                    throb.at_ms,
                    (
                        Bump(240.0 * s + _LEFT_LATER_MS, 130.0 * s, 130.0 * s, -1.6 * share),
                        Bump(400.0 * s + _LEFT_LATER_MS, 170.0 * s, 120.0 * s, 3.6 * share),
                        Bump(510.0 * s + _LEFT_LATER_MS, 95.0 * s, 190.0 * s, -1.8 * share),
                    ),
                )
        level = self._level.line(moment.vitals[Vital.PAWP], moment.filling)
        line: Floats = self._strip.take() + level + moment.chest_mmhg
        return line

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {"strip": self._strip.saved(), "level": self._level.saved()}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._strip.resume(saved["strip"])
        self._level.resume(saved["level"])


_PA_KNOTS = (
    (0.0, 0.0, 0.0), (0.40, 1.0, 0.0), (0.62, 0.76, -1.5), (0.80, 0.48, -0.6), (0.89, 0.52, 0.3),
    (1.0, 0.47, -0.8),
)  # fmt: skip
_PA_SHAPE = PulseShape(slim=_PA_KNOTS, full=_PA_KNOTS)
_RV_KNOTS = (
    (0.0, 0.0, 0.0), (0.22, 0.86, 2.0), (0.42, 1.0, 0.0), (0.62, 0.94, -0.8), (0.86, 0.02, -2.0),
    (0.92, -0.06, 0.0), (1.0, -0.05, 0.15),
)  # fmt: skip
_RV_SHAPE = PulseShape(slim=_RV_KNOTS, full=_RV_KNOTS)

PA_DELAY_MS = 90
"""R to the foot of the pulmonary arterial pulse; a teaching choice, earlier than the radial one."""

_RV_DELAY_MS = 50
_SYSTOLE_MS = 430.0
_RESTING_MMHG = 8.0


class Chamber:
    """Pressure of the right ventricle or the pulmonary artery: one pulse per ejecting beat."""

    def __init__(self, level_mmhg: float, *, is_ventricle: bool) -> None:
        """Begin at ``level_mmhg``."""
        self._is_ventricle = is_ventricle
        self._trace = PulseTrace(_RV_SHAPE if is_ventricle else _PA_SHAPE, level_mmhg)
        self._delay_ms = _RV_DELAY_MS if is_ventricle else PA_DELAY_MS

    def samples(self, moment: Moment) -> Floats:
        """Return one step in mmHg between the vitals PAPd (CVP in the ventricle) and PAPs."""
        for throb in moment.throbs:
            if throb.fraction > 0.0:
                longest_ms = _SYSTOLE_MS * pace(throb.interval_ms)
                self._trace.expect(
                    Pulse(
                        foot_ms=throb.at_ms + self._delay_ms, fraction=min(1.0, throb.fraction),
                        systole_ms=min(0.6 * throb.interval_ms, longest_ms),
                        fullness=0.0, tau_ms=throb.interval_ms / 2.2,
                        interval_ms=throb.interval_ms,
                    )
                )  # fmt: skip
        vitals = moment.vitals
        low = vitals[Vital.CVP] if self._is_ventricle else vitals[Vital.PAP_DIASTOLIC]
        span = Range(
            low=low, high=max(low, vitals[Vital.PAP_SYSTOLIC]), rest=min(low, _RESTING_MMHG)
        )
        foot_ms = None if moment.next_pulse_ms is None else moment.next_pulse_ms + self._delay_ms
        line = np.array(self._trace.samples(moment.times_ms, span, foot_ms))
        breathing: Floats = line + moment.chest_mmhg
        return breathing

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return self._trace.saved()

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._trace.resume(saved)


_GLIDE_MS = 150.0
_DECAY = np.exp(-SAMPLE_MS * np.arange(1, SAMPLES_PER_STEP + 1) / _GLIDE_MS)


class PulmonaryCatheter:
    """The distal lumen of a pulmonary artery catheter, wherever its tip is."""

    def __init__(self, diastolic_mmhg: float) -> None:
        """Begin in the pulmonary artery, at its diastolic pressure."""
        self._place: CatheterPlace = "pa"
        self._source: CentralVenous | Wedge | Chamber = Chamber(diastolic_mmhg, is_ventricle=False)
        self._glide_mmhg = 0.0
        self._level_mmhg = diastolic_mmhg

    def samples(self, moment: Moment) -> Floats:
        """Return one step in mmHg."""
        conditions = moment.conditions
        place: CatheterPlace = conditions.catheter_tip
        if conditions.is_balloon_up and place == "pa":
            place = "wedge"
        has_moved = place != self._place
        if has_moved:
            self._place = place
            self._source = self._begun(place, moment.times_ms[-1], moment.vitals)
        line = self._source.samples(moment)
        if has_moved:
            self._glide_mmhg = self._level_mmhg - float(line[0])
        line = line + self._glide_mmhg * _DECAY
        self._glide_mmhg *= float(_DECAY[-1])
        self._level_mmhg = float(line[-1])
        return line

    @staticmethod
    def _begun(
        place: CatheterPlace, now_ms: int, vitals: Mapping[Vital, float]
    ) -> "CentralVenous | Wedge | Chamber":
        if place == "ra":
            return CentralVenous(now_ms)
        if place == "wedge":
            return Wedge(now_ms)
        low = vitals.get(Vital.CVP if place == "rv" else Vital.PAP_DIASTOLIC, 0.0)
        return Chamber(low, is_ventricle=place == "rv")

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "place": self._place, "source": self._source.saved(), "glide": self._glide_mmhg,
            "level": self._level_mmhg,
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._place = saved["place"]
        self._level_mmhg, self._glide_mmhg = saved["level"], saved["glide"]
        self._source = self._begun(self._place, 0, {})
        self._source.resume(saved["source"])
