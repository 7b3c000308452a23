"""The simulated manikin: rescuer, sensors and firmware in a process of their own."""

import os
from collections.abc import Callable, Sequence

from devices.drivers.oml.driver import OmlDriver
from devices.simulated.process import ManikinProcess
from devices.simulated.touch import fault_offers, look_of
from devices.transport.link import Transport
from devices.transport.serial_link import SerialLink
from devices.transport.tcp_link import TcpLink
from simrunner.hardware.device import DeviceError
from simrunner.hardware.touch import DeviceLook, FaultOffer, Order

_START_S = 10.0


class SimulatedManikin(OmlDriver):
    """A manikin that needs no hardware, in lock step with simulated time.

    A process of its own serves a real pseudo-terminal (TCP on this computer under Windows), and
    the ordinary driver talks to it through pyserial.
    """

    def __init__(
        self,
        *,
        seed: int,
        monotonic_s: Callable[[], float],
        name: str = "Simulated manikin",
        link: str = "pty" if os.name == "posix" else "tcp",
        is_lock_step: bool = True,
        options: Sequence[str] = (),
    ) -> None:
        """Prepare the device; equal seeds and commands give equal samples.

        ``options`` are more of ``devices simulate``'s, for example a profile and faults.
        """
        self._process = ManikinProcess(
            seed=seed, link=link, is_real_time=not is_lock_step, options=("--whole", *options)
        )
        self._stamp_s = monotonic_s
        super().__init__(
            self._transport_for(link), name=name, monotonic_s=monotonic_s, is_lock_step=is_lock_step
        )

    def connect(self) -> None:
        """Start the device and wait until it is UP; DeviceError when it does not come up."""
        self.plug_in()
        super().connect()
        self.wait_until_up(_START_S)

    def close(self) -> None:
        """Leave the link and end the process."""
        super().close()
        self._process.stop()

    def unplug(self) -> None:
        """Pull the plug, for fault drills."""
        self._process.stop()

    def plug_in(self) -> None:
        """Put the plug back: the device boots again and the driver finds it by itself."""
        try:
            self._process.start()
        except OSError as error:
            raise DeviceError(str(error)) from error

    def order(self, **order: object) -> None:
        """Interfere with the device from beside it (devices.simulated.control)."""
        try:
            self._process.order(**order)
        except OSError as error:
            raise DeviceError(str(error)) from error

    @property
    def fault_offers(self) -> tuple[FaultOffer, ...]:
        """What can go wrong with it on demand (simrunner.hardware.touch)."""
        return fault_offers(is_lock_step=self.is_lock_step)

    def obey(self, order: Order) -> str:
        """Carry an order of the control channel out; "" or a sentence why not."""
        try:
            return str(self._process.ask(**order)["trouble"])
        except OSError as error:
            return str(error)

    def look(self) -> DeviceLook | None:
        """Return what a person beside it sees; None while its process does not run."""
        try:
            return look_of(self._process.ask(look=True)["look"])
        except OSError:
            return None

    def _transport_for(self, link: str) -> Transport:
        if link == "pty":
            return SerialLink(lambda: self._process.address, monotonic_s=self._stamp_s)
        return TcpLink(
            lambda: int(self._process.address) if self._process.address else None,
            monotonic_s=self._stamp_s,
        )
