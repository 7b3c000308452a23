"""What a device should show of a frame: pulses, breathing."""

from collections.abc import Mapping

from simrunner.domain.frame import Frame
from simrunner.domain.vital import Vital

LEAD_MS = 100
"""What a command needs to arrive in time, repeated once (devices/protocol/PROTOCOL.md)."""

RHYTHMS_WITHOUT_PULSE = frozenset(
    {"agonal", "asystole", "p-wave-asystole", "pea", "pea-pseudo", "vf", "vf-fine", "vt-pulseless"}
)
"""Rhythms that no finger feels, whatever pressure the file sets: `palpable` of their table."""

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
        frame.rhythm not in RHYTHMS_WITHOUT_PULSE
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


def is_timed(target: str) -> bool:
    """Whether an output belongs to the beat: it changes when the next one comes."""
    return target.startswith("pulse.")


def pulse_delay_ms(frame: Frame) -> int:
    """Return in how many milliseconds after ``frame`` a change of the pulse is to be felt.

    At the first beat at least LEAD_MS ahead, as the pulse tones of this step and the rate foretell
    it; LEAD_MS where no beat is heard.
    """
    beeps_at_ms, rate_per_min = frame.monitor.beeps_at_ms, _number(frame, Vital.HR)
    if not beeps_at_ms or rate_per_min <= 0:
        return LEAD_MS
    interval_ms = max(1, round(60_000 / rate_per_min))
    return LEAD_MS + (beeps_at_ms[-1] - frame.at_ms - LEAD_MS) % interval_ms


def _number(frame: Frame, vital: Vital) -> float:
    view = frame.vitals.get(vital)
    return 0.0 if view is None else view.number
