"""Drug amounts made comparable: per kg by the chart weight, volume by the concentration."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from simrunner.domain.chart import Scenario
from simrunner.domain.quantity import Dimension, Quantity

_D = Dimension
_ABSOLUTE: Mapping[Dimension, tuple[Dimension, bool]] = MappingProxyType(
    {
        _D.MASS: (_D.MASS, False), _D.MASS_PER_KG: (_D.MASS, True),
        _D.VOLUME: (_D.VOLUME, False), _D.VOLUME_PER_KG: (_D.VOLUME, True),
        _D.UNITS: (_D.UNITS, False), _D.UNITS_PER_KG: (_D.UNITS, True),
        _D.SUBSTANCE: (_D.SUBSTANCE, False), _D.SUBSTANCE_PER_KG: (_D.SUBSTANCE, True),
    }
)  # fmt: skip
"""Dimension of a single amount -> what is amounted to, and whether it is per kg."""

_RATE: Mapping[Dimension, tuple[Dimension, bool]] = MappingProxyType(
    {
        _D.MASS_RATE: (_D.MASS, False), _D.MASS_RATE_PER_KG: (_D.MASS, True),
        _D.VOLUME_RATE: (_D.VOLUME, False), _D.VOLUME_RATE_PER_KG: (_D.VOLUME, True),
        _D.UNITS_RATE: (_D.UNITS, False), _D.UNITS_RATE_PER_KG: (_D.UNITS, True),
        _D.SUBSTANCE_RATE: (_D.SUBSTANCE, False), _D.SUBSTANCE_RATE_PER_KG: (_D.SUBSTANCE, True),
    }
)  # fmt: skip

_SOLUTE: Mapping[Dimension, Dimension] = MappingProxyType(
    {
        _D.CONCENTRATION: _D.MASS,
        _D.UNITS_CONCENTRATION: _D.UNITS,
        _D.SUBSTANCE_CONCENTRATION_ML: _D.SUBSTANCE,
    }
)

Measured: TypeAlias = tuple[Dimension, Decimal]
"""A dimension without `per kg` and `per time`, and a number in its base unit (per hour)."""


def is_single_amount(dimension: Dimension) -> bool:
    """Return whether a quantity of this dimension can be a dose."""
    return dimension in _ABSOLUTE


def is_rate(dimension: Dimension) -> bool:
    """Return whether a quantity of this dimension can be an infusion's rate."""
    return dimension in _RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugScale:
    """How one drug's amounts convert for this patient. ``per_ml`` is in base units per mL."""

    weight_kg: Decimal
    solute: Dimension | None
    per_ml: Decimal

    def measure(self, quantity: Quantity) -> Measured | None:
        """Return a dose or a rate in the drug's own terms; None when it is neither.

        With a known concentration every volume becomes its solute, so that sums and thresholds
        meet by multiplication alone and stay exact.
        """
        found = _ABSOLUTE.get(quantity.dimension) or _RATE.get(quantity.dimension)
        if found is None:
            return None
        dimension, is_per_kg = found
        number = quantity.in_base
        if is_per_kg:
            number *= self.weight_kg
        if dimension is Dimension.VOLUME and self.solute is not None:
            return self.solute, number * self.per_ml
        return dimension, number


def drug_scales(scenario: Scenario) -> Mapping[str, DrugScale]:
    """Return how each drug of the room converts at the chart weight."""
    weight_kg = Decimal(repr(scenario.patient.weight_kg))
    scales: dict[str, DrugScale] = {}
    for drug in scenario.drugs.values():
        solute, per_ml = None, Decimal(0)
        if drug.concentration is not None and drug.concentration.dimension in _SOLUTE:
            solute = _SOLUTE[drug.concentration.dimension]
            per_ml = drug.concentration.in_base
        scales[drug.id] = DrugScale(weight_kg=weight_kg, solute=solute, per_ml=per_ml)
    return scales
