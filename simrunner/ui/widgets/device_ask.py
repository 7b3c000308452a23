"""What a lost or a new device asks for, below its row: sentences, steps, code, buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.device_lost import AskAction, AskCard
from simrunner.ui.widgets.controls import Button, Label
from simrunner.ui.widgets.device_row import TEXT_LEFT_PX
from simrunner.ui.widgets.device_wrap import WrapRow
from simrunner.ui.widgets.panels import surface, tight

_ICONS = {"try": "undo"}
_PLAIN = ("why", "ignore")
_NARROW_PX = 340


class AskBody(QWidget):
    """One card; ``wanted`` tells the key of the button that was pressed.

    "why" opens and closes the words for a technician by itself.
    """

    wanted = Signal(str)

    def __init__(self, art: Artwork, key: str, card: AskCard) -> None:
        """Show a card of the device ``key``."""
        super().__init__()
        self._art = art
        self._card = card
        self._buttons: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(TEXT_LEFT_PX, 4, 12, 16)
        column.setSpacing(8)
        self._sentences = Label(art, Role.BODY, wraps=True)
        column.addWidget(self._sentences)
        self._steps_title = Label(art, Role.CAPTION_STRONG)
        self._steps = tuple(
            (Label(art, Role.BODY, "tx2"), Label(art, Role.BODY, "tx2", wraps=True))
            for _ in card.steps
        )
        if card.steps:
            column.addLayout(self._step_lines())
        self._why = Label(art, Role.CAPTION, "tx2", wraps=True)
        self._why.setVisible(False)
        self._code = _CodeBox(art) if card.code else None
        column.addWidget(self._row(art, key, card))
        column.addWidget(self._why)
        self.show_card(card)

    def show_card(self, card: AskCard) -> None:
        """Say the card again; steps and buttons are as many as before."""
        self._card = card
        self._sentences.setText(card.sentences)
        self._steps_title.setText(card.steps_title)
        for number, ((place, label), words) in enumerate(
            zip(self._steps, card.steps, strict=True), start=1
        ):
            place.setText(f"{number}.")
            label.setText(words)
        if self._code is not None:
            self._code.show_code(card.code)
        for action in card.actions:
            self._buttons[action.key].label(action.words, tip=action.tip)
        self._why.setText(card.why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the buttons narrower where the list is."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_PX
        for key, button in self._buttons.items():
            button.padding = 8 if is_narrow else 10
            button.show_icon(before="" if is_narrow else _ICONS.get(key, ""))

    def _step_lines(self) -> QVBoxLayout:
        column = QVBoxLayout()
        tight(column, gap=4)
        column.addWidget(self._steps_title)
        lines = QGridLayout()
        tight(lines)
        lines.setHorizontalSpacing(6)
        lines.setVerticalSpacing(2)
        lines.setColumnStretch(1, 1)
        for number, (place, label) in enumerate(self._steps):
            lines.addWidget(place, number, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(label, number, 1)
        column.addLayout(lines)
        return column

    def _row(self, art: Artwork, key: str, card: AskCard) -> QWidget:
        for action in card.actions:
            self._buttons[action.key] = self._button(art, key, action)
        if self._code is None:
            return WrapRow(tuple(self._buttons.values()), 28)
        return WrapRow((self._code, *self._buttons.values()), 38)

    def _button(self, art: Artwork, key: str, action: AskAction) -> Button:
        kind = "primary" if action.is_primary else "plain" if action.key in _PLAIN else "normal"
        height = Px.CONTROL if self._code is not None else 28
        button = Button(
            art, f"devices.{action.key}.{key}", kind=kind, icon=_ICONS.get(action.key, ""),
            height=height,
        )  # fmt: skip
        button.padding = 10
        button.setProperty("wants", action.key)
        button.clicked.connect(self._press)
        return button

    def _press(self) -> None:
        wanted = str(self.sender().property("wants"))
        if wanted == "why":
            self._why.setVisible(not self._why.isVisible())
        else:
            self.wanted.emit(wanted)


class _CodeBox(QFrame):
    """The pairing code, large, to be compared with the one on the device."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "code")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        self._code = Label(art, Role.SESSION_CLOCK)
        row.addWidget(self._code)

    def show_code(self, code: str) -> None:
        """Show the code; it is read digit by digit."""
        self._code.setText(code)
        self._code.setAccessibleName(" ".join(code.replace(" ", "")))


def card_shape(card: AskCard) -> tuple[object, ...]:
    """Return what must be alike so that a card can be said again in place."""
    return len(card.steps), bool(card.code), tuple(action.key for action in card.actions)


def category(art: Artwork) -> tuple[QFrame, Label]:
    """Return the strip above a part of a list, and its label."""
    strip = surface("category")
    strip.setFixedHeight(30)
    row = QHBoxLayout(strip)
    row.setContentsMargins(14, 0, 12, 0)
    label = Label(art, Role.CAPTION_STRONG, "tx2")
    row.addWidget(label)
    return strip, label
