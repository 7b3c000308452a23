"""How the link to a device does: the round trip, large, its last seconds, and the facts below."""

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.charts.device_trace import TripTrace
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.device_detail import LinkRow, LinkView
from simrunner.ui.presenters.device_words import DASH
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import ElidedLabel, Label
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, tight

_ROW_PX = 31


class LinkPanel(Panel):
    """Shows a LinkView."""

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__(art, "link")
        self.setObjectName("devices.link")
        self._art = art
        self._rows: list[_LinkLine] = []
        self._chip = Chip(art)
        self.bar.addWidget(self._chip)
        self._big = Label(art, Role.MIRROR_SMALL)
        self._big.setFont(art.fonts.sized(36, 600, "display"))
        self._words = ElidedLabel(art, Role.CAPTION, "tx2")
        self._words.setMinimumHeight(18)
        self._limit = Label(art, Role.CAPTION, "tx2")
        self._trace = TripTrace(art)
        self._head = self._number()
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        tight(self._grid)
        self._columns = 1
        self._area = scrolled(self._facts)
        tight(self.body)
        self.body.addWidget(self._head)
        self.body.addWidget(self._area, 1)

    def show_view(self, title: str, view: LinkView) -> None:
        """Show how the link does."""
        self.show_title(title)
        self._chip.show_chip(view.chip)
        self._big.show_text(view.big, "tx3" if view.big == DASH else "tx1")
        self._words.setText(view.big_words)
        self._limit.setText(view.limit_words)
        self._trace.show_trips(view)
        self._head.setAccessibleName(view.spoken)
        if len(self._rows) != len(view.rows):
            empty_layout(self._grid)
            self._rows = [_LinkLine(self._art) for _ in view.rows]
            self._place()
        for line, row in zip(self._rows, view.rows, strict=True):
            line.show_row(row)

    def lay(self, *, beside: bool, columns: int) -> None:
        """Put the round trip beside the facts, or above them; the facts in columns."""
        direction = QHBoxLayout.Direction
        self.body.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._head.setMaximumWidth(330 if beside else 16_777_215)
        self._head.setMinimumWidth(330 if beside else 0)
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        """Put the facts below each other, in one or two columns."""
        high = -(-len(self._rows) // self._columns)
        for number, line in enumerate(self._rows):
            self._grid.addWidget(line, number % high, number // high)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(max(1, high), 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, self._columns - 1)

    def _number(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(12, 6, 12, 4)
        column.setSpacing(6)
        row = QHBoxLayout()
        tight(row, gap=6)
        row.addWidget(self._big)
        words = QVBoxLayout()
        tight(words)
        words.addStretch(1)
        words.addWidget(self._words)
        words.addSpacing(7)
        row.addLayout(words, 1)
        limit = QVBoxLayout()
        tight(limit)
        limit.addStretch(1)
        limit.addWidget(self._limit)
        limit.addSpacing(7)
        row.addLayout(limit)
        column.addLayout(row)
        column.addWidget(self._trace)
        column.addStretch(1)
        return holder


class _LinkLine(QFrame):
    """One fact: its name at the left, the number and quiet words at the right."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "row")
        self.setFixedHeight(_ROW_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(5)
        self._name = ElidedLabel(art, Role.CAPTION, "tx2")
        self._name.setMinimumHeight(18)
        self._strong = Label(art, Role.PANEL_TITLE)
        self._quiet = Label(art, Role.CAPTION, "tx3")
        row.addWidget(self._name, 1)
        row.addWidget(self._strong)
        row.addWidget(self._quiet)

    def show_row(self, row: LinkRow) -> None:
        """Say this fact."""
        self._name.setText(row.name)
        self._strong.setText(row.strong)
        self._quiet.setText(row.quiet)
        self._quiet.setVisible(bool(row.quiet))
        self.setToolTip(row.tip)
        self.setAccessibleName(f"{row.name}: {row.strong} {row.quiet}".strip())
