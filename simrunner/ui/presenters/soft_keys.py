"""The monitor's soft keys: what each does, and why one that cannot be used is disabled."""

from dataclasses import dataclass
from typing import Literal

from simrunner.domain.text import Translate

Kind = Literal["press", "local", "disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftKey:
    """One key. ``press`` submits ``key`` as a PressMonitorKey, ``local`` changes the view."""

    key: str
    title: str
    note: str
    icon: str
    kind: Kind
    tip: str
    shortcut: str = ""
    is_checkable: bool = False


def soft_keys(tr: Translate) -> tuple[SoftKey, ...]:
    """Return the ten keys from the left."""
    return (
        SoftKey(key="audio-pause", title=tr("Audio pause"), note=tr("2 min"), icon="bell-off",
                kind="press", tip=tr("Silence the alarm sound for two minutes"), shortcut="F1"),
        SoftKey(key="alarm-acknowledge", title=tr("Alarms"), note=tr("acknowledge"), icon="bell",
                kind="press", tip=tr("Acknowledge the alarms that are shown"), shortcut="F2"),
        SoftKey(key="nibp-start", title=tr("NIBP start"), note="", icon="cuff", kind="press",
                tip=tr("Measure the blood pressure once"), shortcut="F3"),
        SoftKey(key="nibp-stat", title=tr("NIBP STAT"), note=tr("5 min"), icon="cuff",
                kind="press", tip=tr("Measure again and again for five minutes"), shortcut="F4"),
        SoftKey(key="zero", title=tr("Zero"), note="ART", icon="zero", kind="press",
                tip=tr("Zero the arterial transducer"), shortcut="F5"),
        SoftKey(key="twelve-lead", title=tr("12-lead"), note="", icon="grid", kind="local",
                tip=tr("Show all twelve leads"), shortcut="F6", is_checkable=True),
        SoftKey(key="trends", title=tr("Trends"), note="", icon="chart", kind="local",
                tip=tr("Show the trends large"), shortcut="F7", is_checkable=True),
        SoftKey(key="freeze", title=tr("Freeze"), note="", icon="freeze", kind="local",
                tip=tr("Hold the waves still; the numbers go on"), shortcut="F8",
                is_checkable=True),
        SoftKey(key="loops", title=tr("Loops"), note="", icon="lungs", kind="local",
                tip=tr("Show the ventilator's loops: pressure, volume and flow"), shortcut="F9",
                is_checkable=True),
        SoftKey(key="print-strip", title=tr("Print strip"), note="", icon="print",
                kind="disabled", tip=tr("No strip recorder is connected to this monitor")),
    )  # fmt: skip
