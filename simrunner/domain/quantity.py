"""Amounts with units: a closed table, exact decimals (clinscn/1 section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

MMHG_PER_KPA = Decimal("7.50062")
"""1 kPa in mmHg (clinscn/1 section 2; BIPM SI Brochure, 9th edition, gives 133.322 Pa/mmHg)."""


class Dimension(StrEnum):
    """What a unit measures; two quantities compare only within one dimension."""

    NUMBER = "number"
    DURATION = "duration"
    AGE = "age"
    LENGTH = "length"
    FREQUENCY = "frequency"
    PRESSURE = "pressure"
    PERCENT = "percent"
    TEMPERATURE = "temperature"
    MASS = "mass"
    VOLUME = "vol"
    SUBSTANCE = "mmol"
    UNITS = "units"
    MASS_PER_KG = "mass/kg"
    VOLUME_PER_KG = "vol/kg"
    UNITS_PER_KG = "units/kg"
    SUBSTANCE_PER_KG = "mmol/kg"
    CONCENTRATION = "mass/vol"
    UNITS_CONCENTRATION = "units/vol"
    SUBSTANCE_CONCENTRATION_ML = "mmol/vol"
    MASS_RATE = "mass/time"
    MASS_RATE_PER_KG = "mass/kg/time"
    VOLUME_RATE = "vol/time"
    VOLUME_RATE_PER_KG = "vol/kg/time"
    UNITS_RATE = "units/time"
    UNITS_RATE_PER_KG = "units/kg/time"
    SUBSTANCE_RATE = "mmol/time"
    SUBSTANCE_RATE_PER_KG = "mmol/kg/time"
    FLOW = "flow"
    ENERGY = "energy"
    CURRENT = "current"
    MOLARITY = "molarity"
    MASS_CONCENTRATION = "mass concentration"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One spelling, its dimension and the factor to that dimension's base unit."""

    symbol: str
    dimension: Dimension
    to_base: Decimal


_PLAIN: tuple[tuple[str, Dimension, str], ...] = (
    ("", Dimension.NUMBER, "1"),
    ("s", Dimension.DURATION, "1"),
    ("min", Dimension.DURATION, "60"),
    ("h", Dimension.DURATION, "3600"),
    ("y", Dimension.AGE, "365.25"),
    ("mo", Dimension.AGE, "30.4375"),
    ("d", Dimension.AGE, "1"),
    ("cm", Dimension.LENGTH, "10"),
    ("mm", Dimension.LENGTH, "1"),
    ("/min", Dimension.FREQUENCY, "1"),
    ("mmHg", Dimension.PRESSURE, "1"),
    ("kPa", Dimension.PRESSURE, str(MMHG_PER_KPA)),
    # 1 cmH2O = 98.0665 Pa = 0.735559 mmHg (conventional water, NIST SP 811, 2008)
    ("cmH2O", Dimension.PRESSURE, "0.735559"),
    ("%", Dimension.PERCENT, "1"),
    ("°C", Dimension.TEMPERATURE, "1"),
    ("kg", Dimension.MASS, "1000000"),
    ("J", Dimension.ENERGY, "1"),
    ("mA", Dimension.CURRENT, "1"),
    ("mmol/L", Dimension.MOLARITY, "1"),
    ("g/L", Dimension.MASS_CONCENTRATION, "1"),
)
_AMOUNTS: tuple[tuple[str, Dimension, str], ...] = (
    ("mcg", Dimension.MASS, "0.001"),
    ("mg", Dimension.MASS, "1"),
    ("g", Dimension.MASS, "1000"),
    ("mL", Dimension.VOLUME, "1"),
    ("L", Dimension.VOLUME, "1000"),
    ("mmol", Dimension.SUBSTANCE, "1"),
    ("units", Dimension.UNITS, "1"),
)
_PER_KG = {
    Dimension.MASS: Dimension.MASS_PER_KG,
    Dimension.VOLUME: Dimension.VOLUME_PER_KG,
    Dimension.UNITS: Dimension.UNITS_PER_KG,
    Dimension.SUBSTANCE: Dimension.SUBSTANCE_PER_KG,
}
_PER_ML = {
    Dimension.MASS: Dimension.CONCENTRATION,
    Dimension.UNITS: Dimension.UNITS_CONCENTRATION,
    Dimension.SUBSTANCE: Dimension.SUBSTANCE_CONCENTRATION_ML,
}
_PER_TIME = {
    Dimension.MASS: Dimension.MASS_RATE,
    Dimension.VOLUME: Dimension.VOLUME_RATE,
    Dimension.UNITS: Dimension.UNITS_RATE,
    Dimension.SUBSTANCE: Dimension.SUBSTANCE_RATE,
    Dimension.MASS_PER_KG: Dimension.MASS_RATE_PER_KG,
    Dimension.VOLUME_PER_KG: Dimension.VOLUME_RATE_PER_KG,
    Dimension.UNITS_PER_KG: Dimension.UNITS_RATE_PER_KG,
    Dimension.SUBSTANCE_PER_KG: Dimension.SUBSTANCE_RATE_PER_KG,
}


def _table() -> Mapping[str, Unit]:
    rows = [*_PLAIN, *_AMOUNTS]
    for symbol, amount, factor in _AMOUNTS:
        per_kg = _PER_KG[amount]
        rows.append((f"{symbol}/kg", per_kg, factor))
        if amount in _PER_ML:
            rows.append((f"{symbol}/mL", _PER_ML[amount], factor))
        for time, times_per_hour in (("min", 60), ("h", 1)):
            hourly = str(Decimal(factor) * times_per_hour)
            rows.append((f"{symbol}/{time}", _PER_TIME[amount], hourly))
            rows.append((f"{symbol}/kg/{time}", _PER_TIME[per_kg], hourly))
    return MappingProxyType(
        {
            symbol: Unit(symbol=symbol, dimension=dimension, to_base=Decimal(factor))
            for symbol, dimension, factor in rows
        }
    )


UNITS: Mapping[str, Unit] = _table()
"""Every allowed unit. Bases: s, d, mm, /min, mmHg, %, °C, mg, mL, mmol, units, per hour."""

SPELLING_HINTS: Mapping[str, str] = MappingProxyType(
    # Error-prone abbreviations (ISMP list 2021, Joint Commission "Do Not Use" list 2004).
    {"ug": "mcg", "µg": "mcg", "μg": "mcg", "mcq": "mcg", "U": "units", "IU": "units", "u": "units",
     "cc": "mL", "ml": "mL", "l": "L", "bpm": "/min", "C": "°C", "degC": "°C", "mmhg": "mmHg",
     "kpa": "kPa", "sec": "s", "mins": "min", "hr": "h",
     "percent": "%", "years": "y", "year": "y", "yr": "y", "months": "mo", "days": "d"},
)  # fmt: skip


LONGEST = 21
"""Digits before or after the point beyond which a number is written with its exponent.

A file may have 12 and 9 (clinscn/1 section 2); people and devices may send anything.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An exact decimal with a unit of UNITS, kept as its author wrote it."""

    number: Decimal
    unit: str = ""

    @property
    def dimension(self) -> Dimension:
        """The dimension of the unit."""
        return UNITS[self.unit].dimension

    @property
    def in_base(self) -> Decimal:
        """The number in the base unit of its dimension (see UNITS)."""
        return self.number * UNITS[self.unit].to_base

    def in_unit(self, symbol: str) -> Decimal:
        """Return the number in another unit of the same dimension; ValueError when it differs."""
        unit = UNITS[symbol]
        if unit.dimension is not self.dimension:
            raise ValueError(f"{self} is not a {unit.dimension.value}")
        return self.in_base / unit.to_base

    def __str__(self) -> str:
        """Return the quantity as people read it: ``0.5 mg``, ``98 %``, ``15``."""
        is_readable = self.number.is_finite() and abs(self.number.adjusted()) <= LONGEST
        number = format(self.number.normalize(), "f") if is_readable else str(self.number)
        return f"{number} {self.unit}" if self.unit else number


ROUTES = (
    "IV", "IM", "SC", "IO", "PO", "SL", "PR", "IN", "INH", "NEB", "ET", "TOP",
    "EPIDURAL", "SPINAL", "BLOCK",
)  # fmt: skip
"""Routes of giving a drug (clinscn/1 section 5)."""
