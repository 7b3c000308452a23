"""A row of a list that is chosen by mouse and keyboard: what all of them share."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from simrunner.ui.look.theme import colours_of, draw_ring


class ListRow(QAbstractButton):
    """A checkable row; ``stepped`` tells -1 or 1 when the arrow keys ask for a neighbour."""

    stepped = Signal(int)

    def __init__(self, name: str, height_px: int) -> None:
        """Take the place of a row; ``name`` is its object name."""
        super().__init__()
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringed", False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(height_px)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the list."""
        return QSize(320, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbour with the arrow keys."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def paint_ground(self, painter: QPainter) -> None:
        """Draw the fill of a chosen or hovered row, and the ring around one with the keyboard."""
        colours = colours_of(self)
        if self.isChecked():
            painter.fillRect(self.rect(), QColor(colours.act))
            painter.fillRect(0, 0, 3, self.height(), QColor(colours.ac))
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.bg2))
        if self.hasFocus():
            draw_ring(painter, self.rect().adjusted(2, 2, -2, -2), colours)
