"""The words of a typed command, for the console and for scripted teams alike (clinscn/1 §11)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from simrunner.domain.action import (
    Action,
    DeliverShock,
    EndRun,
    FireEvent,
    FireRule,
    GiveDrug,
    GoToState,
    InfuseDrug,
    PerformAct,
    PinVital,
    PlaceOrder,
    ReleaseVital,
    SetBookmark,
    SetManual,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.chart import RoomDrug, Scenario
from simrunner.domain.ecg_action import ecg_action
from simrunner.domain.equipment_action import equipment_action
from simrunner.domain.quantity import ROUTES, UNITS, Dimension, Quantity
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.grammar.ecg_order import ECG_VERBS, parse_ecg_order
from simrunner.scenario.grammar.equipment_order import EQUIPMENT_VERBS, parse_equipment_order
from simrunner.scenario.grammar.names import StateNames
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

COMPRESSION_RATE_PER_MIN = 110
COMPRESSION_DEPTH_MM = 55
"""The middle of what is taught: 100 to 120 per minute, 50 to 60 mm (ERC Guidelines 2021, BLS)."""

MAX_CHARACTERS = 400
"""A command is one line that somebody types."""

MAX_ENERGY_J = 360
"""The highest energy of defibrillators on the market (monophasic and high-energy biphasic)."""

SENSORS = (
    "ecg", "spo2", "nibp", "art", "co2", "temp", "cvp", "pa", "icp", "bis", "tof", "fhr", "agent",
)  # fmt: skip
"""The sensors of clinscn/1 section 14."""

_AGO = re.compile(r"(?P<what>.*?\S) (?P<ago>(?:[0-9][0-9.]* ?(?:h|min|s) )+)ago")
_PERFORMED = (GiveDrug, InfuseDrug, PerformAct, DeliverShock, PlaceOrder)


class CommandError(Exception):
    """A typed command that cannot be obeyed: a sentence for the person, perhaps with a hint."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        """Keep both parts; the text of the exception joins them."""
        super().__init__(f"{sentence}: {hint}" if hint else sentence)
        self.sentence = sentence
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayCompressions:
    """Chest compressions to be played for a while, one action each."""

    duration_ms: int
    rate_per_min: int = COMPRESSION_RATE_PER_MIN
    depth_mm: int = COMPRESSION_DEPTH_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a command asks for: actions at once, or compressions over a time."""

    actions: tuple[Action, ...] = ()
    compressions: PlayCompressions | None = None


def parse_command(
    text: str, scenario: Scenario, *, source: Source = Source.LEARNER, now_ms: int = 0
) -> Command:
    """Return what the words ask for, checked against the scenario; CommandError otherwise.

    ``... 30 s ago`` back-dates what was done to ``now_ms`` less that time.
    """
    if len(text) > MAX_CHARACTERS:
        raise CommandError(f"A command has at most {MAX_CHARACTERS} characters")
    words = " ".join(text.split())
    if not words:
        raise CommandError("Nothing was typed", "write for example give adrenaline 0.5 mg IM")
    try:
        what, performed_at_ms = _back_dated(words, now_ms)
        command = _Reader(scenario, source).read(what)
    except Fault as fault:
        sentence = fault.message[:1].upper() + fault.message[1:]
        raise CommandError(sentence, fault.hint) from fault
    if performed_at_ms is None:
        return command
    if not command.actions or not isinstance(command.actions[0], _PERFORMED):
        raise CommandError("Only what the team did can be back-dated", "leave out '… ago'")
    return Command(
        actions=tuple(replace(each, performed_at_ms=performed_at_ms) for each in command.actions)
    )


def _back_dated(words: str, now_ms: int) -> tuple[str, int | None]:
    found = _AGO.fullmatch(words)
    if found is None or words.startswith("bookmark "):
        return words, None
    ago_ms = parse_duration_ms(found["ago"])
    if ago_ms > now_ms:
        raise Fault("E305", f"{found['ago']}ago was before the run began")
    return found["what"], now_ms - ago_ms


class _Reader:
    """Reads one command of one scenario."""

    def __init__(self, scenario: Scenario, source: Source) -> None:
        self._scenario = scenario
        self._source = source
        self._verbs: dict[str, Callable[[str], Action | Command]] = {
            "give": self._give,
            "infuse": self._infuse,
            "act": self._act,
            "order": self._order,
            "shock": self._shock,
            "cpr": self._cpr,
            "event": self._event,
            "goto": self._goto,
            "pin": self._pin,
            "release": self._release,
            "manual": self._manual,
            "sensor": self._sensor,
            **{verb: partial(self._ecg, verb) for verb in ECG_VERBS},
            **{verb: partial(self._equipment, verb) for verb in EQUIPMENT_VERBS},
            "fire": self._fire,
            "bookmark": self._bookmark,
            "end": self._end,
        }

    def read(self, words: str) -> Command:
        verb, _, rest = words.partition(" ")
        parse = self._verbs.get(verb.lower())
        if parse is not None:
            done = parse(rest)
            return done if isinstance(done, Command) else Command(actions=(done,))
        vital = _VITALS.get(verb.lower())
        if vital is not None:
            return Command(actions=(self._set_vital(vital, rest),))
        hint = did_you_mean(verb, [*self._verbs, *Vital])
        raise Fault("E401", f"There is no command '{verb}'", hint)

    # -------------------------------------------------------------- the team
    def _give(self, rest: str) -> Action:
        name, _, after = rest.partition(" ")
        drug = self._drug(name)
        amount_text, _, last = after.rpartition(" ")
        route = last.upper()
        if not amount_text or route not in ROUTES:
            hint = did_you_mean(last, ROUTES) or "write for example give adrenaline 0.5 mg IM"
            raise Fault("E401", "The route is missing or not known", hint)
        amount = parse_amount(amount_text, "a dose")
        if amount.number == 0:
            raise Fault("E304", "A dose is above 0")
        _require_measure(drug, amount)
        return GiveDrug(source=self._source, drug=drug.id, amount=amount, route=route)

    def _infuse(self, rest: str) -> Action:
        name, _, rate_text = rest.partition(" ")
        drug = self._drug(name)
        if rate_text == "0":
            rate = Quantity(number=Decimal(0), unit=_rate_unit(drug))
        else:
            rate = parse_rate(rate_text, "a rate")
            _require_measure(drug, rate)
        return InfuseDrug(source=self._source, drug=drug.id, rate=rate)

    def _act(self, rest: str) -> Action:
        return PerformAct(source=self._source, act=_known("action", rest, self._scenario.actions))

    def _order(self, rest: str) -> Action:
        patient = self._scenario.patient
        items = [*patient.labs, *patient.imaging, *self._scenario.media]
        return PlaceOrder(source=self._source, item=_known("result to order", rest, items))

    def _shock(self, rest: str) -> Action:
        found = re.fullmatch(r"(?P<energy>[0-9]+)(?: ?J)?(?P<sync> sync)?", rest)
        if found is None:
            raise Fault("E401", "A shock needs its energy", "write for example shock 150 J sync")
        energy_j = int(parse_number(found["energy"]))
        if not 0 < energy_j <= MAX_ENERGY_J:
            raise Fault("E307", f"A shock is between 1 and {MAX_ENERGY_J} J")
        return DeliverShock(
            source=self._source, energy_j=energy_j, synchronised=found["sync"] is not None
        )

    def _cpr(self, rest: str) -> Command:
        found = re.fullmatch(
            r"for (?P<time>.+?)(?: rate (?P<rate>\S+))?(?: depth (?P<depth>.+))?", rest
        )
        if found is None:
            hint = "write for example cpr for 2 min rate 110 depth 54 mm"
            raise Fault("E401", "Compressions need a time", hint)
        rate_per_min, depth_mm = COMPRESSION_RATE_PER_MIN, COMPRESSION_DEPTH_MM
        if found["rate"] is not None:
            rate_per_min = _between("A compression rate", parse_number(found["rate"]), 20, 300)
        if found["depth"] is not None:
            depth = parse_quantity(found["depth"])
            require_dimension(depth, [Dimension.LENGTH], "a compression depth")
            depth_mm = _between("A compression depth in mm", depth.in_unit("mm"), 1, 120)
        compressions = PlayCompressions(
            duration_ms=parse_duration_ms(found["time"]), rate_per_min=rate_per_min,
            depth_mm=depth_mm,
        )  # fmt: skip
        return Command(compressions=compressions)

    # -------------------------------------------------------------- the facilitator
    def _event(self, rest: str) -> Action:
        return FireEvent(source=self._source, event=_known("event", rest, self._scenario.events))

    def _goto(self, rest: str) -> Action:
        if not rest:
            raise Fault("E401", "The state is missing", "write for example goto REGION.STATE")
        regions = [region.id for region in self._scenario.regions]
        names = StateNames(
            by_region={
                region: {state.id: path for path, state in self._scenario.states_of(region).items()}
                for region in regions
            }
        )
        region, state = names.resolve(rest)
        return GoToState(source=self._source, region=region, state=state)

    def _pin(self, rest: str) -> Action:
        name, _, value = rest.partition(" ")
        vital = _vital(name)
        return PinVital(source=self._source, vital=vital, quantity=_vital_quantity(vital, value))

    def _release(self, rest: str) -> Action:
        name, _, after = rest.partition(" ")
        vital = _vital(name)
        if not after:
            return ReleaseVital(source=self._source, vital=vital)
        over_ms = parse_duration_ms(after.removeprefix("over "))
        return ReleaseVital(source=self._source, vital=vital, over_ms=over_ms)

    def _set_vital(self, vital: Vital, rest: str) -> Action:
        _require_written(vital)
        value, time = _value_and_time(vital, rest)
        over_ms = 0
        if time and time != "0":
            over_ms = parse_duration_ms(time if not time[-1].isdigit() else f"{time} s")
        quantity = _vital_quantity(vital, value)
        return SetVital(source=self._source, vital=vital, quantity=quantity, over_ms=over_ms)

    def _manual(self, rest: str) -> Action:
        return SetManual(source=self._source, is_on=_on_or_off(rest))

    def _sensor(self, rest: str) -> Action:
        name, _, state = rest.partition(" ")
        sensor = _known("sensor", name.lower(), [*self._scenario.sensors, *SENSORS])
        return SwitchSensor(source=self._source, sensor=sensor, is_on=_on_or_off(state))

    def _ecg(self, verb: str, rest: str) -> Action:
        return ecg_action(parse_ecg_order(verb, rest), self._source)

    def _equipment(self, verb: str, rest: str) -> Action:
        return equipment_action(parse_equipment_order(verb, rest), self._source)

    def _fire(self, rest: str) -> Action:
        scenario = self._scenario
        rules = [
            rule.name
            for region in scenario.regions
            for state in scenario.states_of(region.id).values()
            for rule in state.rules
        ] + [rule.name for rule in scenario.anywhere]
        return FireRule(source=self._source, rule=_known("rule", rest, rules))

    def _bookmark(self, rest: str) -> Action:
        if not rest:
            raise Fault("E401", "A bookmark needs a name", "write for example bookmark second dose")
        return SetBookmark(source=self._source, label=rest)

    def _end(self, rest: str) -> Action:
        if rest:
            raise Fault("E401", f"Did not expect '{rest}' after 'end'")
        return EndRun(source=self._source)

    def _drug(self, name: str) -> RoomDrug:
        return self._scenario.drugs[_known("drug", name, self._scenario.drugs)]


def _known(kind: str, name: str, names: Iterable[str]) -> str:
    known = list(names)
    if name in known:
        return name
    hint = did_you_mean(name, known) or ("one of " + ", ".join(known[:8]) if known else "")
    if not name:
        raise Fault("E401", f"The {kind} is missing", hint)
    raise Fault("E502", f"There is no {kind} '{name}'", hint)


def _require_measure(drug: RoomDrug, quantity: Quantity) -> None:
    measure = quantity.dimension.value
    if measure not in drug.measures:
        hint = f"it is measured in {', '.join(drug.measures)}"
        raise Fault("E304", f"{drug.id} cannot be measured in {measure}", hint)


def _rate_unit(drug: RoomDrug) -> str:
    """Return a unit for a rate of 0, in the first infusion measure of the drug."""
    rates = {unit.dimension.value: symbol for symbol, unit in UNITS.items()}
    for measure in drug.measures:
        if measure.endswith("/time"):
            return rates[measure]
    raise Fault("E304", f"this room does not offer {drug.id} as an infusion")


def _between(what: str, number: Decimal, low: int, high: int) -> int:
    if not low <= number <= high or number != number.to_integral_value():
        raise Fault("E307", f"{what} is a whole number from {low} to {high}")
    return int(number)


def _vital(name: str) -> Vital:
    vital = _VITALS.get(name.lower())
    if vital is None:
        raise Fault("E504", f"There is no vital '{name}'", did_you_mean(name, list(Vital)))
    _require_written(vital)
    return vital


def _require_written(vital: Vital) -> None:
    if not VITALS[vital].is_written:
        raise Fault("E504", f"{vital} follows from other vitals", "write SBP and DBP")


def _value_and_time(vital: Vital, rest: str) -> tuple[str, str]:
    """Return the value and the time of ``120 60``, ``8 kPa 60``, ``8kPa over 1 min``."""
    value, over, time = rest.partition(" over ")
    if over:
        return value, time
    tokens = rest.split(" ")
    is_unit = len(tokens) > 1 and tokens[1] in UNITS and _fits(vital, tokens[1])
    split_at = 2 if is_unit else 1
    return " ".join(tokens[:split_at]), " ".join(tokens[split_at:])


def _fits(vital: Vital, unit: str) -> bool:
    return UNITS[unit].dimension is VITALS[vital].dimension


def _vital_quantity(vital: Vital, text: str) -> Quantity:
    spec = VITALS[vital]
    if not text:
        raise Fault("E401", f"{vital} needs a value", f"write for example {vital.lower()} 80 60")
    quantity = parse_quantity(text)
    if not quantity.unit:
        quantity = Quantity(number=quantity.number, unit=spec.unit)
    require_vital_unit(quantity, vital)
    number = float(quantity.in_unit(spec.unit))
    if not spec.low <= number <= spec.high:
        limits = f"{spec.low:g} to {spec.high:g} {spec.unit}".rstrip()
        raise Fault("E307", f"{vital} {quantity} is outside its limits", limits)
    return quantity


def _on_or_off(word: str) -> bool:
    if word.lower() not in ("on", "off"):
        raise Fault("E205", f"'{word}' is neither on nor off", "write on or off")
    return word.lower() == "on"


_VITALS = {vital.value.lower(): vital for vital in Vital}
