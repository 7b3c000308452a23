"""What a guideline asks of compressions and breaths, as it is written in the profiles' file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simrunner.cpr.quality import Target
from simrunner.cpr.ventilation import BreathLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile; ``unverified`` names its figures that nobody read in the guideline itself."""

    name: str
    guideline: str
    is_verified: bool
    unverified: tuple[str, ...]
    target: Target
    breaths: BreathLimits
    fraction_least: float
    fraction_goal: float


def profile_of(name: str, row: Mapping[str, Any]) -> Profile:
    """Return a profile from its row of the profiles' file."""
    low_mm, high_mm = row["depth_mm"]
    low, high = row["rate_per_min"]
    return Profile(
        name=name,
        guideline=row["guideline"],
        is_verified=row["verified"],
        unverified=tuple(row["unverified"]),
        target=Target(
            depth_low_mm=low_mm, depth_high_mm=high_mm, rate_low_per_min=low, rate_high_per_min=high
        ),
        breaths=BreathLimits(
            airway_most_per_min=row["airway_most_per_min"],
            most_per_break=row["breaths_per_break"],
        ),
        fraction_least=row["fraction_least"],
        fraction_goal=row["fraction_goal"],
    )
