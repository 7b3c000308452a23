"""The row of soft keys below the monitor."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.soft_keys import SoftKey
from simrunner.ui.widgets.ink import BLACK, colour, sized_font

BAR_PX = 80
KEY_PX = 64


class SoftKeyButton(QAbstractButton):
    """One key: icon, words, and a note below them."""

    pressed_key = Signal(str)

    def __init__(self, key: SoftKey, icons: Icons, parent: QWidget | None = None) -> None:
        """Be disabled, with the reason as tool tip, where the key says so."""
        super().__init__(parent)
        self._icons = icons
        self.key = key
        self.setObjectName(f"monitor-key-{key.key}")
        self.setCheckable(key.is_checkable)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(KEY_PX)
        self.setProperty("ringed", True)
        self.clicked.connect(self._press)
        self.show_key(key)

    def show_key(self, key: SoftKey) -> None:
        """Take other words, for example in another language."""
        self.key = key
        self.setEnabled(key.kind != "disabled")
        self.setText(key.title)
        shortcut = f" ({key.shortcut})" if key.shortcut else ""
        self.setToolTip(f"{key.tip}{shortcut}")
        self.setAccessibleName(key.title)
        self.setAccessibleDescription(key.tip)
        if key.shortcut:
            self.setShortcut(QKeySequence(key.shortcut))
        self._note = key.note
        self.update()

    def set_note(self, note: str) -> None:
        """Show another note below the words."""
        if note != self._note:
            self._note = note
            self.update()

    def sizeHint(self) -> QSize:
        """Return a width that never squeezes the bar; keys share what there is."""
        return QSize(80, KEY_PX)

    def _press(self) -> None:
        self.pressed_key.emit(self.key.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key in its state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink = self._state_colours()
        painter.setPen(QPen(colour(edge), 1))
        painter.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._draw_words(painter, ink)

    def _state_colours(self) -> tuple[str, str, str]:
        if not self.isEnabled():
            return "", "line1", "dis"
        if self.isChecked():
            return "tx1", "tx1", "bg0"
        if self.isDown():
            return "bg4", "line2", "tx1"
        return ("bg3" if self.underMouse() else "bg1"), "line2", "tx1"

    def _draw_words(self, painter: QPainter, ink: str) -> None:
        is_small = self.width() < 150
        note_font = sized_font(11 if is_small else 13, 400, "text")
        note_width = QFontMetrics(note_font).horizontalAdvance(self._note)
        painter.setFont(sized_font(13 if is_small else 17, 500, "text"))
        words_width = max(note_width, painter.fontMetrics().horizontalAdvance(self.text()))
        icon_px = 18 if is_small else 24
        gap = 6 if is_small else 12
        total = icon_px + gap + words_width
        left = max(6, (self.width() - total) // 2)
        icon = self._icons.pixmap(self.key.icon, colour(ink).name(), icon_px,
                                  scale=self.devicePixelRatioF())  # fmt: skip
        painter.drawPixmap(left, (self.height() - icon_px) // 2, icon)
        x = left + icon_px + gap
        painter.setPen(colour(ink))
        title = QRect(x, 12 if self._note else 0, self.width() - x - 4, 24)
        if not self._note:
            title.setHeight(self.height())
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._note:
            painter.setFont(note_font)
            if ink == "tx1":
                painter.setPen(colour("tx2"))
            box = QRect(x, 34, self.width() - x - 4, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._note)


class SoftKeyBar(QWidget):
    """All keys in a row."""

    pressed_key = Signal(str)

    def __init__(
        self, keys: Sequence[SoftKey], icons: Icons, parent: QWidget | None = None
    ) -> None:
        """Build one button per key."""
        super().__init__(parent)
        self.setFixedHeight(BAR_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        self.buttons: dict[str, SoftKeyButton] = {}
        for key in keys:
            button = SoftKeyButton(key, icons)
            button.pressed_key.connect(self.pressed_key)
            row.addWidget(button)
            self.buttons[key.key] = button

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Stand on black."""
        QPainter(self).fillRect(self.rect(), colour(BLACK))

    def show_keys(self, keys: Sequence[SoftKey]) -> None:
        """Take other words."""
        for key in keys:
            self.buttons[key.key].show_key(key)
