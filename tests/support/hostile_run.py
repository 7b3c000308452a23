"""Reads every hostile text in a process of its own, watched by an audit hook; prints JSON."""

import json
import resource
import sys
import time
import tracemalloc

from simrunner.domain.vital import Vital
from simrunner.engine.facts import Facts
from simrunner.engine.facts import Scope as GuardScope
from simrunner.engine.guard.condition import Guard
from simrunner.scenario.grammar.command import CommandError, parse_command
from simrunner.scenario.grammar.expression import Scope, parse_condition
from simrunner.scenario.grammar.names import Names, StateNames
from simrunner.scenario.grammar.quantity_text import parse_duration_ms, parse_quantity, split_ramp
from simrunner.scenario.pack import load_pack
from simrunner.scenario.source.problem import Fault
from support.hostile_words import corpus
from support.packs import SCENARIOS, shipped_catalogue

MEMORY_BYTES = 2 * 1024**3
WATCHED = (
    "open",
    "exec",
    "compile",
    "import",
    "os.",
    "subprocess.",
    "socket.",
    "ctypes.",
    "shutil.",
)


def languages():
    """Each small language as a function of one text; it raises Fault or CommandError for bad."""
    scenario = load_pack(SCENARIOS / "anaphylaxis-ed", shipped_catalogue()).scenario
    states = {
        region.id: {state.id: path for path, state in scenario.states_of(region.id).items()}
        for region in scenario.regions
    }
    names = Names(
        catalogue=shipped_catalogue(), drugs=dict(scenario.drugs), actions=set(scenario.actions),
        events=set(scenario.events), flags={"late"},
        parameters={"hold": {"easy": "10 s", "normal": "20 s", "hard": "30 s"}},
        states=StateNames(by_region=states),
    )  # fmt: skip
    facts = Facts(scenario)

    def condition(text):
        parsed = parse_condition(text, names, Scope())
        if parsed.condition is not None and not parsed.faults:
            Guard(parsed.condition, facts, GuardScope()).look()

    return {
        "condition": condition,
        "quantity": parse_quantity,
        "duration": parse_duration_ms,
        "ramp": split_ramp,
        "command": lambda text: parse_command(text, scenario, now_ms=60_000),
    }


def attempt(read, text):
    """Return CPU seconds, or the exception's name when it is none that a person is shown."""
    began = time.process_time()
    try:
        read(text)
    except (Fault, CommandError) as refusal:
        assert str(refusal)
        assert len(str(refusal)) < 3_000
    except Exception as escape:  # noqa: BLE001 - the test names it
        return type(escape).__name__
    return time.process_time() - began


def main():
    """Print the slowest, the hungriest, what escaped and what the audit hook saw."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    texts, read_by = corpus(), languages()
    for name, read in read_by.items():  # what is imported late is imported now
        attempt(read, f"{name} 1 mgg for 5 ss {Vital.HR}")
    seen, watching = [], True
    sys.addaudithook(
        lambda event, _: seen.append(event) if watching and event.startswith(WATCHED) else None
    )
    crashes, slow, hungry = [], [], []
    for name, read in read_by.items():
        for text in texts:
            taken = attempt(read, text)
            if isinstance(taken, str):
                crashes.append([name, text[:80], taken])
                continue
            if taken > 0.05:  # a busy machine may stop us once, not three times
                taken = min(attempt(read, text) for _ in range(3))
            if taken > 0.05:
                slow.append([name, text[:80], taken])
    tracemalloc.start()
    for name, read in read_by.items():
        for text in texts:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            attempt(read, text)
            used = tracemalloc.get_traced_memory()[1] - before
            if used > 10_000_000:
                hungry.append([name, text[:80], used])
    watching = False
    print(
        json.dumps(
            {"texts": len(texts), "crashes": crashes, "slow": slow, "hungry": hungry, "seen": seen}
        )
    )


if __name__ == "__main__":
    main()
