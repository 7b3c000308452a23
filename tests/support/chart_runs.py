"""Runs of an engine for tests: actions by time in, facts out."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from simrunner.domain.action import (
    Action,
    DeliverShock,
    FireEvent,
    GiveDrug,
    InfuseDrug,
    PerformAct,
    PlaceOrder,
    Source,
)
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event, ExpectationChanged, RuleFired, StateEntered, WordsSaid
from simrunner.domain.order import Order
from simrunner.domain.vital import Vital
from simrunner.engine.interpreter import Engine
from support.charts import quantity

T = TypeVar("T", bound=Event)
LEARNER = Source.LEARNER


def give(drug: str, amount: str, route: str = "IV", *, performed_at_ms: int | None = None,
         ) -> GiveDrug:  # fmt: skip
    return GiveDrug(
        source=LEARNER, drug=drug, amount=quantity(amount), route=route,
        performed_at_ms=performed_at_ms,
    )  # fmt: skip


def infuse(drug: str, rate: str) -> InfuseDrug:
    return InfuseDrug(source=LEARNER, drug=drug, rate=quantity(rate))


def act(name: str, *, performed_at_ms: int | None = None) -> PerformAct:
    return PerformAct(source=LEARNER, act=name, performed_at_ms=performed_at_ms)


def shock(energy_j: int = 150) -> DeliverShock:
    return DeliverShock(source=LEARNER, energy_j=energy_j)


def order(item: str) -> PlaceOrder:
    return PlaceOrder(source=LEARNER, item=item)


def fire(event: str) -> FireEvent:
    return FireEvent(source=Source.FACILITATOR, event=event)


class Run:
    """A started engine that remembers everything that came out of it."""

    def __init__(self, scenario: Scenario, *, seed: int = 1) -> None:
        self.engine = Engine(scenario, seed=seed)
        orders, events = self.engine.start()
        self.now_ms = 0
        self.orders: list[Order] = list(orders)
        self.events: list[Event] = list(events)

    def step(self, *actions: Action) -> tuple[Event, ...]:
        """Take one tick with these actions; return its facts."""
        self.now_ms += 100
        orders, events = self.engine.step(self.now_ms, actions)
        self.orders += orders
        self.events += events
        return events

    def until(self, at_ms: int, script: Mapping[int, Sequence[Action]] | None = None) -> "Run":
        """Take ticks up to ``at_ms`` with the script's actions at their times."""
        while self.now_ms < at_ms and not self.engine.is_ended:
            self.step(*(script or {}).get(self.now_ms + 100, ()))
        return self

    def read(self, name: str) -> float:
        return self.engine.tracks.read(Vital(name), self.now_ms)

    def active(self, region: str) -> str:
        """Return the active leaf of a region."""
        views = self.engine.view(self.now_ms).regions
        return next(view.leaf for view in views if view.region == region)

    def path(self, region: str) -> list[tuple[str, float]]:
        """Return the states entered after the start, with seconds."""
        return [
            (event.state, event.at_ms / 1000)
            for event in self.of(StateEntered)
            if event.region == region and event.cause != "start"
        ]

    def fired(self, name: str) -> list[int]:
        """Return the times at which a rule fired."""
        return [event.at_ms for event in self.of(RuleFired) if event.rule == name]

    def said(self) -> list[int]:
        return [event.at_ms for event in self.of(WordsSaid)]

    def statuses(self, expectation: str) -> list[ExpectationChanged]:
        return [each for each in self.of(ExpectationChanged) if each.expectation == expectation]

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]
