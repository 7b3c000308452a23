"""A person in the list: code, name if it was looked up, and what they agree to."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.people import PersonRow
from simrunner.ui.widgets.chips import chip_width, paint_chip
from simrunner.ui.widgets.controls import describe
from simrunner.ui.widgets.list_row import ListRow

ROW_PX = 62
_LEFT_PX, _GAP_PX = 16, 6
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class PersonRowButton(ListRow):
    """One person."""

    def __init__(self, art: Artwork, row: PersonRow) -> None:
        """Show a row."""
        super().__init__(f"people.row.{row.code}", ROW_PX)
        self._art = art
        self.row = row
        self.show_row(row)

    def show_row(self, row: PersonRow) -> None:
        """Show how it stands with the same person now."""
        self.row = row
        describe(self, row.spoken)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill, words and chips."""
        painter, colours = QPainter(self), colours_of(self)
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, ROW_PX - 1, self.width(), ROW_PX - 1)
        self.paint_ground(painter)
        self._paint_words(painter)
        left = _LEFT_PX
        for chip in self.row.chips:
            area = QRect(left, 34, chip_width(self._art, chip), Px.CHIP)
            if area.right() < self.width() - 8:
                paint_chip(painter, self, self._art, area, chip)
            left = area.right() + 1 + _GAP_PX

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
