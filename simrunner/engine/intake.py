"""Takes in actions one by one: refused with a reason, or recorded and carried out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from simrunner.domain.action import (
    ACTIONS,
    Action,
    AdjustEquipment,
    AnnulEntry,
    Compress,
    DeliverShock,
    DisturbEcg,
    EndRun,
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
    ReleaseVital,
    SetManual,
    SetVentilator,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.chart import Ramp, Scenario
from simrunner.domain.ecg_action import ecg_order
from simrunner.domain.equipment_action import equipment_order
from simrunner.domain.event import ActionRefused, ActionTaken
from simrunner.domain.order import FollowRamp, JumpTo, Origin, Pin, PressKey, Treat, Unpin
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.domain.quick_making import quickly
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.admission import Admission
from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.microstep import Interplay
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.compressions import CPR, CompressionCounter
from simrunner.engine.dose.ledger import Entry, EntryKind
from simrunner.engine.effects import EffectWriter
from simrunner.engine.event_name import CAUSED
from simrunner.engine.facts import Facts
from simrunner.engine.journal import Journal

_action_taken = quickly(ActionTaken)
_TREATMENTS = frozenset(
    (GiveDrug, InfuseDrug, DeliverShock, Pace, SetVentilator, Compress, GiveBreath)
)


LedgerLine: TypeAlias = tuple[EntryKind, str, str, str]
"""Kind, thing, amount and route."""


class _Manner(NamedTuple):
    """How an accepted action of one kind is taken; None for what it does not need.

    ``line`` gives what the ledger keeps, ``event`` what rules can wait for.
    """

    line: Callable[[Any], LedgerLine] | None
    is_treatment: bool
    carry_out: Callable[[Any], None] | None
    event: Callable[[Any], str] | None


class Intake:
    """The one door for everything that people and devices ask for."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        regions: Mapping[str, RegionNode],
        rulebook: Rulebook,
        facts: Facts,
        journal: Journal,
        effects: EffectWriter,
        interplay: Interplay,
    ) -> None:
        """Work on the shared present."""
        self._scenario = scenario
        self._admission = Admission(scenario, regions, rulebook, facts)
        self._regions = regions
        self._rulebook = rulebook
        self._facts = facts
        self._journal = journal
        self._effects = effects
        self._interplay = interplay
        self._counter = CompressionCounter()
        self._entry = 0
        self.is_ending = False
        carry_out: Mapping[type[Action], Callable[[Any], None]] = MappingProxyType(
            {
                PressMonitorKey: lambda a: journal.order(PressKey(key=a.key)),
                GoToState: lambda a: interplay.jump(regions[a.region].nodes[a.state]),
                SetVital: self._set_vital,
                PinVital: self._pin_vital,
                ReleaseVital: lambda a: effects.order(Unpin(vital=a.vital, over_ms=a.over_ms)),
                SwitchSensor: self._switch_sensor,
                DisturbEcg: lambda a: effects.order(ecg_order(a)),
                AdjustEquipment: lambda a: effects.order(equipment_order(a)),
                SetManual: self._set_manual,
                FireRule: lambda a: interplay.force(rulebook.by_name[a.rule]),
                HoldOffRule: self._hold_off,
                AnnulEntry: lambda a: facts.ledger.annul(a.entry),
                EndRun: self._end,
            }
        )
        self._manners = {kind: _manner(kind, carry_out.get(kind)) for kind in ACTIONS}

    def _switch_sensor(self, action: SwitchSensor) -> None:
        self._effects.switch_sensor(action.sensor, is_on=action.is_on, source=action.source)

    def take(self, action: Action) -> None:
        """Refuse an action, or record it, carry it out and run the rules to completion."""
        now_ms = self._facts.now_ms
        reason = self._admission.refusal(action)
        if reason is not None:
            self._journal.note(
                ActionRefused(at_ms=now_ms, source=action.source, action=action, reason=reason)
            )
            return
        manner, asked_ms = self._manners[type(action)], action.performed_at_ms
        performed_at_ms = now_ms if asked_ms is None else asked_ms
        self._entry += 1
        self._journal.note(
            _action_taken(
                at_ms=now_ms,
                source=action.source,
                entry=self._entry,
                performed_at_ms=performed_at_ms,
                action=action,
            )
        )
        if manner.line is not None:
            self._log(action, manner.line(action), performed_at_ms)
        if manner.is_treatment:
            self._journal.order(Treat(action=action, performed_at_ms=performed_at_ms))
        if manner.carry_out is not None:
            manner.carry_out(action)
        event = None if manner.event is None else manner.event(action)
        self._interplay.run(event, performed_at_ms)
        if isinstance(action, Compress):
            self._feel(action, performed_at_ms)

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values what is counted from action to action."""
        return {"entry": self._entry, "compressions": self._counter.saved()}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._entry = saved["entry"]
        self._counter.resume(saved["compressions"])

    def _log(self, action: Action, line: LedgerLine, performed_at_ms: int) -> None:
        kind, what, amount, route = line
        quantity = _quantity(action)
        doses = 0
        measured = None
        if kind == "give" and quantity is not None:
            doses = int(quantity.number) if quantity.dimension is Dimension.NUMBER else 1
        if kind in ("give", "infuse") and quantity is not None:
            measured = self._facts.ledger.measure(what, quantity)
        self._facts.ledger.add(
            Entry(
                entry=self._entry,
                kind=kind,
                what=what,
                amount=amount,
                route=route,
                performed_at_ms=performed_at_ms,
                logged_at_ms=self._facts.now_ms,
                source=action.source,
                record=self._journal.record,
                doses=doses,
                measured=measured,
            )
        )

    def _feel(self, action: Compress, performed_at_ms: int) -> None:
        """Perform the act `cpr` when compressions amount to it and the file lists it."""
        if self._counter.feel(performed_at_ms) and CPR in self._scenario.actions:
            self.take(
                PerformAct(source=action.source, performed_at_ms=action.performed_at_ms, act=CPR)
            )

    def _origin(self) -> Origin:
        return Origin(source=Source.FACILITATOR, label="facilitator", at_ms=self._facts.now_ms)

    def _set_vital(self, action: SetVital) -> None:
        number = _in_own_unit(action.vital, action.quantity)
        if action.over_ms == 0:
            self._effects.order(JumpTo(vital=action.vital, number=number, origin=self._origin()))
            return
        ramp = Ramp(vital=action.vital, number=number, duration_ms=action.over_ms)
        self._effects.order(FollowRamp(ramp=ramp, origin=self._origin()))

    def _pin_vital(self, action: PinVital) -> None:
        number = _in_own_unit(action.vital, action.quantity)
        self._effects.order(Pin(vital=action.vital, number=number, origin=self._origin()))

    def _set_manual(self, action: SetManual) -> None:
        self._interplay.gate.set_manual(action.is_on)

    def _hold_off(self, action: HoldOffRule) -> None:
        self._rulebook.by_name[action.rule].is_held_off = action.is_held

    def _end(self, _: EndRun) -> None:
        self.is_ending = True


def _manner(kind: type[Action], carry_out: Callable[[Any], None] | None) -> _Manner:
    return _Manner(_LEDGER_LINES.get(kind), kind in _TREATMENTS, carry_out, CAUSED.get(kind))


def _in_own_unit(vital: Vital, quantity: Quantity) -> float:
    return float(quantity.in_unit(VITALS[vital].unit))


def _quantity(action: Action) -> Quantity | None:
    match action:
        case GiveDrug():
            return action.amount
        case InfuseDrug():
            return action.rate
        case _:
            return None


def _shock_line(action: DeliverShock) -> LedgerLine:
    suffix = " synchronised" if action.synchronised else ""
    return "shock", "shock", f"{action.energy_j} J{suffix}", ""


_LEDGER_LINES: Mapping[type[Action], Callable[[Any], LedgerLine]] = MappingProxyType(
    {
        GiveDrug: lambda a: ("give", a.drug, str(a.amount), a.route),
        InfuseDrug: lambda a: ("infuse", a.drug, str(a.rate), ""),
        PerformAct: lambda a: ("act", a.act, "", ""),
        DeliverShock: _shock_line,
        Pace: lambda a: ("pace", "pace", f"{a.rate_per_min} /min {a.current_ma} mA", ""),
        PlaceOrder: lambda a: ("order", a.item, "", ""),
        SetVentilator: lambda a: ("vent", a.setting, str(a.quantity), ""),
    }
)
"""What the ledger keeps of an action; of any other it keeps nothing."""
