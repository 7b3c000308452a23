"""What a patient simulator is told of a frame, so that a real monitor shows our patient."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from simrunner.domain.frame import Frame
from simrunner.domain.vital import Vital
from simrunner.hardware.device import Actuator
from simrunner.hardware.figure_outputs import figure_outputs_for
from simrunner.hardware.outputs import outputs_for

RHYTHM = "monitor.rhythm"
"""The id of the rhythm, a text; every other output is a whole number."""

_MMHG_PER_KPA = 7.500_62

_FROM_VITAL = {
    "monitor.heart-rate": (Vital.HR, 1),
    "monitor.systolic": (Vital.SBP, 1),
    "monitor.diastolic": (Vital.DBP, 1),
    "monitor.spo2": (Vital.SPO2, 1),
    "monitor.resp-rate": (Vital.RR, 1),
    "monitor.etco2": (Vital.ETCO2, _MMHG_PER_KPA),
    "monitor.temperature": (Vital.TEMP, 10),
    "monitor.cvp": (Vital.CVP, 1),
    "monitor.pap-systolic": (Vital.PAP_SYSTOLIC, 1),
    "monitor.pap-diastolic": (Vital.PAP_DIASTOLIC, 1),
}
"""Output, vital, factor: the temperature goes in tenths of a degree, the rest in the units of
the vitals table (EtCO2 in mmHg)."""


def monitor_outputs_for(frame: Frame) -> Mapping[str, int | str]:
    """Return rhythm and numbers of the true patient; vitals that a frame lacks are left out."""
    numbers = {
        target: round(frame.vitals[vital].number * factor)
        for target, (vital, factor) in _FROM_VITAL.items()
        if vital in frame.vitals
    }
    return {RHYTHM: frame.rhythm, **numbers}


def all_outputs_for(frame: Frame) -> Mapping[str, Any]:
    """Return the outputs of a manikin and of a patient simulator; a device takes what it knows."""
    return {**outputs_for(frame), **figure_outputs_for(frame), **monitor_outputs_for(frame)}


MONITOR_ACTUATORS: Mapping[str, Actuator] = MappingProxyType(
    {
        RHYTHM: Actuator(name=RHYTHM, kind="rhythm", low=0, high=0),
        **{target: Actuator(name=target, kind="number", low=0, high=500) for target in _FROM_VITAL},
    }
)
"""What the drivers of patient simulators may offer."""
