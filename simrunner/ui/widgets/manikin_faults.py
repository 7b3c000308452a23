"""Faults of the manikin on demand: one row each, with what will be seen and how to end it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.manikin_faults import LASTS_S, FaultLine
from simrunner.ui.widgets.controls import Button, Label, Segments, describe
from simrunner.ui.widgets.panels import scrolled, surface, tight

_LEAST_PX = 50


class FaultRow(QWidget):
    """Name, sentence, remaining time, and one button: cause it, or end it now."""

    caused = Signal(str)
    ended = Signal(int)

    def __init__(self, art: Artwork, tr: Translate, line: FaultLine, *, is_first: bool) -> None:
        """Show the fault at rest."""
        super().__init__()
        self._tr = tr
        self._line = line
        self.setMinimumHeight(_LEAST_PX)
        frame = surface("bare" if is_first else "row")
        outer = QHBoxLayout(self)
        tight(outer)
        outer.addWidget(frame)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(8)
        words = QVBoxLayout()
        tight(words)
        self.name = Label(art, Role.BODY_STRONG)
        self.sentence = Label(art, Role.CAPTION, "tx2", wraps=True)
        words.addWidget(self.name)
        words.addWidget(self.sentence)
        row.addLayout(words, 1)
        self.button = Button(
            art, f"manikin-fault-{line.kind}", kind="surface", height=Px.CONTROL_COMPACT
        )
        self.button.clicked.connect(self._clicked)
        row.addWidget(self.button)
        self.show_line(line, is_new=True)

    def show_line(self, line: FaultLine, *, is_new: bool = False) -> None:
        """Show it as it stands now."""
        if line == self._line and not is_new:
            return
        self._line = line
        tr, is_running = self._tr, line.running is not None
        self.name.show_text(line.name)
        self.sentence.show_text(
            f"▲ {line.left}" if is_running else line.sentence, "warn" if is_running else "tx2"
        )
        self.button.label(tr("End now") if is_running else tr("Trigger"))
        self.button.become("destructive" if is_running else "surface")
        describe(self.button, f"{line.name}: {self.button.text()}", line.sentence)

    def _clicked(self) -> None:
        if self._line.running is not None:
            self.ended.emit(self._line.running)
        else:
            self.caused.emit(self._line.kind)


class FaultsPanel(QWidget):
    """``caused`` tells kind and seconds, ``ended`` the number of a fault to end now."""

    caused = Signal(str, int)
    ended = Signal(int)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Begin without faults to offer."""
        super().__init__()
        self._art = art
        self._tr = tr
        self._lasts_s = LASTS_S[0]
        self.rows: dict[str, FaultRow] = {}
        self.lasts = Segments(art, "manikin-fault-lasts", [str(each) for each in LASTS_S])
        self.lasts.choose(str(self._lasts_s))
        self.lasts.chosen.connect(self._choose)
        self._words = Label(art, Role.CAPTION, "tx2")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        tight(whole, gap=4)
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(self._words)
        across.addWidget(self.lasts)
        across.addStretch(1)
        whole.addLayout(across)
        whole.addWidget(scrolled(inside), 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again; the rows come with the next lines."""
        tr = self._tr
        self._words.setText(tr("Duration of a fault"))
        self.lasts.show_words(
            [(str(each), tr("{seconds} s", seconds=each)) for each in LASTS_S],
            tr("How long a fault lasts"),
        )

    def show_lines(self, lines: Sequence[FaultLine]) -> None:
        """Show these faults."""
        for place, line in enumerate(lines):
            row = self.rows.get(line.kind)
            if row is None:
                row = FaultRow(self._art, self._tr, line, is_first=place == 0)
                row.caused.connect(self._cause)
                row.ended.connect(self.ended)
                self.rows[line.kind] = row
                self._column.insertWidget(place, row)
            row.show_line(line)

    def _choose(self, seconds: str) -> None:
        self._lasts_s = int(seconds)

    def _cause(self, kind: str) -> None:
        self.caused.emit(kind, self._lasts_s)
