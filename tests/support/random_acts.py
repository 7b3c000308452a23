"""Random but seeded acts of people and devices on a shipped pack: everything the inbox takes."""

from decimal import Decimal

from simrunner.domain.action import (
    Action,
    AnnulEntry,
    Compress,
    DeliverShock,
    FireRule,
    GiveDrug,
    GoToState,
    HoldOffRule,
    InfuseDrug,
    Pace,
    PerformAct,
    PinVital,
    PlaceOrder,
    PressMonitorKey,
    ReleaseVital,
    SetManual,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.chance import Stream
from simrunner.domain.chart import Scenario
from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import VITALS, Vital

_AMOUNTS = {
    "mass": ("0.5 mg", "1 mg", "200 mg"), "mass/kg": ("2.5 mg/kg", "0.01 mg/kg"),
    "vol": ("500 mL", "10 mL"), "vol/kg": ("20 mL/kg",), "units": ("10 units",),
    "mmol": ("20 mmol",), "mmol/kg": ("0.4 mmol/kg",), "count": ("1",),
}  # fmt: skip
_WRITTEN = [vital for vital in Vital if VITALS[vital].is_written]


def _quantity(text: str) -> Quantity:
    number, _, unit = text.partition(" ")
    return Quantity(number=Decimal(number), unit=unit)


class RandomActs:
    """Draws acts from one stream; ``burst`` is the chance of an act in a tick."""

    def __init__(self, scenario: Scenario, seed: int, *, burst: float = 0.08) -> None:
        """Know what the scenario names."""
        self._scenario = scenario
        self._chance = Stream(seed, "random-acts")
        self._burst = burst
        self._rules = [
            rule.name
            for region in scenario.regions
            for state in scenario.states_of(region.id).values()
            for rule in state.rules
        ] + [rule.name for rule in scenario.anywhere]
        self._kinds = (
            self._give, self._give, self._give, self._act, self._act, self._act, self._compress,
            self._order, self._infuse, self._shock, self._state, self._pin, self._release,
            self._set, self._sensor, self._manual, self._rule, self._hold_off, self._annul,
            self._key, self._pace,
        )  # fmt: skip

    def due(self, now_ms: int) -> list[Action]:
        """Return what is done in the tick that ends at ``now_ms``: mostly nothing."""
        found = []
        while self._chance.unit() < self._burst:
            found.append(self._pick(self._kinds)(now_ms))
        return found

    def _pick(self, things):
        return things[int(self._chance.between(0, len(things)))]

    def _when(self, now_ms: int) -> int | None:
        return (
            now_ms - 100 * int(self._chance.between(0, 400)) if self._chance.unit() < 0.2 else None
        )

    def _give(self, now_ms):
        drug = self._pick(list(self._scenario.drugs.values()))
        measure = self._pick([each for each in drug.measures if each in _AMOUNTS])
        return GiveDrug(
            source=Source.LEARNER, drug=drug.id, amount=_quantity(self._pick(_AMOUNTS[measure])),
            route=self._pick(("IV", "IM", "PO")), performed_at_ms=self._when(now_ms),
        )  # fmt: skip

    def _act(self, now_ms):
        act = self._pick(list(self._scenario.actions))
        return PerformAct(source=Source.LEARNER, act=act, performed_at_ms=self._when(now_ms))

    def _compress(self, _):
        return Compress(source=Source.DEVICE, depth_mm=int(self._chance.between(30, 65)))

    def _order(self, _):
        return PlaceOrder(
            source=Source.LEARNER, item=self._pick([*self._scenario.patient.labs, "?"])
        )

    def _infuse(self, _):
        drug = self._pick(list(self._scenario.drugs))
        rate = self._pick(("0", "5 mcg/min", "0.1 mcg/kg/min", "100 mL/h"))
        return InfuseDrug(source=Source.LEARNER, drug=drug, rate=_quantity(rate))

    def _shock(self, _):
        return DeliverShock(
            source=Source.LEARNER, energy_j=150, synchronised=self._chance.unit() < 0.5
        )

    def _pace(self, _):
        return Pace(
            source=Source.LEARNER, rate_per_min=70, current_ma=int(self._chance.between(0, 90))
        )

    def _state(self, _):
        region = self._pick(self._scenario.regions)
        states = [
            path
            for path, state in self._scenario.states_of(region.id).items()
            if not state.is_final
        ]
        return GoToState(source=Source.FACILITATOR, region=region.id, state=self._pick(states))

    def _written(self):
        vital = self._pick(_WRITTEN)
        spec = VITALS[vital]
        number = Decimal(int(self._chance.between(spec.low, spec.high)))
        return vital, Quantity(number=number, unit=spec.unit)

    def _pin(self, _):
        vital, quantity = self._written()
        return PinVital(source=Source.FACILITATOR, vital=vital, quantity=quantity)

    def _release(self, _):
        over_ms = self._pick((0, 3_000, 10_000))
        return ReleaseVital(source=Source.FACILITATOR, vital=self._pick(_WRITTEN), over_ms=over_ms)

    def _set(self, _):
        vital, quantity = self._written()
        over_ms = self._pick((0, 5_000, 30_000))
        return SetVital(source=Source.FACILITATOR, vital=vital, quantity=quantity, over_ms=over_ms)

    def _sensor(self, _):
        sensor = self._pick(("ecg", "spo2", "art", "co2"))
        return SwitchSensor(
            source=Source.FACILITATOR, sensor=sensor, is_on=self._chance.unit() < 0.5
        )

    def _manual(self, _):
        return SetManual(source=Source.FACILITATOR, is_on=self._chance.unit() < 0.3)

    def _rule(self, _):
        return FireRule(source=Source.FACILITATOR, rule=self._pick(self._rules))

    def _hold_off(self, _):
        return HoldOffRule(
            source=Source.FACILITATOR,
            rule=self._pick(self._rules),
            is_held=self._chance.unit() < 0.5,
        )

    def _annul(self, _):
        return AnnulEntry(source=Source.FACILITATOR, entry=int(self._chance.between(1, 40)))

    def _key(self, _):
        return PressMonitorKey(source=Source.LEARNER, key=self._pick(("nibp-start", "audio-pause")))
