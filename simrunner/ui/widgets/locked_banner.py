"""What Home shows when the record is encrypted and its key is not at hand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import Button, IconView, Label, describe
from simrunner.ui.widgets.panels import tight

_FIELD = 320
_GAP = 16


class LockedBanner(QFrame):
    """Asks for a pass phrase; ``typed`` tells it. Hidden until the record wants one."""

    typed = Signal(str)

    def __init__(self, art: Artwork) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("home.locked")
        self.setProperty("surface", "panel")
        self._is_wrong = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        tight(row, margin=14, gap=14)
        row.addWidget(IconView(art, "lock", size=26, tone="warn"))
        words = QVBoxLayout()
        tight(words, gap=2)
        self._title = Label(art, Role.PANEL_TITLE)
        self.verdict = Label(art, Role.CAPTION, "tx2", wraps=True)
        words.addWidget(self._title)
        words.addWidget(self.verdict)
        row.addLayout(words, 1)
        self.field = QLineEdit()
        self.field.setObjectName("home.locked.phrase")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setFont(art.fonts.font(Role.BODY))
        self.field.setFixedHeight(Px.CONTROL)
        self.field.setFixedWidth(_FIELD)
        self.open = Button(art, "home.locked.open", kind="primary")
        row.addWidget(self.field)
        row.addWidget(self.open)
        self.field.returnPressed.connect(self._tell)
        self.open.clicked.connect(self._tell)
        self.gap = QWidget()
        self.gap.setFixedHeight(_GAP)
        self.put_away()

    def put_away(self) -> None:
        """Hide, with the gap below."""
        self.hide()
        self.gap.hide()

    def ask(self, *, is_wrong: bool) -> None:
        """Show, and say that the last pass phrase was another one's when ``is_wrong``."""
        self._is_wrong = is_wrong
        self.field.clear()
        self.show()
        self.gap.show()
        self.field.setFocus()

    def retranslate(self, tr: Translate) -> None:
        """Say everything again."""
        title = tr("The record is encrypted")
        self._title.setText(title)
        self.setAccessibleName(title)
        self.verdict.setText(
            tr("This pass phrase does not open it. Try again.")
            if self._is_wrong
            else tr("Until it is opened, no run is recorded and none is shown.")
        )
        words = tr("Pass phrase")
        self.field.setPlaceholderText(words)
        describe(self.field, words, tr("Opens the record of this computer"), "Return")
        self.open.label(tr("Open"), tip=tr("Opens the record of this computer"), key="Return")

    def _tell(self) -> None:
        if self.field.text():
            self.typed.emit(self.field.text())
