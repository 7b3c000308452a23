"""Amounts as people order them, in the unit in which a drug is counted."""

from simrunner.domain.quantity import UNITS, Dimension, Quantity
from simrunner.patient.drug.drug import Drug

_D = Dimension
_SINGLE = {
    _D.MASS: (_D.MASS, False), _D.MASS_PER_KG: (_D.MASS, True),
    _D.VOLUME: (_D.VOLUME, False), _D.VOLUME_PER_KG: (_D.VOLUME, True),
    _D.UNITS: (_D.UNITS, False), _D.UNITS_PER_KG: (_D.UNITS, True),
    _D.SUBSTANCE: (_D.SUBSTANCE, False), _D.SUBSTANCE_PER_KG: (_D.SUBSTANCE, True),
}  # fmt: skip
_RATE = {
    _D.MASS_RATE: (_D.MASS, False), _D.MASS_RATE_PER_KG: (_D.MASS, True),
    _D.VOLUME_RATE: (_D.VOLUME, False), _D.VOLUME_RATE_PER_KG: (_D.VOLUME, True),
    _D.UNITS_RATE: (_D.UNITS, False), _D.UNITS_RATE_PER_KG: (_D.UNITS, True),
    _D.SUBSTANCE_RATE: (_D.SUBSTANCE, False), _D.SUBSTANCE_RATE_PER_KG: (_D.SUBSTANCE, True),
}  # fmt: skip
_SOLUTE = {
    _D.CONCENTRATION: _D.MASS,
    _D.UNITS_CONCENTRATION: _D.UNITS,
    _D.SUBSTANCE_CONCENTRATION_ML: _D.SUBSTANCE,
}

MOST = 1e9
"""No dose counts for more than this many of its unit, so that no sum can overflow."""


def amount_of(
    drug: Drug, quantity: Quantity, weight_kg: float, concentration: Quantity | None
) -> float | None:
    """Return a dose in the drug's unit, or a rate in it per minute; None for another measure.

    A volume counts by ``concentration`` or, without one, by the table's first strength.
    """
    found = _SINGLE.get(quantity.dimension) or _RATE.get(quantity.dimension)
    if found is None or not quantity.number.is_finite():
        return None
    dimension, is_per_kg = found
    number = float(quantity.in_base) * (weight_kg if is_per_kg else 1.0)
    if quantity.dimension in _RATE:
        number /= 60.0  # rates have the hour as their base
    unit = UNITS[drug.kinetics.unit]
    strength = concentration or drug.concentration
    is_solution = dimension is _D.VOLUME and unit.dimension is not _D.VOLUME
    if is_solution and strength is not None and strength.dimension in _SOLUTE:
        dimension = _SOLUTE[strength.dimension]
        number *= float(strength.in_base)
    if dimension is not unit.dimension:
        return None
    return max(0.0, min(number / float(unit.to_base), MOST))
