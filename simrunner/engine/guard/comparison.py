"""The six comparisons, and rounding as a display rounds."""

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, getcontext
from types import MappingProxyType
from typing import Any

from simrunner.domain.condition import Comparison
from simrunner.domain.quantity import UNITS, Quantity
from simrunner.domain.vital import VITALS, Vital

COMPARE: Mapping[Comparison, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "=": operator.eq,
        "!=": operator.ne,
    }
)


def rounded_half_up(number: Decimal | float, decimals: int) -> Decimal:
    """Return the number as a display with ``decimals`` shows it: halves go up."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if exact.adjusted() + decimals >= getcontext().prec - 1:
        return exact  # longer than any display, and than quantize() can hold
    step = Decimal(1).scaleb(-decimals)
    if exact >= 0:
        return exact.quantize(step, rounding=ROUND_HALF_UP)
    # ROUND_HALF_UP of the standard library goes away from zero; "up" means towards plus infinity.
    return -((-exact - step / 2).quantize(step, rounding="ROUND_CEILING"))


def in_vital_unit(vital: Vital, quantity: Quantity) -> float:
    """Return a threshold in the vital's own unit (see VITALS)."""
    return float(quantity.in_unit(VITALS[vital].unit))


def in_guard_unit(vital: Vital, number: float, unit: str) -> Decimal:
    """Return a vital's number in the unit that a guard is written in."""
    exact = Decimal(repr(number))
    own = VITALS[vital].unit
    if own == unit:
        return exact
    return exact * UNITS[own].to_base / UNITS[unit].to_base
