"""Widgets in a row that goes on below where it is full."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP = 8
_WIDE_PX = 320


class WrapRow(QWidget):
    """Widgets from the left, going on below where the row is full; hidden ones take no room."""

    def __init__(self, widgets: Sequence[QWidget], high: int) -> None:
        """Place ``widgets`` in rows of ``high`` px."""
        super().__init__()
        self._widgets, self._row = tuple(widgets), high
        for widget in self._widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Higher where it is narrower."""
        return True

    def heightForWidth(self, wide: int) -> int:
        """Return how high the rows are together, px."""
        bottoms = [area.top() // self._step for _, area in self._places(wide)]
        return self._row + self._step * max(bottoms, default=0)

    def sizeHint(self) -> QSize:
        """As high as in a list."""
        return QSize(_WIDE_PX, self.heightForWidth(self.width() or _WIDE_PX))

    def minimumSizeHint(self) -> QSize:
        """Never lower than its rows."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place anew."""
        super().resizeEvent(event)
        self.arrange()

    def event(self, event: QEvent) -> bool:
        """Place anew when a word inside changed its width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self.arrange()
        return super().event(event)

    def arrange(self) -> None:
        """Give every widget its place."""
        for widget, area in self._places(self.width()):
            widget.setGeometry(area)

    @property
    def _step(self) -> int:
        return self._row + _GAP

    def _places(self, wide: int) -> Iterator[tuple[QWidget, QRect]]:
        left = top = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint()
            if left and left + size.width() > wide:
                left, top = 0, top + self._step
            lower = (self._row - size.height()) // 2
            yield widget, QRect(left, top + lower, size.width(), size.height())
            left += size.width() + _GAP
