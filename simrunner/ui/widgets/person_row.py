"""A person in the list: code, name if it was looked up, and what they agree to."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, draw_ring
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.people import PersonRow
from simrunner.ui.widgets.chips import chip_width, paint_chip
from simrunner.ui.widgets.controls import describe

ROW_PX = 62
_LEFT_PX, _GAP_PX = 16, 6
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class PersonRowButton(QAbstractButton):
    """One person; ``stepped`` tells -1 or 1 when the arrow keys ask for a neighbour."""

    stepped = Signal(int)

    def __init__(self, art: Artwork, row: PersonRow) -> None:
        """Show a row."""
        super().__init__()
        self._art = art
        self.row = row
        self.setObjectName(f"people.row.{row.code}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringed", False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(ROW_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_row(row)

    def show_row(self, row: PersonRow) -> None:
        """Show how it stands with the same person now."""
        self.row = row
        describe(self, row.spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the list."""
        return QSize(320, ROW_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbour with the arrow keys."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill, words and chips."""
        painter, colours = QPainter(self), colours_of(self)
        if self.isChecked():
            painter.fillRect(self.rect(), QColor(colours.act))
            painter.fillRect(0, 0, 3, self.height(), QColor(colours.ac))
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.bg2))
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, ROW_PX - 1, self.width(), ROW_PX - 1)
        self._paint_words(painter)
        left = _LEFT_PX
        for chip in self.row.chips:
            area = QRect(left, 34, chip_width(self._art, chip), Px.CHIP)
            if area.right() < self.width() - 8:
                paint_chip(painter, self, self._art, area, chip)
            left = area.right() + 1 + _GAP_PX
        if self.hasFocus():
            draw_ring(painter, self.rect().adjusted(2, 2, -2, -2), colours)

    def _paint_words(self, painter: QPainter) -> None:
        colours, row, fonts = colours_of(self), self.row, self._art.fonts
        right = self.width() - 14
        painter.setFont(fonts.font(Role.CAPTION))
        painter.setPen(QColor(colours.tx3))
        facts = QFontMetrics(painter.font()).horizontalAdvance(row.facts)
        painter.drawText(QRect(right - facts, 8, facts + 1, 20), _MIDDLE, row.facts)
        painter.setFont(fonts.font(Role.PANEL_TITLE))
        painter.setPen(QColor(colours.tx1))
        code = QFontMetrics(painter.font()).horizontalAdvance(row.code)
        painter.drawText(QRect(_LEFT_PX, 8, code + 1, 20), _MIDDLE, row.code)
        left = _LEFT_PX + code + 10
        painter.setFont(fonts.font(Role.BODY))
        painter.setPen(QColor(colours.tx2))
        room = right - facts - 10 - left
        name = QFontMetrics(painter.font()).elidedText(
            row.name, Qt.TextElideMode.ElideRight, max(0, room)
        )
        painter.drawText(QRect(left, 8, max(0, room), 20), _MIDDLE, name)
