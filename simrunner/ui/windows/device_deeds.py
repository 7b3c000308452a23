"""What people do on the Devices page, passed on to whoever owns the devices."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from simrunner.hardware.checkup import DeviceCheckup
from simrunner.ui.windows.device_control import DeviceControl


class DeviceDeeds(QObject):
    """Passes buttons on; without a ``control`` they do nothing.

    ``ignored`` tells the key of a device that somebody chose to leave alone.
    """

    ignored = Signal(str)

    def __init__(
        self, control: DeviceControl | None, *, chosen: Callable[[], DeviceCheckup | None],
        device_of: Callable[[str], DeviceCheckup | None], parent: QObject,
    ) -> None:  # fmt: skip
        """Ask ``chosen`` for the device of the panels, ``device_of`` for that of a card."""
        super().__init__(parent)
        self.control = control
        self._chosen = chosen
        self._device_of = device_of

    def ask(self, key: str, wanted: str) -> None:
        """Do what a button of a card says."""
        device, control = self._device_of(key), self.control
        if wanted == "ignore":
            self.ignored.emit(key)
        if device is None or control is None:
            return
        if wanted == "pair":
            control.pair(device)
        elif wanted == "try":
            control.try_now(device)
        elif wanted == "simulated":
            control.stand_in(device)

    def pick(self, what: str, chosen: str) -> None:
        """Give the device to a room, or another part to play."""
        device = self._chosen()
        if device is None or self.control is None:
            return
        if what == "room":
            self.control.place(device, chosen)
        else:
            self.control.cast(device, chosen)

    def pair(self) -> None:
        """Trust the chosen device."""
        device = self._chosen()
        if device is not None and self.control is not None:
            self.control.pair(device)

    def make_safe(self) -> None:
        """Switch the outputs of the chosen device off."""
        device = self._chosen()
        if device is not None and self.control is not None:
            self.control.make_safe(device)

    def disconnect_device(self) -> None:
        """Let go of the chosen device."""
        device = self._chosen()
        if device is not None and self.control is not None:
            self.control.disconnect(device)

    def test(self) -> None:
        """Begin the self-test of the chosen device."""
        device = self._chosen()
        if device is not None and self.control is not None:
            self.control.test(device)

    def drill(self) -> None:
        """Begin the fault drill."""
        if self.control is not None:
            self.control.drill()

    def add(self) -> None:
        """Start a simulated device."""
        if self.control is not None:
            self.control.add_simulated()

    def greet(self, address: str) -> None:
        """Ask who is at an address."""
        if self.control is not None and address.strip():
            self.control.greet(address.strip())

    def show_room(self, _what: str, room: str) -> None:
        """Show the devices of another room, of every room for an empty name."""
        if self.control is not None:
            self.control.show_room(room)

    def search(self) -> None:
        """Look at every port again."""
        if self.control is not None:
            self.control.search()
