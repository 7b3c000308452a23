"""Complexes and P waves as data: sums of two-sided Gaussians in seconds.

A wave is a row ``[at_s, rise_s, fall_s, x, y, z]``, and optionally V1 to V6: a Gaussian around
``at_s`` after the R peak (of a P wave: after its own peak) whose standard deviation is ``rise_s``
before its top and ``fall_s`` after it. X points left, Y to the feet, Z to the back, in mV; V1 to
V6 are what these leads show besides the dipole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simrunner.patient.ecg.leads import DIPOLE_ROWS, ROWS
from simrunner.patient.trace.grid import Floats

GROUPS = (
    "pr", "qrs", "st", "t", "tent", "u", "sine", "j", "injury", "right-ventricle", "hyperacute",
    "q", "inversion",
)  # fmt: skip
"""The parts of a complex.

``pr`` segment before it; ``qrs``; ``st`` and ``t`` for good; ``tent``, ``u`` and ``sine`` grow
with a wrong potassium, ``j`` with cold; ``injury`` (its ST), ``right-ventricle``, ``hyperacute``
(its early T), ``q`` and ``inversion`` with the age of an infarct.
"""

_SHAPE_NUMBERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Waves:
    """Two-sided Gaussians: places and widths in s, ``sizes_mv`` with one column for each."""

    at_s: Floats
    rise_s: Floats
    fall_s: Floats
    sizes_mv: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexShape:
    """A QRS with its T at a rate of 60/min.

    ``qrs_ms``, ``qtc_ms`` and ``axis_deg`` (frontal, from the areas of the QRS in I and aVF) are
    what a reader measures. ``potassium_mmol_per_l`` and ``temperature_c`` are the least change of
    a complex that is named after them.
    """

    id: str
    qrs_ms: float
    qtc_ms: float
    axis_deg: float
    groups: Mapping[str, Waves]
    potassium_mmol_per_l: float | None = None
    temperature_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Every complex and every P wave that can be drawn."""

    complexes: Mapping[str, ComplexShape]
    atrial: Mapping[str, Waves]


def waves_from_rows(rows: Sequence[Sequence[float]], where: str) -> Waves:
    """Return the waves of a table's rows; ValueError that names the row that is wrong."""
    table = np.zeros((len(rows), _SHAPE_NUMBERS + ROWS))
    for index, row in enumerate(rows):
        if len(row) not in {_SHAPE_NUMBERS + DIPOLE_ROWS, _SHAPE_NUMBERS + ROWS}:
            raise ValueError(
                f"{where}, row {index + 1}: {len(row)} numbers; write time, rise and fall in s,"
                " then x, y, z in mV, and V1 to V6 or none of them"
            )
        if min(row[1], row[2]) <= 0.0:
            raise ValueError(f"{where}, row {index + 1}: rise and fall must be above 0")
        table[index, : len(row)] = row
    table.flags.writeable = False
    return Waves(
        at_s=table[:, 0], rise_s=table[:, 1], fall_s=table[:, 2],
        sizes_mv=table[:, _SHAPE_NUMBERS:].T,
    )  # fmt: skip


def shapes_from_table(table: Mapping[str, Any]) -> Shapes:
    """Return the shapes of a parsed table; ValueError says what in it is wrong.

    ``complex.<id>`` may be ``like`` another, whose groups and numbers it keeps where it has none
    of its own; the groups of ``common`` belong to all.
    """
    rows = table["complex"]
    return Shapes(
        complexes={name: _complex(name, rows, table.get("common", {})) for name in rows},
        atrial={
            name: waves_from_rows(row["p"], f"atrial wave '{name}'")
            for name, row in table["atrial"].items()
        },
    )


def _complex(
    name: str, rows: Mapping[str, Mapping[str, Any]], common: Mapping[str, Any]
) -> ComplexShape:
    row = _inherited(name, rows, ())
    groups = {**common, **{key: value for key, value in row.items() if isinstance(value, list)}}
    unknown = [key for key in groups if key not in GROUPS]
    if unknown:
        raise ValueError(
            f"complex '{name}': no group '{unknown[0]}'; there are {', '.join(GROUPS)}"
        )
    return ComplexShape(
        id=name, qrs_ms=row["qrs_ms"], qtc_ms=row["qtc_ms"], axis_deg=row["axis_deg"],
        potassium_mmol_per_l=row.get("potassium_mmol_per_l"),
        temperature_c=row.get("temperature_c"),
        groups={
            group: waves_from_rows(groups[group], f"complex '{name}', {group}")
            for group in GROUPS if groups.get(group)
        },
    )  # fmt: skip


def _inherited(
    name: str, rows: Mapping[str, Mapping[str, Any]], seen: tuple[str, ...]
) -> dict[str, Any]:
    if name not in rows:
        raise ValueError(f"complex '{seen[-1]}' is like '{name}', which is not in the table")
    if name in seen:
        raise ValueError(f"complex '{name}' is like itself")
    row = dict(rows[name])
    if "like" not in row:
        return row
    return {**_inherited(row["like"], rows, (*seen, name)), **row}
