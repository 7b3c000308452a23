"""The statechart interpreter: one scenario, one seed, and a tick at a time (clinscn/1)."""

from collections.abc import Sequence
from typing import NamedTuple

from simrunner.domain.action import Action, Source
from simrunner.domain.chart import SEMANTICS_VERSION, Scenario
from simrunner.domain.condition import Condition
from simrunner.domain.event import Event, RunEnded, RunStarted
from simrunner.domain.frame import ChartView
from simrunner.domain.order import Order
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital_track import VitalTracks
from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.microstep import Interplay
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.effects import EffectWriter
from simrunner.engine.expectation import ExpectationBoard
from simrunner.engine.explain import Explainer
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard
from simrunner.engine.intake import Intake
from simrunner.engine.journal import Journal


class StepResult(NamedTuple):
    """What one tick brought forth, each in the order in which it came about."""

    orders: tuple[Order, ...]
    events: tuple[Event, ...]


class Engine:
    """Runs one scenario. The same scenario, seed and actions give the same orders and facts."""

    def __init__(self, scenario: Scenario, *, seed: int) -> None:
        """Compile ``scenario``, which was checked before; nothing has happened yet."""
        self._scenario = scenario
        self._seed = seed
        self._facts = Facts(scenario)
        self._journal = Journal()
        self._regions = {region.id: RegionNode(region) for region in scenario.regions}
        in_order = tuple(self._regions.values())
        self._rulebook = Rulebook(scenario, in_order, self._facts, seed)
        effects = EffectWriter(scenario, self._facts, self._journal)
        self._interplay = Interplay(
            regions=in_order,
            rulebook=self._rulebook,
            facts=self._facts,
            journal=self._journal,
            effects=effects,
        )
        self._intake = Intake(
            scenario,
            regions=self._regions,
            rulebook=self._rulebook,
            facts=self._facts,
            journal=self._journal,
            effects=effects,
            interplay=self._interplay,
        )
        self._board = ExpectationBoard(scenario.expectations, self._facts, self._journal)
        self._explainer = Explainer(in_order, self._rulebook, self._facts)
        self._has_started = False
        self._has_ended = False

    @property
    def tracks(self) -> VitalTracks:
        """The vitals as guards see them; read only."""
        return self._facts.tracks

    @property
    def is_ended(self) -> bool:
        """Whether the run is over; later steps bring nothing."""
        return self._has_ended

    def start(self) -> StepResult:
        """Enter the start states at time 0; RunStarted is the first fact. Call once."""
        if self._has_started:
            raise ValueError("the run has already started")
        self._has_started = True
        scenario = self._scenario
        self._journal.note(
            RunStarted(
                at_ms=0,
                scenario=scenario.id,
                scenario_version=scenario.version,
                scenario_sha256=scenario.sha256,
                semantics_version=SEMANTICS_VERSION,
                seed=self._seed,
                difficulty=scenario.difficulty,
                patient_kind=scenario.patient.kind,
                parameters={name: str(each) for name, each in scenario.parameters.items()},
                variant=scenario.variant,
                lock_sha256=scenario.lock_sha256,
            )
        )
        self._interplay.start()
        self._board.start()
        return StepResult(*self._journal.take())

    def step(self, now_ms: int, actions: Sequence[Action]) -> StepResult:
        """Take the tick that ends at ``now_ms`` with the actions due in it.

        Ticks follow each other at STEP_MS without a gap (ValueError otherwise). After the end
        nothing comes about any more.
        """
        if self._has_ended:
            return StepResult((), ())
        if not self._has_started or now_ms != self._facts.now_ms + STEP_MS:
            raise ValueError(f"the tick after {self._facts.now_ms} ms cannot be {now_ms} ms")
        self._facts.now_ms = now_ms
        self._interplay.new_tick()
        # The facilitator first, then in the order of arrival (clinscn/1 section 8).
        for action in sorted(actions, key=lambda each: each.source is not Source.FACILITATOR):
            self._intake.take(action)
        self._interplay.run()
        self._board.judge()
        self._end_if_due()
        return StepResult(*self._journal.take())

    def holds_now(self, condition: Condition) -> bool:
        """Return whether a condition without `for` and `since` is true at the last tick's end."""
        return Guard(condition, self._facts, Scope()).look()

    def view(self, at_ms: int) -> ChartView:
        """Return what the scenario is doing and what each waiting rule waits for.

        ``at_ms`` is the time of the last step (ValueError for another): there is no other present.
        """
        if at_ms != self._facts.now_ms:
            raise ValueError(f"the present is {self._facts.now_ms} ms, not {at_ms} ms")
        return ChartView(
            regions=tuple(region.view() for region in self._regions.values()),
            pending=() if self._has_ended else self._explainer.pending(),
            expectations=self._board.view(),
            ledger=self._facts.ledger.view(),
            flags=tuple(self._facts.flags),
            is_manual=self._interplay.gate.is_manual,
            is_ended=self._has_ended,
        )

    def _end_if_due(self) -> None:
        first = next(iter(self._regions.values()))
        if not first.is_final and not self._intake.is_ending:
            return
        self._has_ended = True
        self._journal.note(
            RunEnded(
                at_ms=self._facts.now_ms,
                outcome=first.active[-1].path,
                reason="final" if first.is_final else "facilitator",
            )
        )
