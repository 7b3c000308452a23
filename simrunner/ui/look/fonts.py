"""The bundled typefaces and the font of each type role."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PySide6.QtGui import QFont, QFontDatabase

from simrunner.ui.look.tokens import TYPE, Role, Type

FAMILIES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "text": ("Inter", "Simrunner Sans SC", "Noto Sans CJK SC"),
        "display": ("Inter Display", "Inter", "Simrunner Sans SC", "Noto Sans CJK SC"),
        "mono": ("JetBrains Mono", "Simrunner Sans SC", "Noto Sans CJK SC"),
    }
)

_NEEDED = ("Inter", "Inter Display", "JetBrains Mono", "Simrunner Sans SC")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """Fonts by role; ``missing`` lists the families that the folder did not give."""

    missing: tuple[str, ...] = ()

    def font(self, role: Role) -> QFont:
        """Return the font of a type role, figures tabular."""
        return font_of(TYPE[role])

    def sized(self, size: int, weight: int, family: str = "text") -> QFont:
        """Return a font outside the roles, for example a monitor numeric of 208 px."""
        return font_of(Type(size=size, line=size, weight=weight, family=family))


def font_of(kind: Type) -> QFont:
    """Return the QFont of ``kind``, with tabular figures so that numbers do not dance."""
    font = QFont()
    font.setFamilies(list(FAMILIES[kind.family]))
    font.setPixelSize(kind.size)
    font.setWeight(QFont.Weight(kind.weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if kind.family == "display":
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98)
    return font


def register_fonts(folder: Path) -> Fonts:
    """Register every font file under ``folder``; what is missing is logged once, here.

    The platform's own fonts then stand in, so the program still runs.
    """
    found: set[str] = set()
    for file in sorted((*folder.rglob("*.otf"), *folder.rglob("*.ttf"))):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            found.update(QFontDatabase.applicationFontFamilies(number))
    missing = tuple(family for family in _NEEDED if family not in found)
    if missing:
        log.warning("Bundled fonts missing in %s: %s", folder, ", ".join(missing))
    return Fonts(missing=missing)
