"""Numbers that sensors measure on real people, below the patient's and apart from them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.feeds import SensorNumber
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.console_panel import chip, label, paint_chip

ROW_PX = 36


class SensorRow(QFrame):
    """Hidden without a sensor; every number stands behind the word "Sensor"."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setObjectName("run-sensors")
        self.setProperty("surface", "title")
        self.setFixedHeight(ROW_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._shown: object = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(10)
        self.hide()

    def show_numbers(self, numbers: Sequence[SensorNumber], sensor: str, caution: str) -> None:
        """Show these numbers; hide for none."""
        shown = (tuple(numbers), sensor, caution)
        if shown == self._shown:
            return
        self._shown = shown
        self._clear()
        self.setVisible(bool(numbers))
        if not numbers:
            return
        badge = chip(sensor)
        paint_chip(badge, Tone.INFO)
        self._add(badge)
        device = ""
        for number in numbers:
            if number.device != device:
                device = number.device
                self._add(label(device, Role.CAPTION, "tx2"))
            made = label(number.words, Role.BODY_STRONG)
            made.setAccessibleName(f"{sensor} {device}: {number.words}")
            self._add(made)
        self._row.addStretch(1)
        self._add(label(caution, Role.CAPTION, "tx3"))
        whole = "; ".join(f"{number.device} {number.words}" for number in numbers)
        self.setToolTip(f"{sensor}: {whole}. {caution}")
        self.setAccessibleName(self.toolTip())

    def _add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def _clear(self) -> None:
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
