"""The console's panels: a title bar with icon, title, note and controls above a body."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.ink import colour, role_font, tone_colour, tone_tint

TITLE_PX = 40
TITLE_FOLDED_PX = 34


def label(words: str = "", role: Role = Role.BODY, ink: str = "tx1") -> QLabel:
    """Return a label in a type role and a token's colour."""
    made = QLabel(words)
    made.setFont(role_font(role))
    made.setStyleSheet(f"color: {colour(ink).name()}; background: transparent;")
    return made


class ElidedLabel(QLabel):
    """A label that ends in an ellipsis where its words do not fit; put them into the tip too."""

    def __init__(self, role: Role, ink: str = "tx1") -> None:
        """Start without words."""
        super().__init__()
        self.setFont(role_font(role))
        self._ink = ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(colour(self._ink))
        room = self.width()
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)


def paint_chip(chip: QLabel, tone: Tone) -> None:
    """Give a label the tint and text colour of a tone."""
    ink = tone_colour(tone) if tone is not Tone.QUIET else colour("tx2")
    chip.setStyleSheet(
        f"background: {tone_tint(tone).name()}; color: {ink.name()};"
        "border-radius: 4px; padding: 0 6px;"
    )


def chip(words: str = "", tone: Tone = Tone.QUIET) -> QLabel:
    """Return a 20 px chip."""
    made = QLabel(words)
    made.setFont(role_font(Role.CAPTION))
    made.setFixedHeight(20)
    paint_chip(made, tone)
    return made


def key_cap(words: str) -> QLabel:
    """Return a key cap."""
    made = QLabel(words)
    made.setFont(role_font(Role.KEY_CAP))
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setFixedHeight(20)
    made.setMinimumWidth(22)
    made.setStyleSheet(
        f"color: {colour('tx2').name()}; border: 1px solid {colour('line2').name()};"
        "border-radius: 4px; padding: 0 4px; background: transparent;"
    )
    return made


def button(words: str, name: str, *, kind: str = "", height_px: int = 24) -> QPushButton:
    """Return a push button with an object name and an accessible name."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setFont(role_font(Role.BODY_STRONG))
    made.setFixedHeight(height_px)
    made.setProperty("ringed", True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if kind:
        made.setProperty("kind", kind)
    if height_px < 30:
        made.setStyleSheet("padding: 0 6px;")
    return made


class ConsolePanel(QFrame):
    """A bordered panel; put widgets into ``body`` and controls into ``corner``."""

    def __init__(self, icons: Icons, icon: str, name: str, parent: QWidget | None = None) -> None:
        """Build an empty panel; words come with ``set_title``."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("surface", "panel")
        self._icon = QLabel()
        self._icon.setPixmap(icons.pixmap(icon, colour("tx3").name(), 16))
        self.title = label("", Role.PANEL_TITLE)
        self.note = label("", Role.CAPTION, "tx3")
        self.bar = QFrame()
        self.bar.setProperty("surface", "title")
        self.bar.setFixedHeight(TITLE_PX)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.title)
        row.addWidget(self.note)
        row.addStretch()
        self.corner = QHBoxLayout()
        self.corner.setSpacing(8)
        row.addLayout(self.corner)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self.column.addWidget(self.bar)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.column.addLayout(self.body, 1)

    def set_title(self, title: str, note: str = "") -> None:
        """Show these words."""
        self.title.setText(title)
        self.note.setText(note)
        self.setAccessibleName(title)

    def fold(self, *, is_folded: bool) -> None:
        """Use the lower title bar of small screens."""
        self.bar.setFixedHeight(TITLE_FOLDED_PX if is_folded else TITLE_PX)
