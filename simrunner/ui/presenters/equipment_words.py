"""What happens to pressure lines and the breathing circuit, in words."""

from simrunner.domain.body_order import (
    DampLine,
    EquipmentOrder,
    FlushLine,
    MoveBalloon,
    MoveTip,
)
from simrunner.domain.text import Translate


def equipment_words(order: EquipmentOrder, tr: Translate) -> str:  # noqa: PLR0911 - as many kinds
    """Return what happens to a line, a catheter or the circuit."""
    match order:
        case DampLine():
            return {
                "normal": tr("arterial line answers well"),
                "underdamped": tr("arterial line rings"),
                "overdamped": tr("arterial line damped"),
            }[order.state]
        case FlushLine():
            return tr("arterial line flushed")
        case MoveBalloon():
            return tr("wedge balloon up") if order.is_up else tr("wedge balloon down")
        case MoveTip():
            return {
                "ra": tr("catheter tip in the right atrium"),
                "rv": tr("catheter tip in the right ventricle"),
                "pa": tr("catheter tip in the pulmonary artery"),
            }[order.place]
    if not order.inspired_co2_mmhg:
        return tr("fresh gas without CO₂")
    change = tr("inspired CO₂ {pressure} mmHg", pressure=f"{order.inspired_co2_mmhg:g}")
    if not order.over_ms:
        return change
    time = tr("{seconds} s", seconds=f"{order.over_ms / 1000:g}")
    return tr("{change} over {time}", change=change, time=time)
