"""A manikin whose clock runs wrong, on a link whose ways take uneven times."""

from devices.simulated.manikin import Manikin
from devices.transport.memory_link import MemoryLink
from simrunner.domain.chance import Stream
from support.device_rig import OmlRig


class DriftingRig(OmlRig):
    """`drift_ppm` of the device's clock; each way takes 0.1 to 1.1 ms, one in twenty much longer.

    `began_us` is what the device's clock shows at the start; bytes are stamped as they arrive.
    """

    def __init__(self, *, drift_ppm: float, began_us: int = 0, seed: int = 1) -> None:
        manikin = Manikin(seed=1)
        manikin.now_us = began_us
        super().__init__(manikin)
        self.began_us = began_us
        self._drift = drift_ppm * 1e-6
        self._chance = Stream(seed, "link.delay")
        self._there_s = self._back_s = 0.0
        self.cable = MemoryLink(
            self._on_write, on_wait=self._on_wait, monotonic_s=lambda: self._back_s
        )
        self.device._talk.wire._transport = self.cable

    def device_us(self, host_s: float) -> float:
        """What the device's clock shows at a moment of the host's."""
        return self.began_us + (host_s - self.booted_at_s) * 1e6 * (1 + self._drift)

    def reboot(self) -> None:
        super().reboot()
        self.began_us = 0

    def _on_write(self, wire: bytes) -> None:
        """A question reaches the device a little later, behind those that were sent before it."""
        if self.is_silent:
            return
        self._there_s = max(self._there_s, self.now_s + self._way_s())
        self.manikin.run_until(int(self.device_us(self._there_s)))
        self.manikin.receive(wire)
        self._flush()

    def _pass(self, seconds: float) -> None:
        self.now_s += seconds
        if self.is_silent:
            return
        self._there_s = max(self._there_s, self.now_s)
        self.manikin.run_until(int(self.device_us(self._there_s)))
        self._flush()

    def _flush(self) -> None:
        self._back_s = max(self._back_s, self._there_s + self._way_s())
        super()._flush()

    def _way_s(self) -> float:
        slow_s = 0.016 * self._chance.unit() if self._chance.unit() < 0.05 else 0.0
        return 0.0001 + 0.001 * self._chance.unit() + slow_s
