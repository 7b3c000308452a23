"""The bar above the pages when a run cannot be recorded any more: what is wrong, three ways out."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.widgets.controls import Button, IconView, Label
from simrunner.ui.widgets.panels import tight


class FailureBar(QFrame):
    """Hidden while the record is written; nobody can put it away without choosing."""

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Start hidden."""
        super().__init__()
        self.setObjectName("failure")
        self.setProperty("surface", "warn")
        self._tr = tr
        self._title = Label(art, Role.TILE_TITLE, "warn", wraps=True)
        self._words = Label(art, Role.BODY, "warn", wraps=True)
        self.retry = Button(art, "failure.retry", kind="primary", icon="play")
        self.elsewhere = Button(art, "failure.elsewhere")
        self.end = Button(art, "failure.end")
        words = QVBoxLayout()
        tight(words, gap=2)
        words.addWidget(self._title)
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        tight(row, margin=12, gap=12)
        row.addWidget(IconView(art, "warning", size=22, tone="warn"))
        row.addLayout(words, 1)
        for button in (self.retry, self.elsewhere, self.end):
            row.addWidget(button)
        self.retranslate()
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown."""
        return f"{self._title.text()} {self._words.text()}"

    def tell(self, title: str, words: str) -> None:
        """Show what failed and where what came since is kept."""
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(self.sentence)
        self.show()

    def retranslate(self) -> None:
        """Say the buttons again in the language in force."""
        tr = self._tr
        self.retry.label(tr("Try again"), tip=tr("Write again, for example once there is space"))
        self.elsewhere.label(
            tr("Another place…"), tip=tr("Copy the library to another folder and go on there")
        )
        self.end.label(tr("End the run"), tip=tr("End the run; what waits stays in its file"))
