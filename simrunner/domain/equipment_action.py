"""Between what somebody asks of lines and the breathing circuit and the order that a body gets."""

from decimal import Decimal
from typing import cast, get_args

from simrunner.domain.action import AdjustEquipment, Source
from simrunner.domain.body_order import (
    CatheterTip,
    DampLine,
    EquipmentOrder,
    FlushLine,
    LineState,
    MoveBalloon,
    MoveTip,
    Rebreathe,
)
from simrunner.domain.quantity import Dimension, Quantity

MOST_INSPIRED_CO2_MMHG = 60.0
"""Beyond what rebreathing brings while somebody still lives; the wave holds up to there."""

LONGEST_MS = 24 * 3_600_000
"""A file's longest duration."""

_NAMES = {
    "damping": get_args(LineState), "flush": ("",), "balloon": ("up", "down"),
    "tip": get_args(CatheterTip), "inspired-co2": ("",),
}  # fmt: skip


def equipment_action(order: EquipmentOrder, source: Source) -> AdjustEquipment:
    """Return the action that asks for ``order``."""
    match order:
        case DampLine():
            return AdjustEquipment(source=source, what="damping", name=order.state)
        case FlushLine():
            return AdjustEquipment(source=source, what="flush")
        case MoveBalloon():
            name = "up" if order.is_up else "down"
            return AdjustEquipment(source=source, what="balloon", name=name)
        case MoveTip():
            return AdjustEquipment(source=source, what="tip", name=order.place)
    pressure = Quantity(number=Decimal(repr(order.inspired_co2_mmhg)), unit="mmHg")
    return AdjustEquipment(
        source=source, what="inspired-co2", quantity=pressure, over_ms=order.over_ms
    )


def why_no_equipment_order(action: AdjustEquipment) -> str | None:
    """Return why no body could obey, None when it can; its quantity is a number with a unit."""
    names = _NAMES.get(action.what)
    if names is None:
        return f'there is nothing called "{action.what}" on a line or a circuit'
    if action.name not in names:
        return f'there is no {action.what} "{action.name}"'
    if action.quantity.dimension is not Dimension.PRESSURE:
        return f"{action.quantity} is not a pressure"
    if not 0 <= action.quantity.in_unit("mmHg") <= MOST_INSPIRED_CO2_MMHG:
        return f"inspired carbon dioxide is 0 to {MOST_INSPIRED_CO2_MMHG:g} mmHg"
    return None if 0 <= action.over_ms <= LONGEST_MS else "a time is 0 to 24 h"


def equipment_order(action: AdjustEquipment) -> EquipmentOrder:
    """Return what a body is ordered; call it where why_no_equipment_order() said nothing."""
    match action.what:
        case "damping":
            return DampLine(state=cast("LineState", action.name))
        case "flush":
            return FlushLine()
        case "balloon":
            return MoveBalloon(is_up=action.name == "up")
        case "tip":
            return MoveTip(place=cast("CatheterTip", action.name))
    return Rebreathe(
        inspired_co2_mmhg=float(action.quantity.in_unit("mmHg")), over_ms=action.over_ms
    )
