"""Numbers, quantities, durations and ramps as authors write them (clinscn/1 §2)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args

from simrunner.domain.chart import Curve
from simrunner.domain.quantity import SPELLING_HINTS, UNITS, Dimension, Quantity
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.source.problem import Fault, did_you_mean

MAX_DURATION_MS = 24 * 3_600_000
MAX_CHARACTERS = 120
"""A quantity, duration or ramp is a few words; longer texts are refused before they are read."""

AMOUNT_DIMENSIONS = frozenset(
    {
        Dimension.MASS, Dimension.VOLUME, Dimension.UNITS, Dimension.SUBSTANCE,
        Dimension.MASS_PER_KG, Dimension.VOLUME_PER_KG, Dimension.UNITS_PER_KG,
        Dimension.SUBSTANCE_PER_KG,
    }
)  # fmt: skip
"""What a dose can be measured in, besides a count of doses."""

RATE_DIMENSIONS = frozenset(
    dimension for dimension in Dimension if dimension.value.endswith("/time")
)
"""What an infusion can be measured in."""


REMEMBERED = 1_024
"""Files say the same few quantities again and again."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?")
_LEADING = re.compile(r"[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?")
_EXPONENT = re.compile(r"-?[0-9.]+[eE][-+]?[0-9]+")
_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_RUN_TOGETHER = re.compile(r"(?:[0-9.]+ *(?:h|min|s) *)+")
_DURATION_MS = {"h": 3_600_000, "min": 60_000, "s": 1_000}


def refuse_long(text: str, code: str, what: str) -> None:
    """Raise Fault ``code`` when a text is too long to be ``what``."""
    if len(text) > MAX_CHARACTERS:
        began = f"this text begins with '{text[:20].strip()}'"
        raise Fault(code, f"{what} has at most {MAX_CHARACTERS} characters", began)


def parse_number(text: str, offset: int = 0) -> Decimal:
    """Return the exact decimal; Fault E301 when it is not ``-?digits[.digits]``."""
    refuse_long(text, "E301", "a number")
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    hint = ""
    if re.fullmatch(r"-?\.[0-9]+", text):
        hint = f"write {text.replace('.', '0.')}: a naked decimal point is easily overlooked"
    elif re.fullmatch(r"-?0[0-9]+(\.[0-9]+)?", text):
        hint = "leave out the leading zero"
    elif "," in text:
        hint = "write a point for the decimal, and no thousands separator"
    elif _EXPONENT.fullmatch(text):
        hint = "write the number out, without an exponent"
    elif _DIGITS.fullmatch(text):
        hint = "a number has at most 12 digits before the point and 9 behind it"
    raise Fault("E301", f"'{text}' is not a number", hint, offset=offset)


@lru_cache(maxsize=REMEMBERED)
def split_quantity(text: str) -> tuple[str, str, int]:
    """Return number text, unit text and the unit's offset: ``0.5 mg`` or ``0.5mg``."""
    found = _LEADING.match(text)
    number = found[0] if found else text.split(" ", 1)[0]
    rest = text[len(number) :]
    unit = rest.strip()
    return number, unit, len(number) + len(rest) - len(rest.lstrip())


@lru_cache(maxsize=REMEMBERED)
def parse_quantity(text: str) -> Quantity:
    """Return the quantity; Fault E301 or E302 for a bad number or unit."""
    refuse_long(text, "E301", "a quantity")
    number, unit, unit_offset = split_quantity(text)
    if not number:
        raise Fault("E301", f"'{text}' is not a quantity", "write a number and a unit")
    check_unit(unit, unit_offset)
    return Quantity(number=parse_number(number), unit=unit)


def check_unit(unit: str, offset: int = 0) -> None:
    """Raise Fault E302 when the unit is not in the closed table."""
    if unit in UNITS:
        return
    hint = ""
    for part in sorted(SPELLING_HINTS, key=len, reverse=True):
        if unit == part or unit.startswith(f"{part}/"):
            hint = f"write '{SPELLING_HINTS[part]}{unit[len(part) :]}'"
            break
    if unit in ("dose", "doses"):
        hint = "doses are counted in conditions only; give an amount, such as 0.5 mg"
    if unit.partition("/")[0].lower() == "meq":
        hint = "write mmol: as many for sodium, potassium and bicarbonate, half for Ca and Mg"
    hint = hint or did_you_mean(unit, [symbol for symbol in UNITS if symbol])
    hint = hint or "the manual's page 'The scenario file' lists every unit"
    raise Fault("E302", f"the unit '{unit}' is not allowed", hint, offset=offset)


def require_dimension(quantity: Quantity, allowed: Collection[Dimension], what: str) -> None:
    """Raise Fault E303 when the quantity cannot be ``what``."""
    if quantity.dimension in allowed:
        return
    names = " or ".join(sorted(dimension.value for dimension in allowed))
    is_written = f"'{quantity}' is {quantity.dimension.value}"
    if not quantity.unit:
        units = [symbol for symbol, unit in UNITS.items() if unit.dimension in allowed]
        hint = f"the unit is missing: {' or '.join(units)}" if len(allowed) == 1 else ""
        hint = hint or "the unit is missing"  # of a dose none is proposed: it could be believed
        raise Fault("E303", f"{what} needs a unit of {names}", hint)
    raise Fault("E303", f"{what} needs {names}, but {is_written}")


def require_vital_unit(quantity: Quantity, vital: Vital) -> None:
    """Raise Fault E303 when a vital is not given in its unit, or mmHg and kPa for each other.

    Centimetres of water are for airway pressures, which are no vitals (clinscn/1 sections 2, 4).
    """
    spec = VITALS[vital]
    require_dimension(quantity, [spec.dimension], vital.value)
    if quantity.unit == "cmH2O":
        what = f"{vital.value} is not given in cmH2O"
        raise Fault("E303", what, f"write it in {spec.unit}")


def check_amount(number: str, quantity: Quantity) -> None:
    """Raise Fault E304 for a drug amount that can be misread or is negative.

    Trailing zeros lead to tenfold errors (ISMP, List of error-prone abbreviations, 2021).
    """
    if "." in number and number.endswith("0"):
        hint = f"write '{quantity}'"
        raise Fault("E304", "a drug amount must not end in a zero after the point", hint)
    if quantity.number < 0:
        raise Fault("E304", "a drug amount cannot be negative")


def parse_amount(text: str, what: str) -> Quantity:
    """Return a drug amount, per kg or not; Fault when it is none or can be misread."""
    quantity = parse_quantity(text)
    require_dimension(quantity, AMOUNT_DIMENSIONS, what)
    check_amount(split_quantity(text)[0], quantity)
    return quantity


def parse_rate(text: str, what: str) -> Quantity:
    """Return an infusion rate; Fault when it is none or can be misread."""
    quantity = parse_quantity(text)
    require_dimension(quantity, RATE_DIMENSIONS, what)
    check_amount(split_quantity(text)[0], quantity)
    return quantity


@lru_cache(maxsize=REMEMBERED)
def parse_duration_ms(text: str) -> int:
    """Return a duration above 0 and up to 24 h in ms; Fault E305 when it is none."""
    refuse_long(text, "E305", "a duration")
    total = Decimal(0)
    rest = text.strip()
    units = list(_DURATION_MS)
    if not rest:
        raise Fault("E305", "a duration is missing", "write for example 2 min 30 s")
    while rest:
        number, after, _ = split_quantity(rest)
        unit = after.split(" ", 1)[0]
        if unit not in units:
            raise _not_a_duration(text, unit)
        del units[: units.index(unit) + 1]
        total += parse_number(number) * _DURATION_MS[unit]
        rest = after[len(unit) :].strip()
    if total <= 0 or total > MAX_DURATION_MS:
        raise Fault("E305", f"'{text}' is not above 0 and at most 24 h")
    if total != total.to_integral_value():
        raise Fault("E305", f"'{text}' is finer than a millisecond")
    return int(total)


def _not_a_duration(text: str, unit: str) -> Fault:
    if _RUN_TOGETHER.fullmatch(text.strip()) and unit not in _DURATION_MS:
        parts = re.findall(r"([0-9.]+) *(h|min|s)", text)
        hint = f"write '{' '.join(f'{number} {short}' for number, short in parts)}'"
    elif unit in _DURATION_MS:
        hint = "write hours, minutes and seconds in this order, each once"
    else:
        short = next((each for each in ("min", "s", "h") if unit.startswith(each)), None)
        hint = f"write '{short}'" if short else "write for example 2 min 30 s"
    return Fault("E305", f"'{text}' is not a duration", hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class RampText:
    """The parts of a ramp as written; ``target_offset`` is where the target's quantity begins."""

    target: Literal["to", "by", "times"]
    amount: str
    amount_offset: int
    duration: str
    duration_offset: int
    curve: Curve
    delay: str | None
    delay_offset: int


_TARGETS: dict[str | None, Literal["to", "by", "times"]] = {
    None: "to",
    "by": "by",
    "times": "times",
}
_RAMP = re.compile(
    r"(?:(?P<kind>by|times)\s+)?(?P<amount>\S.*?)\s+over\s+(?P<duration>\S.*?)"
    r"(?:\s+curve\s+(?P<curve>\S+))?(?:\s+delay\s+(?P<delay>\S.*))?"
)


@lru_cache(maxsize=REMEMBERED)
def split_ramp(text: str) -> RampText:
    """Return the parts of ``TARGET over DURATION [curve C] [delay D]``; Fault E306 otherwise."""
    refuse_long(text, "E306", "a ramp")
    found = _RAMP.fullmatch(text)
    if found is None:
        hint = "write for example 118 /min over 60 s curve exp delay 10 s"
        raise Fault("E306", f"'{text}' is not a ramp", hint)
    curve = found["curve"] or "linear"
    target = _TARGETS[found["kind"]]
    for known in get_args(Curve):
        if curve == known:
            return RampText(
                target=target, amount=found["amount"],
                amount_offset=found.start("amount"), duration=found["duration"],
                duration_offset=found.start("duration"), curve=known, delay=found["delay"],
                delay_offset=max(0, found.start("delay")),
            )  # fmt: skip
    hint = did_you_mean(curve, get_args(Curve)) or "one of linear, exp, sigmoid"
    raise Fault("E306", f"there is no curve '{curve}'", hint, offset=found.start("curve"))
