"""The simulated manikin for hands that are not there: what it offers, how it looks."""

from collections.abc import Mapping
from typing import Any

from devices.simulated.device import CLOCK_KINDS
from devices.simulated.faults.fault import MOMENTARY_KINDS, FaultKind
from simrunner.hardware.touch import DeviceLook, FaultOffer, RunningFault

_OFFERED: tuple[tuple[FaultKind, Mapping[str, object]], ...] = (
    (FaultKind.UNPLUG, {}),
    (FaultKind.STALL, {}),
    (FaultKind.REBOOT, {}),
    (FaultKind.FLIP, {"probability": 0.001, "way": "both"}),
    (FaultKind.LOSE, {"probability": 0.2, "way": "both"}),
    (FaultKind.GARBAGE, {"bytes": 1000}),
    (FaultKind.NAK, {"result": 4}),
    (FaultKind.SLOW_ACK, {"delay_ms": 400}),
    (FaultKind.DRIFT, {"ppm": 5000}),
    (FaultKind.CLOCK_STEP, {"step_ms": 1000}),
    (FaultKind.OTHER_CAPABILITIES, {}),
    (FaultKind.WRONG_VERSION, {"version": 2}),
    (FaultKind.MODEM, {}),
)
"""The faults that show within seconds, strong enough to be noticed. The rest of a fault script
(dropped and doubled bytes, numbers that wrap) is what only a drill can see."""


def fault_offers(*, is_lock_step: bool) -> tuple[FaultOffer, ...]:
    """Return the faults to offer; a device in lock step has no clock of its own to go wrong.

    A wrong version lasts until it is ended: nobody tells such a device that time passes.
    """
    return tuple(
        FaultOffer(
            kind=kind.value, cause={"kind": kind.value, **amounts},
            is_lasting=kind not in (*MOMENTARY_KINDS, FaultKind.WRONG_VERSION),
        )
        for kind, amounts in _OFFERED
        if not (is_lock_step and kind in CLOCK_KINDS)
    )  # fmt: skip


def look_of(told: Mapping[str, Any]) -> DeviceLook:
    """Return the look that `devices.simulated.control.look_at` told."""
    return DeviceLook(
        outputs=told["outputs"],
        is_plugged_in=told["is_plugged_in"],
        faults=tuple(
            RunningFault(number=number, kind=kind, left_s=left_s)
            for number, kind, left_s in told["faults"]
        ),
    )
