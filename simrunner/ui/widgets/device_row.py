"""A device in the list: its shape, its name, what it is; chosen by mouse and keyboard."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Role
from simrunner.ui.presenters.device_list import DeviceRow
from simrunner.ui.presenters.device_room import Standing
from simrunner.ui.widgets.controls import describe
from simrunner.ui.widgets.list_row import ListRow

ROW_PX = 55
TEXT_LEFT_PX = 52
_SHAPE_PX = 12
_TONES = {Standing.UP: "ok", Standing.LOST: "bad", Standing.NEW: "info", Standing.AWAY: "tx3"}


def paint_standing(
    painter: QPainter, colours: Palette, centre: QPointF, standing: Standing
) -> None:
    """Draw the shape of a standing: disc, cross in a square, diamond or ring, 12 px."""
    ink = QColor(colours.colour(_TONES[standing]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    x, y = centre.x(), centre.y()
    if standing is Standing.UP:
        painter.drawEllipse(centre, 5.0, 5.0)
    elif standing is Standing.NEW:
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - 6), QPointF(x + 6, y), QPointF(x, y + 6), QPointF(x - 6, y)])
        )
    elif standing is Standing.LOST:
        painter.drawRoundedRect(QRectF(x - 6, y - 6, 12, 12), 2, 2)
        painter.setPen(QPen(QColor(colours.bg1), 1.6))
        painter.drawLine(QPointF(x - 2.6, y - 2.6), QPointF(x + 2.6, y + 2.6))
        painter.drawLine(QPointF(x - 2.6, y + 2.6), QPointF(x + 2.6, y - 2.6))
    else:
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 4.5, 4.5)


class DeviceRowButton(ListRow):
    """One device."""

    def __init__(self, art: Artwork, row: DeviceRow) -> None:
        """Show a row."""
        super().__init__(f"devices.row.{row.key}", ROW_PX)
        self._art = art
        self.row = row
        self.show_row(row)

    def show_row(self, row: DeviceRow) -> None:
        """Show another state of the same device."""
        self.row = row
        if self.accessibleName() != row.spoken:
            describe(self, row.spoken, f"{row.name}\n{row.facts}" if row.facts else row.name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill, icon, shape and words."""
        painter, colours, row = QPainter(self), colours_of(self), self.row
        self.paint_ground(painter)
        pixmap = self._art.icons.pixmap(row.icon, colours.tx2, 20, scale=self.devicePixelRatioF())
        painter.drawPixmap(16, (self.height() - 20) // 2, pixmap)
        paint_standing(painter, colours, QPointF(TEXT_LEFT_PX + 6, 20), row.standing)
        self._paint_words(painter, colours)

    def _paint_words(self, painter: QPainter, colours: Palette) -> None:
        row, right = self.row, self.width() - 12
        middle = Qt.AlignmentFlag.AlignVCenter
        state_font = self._art.fonts.font(
            Role.CAPTION if row.tone == "tx3" else Role.CAPTION_STRONG
        )
        wide = QFontMetrics(state_font).horizontalAdvance(row.state) if row.state else 0
        painter.setFont(state_font)
        painter.setPen(QColor(colours.colour(row.tone)))
        painter.drawText(QRect(right - wide, 10, wide + 1, 20), middle, row.state)
        name_font = self._art.fonts.font(Role.PANEL_TITLE)
        left = TEXT_LEFT_PX + _SHAPE_PX + 6
        room = right - wide - left - (8 if wide else 0)
        painter.setFont(name_font)
        painter.setPen(QColor(colours.tx1))
        painter.drawText(QRect(left, 10, room, 20), middle, _cut(row.name, name_font, room))
        facts_font = self._art.fonts.font(Role.CAPTION)
        room = right - TEXT_LEFT_PX
        painter.setFont(facts_font)
        painter.setPen(QColor(colours.tx2))
        words = _cut(row.facts, facts_font, room)
        painter.drawText(QRect(TEXT_LEFT_PX, 30, room, 16), middle, words)


class CountsView(QWidget):
    """How many are up, lost and new, each with its shape."""

    def __init__(self, art: Artwork) -> None:
        """Begin without any."""
        super().__init__()
        self._art = art
        self._counts: tuple[tuple[Standing, str], ...] = ()
        self._is_short = False
        self.setFixedHeight(20)

    def shorten(self, *, is_short: bool) -> None:
        """Show the numbers alone, the words in the tool tip, or both."""
        if is_short is not self._is_short:
            self._is_short = is_short
            self._measure()

    def show_counts(self, counts: tuple[tuple[Standing, str], ...]) -> None:
        """Show these."""
        if counts == self._counts:
            return
        self._counts = counts
        describe(self, ", ".join(words for _, words in counts))
        self._measure()

    def _shown(self, words: str) -> str:
        return "".join(sign for sign in words if sign.isdigit()) if self._is_short else words

    def _measure(self) -> None:
        metrics = QFontMetrics(self._art.fonts.font(Role.CAPTION))
        self.setFixedWidth(
            sum(metrics.horizontalAdvance(self._shown(words)) + 30 for _, words in self._counts)
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw shapes and words from the left."""
        painter, colours = QPainter(self), colours_of(self)
        font = self._art.fonts.font(Role.CAPTION)
        left = 0
        for standing, words in self._counts:
            paint_standing(painter, colours, QPointF(left + 12, 10), standing)
            shown = self._shown(words)
            wide = QFontMetrics(font).horizontalAdvance(shown)
            painter.setFont(font)
            painter.setPen(QColor(colours.tx1))
            place = QRect(left + 23, 0, wide + 2, 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            left += wide + 30


def _cut(words: str, font: QFont, room: int) -> str:
    metrics = QFontMetrics(font)
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
