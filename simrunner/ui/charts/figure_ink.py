"""Words and shapes of figures that stand on a light screen and on paper alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from simrunner.ui.look.tokens import LIGHT, TYPE, Role

LEFT = Qt.AlignmentFlag.AlignLeft
CENTRE = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInk:
    """Draws with the fonts that ``font`` gives: a screen's, or a PDF's."""

    painter: QPainter
    font: Callable[[Role], QFont]

    def text(
        self, area: QRectF, words: str, role: Role = Role.CAPTION, tone: str = "tx1",
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:  # fmt: skip
        """Draw one line in the middle of ``area``, cut at the right when it is too long."""
        font = self.font(role)
        metrics = QFontMetricsF(font)
        fits = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() + 1)
        spare = area.width() - metrics.horizontalAdvance(fits)
        left = area.left() + {LEFT: 0.0, CENTRE: spare / 2, RIGHT: spare}[align]
        self.painter.setFont(font)
        self.painter.setPen(QPen(ink_colour(tone), 1))
        base = area.center().y() + metrics.capHeight() / 2
        self.painter.drawText(QPointF(left, base), fits)

    def paragraph(self, area: QRectF, words: str, roles: Sequence[Role], tone: str = "tx1") -> None:
        """Draw words in the first role in which they fit on one line, else in lines of the last.

        Lines are as high as the type allows; what has no room even then ends in an ellipsis.
        """
        for role in roles[:-1]:
            if self.wide_px(words, role) <= area.width():
                self.text(area, words, role, tone)
                return
        layout = QTextLayout(words, self.font(roles[-1]))
        option = layout.textOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        high = float(TYPE[roles[-1]].line)
        most = max(1, int(area.height() // high))
        lines = _broken(layout, area.width())
        top = area.center().y() - high * min(len(lines), most) / 2
        for number, (start, length) in enumerate(lines[:most]):
            is_last = number == most - 1
            text = words[start:] if is_last else words[start : start + length].strip()
            self.text(QRectF(area.left(), top, area.width(), high), text, roles[-1], tone)
            top += high

    def wide_px(self, words: str, role: Role) -> float:
        """Return how wide words are."""
        return QFontMetricsF(self.font(role)).horizontalAdvance(words)

    def line(self, start: QPointF, end: QPointF, tone: str, thick: float = 1.0) -> None:
        """Draw a straight line."""
        self.painter.setPen(QPen(ink_colour(tone), thick))
        self.painter.drawLine(start, end)

    def box(self, area: QRectF, fill: str, radius: float = 4.0) -> None:
        """Fill a rounded box."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(ink_colour(fill))
        self.painter.drawRoundedRect(area, radius, radius)


def _broken(layout: QTextLayout, wide_px: float) -> list[tuple[int, int]]:
    """Return where each line of a text begins and how many characters it has."""
    found = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(wide_px)
        found.append((line.textStart(), line.textLength()))
    layout.endLayout()
    return found


def ink_colour(name: str) -> QColor:
    """Return a colour of the light palette by its token name, or a literal ``#RRGGBB``."""
    return QColor(name if name.startswith("#") else LIGHT.colour(name))
