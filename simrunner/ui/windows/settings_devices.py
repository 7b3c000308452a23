"""What Settings says of devices: the file of drug labels, and real monitors that may be used."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.shell import SettingsValues
from simrunner.ui.widgets.controls import Button, Label, Segments, describe
from simrunner.ui.widgets.panels import Panel, tight

ReadLabels = Callable[[str], tuple[int, Sequence[str]]]
"""Returns how many labels a file has and a sentence for each wrong line; "" has none."""

_CAPTION = 300
_MOST_PROBLEMS = 5


class SettingsDevices(Panel):
    """``changed`` tells ``labels_file`` with a path, or ``output`` with serial number and bool."""

    changed = Signal(str, object)

    def __init__(
        self, art: Artwork, tr: Translate, values: SettingsValues, read_labels: ReadLabels
    ) -> None:
        """Show what is set; the file is read again with every change of its path."""
        super().__init__(art, "devices")
        self._art = art
        self._tr = tr
        self._read_labels = read_labels
        self._captions: dict[str, tuple[Label, Label]] = {}
        self._labels_file = values.labels_file
        self.path = QLineEdit(values.labels_file)
        self.path.setObjectName("settings.labels_file")
        self.path.setFont(art.fonts.font(Role.BODY))
        self.path.setFixedHeight(Px.CONTROL)
        self._choose = Button(art, "settings.labels_choose", icon="folder")
        self.verdict = Label(art, Role.CAPTION, "tx2", wraps=True)
        self.outputs = {
            serial: Segments(art, f"settings.output.{serial}", ("off", "on"))
            for serial, _ in values.outputs
        }
        self._is_on = dict(values.outputs)
        self._build()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.show_title(tr("Devices"))
        words = (tr("Drug labels"), tr("A CSV file: uid, drug, concentration, amount, route."))
        self._say("labels", *words)
        describe(self.path, *words)
        self._choose.label(tr("Choose…"), tip=tr("Choose the file of drug labels"))
        for serial, switch in self.outputs.items():
            caption = tr("Real monitor at {serial}", serial=serial)
            self._say(serial, caption, tr("On: it shows the simulated patient in the next runs."))
            switch.show_words((("off", tr("Off")), ("on", tr("On, SIMULATION"))), caption)
            switch.choose("on" if self._is_on[serial] else "off")
        self._judge()

    def _build(self) -> None:
        self.body.setSpacing(16)
        self.body.setContentsMargins(16, 14, 16, 16)
        field = QWidget()
        column = QVBoxLayout(field)
        tight(column, gap=6)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.path, 1)
        line.addWidget(self._choose)
        column.addLayout(line)
        column.addWidget(self.verdict)
        self._row("labels", field, is_wide=True)
        for serial, switch in self.outputs.items():
            self._row(serial, switch, is_wide=False)
            switch.chosen.connect(lambda key, serial=serial: self._switch(serial, key == "on"))
        self.path.editingFinished.connect(self._edited)
        self._choose.clicked.connect(self._pick)

    def _row(self, key: str, control: QWidget, *, is_wide: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        tight(left, gap=2)
        labels = (
            Label(self._art, Role.BODY_STRONG), Label(self._art, Role.CAPTION, "tx3", wraps=True)
        )  # fmt: skip
        self._captions[key] = labels
        for each in labels:
            each.setFixedWidth(_CAPTION)
            left.addWidget(each)
        left.addStretch(1)
        row.addLayout(left)
        row.addWidget(control, int(is_wide))
        if not is_wide:
            row.addStretch(1)
        self.body.addLayout(row)

    def _say(self, key: str, caption: str, hint: str) -> None:
        for label, words in zip(self._captions[key], (caption, hint), strict=True):
            label.setText(words)

    def _judge(self) -> None:
        """Say how many labels there are and which lines are wrong."""
        tr = self._tr
        if not self._labels_file:
            self.verdict.setText(tr("No labels are used."))
            return
        count, problems = self._read_labels(self._labels_file)
        lines = [tr("{count} labels", count=count), *problems[:_MOST_PROBLEMS]]
        if len(problems) > _MOST_PROBLEMS:
            lines.append(tr("and {count} more", count=len(problems) - _MOST_PROBLEMS))
        self.verdict.setText("\n".join(lines))

    def _pick(self) -> None:
        tr = self._tr
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Choose the file of drug labels"), self._labels_file, "CSV (*.csv)"
        )
        if name:
            self.path.setText(name)
            self._edited()

    def _edited(self) -> None:
        name = self.path.text().strip()
        if name != self._labels_file:
            self._labels_file = name
            self._judge()
            self.changed.emit("labels_file", name)

    def _switch(self, serial: str, is_on: bool) -> None:
        self._is_on[serial] = is_on
        self.changed.emit("output", (serial, is_on))
