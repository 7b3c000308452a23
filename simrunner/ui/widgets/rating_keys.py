"""Buttons that set a mark, each with its key in front, and pairs of key caps and words."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.assess_marks import MarkKeyView
from simrunner.ui.widgets.controls import Button, KeyCap, Label, cap_width, paint_cap
from simrunner.ui.widgets.panels import tight
from simrunner.ui.widgets.rating_chips import paint_sign, sign_colour

_GAP = 10
_SIGN = 18


class MarkButton(Button):
    """Sets a mark; ``pressed_for`` tells category and sign. With Shift a category takes −."""

    pressed_for = Signal(str, str)

    def __init__(self, art: Artwork, view: MarkKeyView, height: int) -> None:
        super().__init__(art, f"assess.mark.{view.id}", height=height)
        self._view = view
        self._has_shift = False
        self.clicked.connect(self._tell)

    def present(self, view: MarkKeyView) -> None:
        """Show other words."""
        self._view = view
        self.label(view.words, tip=view.tip, key=view.key)

    def sizeHint(self) -> QSize:
        """As wide as key, sign and words."""
        return QSize(sum(self._parts()) + 2 * self.padding, self.minimumHeight())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember whether Shift was held."""
        self._has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)
        self._has_shift = False

    def _paint_parts(self, painter: QPainter, _left: int, _widths: Sequence[int]) -> None:
        colours = colours_of(self)
        cap, sign, words = self._parts()
        left = (self.width() - cap - sign - words) // 2
        if cap:
            area = QRect(left, (self.height() - Px.CHIP) // 2, cap - _GAP, Px.CHIP)
            paint_cap(painter, self._art, area, self._view.key, colours.tx2)
        if sign:
            middle = QPointF(left + cap + 5, self.height() / 2)
            paint_sign(painter, middle, self._view.sign, sign_colour(colours, self._view.sign))
        painter.setPen(QColor(self._colour()))
        painter.setFont(self.font())
        area = QRect(left + cap + sign, 0, words + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _parts(self) -> tuple[int, int, int]:
        cap = cap_width(self._art, self._view.key) + _GAP if self._view.key else 0
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return cap, _SIGN if self._view.sign else 0, words

    def _tell(self) -> None:
        if self._view.sign:
            self.pressed_for.emit("", self._view.sign)
        else:
            self.pressed_for.emit(self._view.id, "-" if self._has_shift else "+")


class WordsField(QLineEdit):
    """A field that keeps Enter to itself, so that the page does not act on it a second time."""

    def __init__(self, art: Artwork, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFont(art.fonts.font(Role.BODY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or finish with Enter."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class KeyHint(QWidget):
    """Key caps and what they do."""

    def __init__(self, art: Artwork, keys: Sequence[str], words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        tight(row, gap=4)
        for key in keys:
            if key == "–":
                dash = Label(art, Role.CAPTION, "tx3")
                dash.setText(key)
                row.addWidget(dash)
            else:
                row.addWidget(KeyCap(art, key))
        label = Label(art, Role.CAPTION, "tx2")
        label.setText(words)
        row.addSpacing(2)
        row.addWidget(label)
        self.setAccessibleName(f"{' '.join(keys)}: {words}")
