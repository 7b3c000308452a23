"""P13: events per second of the same chart, here and in two other statechart libraries.

Compared is one event run to completion. The chart is the same in all three: a ring of states whose
every transition has a guard that is true and leads to an entry action, beside it a rule that ends
the run, and two regions that wait for a timer each. All three keep what happened in a list: four
facts here, the macro step of sismic, a transition's name and ends in python-statemachine. The
libraries have no ticks: they take one event after the other, and their clock moves as often as
ours. Ours come as the burst of a device does, several in one tick, each run to completion before
the next. One thread computes and waits for nothing, so its processor time is measured.

P13.bare is our whole engine, as above, against what the libraries need for the ring alone: no
regions, no timers, no rule beside, nothing kept. It has no goal, for it compares unlike things.

What bounds ours: the four facts, the order, its origin and the new layer of the vital are frozen
values, a third of an event's time; the rest is some thirty small calls. With 500 states what one
event touches is no longer in the processor's caches when its turn comes again.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sismic.clock import SimulatedClock
from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml
from statemachine import State, StateChart, StateMachine

from simrunner.app.bench.bench_pack import ring
from simrunner.app.bench.figure import Figure, ratio_figure, set_heap_aside, take_turns, tell
from simrunner.domain.action import FireEvent, Source
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.sim_time import STEP_MS
from simrunner.engine.interpreter import Engine

SMALL, LARGE = 20, 500
EVENTS = 2_000
BURST = 50
"""Events in one tick: below the microsteps that the language allows a tick."""
FACTS = 4
"""What is kept of each event: the action, the rule, the state left and the one entered."""
PAIRS = 3
LATE_S = 72_000
"""When the timers beside the ring are due."""

Drive = Callable[[int], object]
"""Gives a chart that many events."""


def measure() -> Sequence[Figure]:
    """Return the time of one transition, and of construction, as ratios to the other libraries."""
    tell(f"P13: rings of {SMALL} and {LARGE} states, {EVENTS} events each")
    logging.getLogger("statemachine").setLevel(logging.ERROR)
    small, large = ring(SMALL), ring(LARGE)
    figures = [
        _events(f"python-statemachine.{SMALL}", _chart(SMALL), small, 15),
        _events(f"sismic.{SMALL}", _sismic(_chart_text(SMALL)), small, 15),
        _events(f"sismic.{LARGE}", _sismic(_chart_text(LARGE)), large, 50),
        _events(f"bare.python-statemachine.{SMALL}", _machine(SMALL), small),
        _events(f"bare.sismic.{SMALL}", _bare_sismic(SMALL), small),
        _events(f"bare.sismic.{LARGE}", _bare_sismic(LARGE), large),
    ]
    text = _chart_text(LARGE)
    pairs = take_turns(
        lambda: _seconds(lambda: _sismic(text)),
        lambda: _seconds(lambda: Engine(large, seed=1)),
        PAIRS,
    )
    figures.append(
        ratio_figure(
            f"P13.construct.{LARGE}", "an engine of a checked file against sismic of its text",
            [(baseline * 1000, ours * 1000) for baseline, ours in pairs], unit="ms",
            at_most=1 / 10, goal="≤ 1/10 of sismic",
        )
    )  # fmt: skip
    return tuple(figures)


def _events(name: str, other: Drive, scenario: Scenario, times: int | None = None) -> Figure:
    ours = _ours(scenario)
    set_heap_aside()
    pairs = take_turns(lambda: _event_us(other), lambda: _event_us(ours), PAIRS)
    library = name.removeprefix("bare.").partition(".")[0]
    what = f"one event, {BURST} come in one tick, against {library}"
    figure = ratio_figure(
        f"P13.{name}", what if times else f"{what} without regions, timers and record", pairs,
        unit="µs", at_most=1 / (times or 1), goal=f"≥ {times} × {library}" if times else "none",
    )  # fmt: skip
    tell(f"{figure.metric}: {1e6 / figure.ours:.0f} events/s")
    return figure if times else replace(figure, is_met=None)


def _event_us(drive: Drive) -> float:
    return _seconds(lambda: drive(EVENTS)) / EVENTS * 1e6


def _seconds(work: Callable[[], object]) -> float:
    before_s = time.process_time()
    work()
    return time.process_time() - before_s


def _ours(scenario: Scenario) -> Drive:
    """Return our ring: the events in bursts, every fact kept."""
    engine = Engine(scenario, seed=1)
    engine.start()
    facts: list[Event] = []
    now_ms = 0
    burst = [FireEvent(source=Source.DEVICE, event="tick")] * BURST

    def drive(events: int) -> None:
        nonlocal now_ms
        facts.clear()
        for _ in range(events // BURST):
            now_ms += STEP_MS
            facts.extend(engine.step(now_ms, burst).events)
        assert len(facts) == FACTS * events, "an event did not turn the ring"

    return drive


def _machine(states: int) -> Drive:
    nodes = {f"s{number}": State(initial=number == 0) for number in range(states)}
    turns = None
    for number in range(states):
        turn = nodes[f"s{number}"].to(nodes[f"s{(number + 1) % states}"], cond="is_fast")
        turns = turn if turns is None else turns | turn
    body: dict[str, Any] = {
        **nodes, "tick": turns, "heart_rate_bpm": 80, "entered": 0,
        "is_fast": lambda self: self.heart_rate_bpm > 50,
        "on_enter_state": lambda self: setattr(self, "entered", self.entered + 1),
    }  # fmt: skip
    machine = _kind(StateMachine, "Ring", body)()

    def drive(events: int) -> None:
        for _ in range(events):
            machine.send("tick")

    return drive


def _chart(states: int) -> Drive:
    """Return the whole chart in python-statemachine: its timers are guards that look at a clock."""
    ring = {f"s{number}": State(initial=number == 0) for number in range(states)}
    ring["over"] = State(final=True)
    for number in range(states):
        here = ring[f"s{number}"]
        here.to(ring[f"s{(number + 1) % states}"], event="tick", cond="is_fast")
        here.to(ring["over"], cond="is_stopped")
    regions = {"patient": _kind(State.Compound, "patient", ring)}
    for name in ("left", "right"):
        waits, ended = State(initial=True), State()
        waits.to(ended, cond="is_late")
        inside = {f"{name}_waits": waits, f"{name}_ended": ended}
        regions[name] = _kind(State.Compound, name, inside)
    body: dict[str, Any] = {
        "whole": _kind(State.Parallel, "whole", regions), "heart_rate_bpm": 80, "at_s": 0.0,
        "is_fast": lambda self: self.heart_rate_bpm > 50, "respiratory_rate_per_min": 0,
        "is_stopped": lambda _: False, "is_late": lambda self: self.at_s >= LATE_S,
        "on_enter_state": lambda self: setattr(self, "respiratory_rate_per_min", 14),
        "after_transition": _note, "record": [],
    }  # fmt: skip
    machine = _kind(StateChart, "Ring", body)()

    def drive(events: int) -> None:
        machine.record.clear()
        for number in range(events):
            if number % BURST == 0:
                machine.at_s += STEP_MS / 1000
            machine.send("tick")
        assert len(machine.record) == events, "an event did not turn the ring"

    return drive


def _note(self: Any, event: object, source: Any, target: Any) -> None:
    self.record.append((event, source.id, target.id))


def _kind(base: Any, name: str, body: dict[str, Any]) -> Any:
    metaclass: Any = type(base)
    return metaclass(name, (base,), body)


def _chart_text(states: int) -> str:
    """Return the whole chart as sismic reads it."""
    lines = ["statechart:", "  name: chart", "  preamble: |", "    hr = 80", "    rr = 0",
             "    is_stopped = False", "  root state:", "    name: root", "    parallel states:",
             "      - name: patient", "        initial: s0", "        states:",
             "          - name: over", "            type: final"]  # fmt: skip
    for number in range(states):
        lines += [
            f"          - name: s{number}", "            on entry: rr = 14",
            "            transitions:", f"              - target: s{(number + 1) % states}",
            "                event: tick", "                guard: hr > 50",
            "              - target: over", "                guard: is_stopped",
        ]  # fmt: skip
    for name in ("left", "right"):
        lines += [
            f"      - name: {name}", f"        initial: {name}-waits", "        states:",
            f"          - name: {name}-waits", "            transitions:",
            f"              - target: {name}-ended", f"                guard: after({LATE_S})",
            f"          - name: {name}-ended",
        ]  # fmt: skip
    return "\n".join(lines)


def _sismic(text: str) -> Drive:
    interpreter = Interpreter(import_from_yaml(text), clock=SimulatedClock())
    interpreter.execute()
    record: list[object] = []

    def drive(events: int) -> None:
        record.clear()
        for number in range(events):
            if number % BURST == 0:
                interpreter.clock.time += STEP_MS / 1000
            interpreter.queue("tick")
            record.extend(interpreter.execute())  # until no condition holds any more, as ours
        assert len(record) == events, "an event did not turn the ring"

    return drive


def _bare_sismic(states: int) -> Drive:
    interpreter = Interpreter(import_from_yaml(_sismic_text(states)))
    interpreter.execute_once()

    def drive(events: int) -> None:
        for _ in range(events):
            interpreter.queue("tick")
            interpreter.execute_once()

    return drive


def _sismic_text(states: int) -> str:
    lines = ["statechart:", "  name: ring", "  preamble: |", "    hr = 80", "    entered = 0",
             "  root state:", "    name: root", "    initial: s0", "    states:"]  # fmt: skip
    for number in range(states):
        lines += [
            f"      - name: s{number}", "        on entry: entered = entered + 1",
            "        transitions:", f"          - target: s{(number + 1) % states}",
            "            event: tick", "            guard: hr > 50",
        ]  # fmt: skip
    return "\n".join(lines)
