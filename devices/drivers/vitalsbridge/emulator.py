"""A VitalsBridge without its box: the same bytes in, the same bytes out."""

from typing import Any

from devices.drivers.vitalsbridge.wording import UNCHANGED, MessageReader, framed


class VitalsBridgeEmulator:
    """Keeps what it was told; ``state`` has the keys of VitalsData that were set, and "rhythm".

    A status request is answered by three messages, as the public driver expects; their content
    is our own.
    """

    def __init__(self) -> None:
        """Begin as just switched on."""
        self._reader = MessageReader()
        self.state: dict[str, Any] = {}
        self.orders = 0

    def receive(self, wire: bytes) -> bytes:
        """Take in bytes and return the replies."""
        return b"".join(self._answer(message) for message in self._reader.feed(wire))

    def switch_off_and_on(self) -> None:
        """Forget everything, as after a loss of power."""
        self._reader = MessageReader()
        self.state.clear()

    def _answer(self, message: dict[str, Any]) -> bytes:
        body = message["Message"]
        match message["MessageType"]:
            case "StatusRequest":
                names = ("DeviceStatus", "BatteryStatus", "NetworkStatus")
                return b"".join(framed(name, {"status": "ok"}) for name in names)
            case "VitalsData":
                self.orders += 1
                numbers = {key: value for key, value in body.items() if not isinstance(value, str)}
                self.state |= {k: value for k, value in numbers.items() if value != UNCHANGED}
            case "ECGAutoRhythm":
                self.orders += 1
                self.state["rhythm"] = body["ecgAutoRhythm"]
        return b""
