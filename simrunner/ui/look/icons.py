"""Our own line icons and flat pictures: SVG files, tinted and drawn to pixmaps at load."""

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

GRID = 20
STROKE = 1.5

log = logging.getLogger(__name__)


class Icons:
    """Icons by name from one folder; each is drawn once per colour, size and screen scale."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._drawn: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, *, scale: float = 1.0) -> QPixmap:
        """Return ``name`` in ``colour`` at ``size`` px; an unknown name gives an empty picture."""
        key = (name, colour, size, scale)
        if key not in self._drawn:
            self._drawn[key] = self._draw(name, colour, size, scale)
        return self._drawn[key]

    def icon(self, name: str, colour: str, size: int = 16) -> QIcon:
        """Return a QIcon with the pixmaps of a plain and of a double-density screen."""
        icon = QIcon(self.pixmap(name, colour, size))
        icon.addPixmap(self.pixmap(name, colour, size, scale=2.0))
        return icon

    def _draw(self, name: str, colour: str, size: int, scale: float) -> QPixmap:
        # The stroke stays 1.5 px at every size, so it is widened on the grid as the icon shrinks.
        text = self._source(name).replace("currentColor", colour)
        text = text.replace('stroke-width="1.5"', f'stroke-width="{STROKE * GRID / size:.4g}"')
        return _render(text, QSize(size, size), scale)

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = _read(self._folder / f"{name}.svg")
        return self._sources[name]


class Pictures:
    """Flat pictures of scenarios by name; an unknown name shows ``general``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn: dict[tuple[str, int, int, float], QPixmap] = {}

    def names(self) -> tuple[str, ...]:
        """Return the pictures at hand, sorted."""
        return tuple(sorted(file.stem for file in self._folder.glob("*.svg")))

    def pixmap(self, name: str, size: QSize, *, scale: float = 1.0) -> QPixmap:
        """Return the picture filling ``size``, cut evenly where the proportions differ."""
        key = (name, size.width(), size.height(), scale)
        if key not in self._drawn:
            file = self._folder / f"{name}.svg"
            if not file.is_file():
                file = self._folder / "general.svg"
            self._drawn[key] = _render(_read(file), size, scale)
        return self._drawn[key]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as failure:
        log.warning("Drawing missing: %s", failure)
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"/>'


def _render(svg: str, size: QSize, scale: float) -> QPixmap:
    pixmap = QPixmap(size * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    drawn = renderer.defaultSize()
    factor = max(size.width() / max(1, drawn.width()), size.height() / max(1, drawn.height()))
    width, height = drawn.width() * factor, drawn.height() * factor
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top = (size.width() - width) / 2, size.height() - height
    renderer.render(painter, QRectF(left, top, width, height))
    painter.end()
    return pixmap
