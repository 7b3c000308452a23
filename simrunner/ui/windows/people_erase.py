"""The last question before somebody is erased: what goes, what stays, and the code typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import Button, Label, Segments, describe
from simrunner.ui.widgets.panels import tight

_CODE_WIDE = 180
STAY, GO = "stay", "go"
"""Whether what others wrote in the person's runs goes too."""


class EraseAsk(QFrame):
    """Hidden until asked; ``confirmed`` tells whether the texts of others go too."""

    confirmed = Signal(bool)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Ask nothing yet."""
        super().__init__()
        self.setObjectName("people.erase.ask")
        self.setProperty("surface", "warn")
        self._tr, self._code, self._others = tr, "", 0
        self._choice = STAY
        self.preview = Label(art, Role.BODY, "tx1", wraps=True)
        self._words = Label(art, Role.BODY, "tx1")
        self.others = Segments(art, "people.erase.others", (STAY, GO))
        self.others.chosen.connect(self._take)
        self.typed = QLineEdit()
        self.typed.setObjectName("people.erase.code")
        self.typed.setFont(art.fonts.font(Role.BODY))
        self.typed.setFixedSize(_CODE_WIDE, Px.CONTROL)
        self.typed.textChanged.connect(self._look)
        self.erase = Button(art, "people.erase.now", kind="destructive")
        self.keep = Button(art, "people.erase.keep")
        self.erase.clicked.connect(lambda: self.confirmed.emit(self._choice == GO))
        self.keep.clicked.connect(self.hide)
        column = QVBoxLayout(self)
        tight(column, margin=14, gap=10)
        column.addWidget(self.preview)
        self._row = QWidget()
        line = QHBoxLayout(self._row)
        tight(line, gap=12)
        line.addWidget(self._words)
        line.addWidget(self.others)
        line.addStretch(1)
        column.addWidget(self._row)
        line = QHBoxLayout()
        tight(line, gap=8)
        for widget in (self.typed, self.erase, self.keep):
            line.addWidget(widget)
        line.addStretch(1)
        column.addLayout(line)
        self.hide()

    def ask(self, code: str, preview: str, texts_of_others: int) -> None:
        """Show what would go and wait for the code to be typed."""
        self._code, self._others, self._choice = code, texts_of_others, STAY
        self.preview.setText(preview)
        self.others.choose(STAY)
        self._row.setVisible(texts_of_others > 0)
        self.typed.clear()
        self._look()
        self.retranslate()
        self.show()
        self.typed.setFocus()

    def retranslate(self) -> None:
        """Say the controls again."""
        tr = self._tr
        about = tr("{count} texts of others in the same runs", count=self._others)
        self._words.setText(about)
        self.others.show_words(((STAY, tr("stay")), (GO, tr("go too"))), about)
        words = tr("Type {code}", code=self._code)
        self.typed.setPlaceholderText(words)
        describe(self.typed, words, tr("The code of the person who is erased"))
        self.erase.label(tr("Erase for good"), tip=tr("Type the code first"))
        self.keep.label(tr("Keep"), tip=tr("Erase nothing"))

    def _take(self, choice: str) -> None:
        self._choice = choice

    def _look(self) -> None:
        self.erase.setEnabled(self.typed.text().strip().upper() == self._code != "")
