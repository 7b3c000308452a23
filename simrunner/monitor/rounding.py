"""The rounding of shown numbers: half up, with nothing but + - * / and comparisons."""

from simrunner.domain.quantity import MMHG_PER_KPA

_MMHG_PER_KPA = float(MMHG_PER_KPA)


def shown(number: float, decimals: int = 0) -> float:
    """Return ``number`` rounded half up to ``decimals`` (0 or 1), never minus zero."""
    scale = 10 if decimals else 1
    scaled = number * scale
    whole = int(scaled + 0.5) if scaled >= 0 else -int(0.5 - scaled)
    return whole / scale


def shown_text(number: float, decimals: int = 0) -> str:
    """Return the digits of a shown number: ``66``, ``4.0``."""
    return f"{shown(number, decimals):.{decimals}f}"


def mmhg_from_kpa(pressure_kpa: float) -> float:
    """Return a pressure in mmHg (clinscn/1 section 2: 1 kPa = 7.50062 mmHg)."""
    return pressure_kpa * _MMHG_PER_KPA


def kpa_from_mmhg(pressure_mmhg: float) -> float:
    """Return a pressure in kPa (clinscn/1 section 2: 1 kPa = 7.50062 mmHg)."""
    return pressure_mmhg / _MMHG_PER_KPA
