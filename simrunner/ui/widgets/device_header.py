"""The head of the chosen device: who it is, where it belongs, and what may be done with it."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.device_detail import HeaderView
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label
from simrunner.ui.widgets.device_chooser import Chooser
from simrunner.ui.widgets.panels import surface, tight

HEADER_PX, HEADER_DOUBLE_PX = 72, 100


class DeviceHeader(QFrame):
    """Name, state, identity, choosers and buttons.

    ``picked`` tells "room" or "plays" and what was chosen. Where there is less room, the choosers
    stand below the buttons.
    """

    picked = Signal(str, str)
    paired = Signal()
    made_safe = Signal()
    left = Signal()

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("devices.header")
        self.setProperty("surface", "panel")
        self.setFixedHeight(HEADER_PX)
        self._is_double = False
        self._icon = IconView(art, "devices", size=26, tone="ac")
        self._name = Label(art, Role.SECTION_TITLE)
        self._chip = Chip(art)
        self._identity = ElidedLabel(art, Role.CAPTION, "tx2")
        self._identity.setMinimumHeight(18)
        self.room = Chooser(art, "devices.room")
        self.plays = Chooser(art, "devices.plays")
        self._rule = surface("rule")
        self._rule.setFixedSize(1, 32)
        self.pair = Button(art, "devices.header.pair", kind="primary")
        self.safe = Button(art, "devices.safe", icon="stop")
        self.leave = Button(art, "devices.leave", kind="plain")
        for chooser in (self.room, self.plays):
            chooser.picked.connect(self.picked)
        self.pair.clicked.connect(self.paired)
        self.safe.clicked.connect(self.made_safe)
        self.leave.clicked.connect(self.left)
        self._words = self._name_and_chip()
        self._choosers = _in_a_row(self.room, self.plays)
        self._buttons = _in_a_row(self.pair, self.safe, self.leave)
        for widget in (
            self._icon, self._words, self._identity, self._choosers, self._rule, self._buttons,
        ):  # fmt: skip
            widget.setParent(self)

    def show_view(self, view: HeaderView) -> None:
        """Show who it is."""
        self._icon.show_icon(view.icon, "ac")
        self._name.setText(view.name)
        self._chip.show_chip(view.chip)
        self._identity.setText(view.identity)
        for chooser, choice in ((self.room, view.room), (self.plays, view.plays)):
            chooser.setVisible(choice is not None)
            if choice is not None:
                chooser.present(choice, f"{choice.name}: {choice.words}")
        self.pair.setVisible(bool(view.pair))
        self.pair.label(view.pair)
        self.safe.label(view.safe, tip=view.safe_tip)
        self.safe.setEnabled(view.has_outputs)
        self.leave.label(view.leave, tip=view.leave_tip)
        self.leave.setEnabled(view.can_leave)
        self.setAccessibleName(f"{view.name}, {self._chip.accessibleName()}, {view.identity}")
        self.arrange()

    def lay(self, *, in_two_rows: bool) -> None:
        """Put the choosers beside the buttons, or below them."""
        self._is_double = in_two_rows
        self.setFixedHeight(HEADER_DOUBLE_PX if in_two_rows else HEADER_PX)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give every part its place."""
        right, middle = self.width() - 8, self.height() // 2
        upper = 28 if self._is_double else middle
        wide = self._buttons.sizeHint().width()
        self._buttons.setGeometry(right - wide, upper - 16, wide, 32)
        until = right - wide - 12
        choosers = self._choosers.sizeHint().width()
        has_choosers = not (self.room.isHidden() and self.plays.isHidden())
        self._rule.setVisible(has_choosers and not self._is_double)
        if self._is_double:
            self._choosers.setGeometry(self.width() - 16 - choosers, 56, choosers, 32)
            name_until, until = until, self.width() - 28 - (choosers if has_choosers else 0)
        else:
            self._rule.move(until, middle - 16)
            self._choosers.setGeometry(until - 13 - choosers, middle - 16, choosers, 32)
            until = name_until = until - 26 - choosers if has_choosers else until
        self._icon.move(18, middle - 13)
        self._words.setGeometry(QRect(60, middle - 24, max(60, name_until - 60), 26))
        self._identity.setGeometry(QRect(60, middle + 4, max(60, until - 60), 20))

    def _name_and_chip(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        tight(row, gap=10)
        row.addWidget(self._name)
        row.addWidget(self._chip)
        row.addStretch(1)
        return holder


def _in_a_row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    tight(row, gap=8)
    for widget in widgets:
        row.addWidget(widget)
    return holder
