"""What can be ordered of a body in words, for cases and for files with a modelled patient alike."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal, cast, get_args

from simrunner.domain.action import DeliverShock, GiveDrug, InfuseDrug, Pace, Source
from simrunner.domain.body_order import Bleed, Breathe, FallIll, RunFluid, Ventilate
from simrunner.domain.chart import Ramp
from simrunner.domain.order import (
    ChangeRhythm,
    FollowRamp,
    JumpTo,
    Order,
    Origin,
    Treat,
    Unpin,
)
from simrunner.domain.quantity import ROUTES, Dimension, Quantity
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.grammar.command import (
    COMPRESSION_DEPTH_MM,
    COMPRESSION_RATE_PER_MIN,
    PlayCompressions,
)
from simrunner.scenario.grammar.ecg_order import ECG_VERBS, parse_ecg_order
from simrunner.scenario.grammar.equipment_order import EQUIPMENT_VERBS, parse_equipment_order
from simrunner.scenario.grammar.quantity_text import (
    parse_amount,
    parse_duration_ms,
    parse_number,
    parse_quantity,
    parse_rate,
    require_dimension,
    require_vital_unit,
)
from simrunner.scenario.source.problem import Fault, did_you_mean

Severity = Literal["off", "mild", "moderate", "severe"]

LISTED = 12
"""How many names a hint lists of those that there are."""

MAX_CHARACTERS = 200
"""An order is one line that somebody types."""

MAX_BLEEDING_ML_PER_MIN = 10_000.0
MAX_FLUID_ML = 100_000.0
"""More than any vessel lets out or any bag holds: a slip of a unit or of a zero."""

RELEASE_MS = 10_000
"""How long a released reading takes to blend back to the body's (product page: 10 s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyNames:
    """The closed lists that orders may name."""

    drugs: Collection[str]
    fluids: Collection[str]
    rhythms: Collection[str]
    illnesses: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyCommand:
    """What one line orders: orders at once, or compressions over a time."""

    orders: tuple[Order, ...] = ()
    compressions: PlayCompressions | None = None


def parse_body_command(
    text: str, names: BodyNames, *, at_ms: int = 0, origin: str = "case"
) -> BodyCommand:
    """Return what the words order at ``at_ms``; Fault with a sentence and a hint otherwise.

    ``give DRUG AMOUNT ROUTE``, ``infuse DRUG RATE``, ``apnoea``, ``breathe``, ``bleed RATE for
    TIME``, ``fluid NAME VOLUME over TIME``, ``FiO2 N %``, ``vent vc VT RR PEEP``, ``vent off``,
    ``rhythm ID``, ``illness NAME SEVERITY``, ``cpr RATE DEPTH for TIME``, ``shock N J``,
    ``pace RATE CURRENT``, ``artefact KIND [50 Hz|60 Hz] [for TIME]``, ``artefact KIND off``,
    ``lead off|on ELECTRODE``, ``lead reversal RA-LA|RA-LL|LA-LL|off``, ``rv hurt|well``,
    ``line``, ``catheter`` and ``circuit`` (see parse_equipment_order),
    ``hold VITAL N``, ``steer VITAL N over TIME``, ``release VITAL``.
    """
    words = " ".join(text.split())
    if not words:
        raise Fault("E401", "nothing is ordered", "write for example give propofol 140 mg IV")
    if len(words) > MAX_CHARACTERS:
        raise Fault("E401", f"an order has at most {MAX_CHARACTERS} characters")
    done = _Reader(names, at_ms, origin).read(words)
    return done if isinstance(done, BodyCommand) else BodyCommand(orders=(done,))


class _Reader:
    """Reads one line."""

    def __init__(self, names: BodyNames, at_ms: int, origin: str) -> None:
        self._names = names
        self._at_ms = at_ms
        self._origin = Origin(source=Source.SCENARIO, label=origin, at_ms=at_ms)
        self._verbs: dict[str, Callable[[str], Order | BodyCommand]] = {
            "give": self._give,
            "infuse": self._infuse,
            "apnoea": self._apnoea,
            "breathe": self._breathe,
            "bleed": self._bleed,
            "fluid": self._fluid,
            "fio2": self._inspired_oxygen,
            "vent": self._ventilate,
            "rhythm": self._rhythm,
            "illness": self._illness,
            "cpr": self._cpr,
            "shock": self._shock,
            "pace": self._pace,
            **{verb: partial(parse_ecg_order, verb) for verb in ECG_VERBS},
            **{verb: partial(parse_equipment_order, verb) for verb in EQUIPMENT_VERBS},
            "hold": self._hold,
            "steer": self._steer,
            "release": self._release,
        }

    def read(self, words: str) -> Order | BodyCommand:
        verb, _, rest = words.partition(" ")
        parse = self._verbs.get(verb.lower())
        if parse is None:
            hint = did_you_mean(verb, self._verbs) or "one of " + ", ".join(self._verbs)
            raise Fault("E401", f"there is no order '{verb}'", hint)
        return parse(rest)

    # -------------------------------------------------------------- drugs and fluids
    def _give(self, rest: str) -> Order:
        name, _, after = rest.partition(" ")
        amount_text, _, last = after.rpartition(" ")
        route = last.upper()
        _known("drug", name, self._names.drugs)
        if not amount_text or route not in ROUTES:
            hint = did_you_mean(last, ROUTES) or "write for example give propofol 140 mg IV"
            raise Fault("E401", "the route is missing or not known", hint)
        amount = parse_amount(amount_text, "a dose")
        return self._treat(GiveDrug(source=Source.SCENARIO, drug=name, amount=amount, route=route))

    def _infuse(self, rest: str) -> Order:
        name, _, rate_text = rest.partition(" ")
        _known("drug", name, self._names.drugs)
        if rate_text in ("0", "off"):
            rate = Quantity(number=Decimal(0), unit="mg/h")
        else:
            rate = parse_rate(rate_text, "a rate")
        return self._treat(InfuseDrug(source=Source.SCENARIO, drug=name, rate=rate))

    def _fluid(self, rest: str) -> Order:
        found = re.fullmatch(r"(?P<name>\S+) (?P<volume>.+?) over (?P<time>.+)", rest)
        if found is None:
            hint = "write for example fluid crystalloid 500 mL over 5 min"
            raise Fault("E401", "a fluid needs a name, a volume and a time", hint)
        name = _known("fluid", found["name"], self._names.fluids)
        volume = _measured(found["volume"], Dimension.VOLUME, ("mL", MAX_FLUID_ML), "a volume")
        return RunFluid(
            fluid=name, volume_ml=volume, over_ms=max(1, parse_duration_ms(found["time"]))
        )

    def _bleed(self, rest: str) -> Order:
        if rest in ("0", "off"):
            return Bleed(rate_ml_per_min=0.0)
        rate_text, _, time = rest.partition(" for ")
        most = ("mL/min", MAX_BLEEDING_ML_PER_MIN)
        rate = _measured(rate_text, Dimension.VOLUME_RATE, most, "a rate of bleeding")
        return Bleed(rate_ml_per_min=rate, for_ms=parse_duration_ms(time) if time else None)

    # -------------------------------------------------------------- breathing
    def _apnoea(self, rest: str) -> Order:
        _nothing_after("apnoea", rest)
        return Breathe(is_on=False)

    def _breathe(self, rest: str) -> Order:
        _nothing_after("breathe", rest)
        return Breathe(is_on=True)

    def _inspired_oxygen(self, rest: str) -> Order:
        return self._jump(Vital.FIO2, rest)

    def _ventilate(self, rest: str) -> Order:
        if rest == "off":
            return Ventilate(mode="off")
        found = re.fullmatch(
            r"vc (?P<vt>[0-9.]+)(?: ?mL)? (?P<rr>[0-9.]+)(?: ?/min)? (?P<peep>[0-9.]+)(?: ?cmH2O)?",
            rest,
        )
        if found is None:
            hint = "write for example vent vc 500 mL 12 /min 5 cmH2O, or vent off"
            raise Fault("E401", "a ventilator needs its mode and settings", hint)
        return Ventilate(
            mode="vc", tidal_volume_ml=_within(found["vt"], 1, 2000, "a tidal volume in mL"),
            rate_per_min=_within(found["rr"], 1, 100, "a rate per minute"),
            peep_cmh2o=_within(found["peep"], 0, 40, "a PEEP in cmH2O"),
        )  # fmt: skip

    # -------------------------------------------------------------- heart
    def _rhythm(self, rest: str) -> Order:
        return ChangeRhythm(rhythm=_known("rhythm", rest, self._names.rhythms))

    def _cpr(self, rest: str) -> BodyCommand:
        found = re.fullmatch(
            r"(?:(?P<rate>[0-9.]+)(?: ?/min)? (?P<depth>[0-9.]+)(?: ?mm)? )?for (?P<time>.+)", rest
        )
        if found is None:
            hint = "write for example cpr 110 50 mm for 2 min"
            raise Fault("E401", "compressions need a rate, a depth and a time", hint)
        rate, depth = COMPRESSION_RATE_PER_MIN, COMPRESSION_DEPTH_MM
        if found["rate"] is not None:
            rate = round(_within(found["rate"], 20, 300, "a compression rate"))
            depth = round(_within(found["depth"], 1, 120, "a compression depth in mm"))
        return BodyCommand(
            compressions=PlayCompressions(
                duration_ms=parse_duration_ms(found["time"]), rate_per_min=rate, depth_mm=depth
            )
        )

    def _shock(self, rest: str) -> Order:
        found = re.fullmatch(r"(?P<energy>[0-9]+)(?: ?J)?(?P<sync> sync)?", rest)
        if found is None:
            raise Fault("E401", "a shock needs its energy", "write for example shock 150 J")
        energy_j = round(_within(found["energy"], 1, 360, "the energy of a shock in J"))
        return self._treat(
            DeliverShock(
                source=Source.SCENARIO, energy_j=energy_j,
                synchronised=found["sync"] is not None,
            )
        )  # fmt: skip

    def _pace(self, rest: str) -> Order:
        found = re.fullmatch(r"(?P<rate>[0-9]+)(?: ?/min)? (?P<current>[0-9]+)(?: ?mA)?", rest)
        if found is None:
            hint = "write for example pace 70 /min 80 mA; pace 70 0 stops it"
            raise Fault("E401", "pacing needs a rate and a current", hint)
        return self._treat(
            Pace(
                source=Source.SCENARIO,
                rate_per_min=round(_within(found["rate"], 1, 250, "a pacing rate")),
                current_ma=round(_within(found["current"], 0, 250, "a current in mA")),
            )
        )

    # -------------------------------------------------------------- illness and script
    def _illness(self, rest: str) -> Order:
        name, _, severity = rest.partition(" ")
        _known("illness", name, self._names.illnesses)
        _known("severity", severity, get_args(Severity))
        return FallIll(illness=name, severity=cast("Severity", severity))

    def _hold(self, rest: str) -> Order:
        name, _, value = rest.partition(" ")
        return self._jump(_vital(name), value)

    def _steer(self, rest: str) -> Order:
        found = re.fullmatch(r"(?P<vital>\S+) (?P<value>.+?) over (?P<time>.+)", rest)
        if found is None:
            hint = "write for example steer HR 130 /min over 60 s"
            raise Fault("E401", "a reading is steered to a value over a time", hint)
        vital = _vital(found["vital"])
        ramp = Ramp(
            vital=vital, target="to", number=_reading(vital, found["value"]),
            duration_ms=parse_duration_ms(found["time"]),
        )  # fmt: skip
        return FollowRamp(ramp=ramp, origin=self._origin)

    def _release(self, rest: str) -> Order:
        name, _, time = rest.partition(" over ")
        return Unpin(vital=_vital(name), over_ms=parse_duration_ms(time) if time else RELEASE_MS)

    def _jump(self, vital: Vital, value: str) -> Order:
        return JumpTo(vital=vital, number=_reading(vital, value), origin=self._origin)

    def _treat(self, action: GiveDrug | InfuseDrug | DeliverShock | Pace) -> Order:
        return Treat(action=action, performed_at_ms=self._at_ms)


def _known(kind: str, name: str, names: Collection[str]) -> str:
    if name in names:
        return name
    known = sorted(names)
    more = ", …" if len(known) > LISTED else ""
    hint = did_you_mean(name, names) or "one of " + ", ".join(known[:LISTED]) + more
    raise Fault("E206", f"there is no {kind} '{name}'" if name else f"the {kind} is missing", hint)


def _nothing_after(verb: str, rest: str) -> None:
    if rest:
        raise Fault("E401", f"nothing follows '{verb}'", f"leave out '{rest}'")


def _within(text: str, low: float, high: float, what: str) -> float:
    number = float(parse_number(text))
    if not low <= number <= high:
        raise Fault("E307", f"{what} is between {low:g} and {high:g}, not {text}")
    return number


def _measured(text: str, dimension: Dimension, most: tuple[str, float], what: str) -> float:
    """Return a measure from 0 to ``most``, which is a unit and a number of it."""
    quantity = parse_quantity(text)
    require_dimension(quantity, [dimension], what)
    unit, high = most
    number = float(quantity.in_unit(unit))
    if not 0 <= number <= high:
        raise Fault("E307", f"{what} is between 0 and {high:g} {unit}, not {text}")
    return number


def _vital(name: str) -> Vital:
    for vital in Vital:
        if vital.value.lower() == name.lower() and VITALS[vital].is_written:
            return vital
    written = [each.value for each in Vital if VITALS[each].is_written]
    hint = did_you_mean(name, written) or "one of " + ", ".join(written)
    if name.upper() == Vital.MAP.value:
        hint = "order SBP and DBP, from which it follows"
    raise Fault("E206", f"there is no vital '{name}' that can be ordered", hint)


def _reading(vital: Vital, text: str) -> float:
    quantity = parse_quantity(text)
    require_vital_unit(quantity, vital)
    spec = VITALS[vital]
    number = float(quantity.in_unit(spec.unit))
    if not spec.low <= number <= spec.high:
        limits = f"{spec.low:g} to {spec.high:g} {spec.unit}".rstrip()
        raise Fault("E307", f"{vital.value} is {limits}, not {text}")
    return number
