"""One fault: what goes wrong, when, how often, and on which way."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What can go wrong. The first three strike bytes, the next four frames, the rest the device.

    NAK and SLOW_ACK are of the answers to commands, WRAP_* of the numbers in frames, WRONG_VERSION
    and OTHER_CAPABILITIES of the firmware that starts again; MODEM is the `AT` of a modem manager.
    """

    DROP = "drop"
    FLIP = "flip"
    INSERT = "insert"
    LOSE = "lose"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    TRUNCATE = "truncate"
    STALL = "stall"
    UNPLUG = "unplug"
    REBOOT = "reboot"
    DRIFT = "drift"
    CLOCK_STEP = "clock-step"
    WRAP_SEQ = "wrap-seq"
    WRAP_CLOCK = "wrap-clock"
    NAK = "nak"
    SLOW_ACK = "slow-ack"
    WRONG_VERSION = "wrong-version"
    OTHER_CAPABILITIES = "other-capabilities"
    UNKNOWN_FRAME = "unknown-frame"
    MODEM = "modem"
    GARBAGE = "garbage"


BYTE_KINDS = (FaultKind.DROP, FaultKind.FLIP, FaultKind.INSERT)
FRAME_KINDS = (FaultKind.LOSE, FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.TRUNCATE)
LINE_KINDS = (*BYTE_KINDS, *FRAME_KINDS)
"""Kinds that need a probability, for each bit (flip), byte (drop, insert) or frame."""

MOMENTARY_KINDS = (
    FaultKind.REBOOT, FaultKind.CLOCK_STEP, FaultKind.UNKNOWN_FRAME, FaultKind.MODEM,
    FaultKind.GARBAGE,
)  # fmt: skip
"""Kinds that happen and are over: they have no duration."""


class Way(StrEnum):
    """Which bytes are struck: those to the host, those to the device, or both."""

    HOST = "host"
    DEVICE = "device"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault from ``at_us`` on, for ``for_us`` (None: to the end), again ``every_us`` (0: once).

    ``probability`` is for each bit, byte, frame or command of a fault on the line; of any other
    fault it is the chance of each second to begin one, None when time alone decides. ``amount``
    is the kind's own: ppm of a drift, ms of a step or of a slow answer, result of a refusal, bytes
    of garbage, major version.
    """

    kind: FaultKind
    at_us: int = 0
    for_us: int | None = None
    every_us: int = 0
    probability: float | None = None
    amount: float = 0.0
    way: Way = Way.HOST
