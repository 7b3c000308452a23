"""P13: events per second of a ring of states, here and in two other statechart libraries.

The libraries have no ticks: they take one event after the other. Ours come as the burst of a device
does, several in one tick, each run to completion before the next. Every event finds its
transition's guard true and carries out the entry action of the state it leads to; ours also keeps
four facts of it and looks at the conditions and timers of all three regions. One thread computes
and waits for nothing, so its processor time is measured.

What bounds ours: the four facts, the order, its origin and the new layer of the vital are frozen
values, a third of an event's time; the rest is some forty small calls. With 500 states what one
event touches is no longer in the processor's caches when its turn comes again.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml
from statemachine import State, StateMachine

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

Drive = Callable[[int], object]
"""Gives a chart that many events."""


def measure() -> Sequence[Figure]:
    """Return the time of one transition, and of construction, as ratios to the other libraries."""
    tell(f"P13: rings of {SMALL} and {LARGE} states, {EVENTS} events each")
    logging.getLogger("statemachine").setLevel(logging.ERROR)
    small, large = ring(SMALL), ring(LARGE)
    figures = [
        _events(SMALL, "python-statemachine", _machine(SMALL), small, 15),
        _events(SMALL, "sismic", _sismic(_sismic_text(SMALL)), small, 15),
        _events(LARGE, "sismic", _sismic(_sismic_text(LARGE)), large, 50),
    ]
    text = _sismic_text(LARGE)
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


def _events(states: int, name: str, other: Drive, scenario: Scenario, times: int) -> Figure:
    ours = _ours(scenario)
    set_heap_aside()
    pairs = take_turns(lambda: _event_us(other), lambda: _event_us(ours), PAIRS)
    figure = ratio_figure(
        f"P13.{name}.{states}",
        f"one event, {BURST} come in one tick, {states} states, against {name}", pairs, unit="µs",
        at_most=1 / times, goal=f"≥ {times} × {name}",
    )  # fmt: skip
    tell(f"{figure.metric}: {1e6 / figure.ours:.0f} events/s")
    return figure


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
    metaclass: Any = type(StateMachine)
    machine = metaclass("Ring", (StateMachine,), body)()

    def drive(events: int) -> None:
        for _ in range(events):
            machine.send("tick")

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


def _sismic(text: str) -> Drive:
    interpreter = Interpreter(import_from_yaml(text))
    interpreter.execute_once()

    def drive(events: int) -> None:
        for _ in range(events):
            interpreter.queue("tick")
            interpreter.execute_once()

    return drive
