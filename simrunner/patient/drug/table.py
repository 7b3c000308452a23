"""Drugs from the built-in tables: what stands in [drug.NAME.kinetics] and its sisters.

Every one of these tables has ``source`` and ``verified`` (with ``checked`` and ``says`` where it is
true). ``kinetics`` has ``unit`` and one of: ``model`` (a formula's name); ``volumes_l`` with
``clearances_l_per_min``; ``volume_l`` or ``volume_l_per_kg`` with ``rates_per_min`` (k10, k12, k21,
k13, k31) or ``half_life_min``; ``dose`` with ``duration_min`` (a curve). The effect site comes from
``peak_min`` or ``ke0_per_min``; ``grows`` overrides how a body's size counts (see Kinetics).
``[[drug.NAME.absorption]]``, ``.effect``, ``.antagonist`` and ``.binding`` have the keys of
Absorption, Effect, Antagonism and Binding. A wrong row is a ValueError that names the drug.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, get_args

from simrunner.domain.drug_table import quantity_from_text
from simrunner.patient.drug.absorption import BY_ROUTE
from simrunner.patient.drug.curve import curve, half_life_model
from simrunner.patient.drug.disposition import REFERENCE_KG, Disposition, from_clearances
from simrunner.patient.drug.drug import (
    MODELS,
    Absorption,
    AmountUnit,
    Antagonism,
    Binding,
    Drug,
    Effect,
    Evidence,
    Kinetics,
    Receptor,
)
from simrunner.patient.drug.formulary import Formulary
from simrunner.patient.handle import RULES

Row = Mapping[str, Any]


def formulary_from_tables(rows: Mapping[str, Row]) -> Formulary:
    """Return the formulary of drug tables; ValueError for a row that makes no sense."""
    drugs = {name: _drug(name, row) for name, row in rows.items() if "kinetics" in row}
    return Formulary(drugs=MappingProxyType(drugs), known=frozenset(rows))


def _drug(name: str, row: Row) -> Drug:
    try:
        stated = tuple(_absorption(each) for each in row.get("absorption", ()))
        routes = {each.route for each in stated}
        usual = tuple(each for each in BY_ROUTE if each.route not in routes)
        concentrations = row["concentrations"]
        return Drug(
            id=name,
            kinetics=_kinetics(name, row["kinetics"]),
            absorptions=(*stated, *usual),
            effects=tuple(_effect(each) for each in row.get("effect", ())),
            antagonisms=tuple(_antagonism(each) for each in row.get("antagonist", ())),
            bindings=tuple(_binding(each) for each in row.get("binding", ())),
            concentration=quantity_from_text(concentrations[0]) if concentrations else None,
        )
    except (KeyError, ValueError) as problem:
        raise ValueError(f"the drug '{name}' of the table: {problem}") from problem


def _kinetics(name: str, row: Row) -> Kinetics:
    evidence = evidence_of(row)
    _one_of(row["unit"], get_args(AmountUnit), "unit")
    peak_min = float(row.get("peak_min", 0.0))
    if "model" in row:
        _one_of(row["model"], [model for drug, model in MODELS if drug == name], "model")
        return Kinetics(unit=row["unit"], kind="formula", model=row["model"], evidence=evidence)
    if "dose" in row:
        dose, duration_min = _in_unit(row["dose"], row["unit"]), float(row["duration_min"])
        return Kinetics(
            unit=row["unit"], kind="curve", grows="per_kg", evidence=evidence,
            adult=curve(dose, peak_min=peak_min, duration_min=duration_min),
            peak_min=peak_min, dose=dose, duration_min=duration_min,
        )  # fmt: skip
    kind, adult, is_per_kg = _compartments(row)
    return Kinetics(
        unit=row["unit"],
        kind="half-life" if kind == "half-life" else "compartments",
        adult=adult._replace(ke0_per_min=float(row.get("ke0_per_min", 0.0))),
        grows=row.get("grows", "per_kg" if is_per_kg else "allometric"),
        peak_min=peak_min,
        evidence=evidence,
    )


def _compartments(row: Row) -> tuple[str, Disposition, bool]:
    """Return the kind, the 70 kg adult's compartments, and whether the row is per kg."""
    if "clearances_l_per_min" in row:
        volumes = tuple(float(each) for each in row["volumes_l"])
        clearances = tuple(float(each) for each in row["clearances_l_per_min"])
        return "clearances", from_clearances(volumes, clearances, ke0_per_min=0.0), False
    is_per_kg = "volume_l_per_kg" in row
    v1_l = float(row["volume_l_per_kg"]) * REFERENCE_KG if is_per_kg else float(row["volume_l"])
    if "half_life_min" in row:
        return "half-life", half_life_model(v1_l, float(row["half_life_min"])), is_per_kg
    rates = {f"{name}_per_min": float(rate) for name, rate in row["rates_per_min"].items()}
    return "rates", Disposition(v1_l=v1_l, **rates), is_per_kg


def _absorption(row: Row) -> Absorption:
    return Absorption(
        route=row["route"], half_life_min=float(row["half_life_min"]), share=float(row["share"]),
        evidence=evidence_of(row),
    )  # fmt: skip


def _effect(row: Row) -> Effect:
    _one_of(row["handle"], RULES, "handle")
    _one_of(row.get("via", ""), ("", *get_args(Receptor)), "receptor")
    if "at_route" in row and "delay_min" not in row:
        raise ValueError("an effect with at_route needs delay_min")
    return Effect(
        handle=row["handle"],
        most=float(row.get("most", 0.0)),
        half_at=float(row.get("half_at", 1.0)),
        hill=float(row.get("hill", 1.0)),
        slope=float(row["slope"]) if "slope" in row else None,
        via=row.get("via", ""),
        delay_min=float(row.get("delay_min", 0.0)),
        at_route=row.get("at_route", ""),
        only_for=tuple(row.get("only_for", ())),
        evidence=evidence_of(row),
    )


def _antagonism(row: Row) -> Antagonism:
    _one_of(row["receptor"], get_args(Receptor), "receptor")
    return Antagonism(
        receptor=row["receptor"], ki=float(row["ki"]), most=float(row.get("most", 0.0)),
        evidence=evidence_of(row),
    )  # fmt: skip


def _binding(row: Row) -> Binding:
    return Binding(
        drug=row["drug"], per_amount=float(row["per_amount"]),
        site_per_min=float(row["site_per_min"]), evidence=evidence_of(row),
    )  # fmt: skip


def _one_of(text: str, known: Iterable[str], what: str) -> None:
    if text not in known:
        raise ValueError(f"there is no {what} '{text}'")


def evidence_of(row: Row) -> Evidence:
    """Return where a row's figures come from; KeyError where it does not say."""
    return Evidence(
        source=row["source"],
        is_verified=row["verified"],
        checked=row.get("checked", ""),
        says=row.get("says", ""),
    )


def _in_unit(text: str, unit: str) -> float:
    return float(quantity_from_text(text).in_unit(unit))
