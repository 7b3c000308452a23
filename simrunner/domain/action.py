"""Actions: requests from people and devices. They may be refused; an accepted one is a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import Vital

ADDED: Mapping[str, bool] = MappingProxyType({"is_added": True})
"""Marks a field younger than its action or event: it is stored only when it differs from its
default, so that a run which does not need it keeps the head that it always had."""


class Source(StrEnum):
    """Who asked for or caused something."""

    LEARNER = "learner"
    FACILITATOR = "facilitator"
    SCENARIO = "scenario"
    PHYSIOLOGY = "physiology"
    DEVICE = "device"
    ASSESSOR = "assessor"
    MONITOR = "monitor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A request. ``performed_at_ms`` is set, in the past, when it is logged after the act.

    ``on_behalf`` marks what a facilitator logged for the learners.
    """

    source: Source
    performed_at_ms: int | None = None
    on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveDrug(Action):
    """A single dose. The amount may be per kg; the route is one of ROUTES."""

    drug: str
    amount: Quantity
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfuseDrug(Action):
    """Set an infusion's rate; 0 stops it."""

    drug: str
    rate: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformAct(Action):
    """An act listed in the file's `actions`."""

    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverShock(Action):
    """A defibrillator discharge."""

    energy_j: int
    synchronised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace(Action):
    """Transcutaneous pacing; 0 mA stops it."""

    rate_per_min: int
    current_ma: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVentilator(Action):
    """One ventilator setting."""

    setting: str
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder(Action):
    """Ask for a result: an id of labs, imaging or media."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDevice(Action):
    """A named reading that hardware felt, for rules with `event: device NAME`."""

    name: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compress(Action):
    """One chest compression felt by hardware or played by a scripted team.

    ``depth_mm`` is above the chest at rest. Hardware tells besides when the compression was
    deepest (run time), and the lean of the rescuer before it: how deep the chest stood, and how
    hard it was still pressed where a load cell says so.
    """

    depth_mm: int
    lean_mm: int | None = field(default=None, metadata=ADDED)
    peak_at_ms: int | None = field(default=None, metadata=ADDED)
    lean_force_n: int | None = field(default=None, metadata=ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBreath(Action):
    """One breath from outside that hardware measured in the airway, told once it begins to leave.

    ``volume_ml`` went in within ``inspiration_ms``.
    """

    volume_ml: int
    inspiration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PressMonitorKey(Action):
    """A soft key of the patient monitor.

    ``nibp-start``, ``nibp-stat``, ``nibp-auto``, ``audio-pause``, ``alarm-acknowledge``, ``zero``.
    """

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FireEvent(Action):
    """An event of the file's `events`."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoToState(Action):
    """Jump to a state; beats the automatic rules of that region in this tick."""

    region: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVital(Action):
    """Ramp (or, with 0 ms, jump) the file's layer of a vital, as a `trend` of a rule would."""

    vital: Vital
    quantity: Quantity
    over_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PinVital(Action):
    """Hold a vital at a value, whatever the scenario wants, until released."""

    vital: Vital
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseVital(Action):
    """End a pin, blending over ``over_ms`` to the value underneath."""

    vital: Vital
    over_ms: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchSensor(Action):
    """Attach a sensor to the patient or take it off."""

    sensor: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbEcg(Action):
    """Disturb or mend the displayed ECG; plain fields, so that the record stores them as they are.

    ``what`` is artefact, lead, reversal or right-ventricle, ``name`` the artefact, electrode or
    pair; see simrunner.domain.ecg_action for what a body makes of it.
    """

    what: str
    name: str
    is_on: bool
    for_ms: int | None = None
    mains_hz: int = 50


NO_PRESSURE = Quantity(number=Decimal(0), unit="mmHg")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustEquipment(Action):
    """Change a pressure line, a catheter or the breathing circuit; plain fields, as DisturbEcg.

    ``what`` is damping, flush, balloon, tip or inspired-co2, ``name`` the state, ``up`` or
    ``down``, or the place; ``quantity`` is a pressure, reached over ``over_ms``. See
    simrunner.domain.equipment_action for what a body makes of it.
    """

    what: str
    name: str = ""
    quantity: Quantity = NO_PRESSURE
    over_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetManual(Action):
    """Stop or restart the automatic rules."""

    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FireRule(Action):
    """Fire one rule now, whatever its conditions say."""

    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOffRule(Action):
    """Keep one rule from firing, until taken back."""

    rule: str
    is_held: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulEntry(Action):
    """Remove a wrong ledger entry from now on; both stay in the record."""

    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBookmark(Action):
    """Name this moment."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRun(Action):
    """End the run with this tick."""


ACTIONS: tuple[type[Action], ...] = (
    GiveDrug, InfuseDrug, PerformAct, DeliverShock, Pace, SetVentilator, PlaceOrder, ReadDevice,
    Compress, GiveBreath, PressMonitorKey, FireEvent, GoToState, SetVital, PinVital, ReleaseVital,
    SwitchSensor, DisturbEcg, AdjustEquipment, SetManual, FireRule, HoldOffRule, AnnulEntry,
    SetBookmark, EndRun,
)  # fmt: skip
"""Every kind of action; the record stores each by its class name."""
