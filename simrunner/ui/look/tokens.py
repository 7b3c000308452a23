"""Design tokens: the two palettes, trace and alarm colours, type roles and measures, in px.

Contrast follows WCAG 2.2 (2023) success criteria 1.4.3 and 1.4.11: text at least 4.5, large text
and edges at least 3. Alarm colours follow IEC 60601-1-8:2006+A2:2020 table 2 (red, yellow, cyan).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Theme(StrEnum):
    """Dark in the room, light for everything read at a desk."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours of one theme as ``#RRGGBB``; each semantic colour goes with a shape or a word."""

    bg0: str
    bg1: str
    bg2: str
    bg3: str
    bg4: str
    line1: str
    line2: str
    line3: str
    tx1: str
    tx2: str
    tx3: str
    dis: str
    ac: str
    act: str
    acl: str
    acf: str
    acf2: str
    ok: str
    ok_tint: str
    warn: str
    warn_tint: str
    warn_edge: str
    bad: str
    bad_tint: str
    bad_edge: str
    info: str
    info_tint: str
    on_fill: str = "#FFFFFF"

    def colour(self, name: str) -> str:
        """Return the colour called ``name``; AttributeError when there is none."""
        found: str = getattr(self, name)
        return found


DARK = Palette(
    bg0="#0C0F13",
    bg1="#14181E",
    bg2="#1B2028",
    bg3="#242B35",
    bg4="#2E3743",
    line1="#252C36",
    line2="#384250",
    line3="#6F7C8D",
    tx1="#EBEFF4",
    tx2="#B3BDC9",
    tx3="#98A4B3",
    dis="#5B6675",
    ac="#93A5FF",
    act="#1D2445",
    acl="#3A4A9E",
    acf="#4459DB",
    acf2="#5267E6",
    ok="#4FCB91",
    ok_tint="#11291F",
    warn="#F2B544",
    warn_tint="#2F2510",
    warn_edge="#5C4718",
    bad="#FF7378",
    bad_tint="#38191C",
    bad_edge="#8E3B41",
    info="#66B6F7",
    info_tint="#10263A",
)

LIGHT = Palette(
    bg0="#F2F4F7",
    bg1="#FFFFFF",
    bg2="#EEF1F5",
    bg3="#E4E9EF",
    bg4="#D7DEE7",
    line1="#E2E7ED",
    line2="#CAD2DC",
    line3="#7A8796",
    tx1="#131A22",
    tx2="#43505D",
    tx3="#55616E",
    dis="#9AA5B1",
    ac="#3B4EC6",
    act="#E9ECFC",
    acl="#B9C2F2",
    acf="#3F53CF",
    acf2="#3446B8",
    ok="#116B46",
    ok_tint="#E0F2E9",
    warn="#855000",
    warn_tint="#FBF0D9",
    warn_edge="#E8C27A",
    bad="#B91C2C",
    bad_tint="#FCE8EA",
    bad_edge="#8E3B41",
    info="#0A60A8",
    info_tint="#E2F0FB",
)

PALETTES: Mapping[Theme, Palette] = MappingProxyType({Theme.DARK: DARK, Theme.LIGHT: LIGHT})


class TraceSet(StrEnum):
    """Which colours the traces take; the safe one keeps CIE76 18 apart in colour blindness."""

    DEFAULT = "default"
    SAFE = "safe"


_TRACE_NAMES = ("ecg", "spo2", "art", "co2", "resp", "cvp", "pa", "temp", "icp")


def _traces(colours: str) -> Mapping[str, str]:
    return MappingProxyType(dict(zip(_TRACE_NAMES, colours.split(), strict=True)))


TRACES: Mapping[tuple[TraceSet, Theme], Mapping[str, str]] = MappingProxyType(
    {
        (TraceSet.DEFAULT, Theme.DARK): _traces(
            "#37E07C #35D3EE #FF5F57 #F1F4F7 #F3DC4D #7FB2FF #FFB454 #D3B3FF #F59BD0"
        ),
        (TraceSet.DEFAULT, Theme.LIGHT): _traces(
            "#0B7A3E #006F86 #C4281F #3D4853 #7A6400 #2B5FC0 #9A5200 #7A45C2 #A8317B"
        ),
        (TraceSet.SAFE, Theme.DARK): _traces(
            "#21FB7F #8ED2EC #FF8F24 #F1F4F7 #F3ED31 #B18FFE #C8B396 #C47CA1 #3FAC53"
        ),
        (TraceSet.SAFE, Theme.LIGHT): _traces(
            "#022818 #0471DD #BA5904 #3D4853 #3D3507 #3314AB #845C31 #B5139E #756E5A"
        ),
    }
)
"""Trace colours by name; ``ecg`` also serves HR, ``co2`` NIBP. Dark is on black."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmColours:
    """How one alarm priority looks in both themes and every language; 0 Hz is steady."""

    fill: str
    text: str
    text_alone: str
    prefix: str
    flash_hz: float


_LOW = AlarmColours(fill="#38D4EA", text="#00181C", text_alone="#7FE3F2", prefix="*", flash_hz=0.0)

ALARMS: Mapping[str, AlarmColours] = MappingProxyType(
    {
        "high": AlarmColours(
            fill="#D1121F", text="#FFFFFF", text_alone="#FF8A84", prefix="***", flash_hz=2.0
        ),
        "medium": AlarmColours(
            fill="#FFD21F", text="#1A1400", text_alone="#FFD21F", prefix="**", flash_hz=0.6
        ),
        "low": _LOW,
        "technical": _LOW,
    }
)

MONITOR_GREY = "#AAB4C0"
MONITOR_RULE = "#1C2128"
ACTIVE_STATE_EDGE = "#A9B7FF"
ACTIVE_STATE_SUBLINE = "#E3E8FF"
EMERGENCY_BAR = "#B91C2C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """One type role: px size and line, weight (CSS scale), family kind."""

    size: int
    line: int
    weight: int
    family: str = "text"


class Role(StrEnum):
    """What a piece of text is; look up its size in TYPE."""

    SMALLEST = "smallest"
    CAPTION = "caption"
    CAPTION_STRONG = "caption-strong"
    BODY = "body"
    BODY_STRONG = "body-strong"
    PANEL_TITLE = "panel-title"
    TILE_TITLE = "tile-title"
    SECTION_TITLE = "section-title"
    WINDOW_TITLE = "window-title"
    SESSION_CLOCK = "session-clock"
    SOFT_KEY = "soft-key"
    MONITOR_LABEL = "monitor-label"
    MIRROR_LARGE = "mirror-88"
    MIRROR_MEDIUM = "mirror-64"
    MIRROR = "mirror-60"
    MIRROR_SMALL = "mirror-44"
    KEY_CAP = "key-cap"
    COMMAND = "command"
    CODE = "code"
    EMERGENCY_WORDS = "emergency-words"
    EMERGENCY_TIME = "emergency-time"
    EMERGENCY_LEAD = "emergency-lead"
    EMERGENCY_NUMBER = "emergency-number"
    EMERGENCY_FACT = "emergency-fact"


TYPE: Mapping[Role, Type] = MappingProxyType(
    {
        Role.SMALLEST: Type(size=11, line=14, weight=500),
        Role.CAPTION: Type(size=12, line=16, weight=400),
        Role.CAPTION_STRONG: Type(size=12, line=16, weight=600),
        Role.BODY: Type(size=13, line=18, weight=400),
        Role.BODY_STRONG: Type(size=13, line=18, weight=500),
        Role.PANEL_TITLE: Type(size=13, line=18, weight=600),
        Role.TILE_TITLE: Type(size=14, line=20, weight=600),
        Role.SECTION_TITLE: Type(size=16, line=22, weight=600),
        Role.WINDOW_TITLE: Type(size=20, line=26, weight=600),
        Role.SESSION_CLOCK: Type(size=24, line=28, weight=600),
        Role.SOFT_KEY: Type(size=17, line=20, weight=500),
        Role.MONITOR_LABEL: Type(size=18, line=24, weight=600),
        Role.MIRROR_LARGE: Type(size=88, line=92, weight=600, family="display"),
        Role.MIRROR_MEDIUM: Type(size=64, line=68, weight=600, family="display"),
        Role.MIRROR: Type(size=60, line=64, weight=600, family="display"),
        Role.MIRROR_SMALL: Type(size=44, line=48, weight=600, family="display"),
        Role.KEY_CAP: Type(size=11, line=14, weight=500, family="mono"),
        Role.COMMAND: Type(size=14, line=20, weight=400, family="mono"),
        Role.CODE: Type(size=12, line=20, weight=400, family="mono"),
        Role.EMERGENCY_WORDS: Type(size=52, line=60, weight=600, family="display"),
        Role.EMERGENCY_TIME: Type(size=64, line=68, weight=600, family="display"),
        Role.EMERGENCY_LEAD: Type(size=24, line=32, weight=400),
        Role.EMERGENCY_NUMBER: Type(size=48, line=52, weight=600, family="display"),
        Role.EMERGENCY_FACT: Type(size=20, line=26, weight=600),
    }
)


class Px(IntEnum):
    """Measures in px."""

    RAIL = 72
    RAIL_FOLDED = 56
    HEADER = 56
    PAD_RUN = 12
    PAD_DEBRIEF = 16
    PAD_HOME = 24
    GAP = 12
    GAP_HOME = 16
    RADIUS_CHIP = 4
    RADIUS_CONTROL = 6
    RADIUS_PANEL = 8
    CONTROL_COMPACT = 24
    CONTROL = 32
    CONTROL_LARGE = 40
    START = 52
    CHIP = 20
    PANEL_TITLE_BAR = 40


def contrast_ratio(one: str, other: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two ``#RRGGBB`` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    # Relative luminance, WCAG 2.2 (2023), section "relative luminance".
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
