"""What is in a bag: the composition of fluids and blood products."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simrunner.domain.text import LANGUAGES, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fluid:
    """One fluid, per litre. ``stays`` is the share that no capillary lets out (colloid, cells).

    ``base_mmol_per_l`` is bicarbonate, or what becomes bicarbonate, less what takes it away.
    """

    id: str
    name: Text
    sodium_mmol_per_l: float = 0.0
    potassium_mmol_per_l: float = 0.0
    glucose_mmol_per_l: float = 0.0
    base_mmol_per_l: float = 0.0
    haemoglobin_g_per_l: float = 0.0
    red_cell_share: float = 0.0
    stays: float = 0.0
    source: str
    is_verified: bool


def fluid_from_table(fluid_id: str, row: Mapping[str, Any]) -> Fluid:
    """Return one row of the fluid table; KeyError where it lacks its names or its source."""
    numbers = {
        key: float(row[key])
        for key in (
            "sodium_mmol_per_l", "potassium_mmol_per_l", "glucose_mmol_per_l", "base_mmol_per_l",
            "haemoglobin_g_per_l", "red_cell_share", "stays",
        )
        if key in row
    }  # fmt: skip
    return Fluid(
        id=fluid_id,
        name=Text(by_language={tag: row[tag] for tag in LANGUAGES if tag in row}),
        source=row["source"],
        is_verified=row["verified"],
        **numbers,
    )
