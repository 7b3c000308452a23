"""The clocks: a line for each class of data, with the days that it is kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.retention import RecordClass
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.retention import ClockView
from simrunner.ui.widgets.controls import Label, describe
from simrunner.ui.widgets.panels import Panel, scrolled, tight

_FIELD_WIDE, _KEPT_WIDE = 104, 84
_LONGEST = 8


class ClockLine(QFrame):
    """One class; ``typed`` tells the text of its field when it is left with another one."""

    typed = Signal(str)

    def __init__(self, art: Artwork, record_class: RecordClass) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setProperty("surface", "line")
        self._view: ClockView | None = None
        self._name = Label(art, Role.BODY_STRONG)
        self._words = Label(art, Role.CAPTION, "tx2", wraps=True)
        self._suggested = Label(art, Role.CAPTION, "tx3")
        self._kept = Label(art, Role.BODY, "tx2")
        self._kept.setFixedWidth(_KEPT_WIDE)
        self.days = QLineEdit()
        self.days.setObjectName(f"retention.days.{record_class}")
        self.days.setFont(art.fonts.font(Role.BODY))
        self.days.setFixedSize(_FIELD_WIDE, Px.CONTROL)
        self.days.setMaxLength(_LONGEST)
        self.days.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.days.editingFinished.connect(self._left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(12)
        left = QVBoxLayout()
        tight(left, gap=2)
        for label in (self._name, self._words, self._suggested):
            left.addWidget(label)
        row.addLayout(left, 1)
        row.addWidget(self.days)
        row.addWidget(self._kept)

    def show_clock(self, view: ClockView, tr: Translate) -> None:
        """Show how long the class is kept."""
        self._view = view
        self._name.setText(view.name)
        self._words.setText(view.words)
        self._suggested.setText(view.suggested)
        self._kept.setText(view.kept)
        self.days.setPlaceholderText(tr("days"))
        self.days.setText(view.days)
        describe(
            self.days, tr("{name}: kept, days", name=view.name),
            tr("1 to 36500 days; empty: for ever. Enter sets it; nothing goes by this alone."),
        )  # fmt: skip

    def _left(self) -> None:
        if self._view is not None and self.days.text().strip() != self._view.days:
            self.typed.emit(self.days.text())


class ClocksPanel(Panel):
    """``typed`` tells a class and what was typed for it."""

    typed = Signal(str, str)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Show no clocks yet."""
        super().__init__(art, "clock")
        self._tr = tr
        self.lines = {each: ClockLine(art, each) for each in RecordClass}
        inside = QWidget()
        column = QVBoxLayout(inside)
        tight(column, margin=16, gap=0)
        for each, line in self.lines.items():
            line.typed.connect(lambda text, each=each: self.typed.emit(each.value, text))
            column.addWidget(line)
        self._hint = Label(art, Role.CAPTION, "tx3", wraps=True)
        column.addSpacing(12)
        column.addWidget(self._hint)
        column.addStretch(1)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(scrolled(inside), 1)
        self.retranslate()

    def show_clocks(self, clocks: tuple[ClockView, ...]) -> None:
        """Show how long each class is kept."""
        for view in clocks:
            self.lines[view.record_class].show_clock(view, self._tr)

    def retranslate(self) -> None:
        """Say the title and the hint again."""
        self.show_title(self._tr("Clocks"))
        self._hint.setText(
            self._tr(
                "What is suggested are choices of this program, no law's numbers: your centre "
                "sets its own. An empty field keeps a class for ever."
            )
        )
