"""What can be asked of a modelled body alone: bleeding, fluids, illness, breath, a ventilator."""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Bleed:
    """Lose blood at a rate, for a time or (None) until told otherwise; rate 0 stops it."""

    rate_ml_per_min: float
    for_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFluid:
    """Give a volume of a fluid (an id of the fluid table) evenly over a time."""

    fluid: str
    volume_ml: float
    over_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FallIll:
    """Take on an illness (an id of the illness table) in a degree; ``off`` begins recovery."""

    illness: str
    severity: Literal["off", "mild", "moderate", "severe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe:
    """Breathe by one's own drive, or (``is_on`` false) stop breathing: apnoea."""

    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventilate:
    """Ventilate the lungs by machine; ``mode`` ``off`` ends it, ``vc`` is volume control."""

    mode: Literal["off", "vc"]
    tidal_volume_ml: float = 0.0
    rate_per_min: float = 0.0
    peep_cmh2o: float = 0.0


BodyOrder: TypeAlias = Bleed | RunFluid | FallIll | Breathe | Ventilate
"""What only a modelled body obeys; a scripted one has no such organ and leaves it alone."""
