"""Modelled bodies that fall ill, without waves: what they show at chosen seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from simrunner.app.bodies import read_body_tables, template_vitals
from simrunner.domain.action import Compress, DeliverShock, GiveDrug, Source
from simrunner.domain.order import (
    Breathe,
    FallIll,
    JumpTo,
    Order,
    Origin,
    RunFluid,
    Treat,
    Ventilate,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import Vital
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import usual_person

DEGREES = ("mild", "moderate", "severe")
Timed = tuple[float, Order]
Shown = dict[str, float]

_COLUMNS = (
    "HR", "SBP", "DBP", "MAP", "RR", "SpO2", "CVP", "PAPs", "PAPd", "CO", "Temp", "K", "Glucose",
    "Lactate", "GCS", "ICP", "BloodLoss", "UrineOutput", "FHR",
    "EtCO2.mmHg", "PaO2", "PaCO2", "pH", "BE", "VT", "Ppeak",
)  # fmt: skip


class Sick:
    """A body of a template; seconds count from its beginning."""

    def __init__(self, template: str = "adult", *, seed: int = 1) -> None:
        person = replace(usual_person(template), resting=template_vitals(template))
        self.body = ModelledBody(person, read_body_tables(), seed=seed, draws=False)
        self._next_ms = 0
        self._waiting: list[Timed] = []

    def will(self, *orders: Timed) -> "Sick":
        """Order more, each at its second."""
        self._waiting = sorted([*self._waiting, *orders], key=lambda timed: timed[0])
        return self

    def at(self, second: float) -> Shown:
        """Return the readings at a second that is not past yet; ``arrest`` is 1 without a pulse."""
        while self._next_ms <= second * 1000:
            now: list[Order] = []
            while self._waiting and self._waiting[0][0] * 1000 <= self._next_ms:
                now.append(self._waiting.pop(0)[1])
            self.body.advance(self._next_ms, now)
            self._next_ms += 100
        model = self.body.model
        shown = {name: model.reading(_NAMES.get(name, name)) for name in _COLUMNS}
        shown["arrest"] = float(model.rhythm in {"pea", "asystole", "vf", "vf-fine"})
        return shown

    @property
    def rhythm(self) -> str:
        """The rhythm that beats now."""
        return self.body.model.rhythm


_NAMES = {"PAPs": Vital.PAP_SYSTOLIC.value, "PAPd": Vital.PAP_DIASTOLIC.value}


def ill(illness: str, severity: str, *, at_s: float = 10.0) -> Timed:
    """Fall ill in a degree, or begin to recover (``off``)."""
    return at_s, FallIll(illness=illness, severity=severity)  # type: ignore[arg-type]


def given(drug: str, number: float, unit: str, *, at_s: float, route: str = "IV") -> Timed:
    """Give a dose of a drug."""
    amount = Quantity(number=Decimal(str(number)), unit=unit)
    action = GiveDrug(source=Source.SCENARIO, drug=drug, amount=amount, route=route)
    return at_s, Treat(action=action, performed_at_ms=round(at_s * 1000))


def run_in(fluid: str, volume_ml: float, *, at_s: float, over_s: float) -> Timed:
    """Let a fluid run in."""
    return at_s, RunFluid(fluid=fluid, volume_ml=volume_ml, over_ms=round(over_s * 1000))


def ventilated(
    *, at_s: float = 0.0, oxygen_pct: float = 21.0, is_asleep: bool = True
) -> list[Timed]:
    """Ventilate with 500 mL 12 times a minute, PEEP 5."""
    machine = Ventilate(mode="vc", tidal_volume_ml=500.0, rate_per_min=12.0, peep_cmh2o=5.0)
    origin = Origin(source=Source.SCENARIO, label="test", at_ms=0)
    found: list[Timed] = [
        (at_s, machine),
        (at_s, JumpTo(vital=Vital.FIO2, number=oxygen_pct, origin=origin)),
    ]
    if is_asleep:
        found.append((at_s, Breathe(is_on=False)))
    return found


def pressed(from_s: float, to_s: float) -> Iterable[Timed]:
    """Press the chest 110 times a minute, 55 mm deep."""
    for at_ms in range(round(from_s * 1000), round(to_s * 1000), 545):
        action = Compress(source=Source.SCENARIO, depth_mm=55)
        yield at_ms / 1000, Treat(action=action, performed_at_ms=at_ms)


def shocked(seconds: Sequence[float]) -> Iterable[Timed]:
    """Shock at each second."""
    for at_s in seconds:
        action = DeliverShock(source=Source.SCENARIO, energy_j=200)
        yield at_s, Treat(action=action, performed_at_ms=round(at_s * 1000))
