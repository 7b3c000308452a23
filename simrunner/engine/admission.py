"""Which actions a file can take, and a clear reason for each that it cannot."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from simrunner.domain.action import (
    Action,
    AdjustEquipment,
    AnnulEntry,
    Compress,
    DeliverShock,
    DisturbEcg,
    FireEvent,
    FireRule,
    GiveBreath,
    GiveDrug,
    GoToState,
    HoldOffRule,
    InfuseDrug,
    Pace,
    PerformAct,
    PinVital,
    PlaceOrder,
    PressMonitorKey,
    ReadDevice,
    ReleaseVital,
    SetVentilator,
    SetVital,
    SwitchSensor,
)
from simrunner.domain.chart import Scenario
from simrunner.domain.ecg_action import why_no_ecg_order
from simrunner.domain.equipment_action import why_no_equipment_order
from simrunner.domain.quantity import ROUTES, UNITS, Dimension, Quantity
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.rule import BACK
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.dose.amount import is_rate, is_single_amount
from simrunner.engine.facts import Facts

SENSORS = (
    "ecg", "spo2", "nibp", "art", "co2", "temp", "cvp", "pa", "icp", "bis", "tof", "fhr", "agent",
)  # fmt: skip
"""The closed list of clinscn/1 section 14; a file may name others of a later release."""

MONITOR_KEYS = (
    "nibp-start", "nibp-stat", "nibp-auto", "audio-pause", "alarm-acknowledge", "zero",
)  # fmt: skip


DIGITS_BEFORE, DIGITS_AFTER = 12, 18
"""How large and how small a number may be: as in a file, and finer, for what devices compute."""

MOST = 1_000_000
"""Far beyond any joule, milliampere, millimetre or rate that a device can mean."""

LONGEST_MS = 24 * 3_600_000
"""A file's longest duration (clinscn/1 section 2)."""


class Admission:
    """Judges actions against the file and the present; it changes nothing."""

    def __init__(
        self,
        scenario: Scenario,
        regions: Mapping[str, RegionNode],
        rulebook: Rulebook,
        facts: Facts,
    ) -> None:
        """Know what the file names."""
        self._scenario, self._facts = scenario, facts
        self._regions, self._rulebook = regions, rulebook
        self._checks: Mapping[type[Action], Callable[[Any], str | None]] = MappingProxyType(
            {
                GiveDrug: self._give,
                InfuseDrug: self._infuse,
                PerformAct: lambda a: _known("action", a.act, scenario.actions),
                DeliverShock: lambda a: _above_zero("the energy", a.energy_j),
                Pace: self._pace,
                SetVentilator: lambda a: (
                    _named("the ventilator setting", a.setting) or _known_unit(a.quantity)
                ),
                PlaceOrder: self._order,
                ReadDevice: lambda a: _named("the device reading", a.name),
                Compress: self._compress,
                GiveBreath: _why_no_breath,
                PressMonitorKey: lambda a: _known("monitor key", a.key, MONITOR_KEYS),
                FireEvent: lambda a: _known("event", a.event, scenario.events),
                GoToState: self._go_to,
                SetVital: lambda a: (
                    self._vital(a.vital, a.quantity)
                    or _not_below_zero("the ramp", a.over_ms, LONGEST_MS)
                ),
                PinVital: lambda a: self._vital(a.vital, a.quantity),
                ReleaseVital: self._release,
                SwitchSensor: lambda a: _known("sensor", a.sensor, (*SENSORS, *scenario.sensors)),
                DisturbEcg: why_no_ecg_order,
                AdjustEquipment: lambda a: _known_unit(a.quantity) or why_no_equipment_order(a),
                FireRule: self._fire,
                HoldOffRule: lambda a: _known("rule", a.rule, rulebook.by_name),
                AnnulEntry: lambda a: facts.ledger.why_not_annulled(a.entry),
            }
        )

    def refusal(self, action: Action) -> str | None:
        """Return why an action is refused, or None when it is accepted."""
        performed_at_ms = action.performed_at_ms
        if performed_at_ms is not None:
            if performed_at_ms < 0:
                return "it was performed before the run began"
            if performed_at_ms > self._facts.now_ms:
                return "it lies in the future"
        check = self._checks.get(type(action))
        return None if check is None else check(action)

    def _give(self, action: GiveDrug) -> str | None:
        unknown = _known("drug", action.drug, self._scenario.drugs) or _known_unit(action.amount)
        if unknown is not None:
            return unknown
        if action.route not in ROUTES:
            return f'there is no route "{action.route}"; routes are {", ".join(ROUTES)}'
        if action.amount.number <= 0:
            return f"the amount must be above zero, not {action.amount}"
        if action.amount.dimension is Dimension.NUMBER:
            is_counted = "count" in self._scenario.drugs[action.drug].measures
            if is_counted and action.amount.number == action.amount.number.to_integral_value():
                return None
        if not is_single_amount(action.amount.dimension):
            return f"{action.amount} is not an amount of a drug"
        return None

    def _infuse(self, action: InfuseDrug) -> str | None:
        unknown = _known("drug", action.drug, self._scenario.drugs) or _known_unit(action.rate)
        if unknown is not None:
            return unknown
        if action.rate.number < 0:
            return f"the rate must not be below zero, not {action.rate}"
        if action.rate.number == 0 and action.rate.dimension is Dimension.NUMBER:
            return None
        if not is_rate(action.rate.dimension):
            return f"{action.rate} is not a rate of an infusion"
        return None

    def _pace(self, action: Pace) -> str | None:
        return _not_below_zero("the pacing rate", action.rate_per_min) or _not_below_zero(
            "the pacing current", action.current_ma
        )

    def _compress(self, action: Compress) -> str | None:
        return (
            _not_below_zero("the depth", action.depth_mm)
            or _not_below_zero("the lean", action.lean_mm or 0)
            or _not_below_zero("the lean", action.lean_force_n or 0)
            or _not_below_zero("the peak's time", action.peak_at_ms or 0, self._facts.now_ms)
        )

    def _order(self, action: PlaceOrder) -> str | None:
        patient = self._scenario.patient
        items = (*patient.labs, *patient.imaging, *self._scenario.media)
        return _known("result", action.item, items)

    def _go_to(self, action: GoToState) -> str | None:
        region = self._regions.get(action.region)
        if region is None:
            return _known("region", action.region, self._regions)
        if region.is_final:
            return f'region "{action.region}" is in a final state, which is not left'
        return _known(f'state of region "{action.region}"', action.state, region.nodes)

    def _vital(self, vital: Vital, quantity: Quantity) -> str | None:
        spec = VITALS[vital]
        if not spec.is_written:
            return f"{vital.value} follows SBP and DBP and cannot be set"
        unknown = _known_unit(quantity)
        if unknown is not None:
            return unknown
        if quantity.dimension is not spec.dimension:
            return f"{vital.value} is in {spec.unit or 'a bare number'}, not {quantity}"
        number = float(quantity.in_unit(spec.unit))
        if not spec.low <= number <= spec.high:
            limits = f"{spec.low:g} to {spec.high:g} {spec.unit}".rstrip()
            return f"{vital.value} is {limits}, not {quantity}"
        return None

    def _release(self, action: ReleaseVital) -> str | None:
        vital = action.vital
        if not VITALS[vital].is_written or not self._facts.tracks.track(vital).is_pinned():
            return f"{vital.value} is not pinned"
        return _not_below_zero("the blend", action.over_ms, LONGEST_MS)

    def _fire(self, action: FireRule) -> str | None:
        rule = self._rulebook.by_name.get(action.rule)
        if rule is None:
            return _known("rule", action.rule, self._rulebook.by_name)
        if rule.owner is not None and not rule.owner.is_active:
            return f'rule "{action.rule}" belongs to {rule.owner.full_name}, which is not active'
        if rule.moves and rule.destination() is None:
            if rule.rule.go == BACK:
                return f'rule "{action.rule}" has no state to go back to'
            return f'rule "{action.rule}" leads to {rule.rule.go}, which cannot be entered now'
        return None


def _why_no_breath(action: GiveBreath) -> str | None:
    return _above_zero("the volume", action.volume_ml) or _not_below_zero(
        "the inspiration", action.inspiration_ms, LONGEST_MS
    )


def _known(kind: str, name: str, names: Mapping[str, object] | tuple[str, ...]) -> str | None:
    return None if name in names else f'this scenario has no {kind} "{name}"'


def _known_unit(quantity: Quantity) -> str | None:
    if quantity.unit not in UNITS:
        return f'there is no unit "{quantity.unit}"'
    number = quantity.number
    if not number.is_finite() or not -DIGITS_AFTER <= number.adjusted() < DIGITS_BEFORE:
        return f"{number} is not a number that anything here can have"
    return None


def _named(what: str, name: str) -> str | None:
    return None if name else f"{what} needs a name"


def _above_zero(what: str, number: int) -> str | None:
    return (
        _at_most(what, number, MOST) if number > 0 else f"{what} must be above zero, not {number}"
    )


def _not_below_zero(what: str, number: int, most: int = MOST) -> str | None:
    if number < 0:
        return f"{what} must not be below zero, not {number}"
    return _at_most(what, number, most)


def _at_most(what: str, number: int, most: int) -> str | None:
    return None if number <= most else f"{what} must be at most {most}"
