"""What else hands do to the manikin: bag, tube, head, lines, electrodes, pads, a shock."""

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.widgets.controls import Button, Label, Segments
from simrunner.ui.widgets.panels import tight

BREATH_ML = 500
ENERGIES_J = (120, 150, 200, 360)
_SQUEEZE_ML_PER_S = 500.0
_LEAST_ML, _MOST_ML = 100, 1000
_TILT_DEG = 30
_SITES = {
    "iv.placed": "forearm.l", "io.placed": "tibia.l", "electrodes": "chest", "pads": "chest",
}  # fmt: skip
TUBES = ("none", "trachea", "oesophagus", "right-main")


class AirwayPanel(QWidget):
    """``ordered`` tells an order for the device, ``said`` the same in words."""

    ordered = Signal(object)
    said = Signal(str)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Begin without a tube, the head not tilted."""
        super().__init__()
        self._tr = tr
        self._squeezed = QElapsedTimer()
        self.breath = Button(art, "manikin-breath", icon="lungs")
        self.bag = Button(art, "manikin-bag", icon="lungs")
        self.tilt = Button(art, "manikin-tilt")
        self.tilt.setCheckable(True)
        self.tube = Segments(art, "manikin-tube", TUBES)
        self._tube_words = Label(art, Role.CAPTION, "tx2")
        column = QVBoxLayout(self)
        tight(column, gap=8)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.breath, self.bag, self.tilt):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._tube_words)
        across = QHBoxLayout()
        across.addWidget(self.tube)
        across.addStretch(1)
        column.addLayout(across)
        self.breath.clicked.connect(self.give_breath)
        self.bag.pressed.connect(self._squeezed.start)
        self.bag.released.connect(self._let_go)
        self.tilt.toggled.connect(self._tilted)
        self.tube.chosen.connect(self._intubated)
        self.tube.choose("none")
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.breath.label(tr("Breath {volume} mL", volume=BREATH_ML), shown_key="B",
                          tip=tr("Squeeze the bag once"))  # fmt: skip
        self.bag.label(tr("Hold: bag"), tip=tr("Hold as long as you squeeze: 500 mL in a second"))
        self._name_tilt()
        self._tube_words.setText(tr("The tube is in:"))
        words = (
            ("none", tr("nowhere")), ("trachea", tr("trachea")), ("oesophagus", tr("oesophagus")),
            ("right-main", tr("right main")),
        )  # fmt: skip
        self.tube.show_words(words, tr("Place of the tube"))

    def give_breath(self) -> None:
        """Squeeze the bag once."""
        self._breathe(BREATH_ML)

    def _let_go(self) -> None:
        volume = round(self._squeezed.elapsed() / 1000 * _SQUEEZE_ML_PER_S)
        self._breathe(min(_MOST_ML, max(_LEAST_ML, volume)))

    def _breathe(self, volume_ml: int) -> None:
        self.ordered.emit({"breath": volume_ml})
        self.said.emit(self._tr("A breath of {volume} mL", volume=volume_ml))

    def _tilted(self, is_on: bool) -> None:
        self._name_tilt()
        degrees = _TILT_DEG if is_on else 0
        self.ordered.emit({"feel": "head.tilted", "fields": {"tilt_deg": degrees}})
        self.said.emit(self.tilt.text())

    def _name_tilt(self) -> None:
        tr, is_on = self._tr, self.tilt.isChecked()
        self.tilt.label(tr("Head is tilted") if is_on else tr("Tilt the head"))
        self.tilt.become("toggled" if is_on else "normal")

    def _intubated(self, place: str) -> None:
        self.ordered.emit({"feel": "tube", "fields": {"place": place}})
        self.said.emit(self._tr("Tube: {place}", place=place))


class LinesPanel(QWidget):
    """Lines, electrodes and pads that are on or off, and the shock through the pads.

    ``changed`` tells what is on the patient now.
    """

    ordered = Signal(object)
    said = Signal(str)
    changed = Signal(object)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Begin with nothing on the patient."""
        super().__init__()
        self._tr = tr
        self._energy_j = ENERGIES_J[1]
        self.switches = {
            name: Button(art, f"manikin-{name}")
            for name in ("iv.placed", "io.placed", "electrodes", "pads")
        }
        self.energy = Segments(art, "manikin-energy", [str(each) for each in ENERGIES_J])
        self.synchronised = Button(art, "manikin-sync")
        self.synchronised.setCheckable(True)
        self.shock = Button(art, "manikin-shock", kind="destructive", icon="defib")
        column = QVBoxLayout(self)
        tight(column, gap=8)
        row = QHBoxLayout()
        row.setSpacing(8)
        for switch in self.switches.values():
            switch.setCheckable(True)
            switch.padding = 9
            switch.toggled.connect(self._switched)
            row.addWidget(switch)
        row.addStretch(1)
        column.addLayout(row)
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(self.energy)
        for button in (self.synchronised, self.shock):
            button.padding = 9
            across.addWidget(button)
        across.addStretch(1)
        column.addLayout(across)
        self.energy.choose(str(self._energy_j))
        self.energy.chosen.connect(self._charge)
        self.synchronised.toggled.connect(self.retranslate)
        self.shock.clicked.connect(self.give_shock)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        off = {
            "iv.placed": tr("IV line"), "io.placed": tr("IO line"),
            "electrodes": tr("Electrodes"), "pads": tr("Pads"),
        }  # fmt: skip
        for name, switch in self.switches.items():
            words = f"✓ {off[name]}" if switch.isChecked() else off[name]
            tip = tr("{thing}: on or off the patient", thing=off[name])
            switch.label(words, tip=tip, shown_key="P" if name == "pads" else "")
            switch.become("toggled" if switch.isChecked() else "normal")
        self.energy.show_words([(str(each), str(each)) for each in ENERGIES_J], tr("Energy, J"))
        is_on = self.synchronised.isChecked()
        self.synchronised.label(f"✓ {tr('Sync')}" if is_on else tr("Sync"),
                                tip=tr("Shock with the R wave"))  # fmt: skip
        self.synchronised.become("toggled" if is_on else "normal")
        has_pads = self.switches["pads"].isChecked()
        self.shock.setEnabled(has_pads)
        tip = tr("Shock now") if has_pads else tr("Put the pads on first")
        self.shock.label(tr("Shock"), tip=tip, shown_key="S")

    def give_shock(self) -> None:
        """Shock, when the pads are on."""
        if not self.shock.isEnabled():
            self.said.emit(self._tr("Put the pads on first"))
            return
        self.ordered.emit({"shock": self._energy_j, "synchronised": self.synchronised.isChecked()})
        self.said.emit(self._tr("Shock of {energy} J", energy=self._energy_j))

    def _charge(self, energy: str) -> None:
        self._energy_j = int(energy)

    def _switched(self, is_on: bool) -> None:
        switch = self.sender()
        name = next(name for name, each in self.switches.items() if each is switch)
        self.retranslate()
        self.ordered.emit({"feel": name, "fields": {"site": _SITES[name] if is_on else "none"}})
        self.changed.emit(frozenset(n for n, each in self.switches.items() if each.isChecked()))
        self.said.emit(self.switches[name].text())
