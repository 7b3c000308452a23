"""A row of small facts: a caption above a word."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simrunner.ui.look.tokens import MONITOR_GREY
from simrunner.ui.presenters.tone import Ink
from simrunner.ui.widgets.ink import BLACK, colour, sized_font, trace


class StatusCells(QWidget):
    """Facts about the monitor itself, evenly spread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing until ``show_cells``."""
        super().__init__(parent)
        self.setMinimumHeight(56)
        self._cells: tuple[tuple[str, str], ...] = ()

    def show_cells(self, cells: tuple[tuple[str, str], ...]) -> None:
        """Show (caption, word) pairs."""
        if cells != self._cells:
            self._cells = cells
            self.setAccessibleName(", ".join(f"{a} {b}" for a, b in cells))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the captions and the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(BLACK))
        if not self._cells:
            return
        width = (self.width() - 16) // len(self._cells)
        for index, (caption, word) in enumerate(self._cells):
            x = 16 + index * width
            painter.setFont(sized_font(14, 400, "text"))
            painter.setPen(colour(MONITOR_GREY))
            painter.drawText(x, 22, caption)
            painter.setFont(sized_font(20, 600, "text"))
            painter.setPen(trace(Ink.ECG))
            shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, width - 8)
            painter.drawText(x, 48, shown)
