"""The cuff's last readings as a small table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simrunner.ui.look.tokens import MONITOR_GREY
from simrunner.ui.presenters.monitor import NibpRow
from simrunner.ui.widgets.ink import BLACK, colour, sized_font

_COLUMNS = (0.045, 0.25, 0.56, 0.78)


class NibpTable(QWidget):
    """Four readings, newest first and bold; a failed one says why."""

    def __init__(self, heads: Sequence[str], parent: QWidget | None = None) -> None:
        """``heads`` are the four column heads."""
        super().__init__(parent)
        self.heads = tuple(heads)
        self._rows: tuple[NibpRow, ...] = ()

    def show_rows(self, rows: tuple[NibpRow, ...]) -> None:
        """Show these readings."""
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleName("; ".join(f"{r.clock} {r.pressures}{r.failure}" for r in rows))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the heads and the rows."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(BLACK))
        painter.setPen(colour(MONITOR_GREY))
        painter.setFont(sized_font(14, 400, "text"))
        places = [round(share * self.width()) for share in _COLUMNS]
        for x, head in zip(places, self.heads, strict=True):
            painter.drawText(x, 24, head)
        for index, row in enumerate(self._rows):
            y = 44 + index * 22
            if y > self.height() - 4:
                break
            is_plain = bool(row.pressures)
            painter.setPen(colour("tx1") if is_plain else colour(MONITOR_GREY))
            painter.setFont(sized_font(16, 400, "text"))
            painter.drawText(places[0], y, row.clock)
            if not is_plain:
                width = self.width() - places[1] - 8
                words = painter.fontMetrics().elidedText(
                    row.failure, Qt.TextElideMode.ElideRight, width
                )
                painter.drawText(places[1], y, words)
                continue
            painter.drawText(places[2], y, row.mean)
            painter.drawText(places[3], y, row.pulse)
            painter.setFont(sized_font(16, 600 if index == 0 else 400, "text"))
            painter.drawText(places[1], y, row.pressures)
