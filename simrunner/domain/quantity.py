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
    SUBSTANCE = "substance"
    UNITS = "units"
    MASS_PER_KG = "mass/kg"
    VOLUME_PER_KG = "vol/kg"
    UNITS_PER_KG = "units/kg"
    SUBSTANCE_PER_KG = "substance/kg"
    CONCENTRATION = "mass/vol"
    UNITS_CONCENTRATION = "units/vol"
    SUBSTANCE_CONCENTRATION_ML = "substance/vol"
    MASS_RATE = "mass/time"
    MASS_RATE_PER_KG = "mass/kg/time"
    VOLUME_RATE = "vol/time"
    VOLUME_RATE_PER_KG = "vol/kg/time"
    UNITS_RATE = "units/time"
    UNITS_RATE_PER_KG = "units/kg/time"
    SUBSTANCE_RATE = "substance/time"
    SUBSTANCE_RATE_PER_KG = "substance/kg/time"
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


def _table() -> Mapping[str, Unit]:
    d = Dimension
    units: dict[str, Unit] = {}

    def add(symbol: str, dimension: Dimension, to_base: str | Decimal) -> None:
        units[symbol] = Unit(symbol=symbol, dimension=dimension, to_base=Decimal(to_base))

    add("", d.NUMBER, "1")
    add("s", d.DURATION, "1")
    add("min", d.DURATION, "60")
    add("h", d.DURATION, "3600")
    add("y", d.AGE, "365.25")
    add("mo", d.AGE, "30.4375")
    add("d", d.AGE, "1")
    add("cm", d.LENGTH, "10")
    add("mm", d.LENGTH, "1")
    add("/min", d.FREQUENCY, "1")
    add("mmHg", d.PRESSURE, "1")
    add("kPa", d.PRESSURE, MMHG_PER_KPA)
    # 1 cmH2O = 98.0665 Pa = 0.735559 mmHg (conventional water, NIST SP 811, 2008)
    add("cmH2O", d.PRESSURE, "0.735559")
    add("%", d.PERCENT, "1")
    add("°C", d.TEMPERATURE, "1")
    amounts = {
        "mcg": (d.MASS, "0.001"), "mg": (d.MASS, "1"), "g": (d.MASS, "1000"),
        "mL": (d.VOLUME, "1"), "L": (d.VOLUME, "1000"),
        "mmol": (d.SUBSTANCE, "1"), "units": (d.UNITS, "1"),
    }  # fmt: skip
    per_kg = {
        d.MASS: d.MASS_PER_KG, d.VOLUME: d.VOLUME_PER_KG,
        d.UNITS: d.UNITS_PER_KG, d.SUBSTANCE: d.SUBSTANCE_PER_KG,
    }  # fmt: skip
    per_ml = {
        d.MASS: d.CONCENTRATION, d.UNITS: d.UNITS_CONCENTRATION,
        d.SUBSTANCE: d.SUBSTANCE_CONCENTRATION_ML,
    }  # fmt: skip
    rates = {
        d.MASS: d.MASS_RATE, d.VOLUME: d.VOLUME_RATE, d.UNITS: d.UNITS_RATE,
        d.SUBSTANCE: d.SUBSTANCE_RATE, d.MASS_PER_KG: d.MASS_RATE_PER_KG,
        d.VOLUME_PER_KG: d.VOLUME_RATE_PER_KG, d.UNITS_PER_KG: d.UNITS_RATE_PER_KG,
        d.SUBSTANCE_PER_KG: d.SUBSTANCE_RATE_PER_KG,
    }  # fmt: skip
    for symbol, (dimension, factor) in amounts.items():
        add(symbol, dimension, factor)
        add(f"{symbol}/kg", per_kg[dimension], factor)
        if dimension in per_ml:
            add(f"{symbol}/mL", per_ml[dimension], factor)
        for time, per_hour in (("min", "60"), ("h", "1")):
            rate = Decimal(factor) * Decimal(per_hour)
            add(f"{symbol}/{time}", rates[dimension], rate)
            add(f"{symbol}/kg/{time}", rates[per_kg[dimension]], rate)
    add("kg", d.MASS, "1000000")
    add("J", d.ENERGY, "1")
    add("mA", d.CURRENT, "1")
    add("mmol/L", d.MOLARITY, "1")
    add("g/L", d.MASS_CONCENTRATION, "1")
    return MappingProxyType(units)


UNITS: Mapping[str, Unit] = _table()
"""Every allowed unit. Bases: s, d, mm, /min, mmHg, %, °C, mg, mL, mmol, units, per hour."""

SPELLING_HINTS: Mapping[str, str] = MappingProxyType(
    # Error-prone abbreviations (ISMP list 2021, Joint Commission "Do Not Use" list 2004).
    {"ug": "mcg", "µg": "mcg", "μg": "mcg", "mcq": "mcg", "U": "units", "IU": "units", "u": "units",
     "cc": "mL", "ml": "mL", "l": "L", "bpm": "/min", "C": "°C", "degC": "°C", "mmhg": "mmHg",
     "kpa": "kPa", "sec": "s", "mins": "min", "hr": "h"},
)  # fmt: skip


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
        number = format(self.number.normalize(), "f")
        return f"{number} {self.unit}" if self.unit else number


ROUTES = (
    "IV", "IM", "SC", "IO", "PO", "SL", "PR", "IN", "INH", "NEB", "ET", "TOP",
    "EPIDURAL", "SPINAL", "BLOCK",
)  # fmt: skip
"""Routes of giving a drug (clinscn/1 section 5)."""
