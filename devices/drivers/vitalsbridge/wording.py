"""What a VitalsBridge is told: JSON between 0x02, four digits of length, and 0x03.

Shape and names of the messages are those of a public driver (OpenICE); what the box answers is
not documented there, so any well-formed message counts as a sign of life. All `unverified`.
"""

import functools
import json
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from simrunner.hardware.device import Scalar
from simrunner.hardware.rhythm_map import ShownRhythm, rhythm_map_from

_START, _END = b"\x02", b"\x03"
_DIGITS = 4
UNCHANGED = -1

NUMBERS = {
    "monitor.heart-rate": "hr",
    "monitor.systolic": "sbp",
    "monitor.diastolic": "dbp",
    "monitor.spo2": "spO2",
    "monitor.resp-rate": "rr",
    "monitor.etco2": "etCO2",
    "monitor.temperature": "t1",
    "monitor.cvp": "CVP",
    "monitor.pap-systolic": "sPAP",
    "monitor.pap-diastolic": "dPAP",
}
"""Our outputs and the keys of VitalsData; the temperature in degrees Celsius."""

_KEYS = (
    "hr", "sbp", "dbp", "mbp", "sPAP", "dPAP", "mPAP", "CVP", "AUXP", "t1", "t2", "rr", "etCO2",
    "co2FlowFactor", "spO2", "spO2Ratio",
)  # fmt: skip
_STATES = {
    "spo2Override": "None", "abpZeroState": "Unknown", "papZeroState": "Unknown",
    "cvpZeroState": "Unknown", "auxZeroState": "Unknown",
}  # fmt: skip


@functools.cache
def rhythm_map() -> Mapping[str, ShownRhythm]:
    """Return what a VitalsBridge shows for each rhythm of ours."""
    folder = files("devices.drivers.vitalsbridge")
    return rhythm_map_from(tomllib.loads(folder.joinpath("rhythms.toml").read_text("utf-8")))


def framed(kind: str, message: Mapping[str, Any]) -> bytes:
    """Return the bytes of one message."""
    text = json.dumps({"MessageType": kind, "Message": dict(message)}, separators=(",", ":"))
    return _START + f"{len(text):04d}".encode() + text.encode("ascii") + _END


def status_request() -> bytes:
    """Return the question that the box answers at any time."""
    return framed("StatusRequest", {"requestNetworkStatus": "true"})


def rhythm_order(show: str) -> bytes:
    """Return the order of a rhythm, without extra beats."""
    return framed(
        "ECGAutoRhythm", {"ecgAutoRhythm": show, "extraSystoleType": "None", "extraSystoleFreq": 0}
    )


def numbers_order(changed: Mapping[str, Scalar]) -> bytes:
    """Return the order that sets these keys of VitalsData and leaves every other as it is."""
    return framed("VitalsData", {**dict.fromkeys(_KEYS, UNCHANGED), **_STATES, **changed})


def number_for(target: str, value: float) -> float:
    """Return the number for an output; none is negative, as -1 means unchanged."""
    if target == "monitor.temperature":
        return max(0.0, value / 10)
    return max(0, round(value))


class MessageReader:
    """Cuts bytes into messages and finds the next one after damage."""

    def __init__(self) -> None:
        """Begin between two messages."""
        self._bytes = b""
        self.broken = 0

    def feed(self, wire: bytes) -> list[dict[str, Any]]:
        """Return the messages that are complete."""
        self._bytes += wire
        found = []
        while (message := self._next()) is not None:
            if message:
                found.append(message)
        return found

    def _next(self) -> dict[str, Any] | None:
        """Return a message, an empty one for damage, or None when more bytes are needed."""
        start = self._bytes.find(_START)
        if start != 0:
            self.broken += bool(self._bytes)
            self._bytes = b"" if start < 0 else self._bytes[start:]
            if not self._bytes:
                return None
        digits = self._bytes[1 : 1 + _DIGITS]
        if not (digits.isdigit() or not digits):
            return self._damage()
        if len(digits) < _DIGITS:
            return None
        end = 1 + _DIGITS + int(digits)
        if len(self._bytes) <= end:
            # A new beginning inside what should be text: the length was wrong.
            return self._damage() if _START in self._bytes[1:] else None
        message = _message(self._bytes[1 + _DIGITS : end + 1])
        if not message:
            return self._damage()
        self._bytes = self._bytes[end + 1 :]
        return message

    def _damage(self) -> dict[str, Any]:
        self.broken += 1
        self._bytes = self._bytes[1:]
        start = self._bytes.find(_START)
        self._bytes = b"" if start < 0 else self._bytes[start:]
        return {}


def _message(ended: bytes) -> dict[str, Any]:
    """Return the message of a text with its end mark, an empty one when it is none."""
    try:
        message = json.loads(ended[:-1].decode("ascii"))
    except (ValueError, RecursionError):
        return {}
    is_whole = ended[-1:] == _END and isinstance(message, dict)
    is_message = is_whole and "MessageType" in message and isinstance(message.get("Message"), dict)
    return message if is_message else {}
