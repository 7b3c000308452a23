"""Buttons, chips, segments, key caps and labels, drawn from the tokens."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, repolish, set_tone
from simrunner.ui.look.tokens import Px, Role

_CENTRE = Qt.AlignmentFlag.AlignCenter
_ICON_GAP = 8


def describe(widget: QWidget, name: str, tip: str = "", shortcut: str = "") -> None:
    """Say what a control is: accessible name, and the tool tip with its key."""
    words = tip or name
    widget.setAccessibleName(name)
    widget.setToolTip(f"{words} ({shortcut})" if shortcut else words)


class Label(QLabel):
    """One line or paragraph of text in a type role and a colour role."""

    def __init__(
        self, art: Artwork, role: Role = Role.BODY, tone: str = "tx1", *, wraps: bool = False
    ) -> None:
        super().__init__()
        self.setFont(art.fonts.font(role))
        self.setProperty("tone", tone)
        self.setWordWrap(wraps)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: str, tone: str | None = None) -> None:
        """Show ``text``, in another colour role if given; an empty text takes no room."""
        self.setText(text)
        if tone is not None:
            set_tone(self, tone)


class ElidedLabel(Label):
    """One line that ends in … when there is no room, and then says itself in a tool tip."""

    def __init__(self, art: Artwork, role: Role = Role.BODY, tone: str = "tx1") -> None:
        super().__init__(art, role, tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, cut at the right."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        fits = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        self.setToolTip(self.text() if fits != self.text() else "")
        painter.drawText(self.rect(), int(self.alignment()), fits)


class IconView(QWidget):
    """A line icon in a colour role."""

    def __init__(self, art: Artwork, name: str, *, size: int = 16, tone: str = "tx3") -> None:
        super().__init__()
        self._art = art
        self._name = name
        self._size = size
        self._tone = tone
        self.setFixedSize(size, size)

    def show_icon(self, name: str, tone: str) -> None:
        """Show another icon or colour role."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        colour = colours_of(self).colour(self._tone)
        painter.drawPixmap(
            0, 0, self._art.icons.pixmap(
                self._name, colour, self._size, scale=self.devicePixelRatioF()
            )
        )  # fmt: skip


class Button(QPushButton):
    """A button with an optional icon before and key cap behind its words.

    ``kind`` is normal, primary, plain, surface, destructive, toggled or segment. The mouse does
    not move the keyboard focus here, so that clicking never takes it from a text field.
    """

    def __init__(
        self,
        art: Artwork,
        name: str,
        *,
        kind: str = "normal",
        icon: str = "",
        height: int = Px.CONTROL,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setFont(art.fonts.font(Role.BODY_STRONG))
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._art = art
        self._icon = icon
        self._icon_after = ""
        self._lead = ""
        self._key = ""
        self.padding = 12

    def label(self, text: str, *, tip: str = "", key: str = "", shown_key: str = "") -> None:
        """Set the words; ``key`` goes to the tool tip, ``shown_key`` also into a key cap."""
        self.setText(text)
        self._key = shown_key
        describe(self, self.accessible_words(), tip, key or shown_key)
        self.updateGeometry()

    def accessible_words(self) -> str:
        """Return what a screen reader says."""
        return f"{self._lead} {self.text()}".strip()

    def lead(self, text: str) -> None:
        """Set quiet words before the words, for example the name of a filter."""
        self._lead = text

    def show_icon(self, before: str = "", after: str = "") -> None:
        """Set the icons around the words."""
        self._icon, self._icon_after = before, after
        self.updateGeometry()
        self.update()

    def become(self, kind: str) -> None:
        """Change the kind of button."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            repolish(self)

    def sizeHint(self) -> QSize:
        """As wide as its parts."""
        return QSize(sum(self._widths()) + 2 * self.padding, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame by the style sheet, then the parts, centred together."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        widths = self._widths()
        left = (self.width() - sum(widths)) // 2
        self._paint_parts(painter, left, widths)

    def _paint_parts(self, painter: QPainter, left: int, widths: Sequence[int]) -> None:
        colour = self._colour()
        before, lead, words, after, _cap = widths
        if before:
            self._paint_icon(painter, self._icon, left, colour)
            left += before
        if lead:
            muted = colours_of(self).tx2 if self.isEnabled() else colours_of(self).dis
            painter.setFont(self._art.fonts.font(Role.BODY))
            painter.setPen(QColor(muted))
            painter.drawText(QRect(left, 0, lead, self.height()), Qt.AlignmentFlag.AlignVCenter,
                             self._lead)  # fmt: skip
            left += lead
        painter.setFont(self.font())
        painter.setPen(QColor(colour))
        painter.drawText(
            QRect(left, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        left += words
        if after:
            self._paint_icon(painter, self._icon_after, left + _ICON_GAP, colour)
            left += after
        if self._key:
            cap = cap_width(self._art, self._key)
            area = QRect(left + 10, (self.height() - Px.CHIP) // 2, cap, Px.CHIP)
            paint_cap(painter, self._art, area, self._key, colour)

    def _paint_icon(self, painter: QPainter, name: str, left: int, colour: str) -> None:
        size = self._icon_size()
        pixmap: QPixmap = self._art.icons.pixmap(name, colour, size, scale=self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - size) // 2, pixmap)

    def _icon_size(self) -> int:
        return 14 if self.height() <= Px.CONTROL_COMPACT else 16

    def _colour(self) -> str:
        colours = colours_of(self)
        if not self.isEnabled():
            return colours.dis
        kind = self.property("kind")
        if kind == "primary":
            return colours.on_fill
        if kind == "destructive":
            return colours.bad
        if kind == "segment" and not self.isChecked():
            return colours.tx2
        return colours.tx1

    def _widths(self) -> tuple[int, int, int, int, int]:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        lead = 0
        if self._lead:
            lead = QFontMetrics(self._art.fonts.font(Role.BODY)).horizontalAdvance(self._lead) + 6
        icon = self._icon_size()
        before = icon + (_ICON_GAP if words or lead else 0) if self._icon else 0
        after = icon + _ICON_GAP if self._icon_after else 0
        return (
            before, lead, words, after, cap_width(self._art, self._key) + 10 if self._key else 0
        )  # fmt: skip


def cap_width(art: Artwork, key: str) -> int:
    """Return the width of a key cap, px."""
    return QFontMetrics(art.fonts.font(Role.KEY_CAP)).horizontalAdvance(key) + 12


def paint_cap(painter: QPainter, art: Artwork, area: QRect, key: str, colour: str) -> None:
    """Draw a key cap: a thin frame with the key in it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QColor(colour)
    edge.setAlpha(110)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = float(Px.RADIUS_CHIP)
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(QColor(colour))
    painter.setFont(art.fonts.font(Role.KEY_CAP))
    painter.drawText(area, _CENTRE, key)


class KeyCap(QWidget):
    """A key, drawn as a cap, beside what it does."""

    def __init__(self, art: Artwork, key: str) -> None:
        super().__init__()
        self._art = art
        self._key = key
        self.setFixedSize(cap_width(art, key), Px.CHIP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cap."""
        paint_cap(QPainter(self), self._art, self.rect(), self._key, colours_of(self).tx2)


class Segments(QFrame):
    """A few choices side by side, one of them chosen; ``chosen`` tells the key of a new one."""

    chosen = Signal(str)

    def __init__(self, art: Artwork, name: str, keys: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("surface", "segments")
        self.setFixedHeight(Px.CONTROL)
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for key in keys:
            button = Button(art, f"{name}.{key}", kind="segment", height=Px.CONTROL - 4)
            button.setCheckable(True)
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(self._tell)

    def show_words(self, words: Sequence[tuple[str, str]], tip: str) -> None:
        """Set the words of each key, and what the choice is about."""
        describe(self, tip)
        for key, text in words:
            self._buttons[key].label(text, tip=f"{tip}: {text}")

    def show_offered(self, keys: Sequence[str]) -> None:
        """Leave only these choices to be chosen."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys)

    def choose(self, key: str) -> None:
        """Show ``key`` as chosen without telling anyone."""
        button = self._buttons.get(key)
        if button is not None:
            button.setChecked(True)

    def _tell(self, button: Button) -> None:
        for key, mine in self._buttons.items():
            if mine is button:
                self.chosen.emit(key)
