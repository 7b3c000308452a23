"""What a device felt, as actions of the run."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from simrunner.domain.action import (
    Action,
    DeliverShock,
    GiveBreath,
    GiveDrug,
    ReadDevice,
    Source,
)
from simrunner.domain.quantity import ROUTES, UNITS, Quantity
from simrunner.hardware.device import DeviceEvent, Scalar

VENTILATION = "ventilation"
"""A device that measures breaths by itself tells each as an event of this name."""

DISARMED = "shock-disarmed"
"""The reading of a shock that a defibrillator says it did not deliver."""

_LONGEST_NAME = 64
_MOST_ML = 10_000
_LONGEST_READING = 240
"""Longer than the payload of any OML/1 frame: more would only fill the record."""


class UnreadableEvent(Exception):  # noqa: N818  it is an event that is wrong, not an error class
    """A device event that names no action; the words say why."""


def action_for(event: DeviceEvent) -> Action:
    """Return the action for an event; UnreadableEvent when its fields make no sense.

    ``drug`` with drug, amount ("0.5 mg") and route, ``shock`` with energy_j, ``ventilation`` with
    volume_ml; every other event is a reading of its name. A shock with ``delivered`` false was
    disarmed: it is a reading, too.
    """
    if len(event.name) > _LONGEST_NAME:
        raise UnreadableEvent(f"a name of {len(event.name)} characters")
    if event.name == "drug" and "drug" in event.fields:
        return _drug(event.fields)
    if event.name == "shock" and event.fields.get("delivered", True):
        return _shock(event.fields)
    if event.name == VENTILATION and "volume_ml" in event.fields:
        return _breath(event.fields)
    if event.name == "shock":
        return ReadDevice(source=Source.DEVICE, name=DISARMED, reading=_reading(event.fields))
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


def _breath(fields: Mapping[str, Scalar]) -> GiveBreath:
    return GiveBreath(
        source=Source.DEVICE, volume_ml=round(_breath_number(fields["volume_ml"])),
        inspiration_ms=round(_breath_number(fields.get("inspiration_s", 1.0)) * 1000),
    )  # fmt: skip


def _breath_number(felt: Scalar) -> float:
    if isinstance(felt, bool | str) or not 0 <= felt <= _MOST_ML:
        raise UnreadableEvent(f"unreadable breath {felt!r}")
    return float(felt)


def _reading(fields: Mapping[str, Scalar]) -> str:
    if set(fields) == {"value"}:
        reading = str(fields["value"])
    else:
        reading = " ".join(f"{name}={fields[name]}" for name in sorted(fields))
    if len(reading) > _LONGEST_READING:
        raise UnreadableEvent(f"a reading of {len(reading)} characters")
    return reading
