"""Words for how a text should look, so that presenters need no colour and no Qt."""

from enum import StrEnum

from simrunner.domain.event import AlarmPriority


class Tone(StrEnum):
    """How a text is meant; the look turns it into colours, prefixes and shapes."""

    PLAIN = "plain"
    QUIET = "quiet"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TECHNICAL = "technical"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    ACCENT = "accent"


class Ink(StrEnum):
    """Whose clinical colour a trace or number wears."""

    ECG = "ecg"
    SPO2 = "spo2"
    ART = "art"
    CO2 = "co2"
    NIBP = "nibp"
    RESP = "resp"
    CVP = "cvp"
    PA = "pa"
    ICP = "icp"
    TEMP = "temp"


MINUS = "\u2212"
DASHES = "--"

PREFIX = {
    Tone.HIGH: "***",
    Tone.MEDIUM: "**",
    Tone.LOW: "*",
    Tone.TECHNICAL: "*",
}
"""Alarm prefixes, the same in every language (IEC 60601-1-8 practice of bedside monitors)."""

TONE_OF_PRIORITY = {
    AlarmPriority.HIGH: Tone.HIGH,
    AlarmPriority.MEDIUM: Tone.MEDIUM,
    AlarmPriority.LOW: Tone.LOW,
    AlarmPriority.TECHNICAL: Tone.TECHNICAL,
}

URGENCY = (AlarmPriority.HIGH, AlarmPriority.MEDIUM, AlarmPriority.LOW, AlarmPriority.TECHNICAL)
"""Most urgent first."""


def number_text(number: float | None, decimals: int = 0) -> str:
    """Return the number as shown, with a true minus sign, or dashes when there is none."""
    if number is None:
        return DASHES if decimals == 0 else "--.-"
    shown = f"{number:.{decimals}f}"
    if float(shown) == 0.0:
        shown = f"{0.0:.{decimals}f}"
    return shown.replace("-", MINUS)


def room_clock(start_s: int, at_ms: int, *, with_seconds: bool = True) -> str:
    """Return the wall clock ``hh:mm:ss`` of a run that began ``start_s`` after midnight."""
    seconds = (start_s + at_ms // 1000) % 86_400
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if with_seconds else text
