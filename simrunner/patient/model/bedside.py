"""What is being done to a body from outside: fluids, bleeding, the ventilator, its circuit."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from simrunner.domain.action import GiveDrug, InfuseDrug
from simrunner.domain.body_order import Bleed, Breathe, RunFluid, Ventilate
from simrunner.domain.order import Order
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.bag import Bag
from simrunner.patient.circuit import Circuit
from simrunner.patient.handle import Influence

POUR_ML_PER_MIN = 100.0
"""How fast a fluid given as a dose runs in, by pressure bag or pump set: a teaching choice."""

_VOLUMES = (Dimension.VOLUME, Dimension.VOLUME_RATE)
_VOLUMES_PER_KG = (Dimension.VOLUME_PER_KG, Dimension.VOLUME_RATE_PER_KG)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFluid:
    """A fluid that is running in; ``left_ml`` is still in the bag."""

    fluid: str
    left_ml: float
    ml_per_step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningBleed:
    """A bleeding; ``until_ms`` None goes on until it is stopped."""

    ml_per_min: float
    until_ms: int | None


class Bedside:
    """Keeps what goes on until it ends or is ended."""

    def __init__(self) -> None:
        """Begin with a body left alone in the room's air."""
        self._fluids: tuple[RunningFluid, ...] = ()
        self._bleeds: tuple[RunningBleed, ...] = ()
        self._drips: dict[str, float] = {}
        self._machine: Ventilate | None = None
        self._by_hand: Ventilate | None = None
        self.bag = Bag()
        self.is_driven = True
        self.circuit = Circuit()

    @property
    def machine(self) -> Ventilate | None:
        """What breathes for the body: a machine, else a hand at the bag."""
        return self._machine or self._by_hand

    def obey(self, orders: Iterable[Order], now_ms: int) -> None:
        """Begin or end what the orders say; the others leave it alone."""
        orders = tuple(orders)
        self.circuit.obey(orders, now_ms)
        for order in orders:
            match order:
                case RunFluid():
                    self._run(order)
                case Bleed():
                    self._bleed(order, now_ms)
                case Breathe():
                    self.is_driven = order.is_on
                case Ventilate():
                    self._machine = None if order.mode == "off" else order
                case _:
                    pass

    def pour(self, action: GiveDrug | InfuseDrug, weight_kg: float) -> None:
        """Let a fluid run that was given as a drug is: a volume, or a rate until told otherwise."""
        if isinstance(action, GiveDrug):
            self.obey(_poured(action.drug, action.amount, weight_kg), 0)
            return
        self._drips.pop(action.drug, None)
        ml_per_min = _ml(action.rate, "mL/min", "mL/kg/min", weight_kg) or 0.0
        if ml_per_min > 0.0:
            self._drips[action.drug] = ml_per_min

    def bleeding_ml_per_min(self, now_ms: int) -> float:
        """Return how fast blood is lost now, all bleedings together."""
        if not self._bleeds:
            return 0.0
        self._bleeds = tuple(
            each for each in self._bleeds if each.until_ms is None or each.until_ms > now_ms
        )
        return sum((each.ml_per_min for each in self._bleeds), 0.0)

    def influence(self, now_ms: int) -> Influence:
        """Return what bleeding and the circuit do to the organs, and let the bag's time go on."""
        self._by_hand = self.bag.breathing(now_ms)
        bleeding = self.bleeding_ml_per_min(now_ms)
        inspired_mmhg = self.circuit.inspired_co2_mmhg(now_ms)
        done = {"bleeding_ml_per_min": bleeding, "inspired_co2_mmhg": inspired_mmhg}
        return {handle: number for handle, number in done.items() if number}

    def run_in_ml(self) -> Mapping[str, float]:
        """Return what of each fluid ran in during one step, and let it run."""
        if not self._fluids and not self._drips:
            return {}
        given = {fluid: rate * STEP_MS / 60_000.0 for fluid, rate in self._drips.items()}
        left: list[RunningFluid] = []
        for each in self._fluids:
            part_ml = min(each.left_ml, each.ml_per_step)
            given[each.fluid] = given.get(each.fluid, 0.0) + part_ml
            if each.left_ml - part_ml > 1e-9:
                left.append(replace(each, left_ml=each.left_ml - part_ml))
        self._fluids = tuple(left)
        return given

    def saved(self) -> dict[str, Any]:
        """Return what goes on as plain JSON values."""
        return {
            "fluids": [asdict(each) for each in self._fluids],
            "bleeds": [asdict(each) for each in self._bleeds],
            "drips": dict(self._drips),
            "machine": None if self._machine is None else asdict(self._machine),
            "bag": self.bag.saved(),
            "by_hand": None if self._by_hand is None else asdict(self._by_hand),
            "is_driven": self.is_driven,
            "circuit": self.circuit.saved(),
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._fluids = tuple(RunningFluid(**each) for each in saved["fluids"])
        self._bleeds = tuple(RunningBleed(**each) for each in saved["bleeds"])
        self._drips = dict(saved["drips"])
        self._machine = None if saved["machine"] is None else Ventilate(**saved["machine"])
        self._by_hand = None if saved["by_hand"] is None else Ventilate(**saved["by_hand"])
        self.bag.resume(saved["bag"])
        self.is_driven = saved["is_driven"]
        self.circuit.resume(saved["circuit"])

    def _run(self, order: RunFluid) -> None:
        steps = max(1.0, order.over_ms / STEP_MS)
        if order.volume_ml > 0.0:
            self._fluids = (
                *self._fluids,
                RunningFluid(
                    fluid=order.fluid, left_ml=order.volume_ml, ml_per_step=order.volume_ml / steps
                ),
            )

    def _bleed(self, order: Bleed, now_ms: int) -> None:
        if order.rate_ml_per_min <= 0.0:
            self._bleeds = ()
            return
        until_ms = None if order.for_ms is None else now_ms + order.for_ms
        self._bleeds = (
            *self._bleeds,
            RunningBleed(ml_per_min=order.rate_ml_per_min, until_ms=until_ms),
        )


def _poured(fluid: str, amount: Quantity, weight_kg: float) -> tuple[RunFluid, ...]:
    """Return how a dose of a fluid runs in; one that is counted, not measured, does nothing."""
    volume_ml = _ml(amount, "mL", "mL/kg", weight_kg)
    if not volume_ml:
        return ()
    over_ms = max(STEP_MS, round(volume_ml / POUR_ML_PER_MIN * 60_000.0))
    return (RunFluid(fluid=fluid, volume_ml=volume_ml, over_ms=over_ms),)


def _ml(quantity: Quantity, unit: str, per_kg_unit: str, weight_kg: float) -> float | None:
    """Return a volume or a flow in mL; None where it is measured in something else."""
    if quantity.dimension in _VOLUMES:
        return float(quantity.in_unit(unit))
    if quantity.dimension in _VOLUMES_PER_KG:
        return float(quantity.in_unit(per_kg_unit)) * weight_kg
    return None
