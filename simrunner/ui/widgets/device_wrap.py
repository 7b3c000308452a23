"""Widgets in a row that goes on below where it is full."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

_GAP = 8


class WrapRow(QWidget):
    """Widgets from the left, going on below where the row is full."""

    def __init__(self, widgets: Sequence[QWidget], high: int) -> None:
        """Place ``widgets`` in rows of ``high`` px; hidden ones take no room."""
        super().__init__()
        self._widgets, self._row = tuple(widgets), high
        for widget in self._widgets:
            widget.setParent(self)
        self.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place anew."""
        super().resizeEvent(event)
        self.arrange()

    def event(self, event: QEvent) -> bool:
        """Place anew when a word inside changed its width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def arrange(self) -> None:
        """Give every widget its place."""
        left = top = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, top + self._row + _GAP
            lower = (self._row - size.height()) // 2
            widget.setGeometry(left, top + lower, size.width(), size.height())
            left += size.width() + _GAP
        if self.height() != top + self._row:
            self.setFixedHeight(top + self._row)
