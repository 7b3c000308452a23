"""What a device should show of a frame: pulses, breathing."""

from collections.abc import Mapping

from simrunner.domain.frame import Frame
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, Vital

_FULL_PULSE_MMHG = 120.0
_PULSE_STEP = 50
_CHEST_RISE = 500


def outputs_for(frame: Frame) -> Mapping[str, int]:
    """Return the state of every output that follows from ``frame``, by its vocabulary name.

    Strength of the carotid pulse grows with systolic pressure to full at 120 mmHg (a choice of
    this project, `unverified`), in steps of 50 per mille; it is 0 without a pulse: no systolic
    pressure, no rate, or a rhythm without one. Compressions are felt by the rescuer, not shown.
    """
    has_pulse = (
        frame.rhythm not in RHYTHMS_WITHOUT_RATE
        and _number(frame, Vital.SBP) > 0
        and _number(frame, Vital.HR) > 0
    )
    share = min(1.0, _number(frame, Vital.SBP) / _FULL_PULSE_MMHG) if has_pulse else 0.0
    strength = round(share * 1000 / _PULSE_STEP) * _PULSE_STEP
    respiratory_rate_per_min = round(_number(frame, Vital.RR))
    rise = _CHEST_RISE if respiratory_rate_per_min > 0 else 0
    return {
        "pulse.carotid.l": strength,
        "pulse.carotid.r": strength,
        "pulse.rate": round(_number(frame, Vital.HR)) if has_pulse else 0,
        "resp.rate": respiratory_rate_per_min,
        "chest.rise.l": rise,
        "chest.rise.r": rise,
    }


def _number(frame: Frame, vital: Vital) -> float:
    view = frame.vitals.get(vital)
    return 0.0 if view is None else view.number
