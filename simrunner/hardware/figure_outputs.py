"""What a whole manikin shows of a frame beside the carotid pulse and the breathing."""

from collections.abc import Mapping

from simrunner.domain.frame import Frame
from simrunner.domain.vital import Vital
from simrunner.hardware.outputs import outputs_for

_LOST_BELOW_MMHG = {"femoral": 55, "brachial": 65, "radial": 70, "popliteal": 75, "pedal": 80}
"""Systolic pressure at which a pulse can no longer be felt. That the radial pulse goes before the
femoral and that before the carotid was measured in 20 patients with invasive pressures, all below
what ATLS taught (Deakin and Low, BMJ 2000;321:673); the figures are a teaching choice in that
order, `unverified`."""

_PALE_SPO2_PCT, _BLUE_SPO2_PCT = 85.0, 65.0
"""Cyanosis begins to be seen and is full: a teaching choice, `unverified`; it depends on the
haemoglobin and on the light."""

_AWAKE_GCS, _DROWSY_GCS = 14, 9
"""Lids are open, half open, closed below: a teaching choice; the scale counts more than eyes."""


def figure_outputs_for(frame: Frame) -> Mapping[str, int]:
    """Return pulses below the neck, lids and cyanosis in per mille; what a frame lacks is absent.

    Pupils are not among them: a frame does not know their width.
    """
    strength = outputs_for(frame)["pulse.carotid.l"]
    shown = {}
    systolic = frame.vitals.get(Vital.SBP)
    if systolic is not None:
        for site, least_mmhg in _LOST_BELOW_MMHG.items():
            felt = strength if systolic.number >= least_mmhg else 0
            shown[f"pulse.{site}.l"] = shown[f"pulse.{site}.r"] = felt
    awake = frame.vitals.get(Vital.GCS)
    if awake is not None:
        shown["eyes.lid.l"] = shown["eyes.lid.r"] = _lid(awake.number)
    saturation = frame.vitals.get(Vital.SPO2)
    if saturation is not None:
        shown["led.cyanosis"] = _cyanosis(saturation.number)
    return shown


def _lid(gcs: float) -> int:
    """Return how far the lids are closed, as the vocabulary counts them."""
    if gcs >= _AWAKE_GCS:
        return 0
    return 500 if gcs >= _DROWSY_GCS else 1000


def _cyanosis(spo2_pct: float) -> int:
    """Return the light in steps of a tenth, so that it is not sent with every change."""
    share = (_PALE_SPO2_PCT - spo2_pct) / (_PALE_SPO2_PCT - _BLUE_SPO2_PCT)
    return round(10 * min(1.0, max(0.0, share))) * 100
