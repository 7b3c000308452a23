"""An engine with its patient: what every rehearsal that runs without a session takes steps with.

What a scripted patient does is decided by the engine alone, so it needs no body here. A modelled
one lives: each step's orders reach its body, and the next step's conditions find what became of it
(ADR 0016). Waves are of no use to anybody here.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from simrunner.domain.action import Action
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.order import Order
from simrunner.domain.patient_state import PatientState
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.engine.interpreter import Engine, StepResult
from simrunner.rehearsal.quiet import next_tick_ms


class LivingBody(Protocol):
    """A patient's body, one step of 100 ms at a time."""

    def advance(self, now_ms: SimTimeMs, orders: Iterable[Order]) -> PatientState:
        """Return the patient at the end of the step that ends at ``now_ms``."""


class Bodies(Protocol):
    """Makes the body of a scenario's modelled patient."""

    def __call__(self, scenario: Scenario, *, seed: int) -> LivingBody:
        """Return a body at rest at time 0."""


class Life:
    """One run of an engine and, where the patient is modelled, of the body that it orders about."""

    def __init__(self, scenario: Scenario, *, seed: int, bodies: Bodies | None = None) -> None:
        """Begin a run; ValueError for a modelled patient without ``bodies``."""
        self.engine = Engine(scenario, seed=seed)
        self._body: LivingBody | None = None
        if scenario.patient.kind == "modelled":
            if bodies is None:
                raise ValueError(f'the patient of "{scenario.id}" is modelled and needs a body')
            self._body = bodies(scenario, seed=seed)

    def start(self) -> tuple[Event, ...]:
        """Enter the start states at time 0."""
        return self._lived(0, self.engine.start())

    def step(self, now_ms: SimTimeMs, actions: Sequence[Action]) -> tuple[Event, ...]:
        """Take the tick that ends at ``now_ms`` and return its facts."""
        return self._lived(now_ms, self.engine.step(now_ms, actions))

    def next_tick_ms(self, now_ms: SimTimeMs, wake_ms: SimTimeMs) -> SimTimeMs:
        """Return the next tick that must be stepped: for a body, that is each one."""
        if self._body is not None:
            return now_ms + STEP_MS
        return next_tick_ms(self.engine, now_ms, wake_ms)

    def _lived(self, now_ms: SimTimeMs, taken: StepResult) -> tuple[Event, ...]:
        if self._body is not None:
            self.engine.feel(self._body.advance(now_ms, taken.orders))
        return taken.events
