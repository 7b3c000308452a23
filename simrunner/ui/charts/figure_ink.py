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

    def paragraph(
        self, area: QRectF, words: str, roles: Sequence[Role], tone: str = "tx1",
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:  # fmt: skip
        """Draw words in the first role in which they fit on one line, else in lines of the last.

        Lines are as high as the type allows; what has no room even then ends in an ellipsis.
        """
        for role in roles[:-1]:
            if self.wide_px(words, role) <= area.width():
                self.text(area, words, role, tone, align)
                return
        high = float(TYPE[roles[-1]].line)
        most = max(1, int(area.height() // high))
        lines = list(broken_lines(words, self.font(roles[-1]), area.width()))
        if len(lines) > most:
            lines = [*lines[: most - 1], "".join(lines[most - 1 :])]
        top = area.center().y() - high * len(lines) / 2
        for line in lines:
            place = QRectF(area.left(), top, area.width(), high)
            self.text(place, line.strip(), roles[-1], tone, align)
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


def broken_lines(words: str, font: QFont, wide_px: float) -> tuple[str, ...]:
    """Return words in lines that fit into a width; joined they are the words again."""
    layout = QTextLayout(words, font)
    option = layout.textOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(wide_px)
        found.append(words[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return tuple(found)


def ink_colour(name: str) -> QColor:
    """Return a colour of the light palette by its token name, or a literal ``#RRGGBB``."""
    return QColor(name if name.startswith("#") else LIGHT.colour(name))
