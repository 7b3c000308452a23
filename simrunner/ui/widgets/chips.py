"""Chips: a small filled word with its shape."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.chip import ChipView

_SHAPES = {"ok": "check", "warn": "warning", "bad": "cross", "info": "diamond"}


class Chip(QWidget):
    """A small filled word with its shape; colour never speaks alone."""

    def __init__(self, art: Artwork, look: ChipView | None = None) -> None:
        super().__init__()
        self._art = art
        self._look = look or ChipView(text="")
        self.show_chip(self._look)

    def show_chip(self, look: ChipView) -> None:
        """Show another chip."""
        self._look = look
        self.setFixedSize(chip_width(self._art, look), Px.CHIP)
        self.setAccessibleName(look.text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        paint_chip(QPainter(self), self, self._art, self.rect(), self._look)


def chip_width(art: Artwork, look: ChipView) -> int:
    """Return the width of a chip, px."""
    words = QFontMetrics(art.fonts.font(Role.CAPTION_STRONG)).horizontalAdvance(look.text)
    return words + 12 + (18 if _shape(look) else 0)


def paint_chip(
    painter: QPainter, widget: QWidget, art: Artwork, area: QRect, look: ChipView
) -> None:
    """Draw a chip in the theme of ``widget``."""
    colours = colours_of(widget)
    known = look.tone in _SHAPES
    fill = colours.colour(f"{look.tone}_tint") if known else colours.bg3
    text = colours.colour(look.tone) if known else colours.tx2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(area, int(Px.RADIUS_CHIP), int(Px.RADIUS_CHIP))
    left = area.left() + 6
    shape = _shape(look)
    if shape:
        pixmap = art.icons.pixmap(shape, text, 14, scale=widget.devicePixelRatioF())
        painter.drawPixmap(left, area.top() + (area.height() - 14) // 2, pixmap)
        left += 18
    painter.setPen(QColor(text))
    painter.setFont(art.fonts.font(Role.CAPTION_STRONG))
    painter.drawText(
        QRect(left, area.top(), area.right() - left + 4, area.height()),
        Qt.AlignmentFlag.AlignVCenter, look.text,
    )  # fmt: skip


def _shape(look: ChipView) -> str:
    return look.icon or _SHAPES.get(look.tone, "")
