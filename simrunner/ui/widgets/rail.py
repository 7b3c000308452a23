"""The rail at the left edge: one button per page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, draw_ring
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import IconView, describe

ENTRY_HEIGHT = 60
ENTRY_FOLDED = 48
LOGO_HEIGHT = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class RailEntry:
    """One page in the rail; ``at_bottom`` ones stand at the lower edge."""

    key: str
    icon: str
    at_bottom: bool = False


class RailButton(QAbstractButton):
    """An icon with a word below it; folded, the word is in the tool tip only."""

    def __init__(self, art: Artwork, entry: RailEntry) -> None:
        super().__init__()
        self._art = art
        self._icon_name = entry.icon
        self._is_folded = False
        self._wants_attention = False
        self.setObjectName(f"rail.{entry.key}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringed", False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Show the icon alone, or with its word."""
        self._is_folded = folded
        if folded:
            self.setFixedSize(Px.RAIL_FOLDED - 1, ENTRY_FOLDED)
        else:
            self.setFixedSize(Px.RAIL - 1, ENTRY_HEIGHT)
        self.update()

    def ask(self, *, wants: bool, why: str = "") -> None:
        """Show or take away the mark that something here waits for the user, and say what."""
        self._wants_attention = wants
        self.setAccessibleDescription(why)
        self.update()

    def sizeHint(self) -> QSize:
        """Fixed by folding."""
        return self.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the fill, the bar of the chosen page, the icon and the word."""
        painter = QPainter(self)
        colours = colours_of(self)
        if self.isChecked() or self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.bg3 if self.isChecked() else colours.bg2))
        if self.isChecked():
            painter.fillRect(0, 0, 3, self.height(), QColor(colours.ac))
        if self.hasFocus():
            # The window's edge leaves no room outside, so the ring stands inside here.
            draw_ring(painter, self.rect().adjusted(2, 2, -2, -2), colours)
        ink = colours.ac if self.isChecked() else colours.tx2
        size = 22
        top = (self.height() - size) // 2 if self._is_folded else 10
        left = (self.width() - size) // 2
        pixmap = self._art.icons.pixmap(self._icon_name, ink, size, scale=self.devicePixelRatioF())
        painter.drawPixmap(left, top, pixmap)
        if self._wants_attention:
            painter.fillRect(left + size - 3, top - 3, 8, 8, QColor(colours.warn))
        if not self._is_folded:
            painter.setFont(self._art.fonts.font(Role.SMALLEST))
            painter.setPen(QColor(colours.tx1 if self.isChecked() else colours.tx2))
            painter.drawText(
                QRect(0, 36, self.width(), 16), Qt.AlignmentFlag.AlignCenter, self.text()
            )


class Rail(QFrame):
    """The pages of the program; ``chosen`` tells the key of a page that was asked for."""

    chosen = Signal(str)

    def __init__(self, art: Artwork, entries: Sequence[RailEntry]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("surface", "rail")
        self._buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        logo = QWidget()
        logo.setFixedHeight(LOGO_HEIGHT)
        inner = QVBoxLayout(logo)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(IconView(art, "logo", size=26, tone="ac"), 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(logo)
        for entry in entries:
            if entry.at_bottom and not any(e.at_bottom for e in entries[: entries.index(entry)]):
                column.addStretch(1)
            button = RailButton(art, entry)
            button.clicked.connect(self._tell)
            self._buttons[entry.key] = button
            column.addWidget(button)
        self.fold(folded=False)

    def button(self, key: str) -> RailButton:
        """Return the button of a page; KeyError when there is none."""
        return self._buttons[key]

    def show_words(self, key: str, word: str, shortcut: str) -> None:
        """Set the word and the key of one page."""
        button = self._buttons[key]
        button.setText(word)
        describe(button, word, shortcut=shortcut)

    def choose(self, key: str) -> None:
        """Show ``key`` as the page in view."""
        for mine, button in self._buttons.items():
            button.setChecked(mine == key)

    def fold(self, *, folded: bool) -> None:
        """Make the rail narrow, without words, or wide."""
        self.setFixedWidth(Px.RAIL_FOLDED if folded else Px.RAIL)
        for button in self._buttons.values():
            button.fold(folded=folded)

    def _tell(self) -> None:
        for key, button in self._buttons.items():
            if button is self.sender():
                self.chosen.emit(key)
