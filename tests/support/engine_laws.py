"""A run that anything may happen to, and the laws it is held to after each thing."""

import json
from collections.abc import Sequence

from simrunner.domain.action import FireRule, GoToState, SetManual
from simrunner.domain.chart import Scenario, State
from simrunner.domain.event import (
    ActionRefused,
    ActionTaken,
    EngineFault,
    Event,
    RuleFired,
    StateEntered,
    StateLeft,
)
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital
from simrunner.domain.vital_track import Track
from simrunner.engine.interpreter import Engine, StepResult

LAWS = ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I10", "I11", "I12", "I15", "I20")


class EveryTick(Engine):
    """An engine that looks at every tick."""

    def step(self, now_ms, actions):
        self._quiet_ms = 0
        return super().step(now_ms, actions)


class LawfulRun:
    """An engine that is kept, restored, looked at and skipped, beside one that only steps."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        """Start both; the laws hold at once."""
        self.scenario = scenario
        self.now_ms = 0
        self.engine = Engine(scenario, seed=seed)
        self._steady = EveryTick(scenario, seed=seed)
        self._entries = 0
        self._inside: list[tuple[str, str]] = []
        self._ramps: dict[Vital, tuple[Track, float]] = {}
        result = self.engine.start()
        assert self._steady.start() == result
        self._take(0, result.events)
        self.judge()

    # ------------------------------------------------------------------ what may happen
    def step(self, actions: Sequence = ()) -> None:
        """Take one tick with the actions; both engines agree on it (I6, I7, I20)."""
        was_manual = self.engine._interplay.gate.is_manual
        now_ms = self.now_ms + STEP_MS
        result = self.engine.step(now_ms, actions)
        assert self._steady.step(now_ms, actions) == result
        self.now_ms = now_ms if not self._is_over(result) else self.now_ms
        self._take(now_ms, result.events)
        self._judge_gotos(actions, result.events)
        if was_manual and not any(isinstance(each, SetManual | FireRule) for each in actions):
            fired = [each for each in result.events if isinstance(each, RuleFired)]
            assert fired == [], "I12: no rule fires by itself while manual"

    def leap(self, most_ms: int) -> None:
        """Skip the quiet ticks that lie before, at most so many; the steady engine steps them."""
        quiet_ms = min(self.engine.quiet_until_ms() - STEP_MS, self.now_ms + most_ms)
        if quiet_ms <= self.now_ms or self.engine.is_ended:
            return
        self.engine.skip_to(quiet_ms)
        while self.now_ms < quiet_ms:
            self.now_ms += STEP_MS
            assert self._steady.step(self.now_ms, ()) == ((), ()), "I20: a quiet tick is silent"

    def keep(self) -> None:
        """Keep the run as JSON text and go on with what was restored from it."""
        text = json.dumps(self.engine.snapshot(), allow_nan=False)
        self.engine = Engine.restored(self.scenario, json.loads(text))

    def look(self) -> None:
        """Ask what a screen asks."""
        assert self.engine.view(self.engine._facts.now_ms) == self._steady.view(self.now_ms)

    # ------------------------------------------------------------------ the laws
    def judge(self) -> None:
        """Hold the present to every law that can be seen in it."""
        facts = self.engine._facts
        assert facts.now_ms == self.now_ms, "I1: time goes on by ticks"
        assert self.engine.snapshot() == self._steady.snapshot(), "I7, I20: one present"
        for region in self.scenario.regions:
            inside = {path for name, path in facts.active if name == region.id}
            assert _one_of(region.states, inside), f"I2: one state of {region.id} is active"
            for path, state in self.scenario.states_of(region.id).items():
                if path in inside:
                    assert not state.children or _one_of(state.children, inside), f"I2: in {path}"
                    above = path.rpartition(".")[0]
                    assert not above or above in inside, f"I3: {above} is around {path}"
        for region in self.engine._regions.values():
            entries = [node.entered_at_ms for node in region.active]
            assert entries == sorted(entries), "I3: no state is older than its parent"
            assert all(0 <= at_ms <= self.now_ms for at_ms in entries), "I3: entry <= now"
        assert sorted(self._inside) == sorted(facts.active), "I5: entries and exits tell all"
        self._judge_vitals()

    def _judge_vitals(self) -> None:
        tracks = self.engine.tracks
        for vital, number in tracks.read_all(self.now_ms).items():
            assert VITALS[vital].low <= number <= VITALS[vital].high, f"I4: {vital} = {number}"
            if not VITALS[vital].is_written:
                continue
            track = tracks.track(vital)
            below = track.underneath(self.now_ms)
            if track.to_number is None:
                self._ramps.pop(vital, None)
                continue
            way = abs(track.to_number - below)
            before = self._ramps.get(vital)
            if before is not None and _is_one_ramp(before[0], track):
                assert way <= before[1], f"I15: {vital} never turns back"
            if self.now_ms >= track.began_at_ms + track.duration_ms:
                assert below == track.to_number, f"I15: {vital} ends exactly on its target"
            self._ramps[vital] = (track, way)

    def _take(self, at_ms: int, events: Sequence[Event]) -> None:
        for fact in events:
            assert fact.at_ms == at_ms, "I1: facts are of their tick"
            assert not isinstance(fact, EngineFault), f"I10: {fact}"
            if isinstance(fact, ActionTaken):
                self._entries += 1
                assert fact.entry == self._entries, "I5: entries have no gap"
            if isinstance(fact, StateEntered):
                place = (fact.region, fact.state)
                assert place not in self._inside, f"I5: {place} is entered once"
                self._inside.append(place)
            elif isinstance(fact, StateLeft):
                assert (fact.region, fact.state) in self._inside, "I5: only active states are left"
                self._inside.remove((fact.region, fact.state))

    def _judge_gotos(self, actions: Sequence, events: Sequence[Event]) -> None:
        """Hold to I11 where nothing else was done by hand to the chart in that tick."""
        if any(isinstance(each, FireRule) for each in actions):
            return
        refused = [each.action for each in events if isinstance(each, ActionRefused)]
        last = {
            each.region: each.state
            for each in actions if isinstance(each, GoToState) and each not in refused
        }  # fmt: skip
        for place in last.items():
            assert self._steady.is_ended or place in self.engine._facts.active, f"I11: {place}"

    def _is_over(self, result: StepResult) -> bool:
        return self.engine.is_ended and not result.events


def _one_of(states: Sequence[State], inside: set[str]) -> bool:
    return sum(state.path in inside for state in states) == 1


def _is_one_ramp(before: Track, track: Track) -> bool:
    return (before.from_number, before.to_number, before.began_at_ms, before.duration_ms,
            before.curve) == (track.from_number, track.to_number, track.began_at_ms,
                              track.duration_ms, track.curve)  # fmt: skip
