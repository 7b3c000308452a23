"""What a device felt, as actions of the run."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from simrunner.domain.action import Action, DeliverShock, GiveDrug, ReadDevice, Source
from simrunner.domain.quantity import ROUTES, UNITS, Quantity
from simrunner.hardware.device import DeviceEvent, Scalar

_LONGEST_NAME = 64
_LONGEST_READING = 240
"""Longer than the payload of any OML/1 frame: more would only fill the record."""


class UnreadableEvent(Exception):  # noqa: N818  it is an event that is wrong, not an error class
    """A device event that names no action; the words say why."""


def action_for(event: DeviceEvent) -> Action:
    """Return the action for an event; UnreadableEvent when its fields make no sense.

    ``drug`` with drug, amount ("0.5 mg") and route, ``shock`` with energy_j; every other event is
    a reading of its name.
    """
    if len(event.name) > _LONGEST_NAME:
        raise UnreadableEvent(f"a name of {len(event.name)} characters")
    if event.name == "drug" and "drug" in event.fields:
        return _drug(event.fields)
    if event.name == "shock":
        return _shock(event.fields)
    return ReadDevice(source=Source.DEVICE, name=event.name, reading=_reading(event.fields))


def _drug(fields: Mapping[str, Scalar]) -> GiveDrug:
    route = str(fields.get("route", "")).upper()
    if route not in ROUTES:
        raise UnreadableEvent(f"unknown route {route!r}")
    drug = str(fields["drug"])
    if len(drug) > _LONGEST_NAME:
        raise UnreadableEvent(f"a drug's name of {len(drug)} characters")
    return GiveDrug(
        source=Source.DEVICE, drug=drug, amount=_quantity(fields.get("amount")),
        route=route,
    )  # fmt: skip


def _quantity(written: Scalar | None) -> Quantity:
    number, _, unit = str(written).partition(" ")
    try:
        exact = Decimal(number)
    except InvalidOperation as error:
        raise UnreadableEvent(f"unreadable amount {written!r}") from error
    if not exact.is_finite() or exact < 0 or unit not in UNITS:
        raise UnreadableEvent(f"unreadable amount {written!r}")
    return Quantity(number=exact, unit=unit)


def _shock(fields: Mapping[str, Scalar]) -> DeliverShock:
    energy_j = fields.get("energy_j")
    if isinstance(energy_j, bool) or not isinstance(energy_j, int | float) or energy_j < 0:
        raise UnreadableEvent(f"unreadable energy {energy_j!r}")
    return DeliverShock(
        source=Source.DEVICE, energy_j=round(energy_j),
        synchronised=bool(fields.get("synchronised", False)),
    )  # fmt: skip


def _reading(fields: Mapping[str, Scalar]) -> str:
    if set(fields) == {"value"}:
        reading = str(fields["value"])
    else:
        reading = " ".join(f"{name}={fields[name]}" for name in sorted(fields))
    if len(reading) > _LONGEST_READING:
        raise UnreadableEvent(f"a reading of {len(reading)} characters")
    return reading
