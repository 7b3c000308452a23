"""The statechart interpreter: one scenario, one seed, and a tick at a time (clinscn/1)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Self

from simrunner.domain.action import Action, Source
from simrunner.domain.chart import SEMANTICS_VERSION, Scenario
from simrunner.domain.condition import Condition, atoms_of
from simrunner.domain.event import Event, RunEnded, RunStarted
from simrunner.domain.frame import ChartView, OperandView
from simrunner.domain.order import Order
from simrunner.domain.patient_state import PatientState
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital_track import VitalTracks
from simrunner.engine.chart.microstep import Interplay
from simrunner.engine.chart.regions import regions_of
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.effects import EffectWriter
from simrunner.engine.expectation import ExpectationBoard
from simrunner.engine.explain import Explainer
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard
from simrunner.engine.guard.horizon import FOREVER_MS
from simrunner.engine.guard.operand import atom_operand
from simrunner.engine.intake import Intake
from simrunner.engine.journal import Journal
from simrunner.engine.quiet import Lull


class StepResult(NamedTuple):
    """What one tick brought forth, each in the order in which it came about."""

    orders: tuple[Order, ...]
    events: tuple[Event, ...]


NOTHING = StepResult((), ())


class Engine:
    """Runs one scenario. The same scenario, seed and actions give the same orders and facts."""

    def __init__(self, scenario: Scenario, *, seed: int) -> None:
        """Compile ``scenario``, which was checked before; nothing has happened yet."""
        self._scenario = scenario
        self._seed = seed
        self._facts = Facts(scenario)
        self._journal = Journal()
        self._regions = regions_of(scenario)
        in_order = tuple(self._regions.values())
        for region in in_order:
            self._facts.states.update((node.key, node) for node in region.nodes.values())
        self._first_region = in_order[0]
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
        self._lull = Lull(
            regions=in_order,
            rulebook=self._rulebook,
            board=self._board,
            facts=self._facts,
            gate=self._interplay.gate,
        )
        self._quiet_ms = 0
        self._has_started = False
        self._has_ended = False

    @property
    def tracks(self) -> VitalTracks:
        """The vitals as guards see them; read only."""
        return self._facts.tracks

    @property
    def devices(self) -> frozenset[str]:
        """The names of device readings that the scenario waits for."""
        return self._facts.names.devices

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

    def feel(self, truth: PatientState) -> None:
        """Take over what the body was like at the end of the last step, for the next one's guards.

        A scripted patient does what the tracks say, so nothing is taken over from it.
        """
        self._facts.feel(truth)

    def step(self, now_ms: int, actions: Sequence[Action]) -> StepResult:
        """Take the tick that ends at ``now_ms`` with the actions due in it.

        Ticks follow each other at STEP_MS without a gap (ValueError otherwise). After the end
        nothing comes about any more.
        """
        if self._has_ended:
            return NOTHING
        if not self._has_started or now_ms != self._facts.now_ms + STEP_MS:
            raise ValueError(f"the tick after {self._facts.now_ms} ms cannot be {now_ms} ms")
        self._facts.tick(now_ms)
        if now_ms < self._quiet_ms and not actions:
            return NOTHING
        self._interplay.new_tick()
        # The facilitator first, then in the order of arrival (clinscn/1 section 8).
        for action in _in_order(actions):
            self._intake.take(action)
        self._interplay.run()
        self._board.judge()
        self._end_if_due()
        result = StepResult(*self._journal.take())
        # Where something happened more often follows, and looking ahead would cost for nothing.
        self._quiet_ms = 0 if result.events or actions else self._lull.until_ms()
        return result

    def quiet_until_ms(self) -> int:
        """Return the first tick that may bring something without an action.

        The ticks before it may be stepped or skipped: the record is the same.
        """
        if self._has_ended:
            return FOREVER_MS
        if self._quiet_ms <= self._facts.now_ms:
            self._quiet_ms = self._lull.until_ms()
        return self._quiet_ms

    def skip_to(self, at_ms: int) -> None:
        """Let the quiet ticks up to and including ``at_ms`` pass in which nobody acts.

        ValueError when it is no later tick or not before quiet_until_ms().
        """
        if at_ms <= self._facts.now_ms or at_ms % STEP_MS or not self._has_started:
            raise ValueError(f"no skip from {self._facts.now_ms} ms leads to {at_ms} ms")
        if at_ms >= self._quiet_ms and at_ms >= self.quiet_until_ms():
            raise ValueError(f"the tick at {self._quiet_ms} ms must be looked at before {at_ms} ms")
        if not self._has_ended:
            self._facts.tick(at_ms)

    def snapshot(self) -> dict[str, Any]:
        """Return everything that decides what follows, as plain JSON values.

        It belongs to the end of the last tick; ValueError before the start.
        """
        if not self._has_started:
            raise ValueError("a run that has not started has nothing to keep")
        return {
            "scenario_sha256": self._scenario.sha256,
            "semantics_version": SEMANTICS_VERSION,
            "seed": self._seed,
            "facts": self._facts.saved(),
            "regions": {name: region.saved() for name, region in self._regions.items()},
            "rules": self._rulebook.saved(),
            "expectations": self._board.saved(),
            "intake": self._intake.saved(),
            "record": self._journal.record,
            "is_manual": self._interplay.gate.is_manual,
            "is_ended": self._has_ended,
        }

    @classmethod
    def restored(cls, scenario: Scenario, snapshot: Mapping[str, Any]) -> Self:
        """Return the engine that goes on exactly where ``snapshot`` was taken.

        ValueError when it was taken of another scenario, by another version of the semantics, or
        is damaged.
        """
        if snapshot.get("scenario_sha256") != scenario.sha256:
            raise ValueError(f'the snapshot is of another scenario than "{scenario.id}"')
        if snapshot.get("semantics_version") != SEMANTICS_VERSION:
            raise ValueError(
                f"the snapshot follows version {snapshot.get('semantics_version')} of the "
                f"language's semantics, this program follows version {SEMANTICS_VERSION}"
            )
        try:
            engine = cls(scenario, seed=snapshot["seed"])
            engine._resume(snapshot)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ValueError(f"the snapshot is damaged: {problem!r}") from problem
        return engine

    def _resume(self, snapshot: Mapping[str, Any]) -> None:
        self._has_started = True
        self._has_ended = snapshot["is_ended"]
        self._facts.resume(snapshot["facts"])
        for name, region in self._regions.items():
            region.resume(snapshot["regions"][name])
        self._rulebook.resume(snapshot["rules"])
        self._board.resume(snapshot["expectations"])
        self._intake.resume(snapshot["intake"])
        self._journal.resume(snapshot["record"])
        self._interplay.gate.set_manual(snapshot["is_manual"])

    def holds_now(self, condition: Condition) -> bool:
        """Return whether a condition without `for` and `since` is true at the last tick's end."""
        return Guard(condition, self._facts, Scope()).look()

    def watch(self, condition: Condition) -> Callable[[], bool]:
        """Return what says at the end of a tick whether a condition holds, `for` included.

        Ask it at the end of every tick from the start: a hold counts looks.
        """
        return Guard(condition, self._facts, Scope()).look

    def readings_now(self, condition: Condition) -> tuple[OperandView, ...]:
        """Return what each atom of a condition reads at the last tick's end, in file order."""
        return tuple(atom_operand(atom, self._facts, Scope())() for atom in atoms_of(condition))

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
        first = self._first_region
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


def _in_order(actions: Sequence[Action]) -> Sequence[Action]:
    first = [each for each in actions if each.source is Source.FACILITATOR]
    if not first or len(actions) < 2:
        return actions
    return [*first, *(each for each in actions if each.source is not Source.FACILITATOR)]
