"""How single values of a file look, as JSON Schema: patterns of the language's closed grammar."""

import re
from collections.abc import Collection, Iterable
from typing import Any, TypeAlias, get_args

from simrunner.domain.body_order import ArtefactKind, CatheterTip, Electrode, LineState, Swap
from simrunner.domain.quantity import UNITS, Dimension
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.grammar.quantity_text import AMOUNT_DIMENSIONS
from simrunner.scenario.source.identifier import LETTERS, RESERVED

Form: TypeAlias = dict[str, Any]

NUMBER = r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?"
_UNSIGNED = NUMBER.removeprefix("-?")
PARAMETER = r"\$[^\s()]+"
ID = f"(?!(?:{'|'.join(sorted(RESERVED))})$)[{LETTERS}][{LETTERS}0-9-]{{0,39}}"
DURATION = (
    rf"(?:{_UNSIGNED}\s*h(?:\s*{_UNSIGNED}\s*min)?(?:\s*{_UNSIGNED}\s*s)?"
    rf"|{_UNSIGNED}\s*min(?:\s*{_UNSIGNED}\s*s)?|{_UNSIGNED}\s*s)"
)
LANGUAGE = "[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?"

SCALAR: Form = {"type": ["string", "number", "boolean"]}
"""Editors read `4` as a number and `true` as a switch; this language reads every word as text."""

SWITCH: Form = {"enum": [True, False, "true", "false"]}


def text_like(pattern: str) -> Form:
    """Return a text that must look like the whole pattern."""
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def one_of(words: Iterable[str]) -> Form:
    """Return a closed list."""
    return {"enum": sorted(words)}


def whole_number(digits: int) -> Form:
    """Return a whole number, as a number or a text."""
    return {"type": ["string", "integer"], "pattern": f"^[0-9]{{1,{digits}}}$", "minimum": 0}


def quantity(dimensions: Collection[Dimension]) -> Form:
    """Return a number with a unit of one of the dimensions, or a parameter."""
    found = text_like(f"{_quantity(dimensions)}|{PARAMETER}")
    if Dimension.NUMBER in dimensions:
        return {**found, "type": ["string", "number"]}
    return found


def any_quantity() -> Form:
    """Return a number with any unit of the closed table, or a duration."""
    found = text_like(f"{_quantity(tuple(Dimension))}|{DURATION}")
    return {**found, "type": ["string", "number"]}


def filling() -> Form:
    """Return what a parameter of a part may be filled with."""
    return {"anyOf": [any_quantity(), text_like(PARAMETER)]}


def duration() -> Form:
    """Return a duration, or a parameter."""
    return text_like(f"{DURATION}|{PARAMETER}")


def dose_range() -> Form:
    """Return ``LOW to HIGH`` of drug amounts."""
    amount = f"(?:{_quantity(AMOUNT_DIMENSIONS)}|{PARAMETER})"
    return text_like(rf"{amount}\s+to\s+{amount}")


def set_vitals() -> Form:
    """Return the map of values that vitals jump to."""
    return _vitals({vital: _value(vital) for vital in _written()})


def ramps() -> Form:
    """Return the map of ramps of vitals."""
    return _vitals({vital: _ramp(vital) for vital in _written()})


def body_order(fluids: Iterable[str], illnesses: Iterable[str]) -> Form:
    """Return one order to a body."""
    span = f"(?:{DURATION}|{PARAMETER})"
    flow, volume, pressure = (
        f"(?:{_quantity([each])}|{PARAMETER})"
        for each in (Dimension.VOLUME_RATE, Dimension.VOLUME, Dimension.PRESSURE)
    )
    number = "[0-9.]+"
    orders = (
        rf"bleed\s+(?:0|off|{flow}(?:\s+for\s+{span})?)",
        rf"fluid\s+(?:{_names(fluids)})\s+{volume}\s+over\s+{span}",
        rf"illness\s+(?:{_names(illnesses)})\s+(?:off|mild|moderate|severe)",
        "apnoea",
        "breathe",
        rf"artefact\s+(?:{_names(get_args(ArtefactKind))})(?:\s+off|(?:\s+for\s+{span})?)",
        rf"artefact\s+mains\s+[56]0\s?Hz(?:\s+for\s+{span})?",
        rf"lead\s+(?:off|on)\s+(?:{_names(get_args(Electrode))})",
        rf"lead\s+reversal\s+(?:off|{_names(get_args(Swap))})",
        r"rv\s+(?:hurt|well)",
        rf"line\s+(?:flush|{_names(get_args(LineState))})",
        rf"catheter\s+(?:balloon\s+(?:up|down)|tip\s+(?:{_names(get_args(CatheterTip))}))",
        rf"circuit\s+rebreathing\s+(?:0|off|{pressure}(?:\s+over\s+{span})?)",
        r"circuit\s+soda-lime\s+(?:exhausted|fresh)",
        rf"vent\s+(?:off|vc\s+{number}(?:\s?mL)?\s+{number}(?:\s?/min)?\s+{number}(?:\s?cmH2O)?)",
    )
    return {**text_like("|".join(orders)), "description": "One order to the body."}


def _names(names: Iterable[str]) -> str:
    return "|".join(re.escape(name).replace(r"\-", "-") for name in sorted(names))


def _written() -> list[Vital]:
    return [vital for vital in Vital if VITALS[vital].is_written]


def _vitals(forms: dict[Vital, Form]) -> Form:
    return {
        "type": "object", "additionalProperties": False,
        "properties": {vital.value: form for vital, form in forms.items()},
    }  # fmt: skip


def _value(vital: Vital) -> Form:
    spec = VITALS[vital]
    limits = f"{spec.low:g} to {spec.high:g} {spec.unit}".rstrip()
    return {**quantity([spec.dimension]), "description": f"{vital.value}, {limits}."}


def _ramp(vital: Vital) -> Form:
    spec = VITALS[vital]
    target = rf"(?:by\s+)?(?:{_quantity([spec.dimension])}|{PARAMETER})|times\s+{NUMBER}"
    span = f"(?:{DURATION}|{PARAMETER})"
    ramp = (
        rf"(?:{target})\s+over\s+{span}"
        rf"(?:\s+curve\s+(?:linear|exp|sigmoid))?(?:\s+delay\s+{span})?"
    )
    return {**text_like(ramp), "description": f"{vital.value}: TARGET over DURATION."}


def _quantity(dimensions: Collection[Dimension]) -> str:
    symbols = sorted(
        (symbol for symbol, unit in UNITS.items() if unit.dimension in dimensions),
        key=lambda symbol: (-len(symbol), symbol),
    )
    units = "|".join(re.escape(symbol).replace(r"\ ", " ") for symbol in symbols)
    return rf"{NUMBER}\s*(?:{units})"
