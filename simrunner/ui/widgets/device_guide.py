"""Calibrating in the page: which channel, zero without load, the known amount, done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.device_guide import GuideView
from simrunner.ui.presenters.home_view import ChoiceView
from simrunner.ui.widgets.controls import Button, Label, describe
from simrunner.ui.widgets.device_chooser import Chooser
from simrunner.ui.widgets.device_wrap import WrapRow
from simrunner.ui.widgets.panels import tight


class GuidePanel(QWidget):
    """One step at a time; ``taken`` tells the amount in the field, ``left`` that it is over.

    Escape leaves. ``picked`` tells another channel.
    """

    taken = Signal(float)
    left = Signal()
    picked = Signal(str)

    def __init__(self, art: Artwork) -> None:
        """Begin without words."""
        super().__init__()
        self.setObjectName("devices.guide")
        self._art = art
        self._channel = Chooser(art, "devices.guide.channel")
        self._channel.picked.connect(self._pick)
        self._place = Label(art, Role.CAPTION, "tx3")
        self._sentence = Label(art, Role.BODY, wraps=True)
        self._reading_words = Label(art, Role.CAPTION, "tx2")
        self._reading = Label(art, Role.WINDOW_TITLE)
        self._amount_words = Label(art, Role.CAPTION, "tx2")
        self._unit = Label(art, Role.BODY, "tx2")
        self._trouble = Label(art, Role.BODY, "bad", wraps=True)
        self._trouble.setObjectName("devices.guide.trouble")
        self.amount = QLineEdit()
        self.amount.setObjectName("devices.guide.amount")
        self.amount.setFont(art.fonts.font(Role.BODY))
        self.amount.setFixedSize(84, Px.CONTROL)
        self.amount.setValidator(QDoubleValidator(0.1, 10_000.0, 2, self.amount))
        self.take = Button(art, "devices.guide.take", kind="primary")
        self.leave = Button(art, "devices.guide.leave", kind="plain")
        self.take.clicked.connect(self._tell)
        self.amount.returnPressed.connect(self._tell)
        self.leave.clicked.connect(self.left)
        self._known = _group(self._amount_words, self.amount, self._unit)
        self._build()

    def show_step(self, view: GuideView, channels: ChoiceView) -> None:
        """Show a step of one of the channels."""
        self._channel.present(channels, channels.name)
        self._place.setText(view.place)
        self._sentence.setText(view.sentence)
        self._reading_words.setText(view.reading_words)
        self._reading.setText(view.reading)
        self._amount_words.setText(view.amount_words)
        self._unit.setText(view.unit)
        self._known.setVisible(bool(view.amount_words))
        describe(self.amount, view.amount_words or channels.words)
        self._trouble.setText(view.trouble)
        self._trouble.setVisible(bool(view.trouble))
        self.take.label(view.action)
        self.leave.label(view.leave)
        self.leave.setVisible(bool(view.leave))

    def show_amount(self, known: float) -> None:
        """Put the usual amount into the field."""
        self.amount.setText(f"{known:g}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._channel)
        head.addStretch(1)
        head.addWidget(self._place)
        column.addLayout(head)
        column.addWidget(self._sentence)
        now = _group(self._reading_words, self._reading)
        column.addWidget(WrapRow((now, self._known), Px.CONTROL))
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        tight(row, gap=8)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def _pick(self, _key: str, channel: str) -> None:
        self.picked.emit(channel)

    def _tell(self) -> None:
        written = self.amount.text().replace(",", ".")
        self.taken.emit(float(written) if written else 0.0)


def _group(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    tight(row, gap=8)
    for widget in widgets:
        row.addWidget(widget)
    row.addSpacing(16)
    return holder
