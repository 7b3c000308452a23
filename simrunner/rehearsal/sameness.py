"""When two situations count as one: the merging that keeps an exploration small (decision 0014).

It is an approximation: two situations that count as one may still go different ways. So nothing
is claimed because of a merge; what is claimed as possible was played.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from simrunner.domain.chart import Scenario, State
from simrunner.domain.condition import VitalBetween, VitalCompared, atoms_of
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.moves import conditions, windowed

AGE_MS = 30_000
"""Ages (in a state, of a hold, of a dose) count in steps of this length: a teaching choice."""

MOST_AGES = 40
"""Beyond 20 min an age counts as old."""

MOST_COUNTED = 3
"""More doses of one kind than this count as this many."""

LEVELS = 100
"""Steps of a vital between its limits that guide the search; they never merge anything."""

Signature: TypeAlias = tuple[object, ...]


class Sameness:
    """Says which situations of one scenario count as one."""

    def __init__(self, scenario: Scenario) -> None:
        """Learn the thresholds, windows and timers that the file's conditions read."""
        self._first = scenario.regions[0].id
        self._cuts = _thresholds(scenario)
        self._windowed = windowed(scenario)
        self._waits_ms = {
            (region.id, path): _longest_wait_ms(state)
            for region in scenario.regions
            for path, state in scenario.states_of(region.id).items()
        }

    def signature(self, engine: Engine, saved: Mapping[str, Any], marks: object) -> Signature:
        """Return what two situations share that count as one; ``marks`` is told apart as it is."""
        now_ms: SimTimeMs = saved["facts"]["now_ms"]
        return (
            marks,
            saved["is_ended"],
            tuple(self._regions(saved, now_ms)),
            tuple(_rules(saved, now_ms)),
            tuple(saved["facts"]["flags"]),
            tuple(saved["facts"]["sensors"].items()),
            tuple(sorted(self._ledger(saved, now_ms))),
            tuple(self._happened(saved, now_ms)),
            tuple(self._vitals(engine, saved, now_ms)),
            tuple(each["status"] for each in saved["expectations"].values()),
        )

    def levels(self, engine: Engine, now_ms: SimTimeMs) -> dict[Vital, int]:
        """Return each vital that a condition reads, in hundredths of its limits: for guidance."""
        found: dict[Vital, int] = {}
        for vital in self._cuts:
            spec = VITALS[vital]
            number = engine.tracks.read(vital, now_ms)
            found[vital] = int((number - spec.low) * LEVELS / (spec.high - spec.low))
        return found

    def _regions(self, saved: Mapping[str, Any], now_ms: SimTimeMs) -> Iterator[object]:
        for region, values in saved["regions"].items():
            for each in values["active"]:
                stay_ms = now_ms - each["entered_at_ms"]
                if region != self._first:
                    stay_ms = min(stay_ms, self._waits_ms[region, each["path"]])
                yield each["path"], each["leaf_before"], _age(stay_ms)

    def _ledger(self, saved: Mapping[str, Any], now_ms: SimTimeMs) -> Iterator[tuple[str, ...]]:
        since = saved["regions"][self._first]["active"][-1]["entry_record"]
        counts: dict[tuple[str, str, str, str], list[int]] = {}
        last_ms: dict[tuple[str, str, str, str], int] = {}
        for entry in saved["facts"]["ledger"]["entries"]:
            key = entry["kind"], entry["what"], entry["amount"], entry["route"]
            count = counts.setdefault(key, [0, 0])
            count[0] += 1
            count[1] += entry["record"] > since
            last_ms[key] = entry["performed_at_ms"]
        for key, (in_all, since_entry) in counts.items():
            most = MOST_COUNTED if key[0] == "give" else 1
            age = _age(now_ms - last_ms[key]) if key[1] in self._windowed else -1
            rank = last_ms[key] if key[0] == "infuse" else 0
            latest = rank == max(
                (at for other, at in last_ms.items() if other[:2] == key[:2]), default=0
            )
            numbers = min(in_all, most), min(since_entry, most), age, latest
            yield (*key, *map(str, numbers))

    def _happened(self, saved: Mapping[str, Any], now_ms: SimTimeMs) -> Iterator[object]:
        for event, at_ms in saved["facts"]["happened_at_ms"].items():
            if event in self._windowed:
                yield event, _age(now_ms - at_ms)

    def _vitals(
        self, engine: Engine, saved: Mapping[str, Any], now_ms: SimTimeMs
    ) -> Iterator[object]:
        tracks = saved["facts"]["tracks"]
        yield tracks["rhythm"]
        for vital, cuts in self._cuts.items():
            number = engine.tracks.read(vital, now_ms)
            yield sum(number >= cut for cut in cuts)
            track = tracks["tracks"].get(vital.value)
            if track is not None:
                yield track["to_number"]


def _rules(saved: Mapping[str, Any], now_ms: SimTimeMs) -> Iterator[object]:
    for name, values in saved["rules"].items():
        holds = tuple(
            -1 if since_ms is None else _age(now_ms - since_ms)
            for since_ms in values.get("holds", ())
        )
        yield name, "fired_at_ms" in values, values.get("lapsed"), values.get("drawn"), holds


def _age(duration_ms: int) -> int:
    return min(duration_ms // AGE_MS, MOST_AGES)


def _longest_wait_ms(state: State) -> int:
    return max((rule.after_ms or 0 for rule in state.rules), default=0)


def _thresholds(scenario: Scenario) -> dict[Vital, tuple[float, ...]]:
    """Return for every vital that a condition reads the values at which something may change."""
    found: dict[Vital, list[float]] = {}
    for condition in conditions(scenario):
        for atom in atoms_of(condition):
            if isinstance(atom, VitalCompared):
                cuts: tuple[Quantity, ...] = (atom.quantity,)
            elif isinstance(atom, VitalBetween):
                cuts = atom.low, atom.high
            else:
                continue
            unit = VITALS[atom.vital].unit
            found.setdefault(atom.vital, []).extend(float(cut.in_unit(unit)) for cut in cuts)
    return {vital: tuple(sorted(cuts)) for vital, cuts in found.items()}
