"""Controls in a row that goes on below when it gets too long in any language."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

_GAP = 8
_ROW = 32


class FlowRow(QWidget):
    """Places ``widgets`` from the left, and ``last`` at the right of the first row with room."""

    def __init__(self, widgets: Sequence[QWidget], last: QWidget) -> None:
        super().__init__()
        self._widgets = tuple(widgets)
        self._last = last
        for widget in (*self._widgets, last):
            widget.setParent(self)

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
            wide = widget.sizeHint().width()
            if left and left + wide > self.width():
                left, top = 0, top + _ROW + _GAP
            widget.setGeometry(left, top, wide, _ROW)
            left += wide + _GAP
        wide = self._last.sizeHint().width()
        if left + wide > self.width():
            top += _ROW + _GAP
        self._last.setGeometry(self.width() - wide, top, wide, _ROW)
        if self.height() != top + _ROW:
            self.setFixedHeight(top + _ROW)
