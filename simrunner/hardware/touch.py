"""A device that people can touch through the program: its order, its look, its own faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

Order: TypeAlias = Mapping[str, object]
"""What a pair of hands would do, in the words of the device's own control channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultOffer:
    """A fault that a device can be asked for; ``cause`` is its order without a duration.

    One that lasts takes ``for_s`` besides; others happen and are over, or last until ended.
    """

    kind: str
    cause: Order
    is_lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFault:
    """A fault that lasts; ``left_s`` is None for one that does not end by itself."""

    number: int
    kind: str
    left_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLook:
    """What a person beside the device sees and feels: what its outputs do now, what is wrong."""

    outputs: Mapping[str, float]
    faults: tuple[RunningFault, ...] = ()
    is_plugged_in: bool = True


@runtime_checkable
class TouchableDevice(Protocol):
    """What a driver may offer besides: hands, where nobody stands at the device.

    What hands do comes back as the device's own events and samples, over its link.
    """

    @property
    def fault_offers(self) -> tuple[FaultOffer, ...]:
        """The faults that it can be asked for, in the order in which people meet them."""
        ...

    def obey(self, order: Order) -> str:
        """Carry an order out and return "", or say in a sentence why not; never raises."""
        ...

    def look(self) -> DeviceLook | None:
        """Return what a person beside it would see; None when nobody can tell."""
        ...
