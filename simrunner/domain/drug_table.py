"""Rows of the built-in drug and template tables, from TOML tables already read.

A drug's table may hold more than is read here (``kinetics`` is kept free for it): keys that this
version does not know are left alone.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from simrunner.domain.catalogue import DoseRange, DrugRow, Range
from simrunner.domain.quantity import Quantity
from simrunner.domain.text import LANGUAGES, Text
from simrunner.domain.vital import VITALS, Vital


def drug_from_table(drug_id: str, row: Mapping[str, Any], group: str = "") -> DrugRow:
    """Return one drug; KeyError where the table lacks a key that every drug has."""
    return DrugRow(
        id=drug_id,
        name=Text(by_language={tag: row[tag] for tag in LANGUAGES if tag in row}),
        measures=tuple(row["measures"]),
        routes=tuple(row["routes"]),
        concentrations=tuple(quantity_from_text(each) for each in row["concentrations"]),
        ranges=tuple(_dose_range(each) for each in row["dose"]),
        group=group,
    )


def template_from_table(table: Mapping[str, Any]) -> dict[Vital, float]:
    """Return a template's vitals, each in its own unit; ValueError for a wrong name or unit."""
    return {
        Vital(name): float(quantity_from_text(row["value"]).in_unit(VITALS[Vital(name)].unit))
        for name, row in table["vitals"].items()
    }


def quantity_from_text(text: str) -> Quantity:
    """Return the quantity written as ``number unit``."""
    number, _, unit = text.partition(" ")
    return Quantity(number=Decimal(number), unit=unit)


def _dose_range(row: Mapping[str, Any]) -> DoseRange:
    return DoseRange(
        templates=tuple(row["for"]),
        single=_range(row.get("single")),
        at_most=_maybe(row.get("at_most")),
        max_total=_maybe(row.get("total")),
        infusion=_range(row.get("infusion")),
        source=row["source"],
        is_verified=row["verified"],
        checked=row.get("checked", ""),
        says=row.get("says", ""),
    )


def _range(ends: Sequence[str] | None) -> Range | None:
    return (quantity_from_text(ends[0]), quantity_from_text(ends[1])) if ends else None


def _maybe(text: str | None) -> Quantity | None:
    return quantity_from_text(text) if text else None
