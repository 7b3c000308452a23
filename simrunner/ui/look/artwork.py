"""Everything drawn that comes from files: fonts, icons and pictures, loaded once and passed on."""

from dataclasses import dataclass
from pathlib import Path

from simrunner.ui.look.fonts import Fonts, register_fonts
from simrunner.ui.look.icons import Icons, Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Artwork:
    """The fonts, icons and pictures that every widget is given."""

    fonts: Fonts
    icons: Icons
    pictures: Pictures


def load_artwork(resources: Path) -> Artwork:
    """Return the artwork under ``resources`` (folders fonts, icons, pictures).

    Needs a running QGuiApplication. Missing files are logged and stood in for, never fatal.
    """
    return Artwork(
        fonts=register_fonts(resources / "fonts"),
        icons=Icons(resources / "icons"),
        pictures=Pictures(resources / "pictures"),
    )
