"""What the Devices page asks of the program; whoever owns the devices does it."""

from typing import Protocol

from simrunner.hardware.checkup import DeviceCheckup


class DeviceControl(Protocol):
    """The buttons of the Devices page; safe from the GUI thread, and none of them waits.

    What came of it shows in the next checkup, or as the trouble of the room.
    """

    def pair(self, device: DeviceCheckup) -> None:
        """Trust a device, in the room that is shown."""
        ...

    def try_now(self, device: DeviceCheckup) -> None:
        """Look for a lost device at once."""
        ...

    def stand_in(self, device: DeviceCheckup) -> None:
        """Let a simulated device play what this one played."""
        ...

    def make_safe(self, device: DeviceCheckup) -> None:
        """Switch every output of a device off."""
        ...

    def disconnect(self, device: DeviceCheckup) -> None:
        """Let go of a device."""
        ...

    def place(self, device: DeviceCheckup, room: str) -> None:
        """Give a device to a room."""
        ...

    def cast(self, device: DeviceCheckup, part: str) -> None:
        """Let a device play another part."""
        ...

    def take_zero(self, device: DeviceCheckup, channel: str) -> str:
        """Take what a channel reads now as its zero; return why not, or nothing."""
        ...

    def take_known(self, device: DeviceCheckup, channel: str, known: float) -> str:
        """Take what a channel reads now as the known amount; return why not, or nothing."""
        ...

    def test(self, device: DeviceCheckup) -> None:
        """Begin the self-test of a device."""
        ...

    def drill(self) -> None:
        """Begin the fault drill."""
        ...

    def add_simulated(self) -> None:
        """Start a simulated device in the room that is shown."""
        ...

    def search(self) -> None:
        """Look at every port again."""
        ...

    def greet(self, address: str) -> None:
        """Ask who is at an address that somebody typed."""
        ...

    def show_room(self, room: str) -> None:
        """Show the devices of another room."""
        ...
