"""A line of a file with the fault underlined, as an editor shows it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.pack_page import SourceView

_HIGH_PX = 24
_NUMBER_PX = 40
_PAD_PX = 10
_WAVE_PX = 2.0
_CUT = "…"


class SourceLine(QWidget):
    """Line number, the line in monospace, and a wave below the fault in ``tone``."""

    def __init__(self, art: Artwork, view: SourceView, tone: str) -> None:
        super().__init__()
        self._art = art
        self._view = view
        self._tone = tone
        self.setFixedHeight(_HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(view.text)
        self.setToolTip(view.text)

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(200, _HIGH_PX)

    def shown(self) -> tuple[str, int, int]:
        """Return the part of the line that is drawn and where the fault stands in it.

        The fault is always in sight: a line that is too long loses its beginning first.
        """
        text, start, end = self._view.text, self._view.mark_from, self._view.mark_to
        metrics = QFontMetricsF(self._art.fonts.font(Role.CODE))
        room = max(1, int((self.width() - _NUMBER_PX - 2 * _PAD_PX) / metrics.averageCharWidth()))
        if len(text) <= room:
            return text, start, end
        first = max(0, min(start, end - room + 4, len(text) - room + 1)) if end > room - 1 else 0
        lead = _CUT if first else ""
        part = lead + text[first:]
        if len(part) > room:
            part = part[: room - 1] + _CUT
        moved = len(lead) - first
        return part, start + moved, min(end + moved, len(part))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, area = colours_of(self), QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bg2))
        painter.drawRoundedRect(area, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
        font = self._art.fonts.font(Role.CODE)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx3))
        number = QRectF(0, 0, _NUMBER_PX - 10, area.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         self._view.line)  # fmt: skip
        painter.setPen(QPen(QColor(colours.line2), 1))
        painter.drawLine(_NUMBER_PX - 4, 4, _NUMBER_PX - 4, _HIGH_PX - 4)
        text, start, end = self.shown()
        left = _NUMBER_PX + _PAD_PX - 4.0
        painter.setPen(QColor(colours.tx1))
        base = area.center().y() + metrics.capHeight() / 2
        painter.drawText(QPointF(left, base), text)
        wave_from = left + metrics.horizontalAdvance(text[:start])
        wave_to = left + metrics.horizontalAdvance(text[:end])
        painter.setPen(QPen(QColor(colours.colour(self._tone)), 1.2))
        painter.drawPolyline(_wave(wave_from, wave_to, base + 4))


def _wave(left: float, right: float, y: float) -> QPolygonF:
    points, x, is_low = [], left, True
    while x <= right:
        points.append(QPointF(x, y + (_WAVE_PX / 2 if is_low else -_WAVE_PX / 2)))
        x, is_low = x + _WAVE_PX, not is_low
    return QPolygonF(points)
