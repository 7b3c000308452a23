"""One line above the pages for what must be seen at once and must not interrupt."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.widgets.controls import Button, IconView, Label, describe
from simrunner.ui.widgets.panels import tight


class NoticeBar(QFrame):
    """Shows the newest notice until it is put away; hidden when there is none."""

    def __init__(self, art: Artwork, tr: Translate) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("surface", "warn")
        self._tr = tr
        self._words = Label(art, Role.BODY, "warn", wraps=True)
        self._stop: Callable[[], None] | None = None
        self.stop = Button(art, "notice.stop")
        self._away = Button(art, "notice.away", icon="cross")
        row = QHBoxLayout(self)
        tight(row, margin=12, gap=12)
        row.addWidget(IconView(art, "warning", size=20, tone="warn"))
        row.addWidget(self._words, 1)
        row.addWidget(self.stop)
        row.addWidget(self._away)
        self.stop.clicked.connect(self._end)
        self._away.clicked.connect(self.hide)
        self.retranslate()
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown."""
        return self._words.text()

    def tell(self, sentence: str, *, stop: Callable[[], None] | None = None) -> None:
        """Show a sentence in place of the last one; ``stop`` ends what it tells of."""
        self._words.setText(sentence)
        self._stop = stop
        self.stop.setVisible(stop is not None)
        self.show()

    def retranslate(self) -> None:
        """Say the buttons again in the language in force."""
        self.stop.label(self._tr("Cancel"), tip=self._tr("End what is being done"))
        describe(self._away, self._tr("Put away"), self._tr("Put this notice away"))

    def _end(self) -> None:
        if self._stop is not None:
            self._stop()
