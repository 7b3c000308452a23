"""The modelled body: numbers follow the physiology, waves follow the numbers."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from simrunner.domain.chart import Scenario
from simrunner.domain.order import Order
from simrunner.domain.patient_state import PatientState
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.domain.vital import Vital
from simrunner.patient.body import attached_after, attached_at_start
from simrunner.patient.circulation.state import Contraction
from simrunner.patient.model.model import BodyTables, Model
from simrunner.patient.model.shaping import Shaper, right_strain
from simrunner.patient.person import Person, usual_person
from simrunner.patient.rhythm.beat import Contracted
from simrunner.patient.rhythm.heart import CAPTURE_MA
from simrunner.patient.signs import NO_WAVES, Signs
from simrunner.patient.usual_pulse import UsualPulse
from simrunner.patient.wave.conditions import WaveConditions

_NO_PULSE = {Vital.SBP: 0.0, Vital.DBP: 0.0, Vital.MAP: 0.0}


class ModelledBody:
    """A patient whose vitals come from organs, and whose waves are drawn from the vitals."""

    def __init__(
        self,
        person: Person,
        tables: BodyTables,
        *,
        seed: int,
        start: Mapping[Vital, float] = MappingProxyType({}),
        rhythm: str = "sinus",
        attached: frozenset[str] = frozenset(),
        draws: bool = True,
    ) -> None:
        """Begin at rest; ``start`` are readings to begin at, ``draws`` False leaves out waves."""
        self._model = Model(person, tables, start=start, rhythm=rhythm, seed=seed)
        self._attached = attached
        self._signs = Signs(
            tables.heart,
            diastolic_mmhg=self._model.vitals[Vital.DBP],
            seed=seed,
            capture_ma=CAPTURE_MA,
            resting_per_min=person.usual_rate_per_min,
            draws=draws,
        )
        self._shaper = Shaper(person)
        self._usual = UsualPulse()
        self._draws = draws
        self._next_ms = 0

    @property
    def model(self) -> Model:
        """The organs, for readings that no monitor shows."""
        return self._model

    @property
    def signs(self) -> Signs:
        """Beats and breaths as they were decided."""
        return self._signs

    def advance(self, now_ms: SimTimeMs, orders: Iterable[Order]) -> PatientState:
        """See Body."""
        if now_ms != self._next_ms:
            raise ValueError(f"the body is due at {self._next_ms} ms, not at {now_ms} ms")
        self._next_ms += STEP_MS
        orders = tuple(orders)
        model, signs = self._model, self._signs
        if orders:
            model.obey(orders, now_ms)
            self._attached = attached_after(self._attached, orders)
        signs.treat(orders, now_ms)
        signs.under(self._conditions(), self._attached)
        decided = self._decide(now_ms)
        presses = signs.compressions(orders, now_ms)
        has_pulse = model.motion.is_beating(now_ms) and model.vitals[Vital.SBP] > 0.0
        beats = signs.beats(now_ms, has_pressure=has_pulse)
        beats_ahead = [Contraction(*each) for each in decided]
        if now_ms:
            model.advance(now_ms, beats_ahead, presses, signs.breath_phase(now_ms))
        else:
            model.expect(beats_ahead)
        vitals = model.vitals
        return PatientState(
            at_ms=now_ms,
            vitals=MappingProxyType(vitals),
            rhythm=model.rhythm,
            beats=beats,
            breaths_at_ms=signs.breaths_at_ms(now_ms),
            compressions_at_ms=tuple(press.at_ms for press in presses),
            is_compressed=signs.is_compressed(now_ms),
            attached=self._attached,
            lost_leads=signs.lost_leads,
            line=signs.lines.state,
            catheter=signs.lines.catheter,
            waves=signs.waves(now_ms, self._drawn(has_pulse=has_pulse), presses)
            if now_ms and self._draws
            else NO_WAVES,
        )

    def _drawn(self, *, has_pulse: bool) -> Mapping[Vital, float]:
        """Return the vitals that the waves of this step aim at."""
        model = self._model
        if not has_pulse:
            # Compressions draw their own pressure, whatever number they come to.
            self._usual.forget()
            return {**model.vitals, **_NO_PULSE}
        is_even = self._signs.is_even and model.handles.ectopy_per_min == 0.0
        return self._usual.drawn(model.vitals, is_even=is_even)

    def _decide(self, now_ms: SimTimeMs) -> list[Contracted]:
        """Return the beats that are decided in this step, from what the organs were like."""
        model, felt = self._model, self._model.vitals
        if model.handles.membrane_calcium > 0.0:
            felt = {**felt, Vital.K: model.felt_potassium_mmol_per_l}
        return self._signs.decide(
            now_ms, felt, model.rhythm,
            sinus_rate_per_min=model.organs.circulation.sinus_rate_per_min,
            av_delay=model.handles.av_delay, ectopy_per_min=model.handles.ectopy_per_min,
            qt=model.handles.qt,
            right_strain=right_strain(model.organs.circulation, model.handles),
        )  # fmt: skip

    def _conditions(self) -> WaveConditions:
        model, shaper = self._model, self._shaper
        if not self._draws:
            return shaper.timing(model.organs, is_ventilated=model.is_ventilated)
        return shaper.conditions(model.organs, model.handles, is_ventilated=model.is_ventilated)

    def saved(self) -> dict[str, Any]:
        """See Body."""
        return {
            "model": self._model.saved(), "signs": self._signs.saved(),
            "attached": sorted(self._attached), "next_ms": self._next_ms,
            "usual": self._usual.saved(),
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """See Body; person and tables have to be the same, too."""
        self._model.resume(saved["model"])
        self._signs.resume(saved["signs"])
        self._attached = frozenset(saved["attached"])
        self._next_ms = saved["next_ms"]
        self._usual.resume(saved["usual"])


def person_of(scenario: Scenario, template_vitals: Mapping[Vital, float]) -> Person:
    """Return whose body a scenario's patient is: its start values are where it rests."""
    card = scenario.patient
    usual = usual_person(card.template)
    return Person(
        template=card.template,
        age_years=float(card.age.in_unit("y")),
        sex="M" if card.sex == "M" else "F",
        weight_kg=card.weight_kg,
        height_cm=usual.height_cm if card.height_cm is None else card.height_cm,
        resting={**template_vitals, **scenario.vitals},
    )


def modelled_body(
    scenario: Scenario,
    tables: BodyTables,
    template_vitals: Mapping[Vital, float],
    *,
    seed: int,
    draws: bool = True,
) -> ModelledBody:
    """Return the body of a scenario's modelled patient."""
    return ModelledBody(
        person_of(scenario, template_vitals), tables, seed=seed, start=scenario.vitals,
        rhythm=scenario.rhythm, attached=attached_at_start(scenario), draws=draws,
    )  # fmt: skip
