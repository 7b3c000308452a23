"""How long data are kept: the clocks on the left, what goes on the right."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, style_sheet
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.retention import RetentionView
from simrunner.ui.widgets.controls import Label
from simrunner.ui.widgets.panels import tight
from simrunner.ui.windows.retention_clocks import ClocksPanel
from simrunner.ui.windows.retention_removals import RemovalsPanel

SMALLEST = QSize(980, 640)
SIZE = QSize(1180, 780)
_CLOCKS_WIDE = 480


class RetentionWindow(QWidget):
    """A window beside the others; its panels tell what is asked for."""

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName("retention")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "page")
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self._tr = tr
        self.title = Label(art, Role.WINDOW_TITLE)
        self._subtitle = Label(art, Role.CAPTION, "tx2")
        self.said = Label(art, Role.BODY, "tx2", wraps=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clocks = ClocksPanel(art, tr)
        self.removals = RemovalsPanel(art, tr)
        column = QVBoxLayout(self)
        tight(column, margin=int(Px.PAD_DEBRIEF), gap=int(Px.GAP))
        words = QVBoxLayout()
        tight(words, gap=2)
        words.addWidget(self.title)
        words.addWidget(self._subtitle)
        column.addLayout(words)
        column.addWidget(self.said)
        both = QHBoxLayout()
        tight(both, gap=int(Px.GAP))
        self.clocks.setFixedWidth(_CLOCKS_WIDE)
        both.addWidget(self.clocks)
        both.addWidget(self.removals, 1)
        column.addLayout(both, 1)
        self._escape = QShortcut(QKeySequence("Esc"), self)
        self._escape.activated.connect(self.close)
        self.setStyleSheet(style_sheet(colours_of(self)))
        self.tell("")
        self.retranslate()

    def show_retention(self, view: RetentionView) -> None:
        """Show how it stands."""
        self.clocks.show_clocks(view.clocks)
        self.removals.show_removals(view)

    def tell(self, sentence: str) -> None:
        """Say what came of what was asked for; nothing with an empty sentence."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def show_busy(self, *, is_busy: bool) -> None:
        """Take no orders while one is carried out."""
        for panel in (self.clocks, self.removals):
            panel.setEnabled(not is_busy)

    def retranslate(self) -> None:
        """Say everything again; what stands in the panels is presented anew by whoever has it."""
        tr = self._tr
        self.title.setText(tr("How long data are kept"))
        self._subtitle.setText(
            tr(
                "Nothing goes by itself: what has outlived its clock is announced, may be kept, "
                "and goes when somebody says so."
            )
        )
        self.setWindowTitle(f"{self.title.text()} · simrunner")
        self.setAccessibleName(self.title.text())
        self.clocks.retranslate()
        self.removals.retranslate()
