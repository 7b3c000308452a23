"""The dark room's colours and fonts as Qt values, by the presenters' words."""

from functools import cache

from PySide6.QtGui import QColor, QFont

from simrunner.ui.look.fonts import font_of
from simrunner.ui.look.tokens import ALARMS, DARK, TRACES, TYPE, Role, Theme, TraceSet, Type
from simrunner.ui.presenters.tone import Ink, Tone

BLACK = "#000000"
SCALE_LINE = "#262C34"
DRAG_TILE = "#0E1330"


@cache
def colour(name: str) -> QColor:
    """Return a colour of the dark palette by its token name, or a literal ``#RRGGBB``."""
    return QColor(name if name.startswith("#") else DARK.colour(name))


@cache
def trace(ink: Ink) -> QColor:
    """Return the colour of a clinical trace on black."""
    name = "co2" if ink is Ink.NIBP else ink.value
    return QColor(TRACES[TraceSet.DEFAULT, Theme.DARK][name])


def alarm_fill(tone: Tone) -> QColor:
    """Return the fill of an alarm of this tone; technical ones look like low ones."""
    return colour(ALARMS[_alarm_name(tone)].fill)


def alarm_text(tone: Tone) -> QColor:
    """Return the colour of text on ``alarm_fill``."""
    return colour(ALARMS[_alarm_name(tone)].text)


def alarm_text_alone(tone: Tone) -> QColor:
    """Return the colour of an alarm's text on black."""
    return colour(ALARMS[_alarm_name(tone)].text_alone)


def _alarm_name(tone: Tone) -> str:
    return "low" if tone is Tone.TECHNICAL else tone.value


def is_alarm(tone: Tone) -> bool:
    """Return whether the tone is one of the alarm priorities."""
    return tone in (Tone.HIGH, Tone.MEDIUM, Tone.LOW, Tone.TECHNICAL)


def tone_colour(tone: Tone) -> QColor:
    """Return the text colour of a tone on a panel."""
    names = {
        Tone.PLAIN: "tx1", Tone.QUIET: "tx3", Tone.OK: "ok", Tone.WARN: "warn", Tone.BAD: "bad",
        Tone.INFO: "info", Tone.ACCENT: "ac",
    }  # fmt: skip
    if tone in names:
        return colour(names[tone])
    return alarm_text_alone(tone)


def tone_tint(tone: Tone) -> QColor:
    """Return the chip fill that goes with ``tone_colour``."""
    names = {
        Tone.OK: "ok_tint", Tone.WARN: "warn_tint", Tone.BAD: "bad_tint", Tone.INFO: "info_tint",
        Tone.ACCENT: "act",
    }  # fmt: skip
    return colour(names.get(tone, "bg3"))


@cache
def role_font(role: Role) -> QFont:
    """Return the font of a type role."""
    return font_of(TYPE[role])


@cache
def sized_font(size_px: int, weight: int = 600, family: str = "display") -> QFont:
    """Return a font outside the roles, for example a numeric of 208 px."""
    return font_of(Type(size=size_px, line=size_px, weight=weight, family=family))
