"""One modelled body: orders in, organs in their order, readings out (ADR 0016)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simrunner.domain.action import DeliverShock, GiveBreath, GiveDrug, InfuseDrug
from simrunner.domain.body_order import Bleed, Breathe, FallIll, Ventilate
from simrunner.domain.chart import Ramp
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo, Order, Pin, Treat, Unpin
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.domain.vital_track import VitalTracks
from simrunner.patient.chemistry.fluid import Fluid
from simrunner.patient.chest import Press
from simrunner.patient.circulation.state import Contraction
from simrunner.patient.circulation.step import expecting
from simrunner.patient.drug.course import (
    Inert,
    advance_drugs,
    drugs_from_saved,
    effect_site,
    give,
    infuse,
    plasma,
    start_drugs,
)
from simrunner.patient.drug.effects import influences as drug_influences
from simrunner.patient.drug.formulary import Formulary
from simrunner.patient.handle import NEUTRAL, Handles, Influence, combined
from simrunner.patient.heart_tables import HeartTables
from simrunner.patient.illness.illness import Illnesses, IllnessTable
from simrunner.patient.model.bedside import Bedside
from simrunner.patient.model.fate import LOOKS_EVERY_MS, Fate, HeartSupply, felt_potassium
from simrunner.patient.model.motion import Motion
from simrunner.patient.model.node import Node
from simrunner.patient.model.organs import (
    Organs,
    Surroundings,
    advance_organs,
    organs_from_saved,
    start_organs,
)
from simrunner.patient.model.readout import READINGS, natural_vitals, within_limits
from simrunner.patient.model.response import responses
from simrunner.patient.model.script import Script
from simrunner.patient.nerve.nerve import NerveState, nerve_influence
from simrunner.patient.person import Person
from simrunner.patient.rhythm.rhythm import rate_for


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyTables:
    """The built-in data that a body needs."""

    formulary: Formulary
    fluids: Mapping[str, Fluid]
    illnesses: IllnessTable
    heart: HeartTables


class Model:
    """The organs of one person, what acts on them, and what can be read."""

    def __init__(
        self,
        person: Person,
        tables: BodyTables,
        *,
        start: Mapping[Vital, float],
        rhythm: str,
        seed: int = 0,
    ) -> None:
        """Begin at rest in a rhythm; ``start`` are readings that shall begin where they say."""
        self._person = person
        self._tables = tables
        self._organs = start_organs(person)
        self._drugs = start_drugs()
        self._illnesses = Illnesses(tables.illnesses, person.weight_kg)
        self._bedside = Bedside()
        self._script = Script()
        self._handles: Handles = NEUTRAL
        self._air = VitalTracks(start, rhythm)
        self._bled_ml = start.get(Vital.BLOOD_LOSS, 0.0)
        self._fate = Fate(seed)
        self._ordered = rhythm
        self.motion = Motion()
        self._node = Node(person.usual_rate_per_min)
        if Vital.HR not in start:
            self._node.order(tables.heart.rhythms[rhythm], person.at_rest(Vital.HR))
        self.vitals: Mapping[Vital, float] = {Vital.SBP: 1.0}
        natural = self._natural(0)
        for vital, number in start.items():
            if vital not in _OUTSIDE:
                self._script.set_out_from(vital, number, natural[vital])
        self.vitals = within_limits(self._script.read(natural, 0))

    @property
    def organs(self) -> Organs:
        """What every organ is like now."""
        return self._organs

    @property
    def rhythm(self) -> str:
        """The rhythm that beats now: the ordered one, or what became of it."""
        return self._fate.rhythm(self._ordered)

    @property
    def felt_potassium_mmol_per_l(self) -> float:
        """The potassium that shapes the complexes: less where calcium protects the heart."""
        return felt_potassium(self.vitals[Vital.K], self._handles.membrane_calcium)

    @property
    def is_ventilated(self) -> bool:
        """Whether a machine breathes for the body."""
        return self._bedside.machine is not None

    @property
    def handles(self) -> Handles:
        """What acted on the organs in the last step."""
        return self._handles

    @property
    def without_effect(self) -> tuple[Inert, ...]:
        """What was given and did nothing, each cause once."""
        return self._drugs.inert

    def obey(self, orders: Iterable[Order], now_ms: int) -> None:
        """Carry out what concerns the body, in its order."""
        orders = tuple(orders)
        self._bedside.obey(orders, now_ms)
        for order in orders:
            match order:
                case Treat():
                    self._treat(order)
                case FallIll():
                    self._script.let_go()
                    self._fall_ill(order, now_ms)
                case Bleed() | Breathe() | Ventilate():
                    self._script.let_go()
                case ChangeRhythm():
                    self._ordered = order.rhythm
                    self._fate.forget()
                    self._node.order(
                        self._tables.heart.rhythms[order.rhythm],
                        self._organs.circulation.sinus_rate_per_min,
                    )
                case JumpTo() | Pin() | FollowRamp() | Unpin():
                    self._wish(order, now_ms)
                case _:
                    pass

    def expect(self, contractions: Sequence[Contraction]) -> None:
        """Let the heart know, at time 0, of beats that were decided before the first step."""
        organs = self._organs
        self._organs = organs._replace(circulation=expecting(organs.circulation, contractions, 0))

    def advance(
        self,
        now_ms: int,
        contractions: Sequence[Contraction],
        presses: Sequence[Press],
        breath_phase: float,
    ) -> None:
        """Take the step that ends at ``now_ms``; ``contractions`` and ``presses`` lie in it.

        ``breath_phase`` is the part of the breath that is over, 0 to 1.
        """
        self.motion.note(now_ms, contractions, presses)
        self._drugs = advance_drugs(self._drugs, self._tables.formulary, self._person)
        influences = self._influences(now_ms)
        self._handles = combined(influences) if influences else NEUTRAL
        fluids = self._tables.fluids
        running = self._bedside.run_in_ml()
        self._organs = advance_organs(
            self._organs,
            self._person,
            self._handles,
            Surroundings(
                contractions=contractions,
                presses=presses,
                fluids=[(fluids[name], ml) for name, ml in running.items()] if running else (),
                inspired_oxygen=self._air.read(Vital.FIO2, now_ms) / 100.0,
                machine=self._bedside.machine,
                is_driven=self._bedside.is_driven,
                breath_phase=breath_phase,
            ),
            now_ms=now_ms,
        )
        self._bled_ml += self._organs.circulation.bled_ml
        self._node.move(self._organs.circulation.sinus_rate_per_min)
        if now_ms % LOOKS_EVERY_MS == 0:
            self._fate.stun(self._ordered, is_beating=self.motion.is_beating(now_ms))
            self._fate.look(self._ordered, _heart_supply(self._organs, self._handles, self._person))
        self.vitals = within_limits(self._script.read(self._natural(now_ms), now_ms))

    def reading(self, column: str) -> float:
        """Return one column of a case: a vital, a reading of READINGS, Cp.DRUG or Ce.DRUG.

        Concentrations are in the unit of the drug's table per mL; 0 where none was given.
        KeyError for an unknown column.
        """
        kind, _, drug = column.partition(".")
        if kind == "Cp":
            return plasma(self._drugs, drug)
        if kind == "Ce":
            return effect_site(self._drugs, self._tables.formulary, self._person, drug)
        if column in READINGS:
            return READINGS[column][1](self._organs)
        return self.vitals[Vital(column)]

    def saved(self) -> dict[str, Any]:
        """Return everything that decides what follows, as plain JSON values."""
        return {
            "organs": [list(organ) for organ in self._organs],
            "handles": list(self._handles),
            "drugs": self._drugs._asdict(),
            "illnesses": self._illnesses.saved(),
            "bedside": self._bedside.saved(),
            "script": self._script.saved(),
            "air": self._air.saved(),
            "bled_ml": self._bled_ml,
            "ordered": self._ordered,
            "fate": self._fate.saved(),
            "node": self._node.saved(),
            "motion": self.motion.saved(),
            "vitals": {vital.value: number for vital, number in self.vitals.items()},
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on exactly from what saved() gave."""
        self._organs = organs_from_saved(saved["organs"])
        self._handles = Handles(*saved["handles"])
        self._drugs = drugs_from_saved(saved["drugs"])
        self._illnesses.resume(saved["illnesses"])
        self._bedside.resume(saved["bedside"])
        self._script.resume(saved["script"])
        self._air.resume(saved["air"])
        self._bled_ml = saved["bled_ml"]
        self._ordered = saved["ordered"]
        self._fate.resume(saved["fate"])
        self._node.resume(saved["node"])
        self.motion.resume(saved["motion"])
        self.vitals = {Vital(name): number for name, number in saved["vitals"].items()}

    def _influences(self, now_ms: int) -> list[Influence]:
        found: list[Influence] = []
        if self._drugs.present:
            found = drug_influences(self._drugs, self._tables.formulary, self._person)
        found.extend(self._illnesses.influences(now_ms, found))
        found.extend(responses(self._organs))
        found.append(_brain(self._organs.nerve, has_tube=self._bedside.machine is not None))
        found += (self._script.influence(), self._node.influence(), self._fate.influence())
        found.append(self._bedside.influence(now_ms))
        return [influence for influence in found if influence]

    def _natural(self, now_ms: int) -> dict[Vital, float]:
        rhythm = self._tables.heart.rhythms[self.rhythm]
        rate = rate_for(rhythm, self._organs.circulation.sinus_rate_per_min)
        return natural_vitals(
            self._organs, self._person, self._handles, rate_per_min=rate,
            inspired_pct=self._air.read(Vital.FIO2, now_ms), bled_ml=self._bled_ml,
            is_pressed=self.motion.is_pressed(now_ms), was_felt=self.vitals[Vital.SBP] > 0.0,
        )  # fmt: skip

    def _wish(self, order: JumpTo | Pin | FollowRamp | Unpin, now_ms: int) -> None:
        """Hold or steer a reading; what comes from outside the body is simply done."""
        vital = order.ramp.vital if isinstance(order, FollowRamp) else order.vital
        if vital is Vital.FIO2:
            self._air.obey((order,), now_ms)
        elif vital is Vital.BLOOD_LOSS:
            self._lose(order, now_ms)
        elif isinstance(order, FollowRamp):
            self._script.steer(order.ramp, self.vitals[vital], now_ms)
        elif isinstance(order, Unpin):
            self._script.release(vital, now_ms, order.over_ms)
        else:
            self._script.hold(vital, order.number)

    def _lose(self, order: JumpTo | Pin | FollowRamp | Unpin, now_ms: int) -> None:
        """Count the blood that was lost before, or lose on the way what a ramp says."""
        if isinstance(order, JumpTo | Pin):
            self._bled_ml = order.number
        elif isinstance(order, FollowRamp):
            self._bedside.obey([_bleed(order.ramp, self._bled_ml)], now_ms)

    def _fall_ill(self, order: FallIll, now_ms: int) -> None:
        """Fall ill; a poison goes the way of every drug."""
        for poison, per_kg in self._illnesses.obey(order, now_ms):
            self._drugs = give(
                self._drugs, self._tables.formulary, self._person, drug=poison.drug,
                amount=Quantity(number=Decimal(repr(per_kg)), unit=poison.unit), route=poison.route,
            )  # fmt: skip

    def _treat(self, order: Treat) -> None:
        """Treat the body, which lets go of what is steered; fluids are too slow to do so."""
        action, person, formulary = order.action, self._person, self._tables.formulary
        if isinstance(action, GiveDrug | InfuseDrug) and action.drug in self._tables.fluids:
            self._bedside.pour(action, person.weight_kg)
            return
        self._script.let_go()
        if isinstance(action, GiveDrug):
            self._drugs = give(
                self._drugs, formulary, person, drug=action.drug, amount=action.amount,
                route=action.route,
            )  # fmt: skip
        elif isinstance(action, InfuseDrug):
            self._drugs = infuse(self._drugs, formulary, person, drug=action.drug, rate=action.rate)
        elif isinstance(action, DeliverShock):
            self._fate.shock(_heart_supply(self._organs, self._handles, self._person))
        elif isinstance(action, GiveBreath):
            self._bedside.bag.squeeze(action, order.performed_at_ms)


_OUTSIDE = frozenset({Vital.FIO2, Vital.BLOOD_LOSS, Vital.MAP})


def _heart_supply(organs: Organs, handles: Handles, person: Person) -> HeartSupply:
    circulation, chemistry = organs.circulation, organs.chemistry
    return HeartSupply(
        chemistry.potassium_mmol_per_l, handles.membrane_calcium, chemistry.temperature_c,
        circulation.ischaemia, organs.gas.sao2, circulation.mean_mmhg, person.mean_pressure_mmhg,
        circulation.systolic_mmhg, circulation.diastolic_mmhg, circulation.central_venous_mmhg,
        handles.av_delay,
    )  # fmt: skip


def _bleed(ramp: Ramp, present_ml: float) -> Bleed:
    """Return the bleeding that loses on the way what a ramp of the blood loss says."""
    target = {"to": ramp.number, "by": present_ml + ramp.number}.get(
        ramp.target, present_ml * ramp.number
    )
    lasts_ms = max(STEP_MS, ramp.duration_ms)
    rate = max(0.0, target - present_ml) / (lasts_ms / 60_000.0)
    return Bleed(rate_ml_per_min=rate, for_ms=lasts_ms)


def _brain(nerve: NerveState, *, has_tube: bool) -> Influence:
    """Return what the brain does; the tube of a machine keeps the airway open."""
    influence = nerve_influence(nerve)
    if not has_tube:
        return influence
    return {name: each for name, each in influence.items() if name != "upper_airway_obstruction"}
