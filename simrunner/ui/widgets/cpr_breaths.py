"""How often and how much is ventilated, beside the compressions."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.cpr_feedback import BreathNumber
from simrunner.ui.widgets.console_panel import ConsolePanel, label
from simrunner.ui.widgets.cpr_drawing import signed
from simrunner.ui.widgets.ink import colour, sized_font, tone_colour

_NUMBERS = 2
FIGURE_PX = 40


class BreathRow(ConsolePanel):
    """Rate and volume of the last breaths; hidden while no device measures any."""

    def __init__(self, icons: Icons) -> None:
        """Start hidden."""
        super().__init__(icons, "lungs", "cpr-breaths-panel")
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 16, 10)
        row.setSpacing(12)
        self._cells = tuple(_Cell() for _ in range(_NUMBERS))
        for cell in self._cells:
            row.addLayout(cell, 1)
        self.body.addLayout(row)
        self.hide()

    def show_breaths(self, title: str, numbers: Sequence[BreathNumber]) -> None:
        """Show these numbers; hide for none."""
        self.setVisible(bool(numbers))
        self.set_title(title)
        for cell, number in zip(self._cells, numbers, strict=False):
            cell.show_number(number)
        said = (f"{each.title} {each.text} {each.unit} {each.words}".strip() for each in numbers)
        self.setAccessibleName("; ".join(said))

    def resize_figures(self, figure_px: int) -> None:
        """Show the numbers in another size."""
        for cell in self._cells:
            cell.figure.setFont(sized_font(figure_px))


class _Cell(QVBoxLayout):
    """One number: its title, the figure with its unit, and how it is judged."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(0)
        self._title = label("", Role.CAPTION, "tx2")
        self.figure = QLabel()
        self.figure.setFont(sized_font(FIGURE_PX))
        self._unit = label("", Role.CAPTION, "tx3")
        self._words = label("", Role.CAPTION_STRONG)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.figure)
        line.addWidget(self._unit)
        line.addStretch(1)
        self.addWidget(self._title)
        self.addLayout(line)
        self.addWidget(self._words)

    def show_number(self, number: BreathNumber) -> None:
        """Show it."""
        self._title.setText(number.title)
        self.figure.setText(number.text)
        self.figure.setStyleSheet(f"color: {colour('tx1').name()}; background: transparent;")
        self._unit.setText(number.unit)
        ink = tone_colour(number.tone).name()
        self._words.setText(signed(number.words, number.tone) if number.words else "")
        self._words.setStyleSheet(f"color: {ink}; background: transparent;")
