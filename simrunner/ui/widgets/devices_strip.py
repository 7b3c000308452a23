"""The devices in the room, each with the state of its link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.centre import CentreCell
from simrunner.ui.widgets.console_panel import label
from simrunner.ui.widgets.ink import colour

_SIGNS = {"up": ("●", "ok"), "lost": ("✕", "bad"), "new": ("◆", "info"), "absent": ("○", "tx3")}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChip:
    """A device: its name, link state and one fact."""

    name: str
    link: Literal["up", "lost", "new", "absent"]
    fact: str
    icon: str = "devices"


class DevicesStrip(QWidget):
    """All devices in a row."""

    def __init__(self, icons: Icons, tr: Translate) -> None:
        """Start with none."""
        super().__init__()
        self.setObjectName("run-devices-row")
        self._icons = icons
        self._tr = tr
        self._devices: tuple[DeviceChip, ...] | None = None
        self._centre: CentreCell | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(10)
        self.show_devices(())

    def retranslate(self) -> None:
        """Say the fixed words again; the facts come with the next look at the devices."""
        chosen, self._devices = self._devices or (), None
        self.show_devices(chosen)

    def show_devices(self, devices: Sequence[DeviceChip]) -> None:
        """Show these devices."""
        chosen = tuple(devices)
        if chosen == self._devices:
            return
        self._devices = chosen
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._row.addWidget(label(self._tr("Devices"), Role.PANEL_TITLE))
        self._row.addSpacing(12)
        if not chosen:
            words = self._tr("No device is connected; log what the team does with the keys.")
            self._row.addWidget(label(words, Role.CAPTION, "tx3"))
        for device in chosen:
            self._row.addWidget(self._made(device), 1)
        if self._centre is not None:
            self._row.addWidget(self._made(self._server(self._centre), self._centre.tip), 1)
        self._row.addStretch()

    def show_centre(self, cell: CentreCell | None) -> None:
        """Show the copying to the centre's server behind the devices, None for no server."""
        if cell != self._centre:
            self._centre = cell
            self.retranslate()

    def _server(self, cell: CentreCell) -> DeviceChip:
        name = self._tr("Centre's server")
        return DeviceChip(name=name, link=cell.link, fact=cell.fact, icon=cell.icon)

    def _made(self, device: DeviceChip, tip: str = "") -> QWidget:
        sign, ink = _SIGNS[device.link]
        whole = QWidget()
        whole.setObjectName(f"run-device-{device.name}")
        whole.setAccessibleName(f"{device.name}: {device.link}, {device.fact}")
        whole.setToolTip(f"{device.name}: {tip or device.fact}")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        picture = QLabel()
        picture.setPixmap(self._icons.pixmap(device.icon, colour("tx3").name(), 20))
        row.addWidget(picture)
        column = QVBoxLayout()
        column.setSpacing(0)
        name = QHBoxLayout()
        name.setSpacing(6)
        name.addWidget(label(sign, Role.CAPTION, ink))
        name.addWidget(label(device.name, Role.BODY_STRONG))
        name.addStretch()
        column.addLayout(name)
        column.addWidget(label(device.fact, Role.CAPTION, "tx3"))
        row.addLayout(column, 1)
        return whole
