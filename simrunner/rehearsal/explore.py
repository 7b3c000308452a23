"""Explores a scenario and says what is proved by a run, and what no run within the bound showed."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from simrunner.domain.chart import Scenario
from simrunner.rehearsal.exploration import HORIZON, Atlas, Search
from simrunner.rehearsal.explored import Exploration, Found, Goal, GoalKind, Witness
from simrunner.rehearsal.frontier import Node
from simrunner.rehearsal.moves import Moves, rules_of
from simrunner.rehearsal.replay import Played, Sign, Stage

NOT_EXPLORED = (
    "an exploration counts situations as one by what the script knows, and no two bodies are ever "
    "alike; rehearse it with virtual teams instead"
)
"""Why only scripted patients are explored (ADR 0014, ADR 0016)."""

MOST_DETOURS = 10
"""Runs put together from two explored ones that are played to find a way out of a state."""

_SHORTENED: tuple[GoalKind, ...] = ("fault", "avoids", "outcome", "state")
"""What people read first: from these scripts every line that can be left out is."""


def explore(
    scenario: Scenario,
    *,
    seed: int = 1,
    most: int,
    horizon_ms: int | None = None,
    state_lines: Mapping[str, int] | None = None,
    on_node: Callable[[int], None] | None = None,
) -> Exploration:
    """Return what some team can bring about within ``most`` situations and the horizon.

    The horizon is two planned lengths unless given. ``state_lines`` are the file's lines by
    ``region.path``. Every witness was played from the start and shows what it is a witness of.
    ValueError for a bound below 1, and for a modelled patient (ADR 0016).
    """
    if scenario.patient.kind == "modelled":
        raise ValueError(f'the patient of "{scenario.id}" is modelled: {NOT_EXPLORED}')
    if most < 1:
        raise ValueError("an exploration needs at least one situation")
    limit_ms = HORIZON * scenario.duration_ms if horizon_ms is None else horizon_ms
    moves = Moves(scenario)
    search = Search(scenario, moves, seed=seed, most=most, horizon_ms=limit_ms)
    atlas = search.run(on_node)
    report = _Report(scenario, atlas, Stage(scenario, seed, moves), state_lines or {}, limit_ms)
    goals = tuple(report.goals())
    return Exploration(
        scenario=scenario.id, sha256=scenario.sha256, difficulty=scenario.difficulty, seed=seed,
        most_situations=most, horizon_ms=limit_ms, situations=len(atlas.nodes),
        merged=atlas.merged, is_exhausted=atlas.is_exhausted, goals=goals,
        findings=tuple(report.findings(goals)),
    )  # fmt: skip


class _Report:
    """Plays what the search saw, and tells it."""

    def __init__(
        self,
        scenario: Scenario,
        atlas: Atlas,
        stage: Stage,
        lines: Mapping[str, int],
        limit_ms: int,
    ) -> None:
        self._scenario = scenario
        self._atlas = atlas
        self._stage = stage
        self._lines = lines
        self._limit_ms = limit_ms
        self._first = scenario.regions[0].id
        self._rules = {rule.name: rule for rule in rules_of(scenario)}
        self._played: dict[int, Played] = {}

    # ---------------------------------------------------------------- goals
    def goals(self) -> Iterator[Goal]:
        """Yield everything that a run might show, with the run that does, played."""
        for kind, name, line in self._wanted():
            sign = Sign(kind=kind, name=name)
            showing = self._atlas.signs.get(sign)
            witness = None if showing is None else self._witness(sign, showing.node)
            if witness is not None and kind in _SHORTENED:
                until_ms = self._limit_ms if kind == "avoids" else witness.at_ms
                witness = self._stage.shortened(sign, witness, until_ms)
            yield Goal(kind=kind, name=name, line=line, witness=witness)

    def _wanted(self) -> Iterator[tuple[GoalKind, str, int]]:
        for region in self._scenario.regions:
            for path in self._scenario.states_of(region.id):
                name = f"{region.id}.{path}"
                yield "state", name, self._lines.get(name, 0)
        for rule in self._rules.values():
            yield "rule", rule.name, rule.line
        for each in self._scenario.expectations:
            yield "opened", each.id, 0
            yield "met", each.id, 0
        for path, state in self._scenario.states_of(self._first).items():
            line = self._lines.get(f"{self._first}.{path}", 0)
            if state.is_final:
                yield "outcome", path, line
            elif path in self._atlas.lost_pulse and path != self._scenario.regions[0].start:
                yield "avoids", f"{self._first}.{path}", line
        for name in self._atlas.problems:
            yield "fault", name, self._rules[name].line

    def _witness(self, sign: Sign, node: Node) -> Witness | None:
        """Play a situation's whole script once, and take from it what it shows."""
        if id(node) not in self._played:
            self._played[id(node)] = self._stage.play(node.script(), node.at_ms)
        return self._stage.told(sign, node.script(), self._played[id(node)])

    # ---------------------------------------------------------------- findings
    def findings(self, goals: Sequence[Goal]) -> Iterator[Found]:
        """Yield what an author should look at, the proved ones first."""
        for goal in goals:
            if goal.kind == "fault" and goal.witness is not None:
                problem = self._atlas.problems[goal.name]
                yield Found(kind="fault", name=goal.name, line=goal.line, detail=problem,
                            witness=goal.witness)  # fmt: skip
        if not any(goal.kind == "outcome" and goal.witness for goal in goals):
            yield Found(kind="no-outcome", name=self._first, line=0)
        for goal in goals:
            if goal.witness is None:
                yield from self._missing(goal)
        yield from self._dead_ends(goals)

    def _missing(self, goal: Goal) -> Iterator[Found]:
        match goal.kind:
            case "state":
                yield Found(kind="state-unreached", name=goal.name, line=goal.line)
            case "rule":
                yield Found(kind="rule-unfired", name=goal.name, line=goal.line,
                            detail=self._why_unfired(goal.name))  # fmt: skip
            case "avoids":
                yield Found(kind="arrest-unavoidable", name=goal.name, line=goal.line)
            case "opened":
                yield Found(kind="cue-never", name=goal.name, line=goal.line)
            case "met" if Sign(kind="opened", name=goal.name) in self._atlas.signs:
                yield Found(kind="never-met", name=goal.name, line=goal.line)
            case _:
                return

    def _why_unfired(self, name: str) -> str:
        rule = self._rules[name]
        owner = f"{rule.region}.{rule.owner}"
        if rule.owner is not None and Sign(kind="state", name=owner) not in self._atlas.signs:
            return f"the state {owner} was never reached"
        if rule.chance_pct is not None:
            return f"chance {rule.chance_pct} % never let it fire with this seed"
        if rule.event is not None:
            return f"the event {rule.event} never came while the rest held"
        return "what it asks for never held together while it could fire"

    def _dead_ends(self, goals: Sequence[Goal]) -> Iterator[Found]:
        """Yield the states of the first region from which no run reached a final state."""
        ended = [node for node in self._atlas.nodes if node.outcome is not None]
        if not any(goal.kind == "outcome" and goal.witness for goal in goals):
            return
        left = dict.fromkeys(path for node in ended for path in node.visited)
        states = self._scenario.states_of(self._first)
        for path, state in states.items():
            name = f"{self._first}.{path}"
            is_reached = Sign(kind="state", name=name) in self._atlas.signs
            if state.children or not is_reached or path in left or self._has_detour(path):
                continue
            shown = next(goal.witness for goal in goals
                         if goal.kind == "state" and goal.name == name)  # fmt: skip
            detail = "" if shown is None else f"reached at {shown.at_ms / 1000:g} s"
            yield Found(kind="no-way-out", name=name, line=self._lines.get(name, 0), detail=detail)

    def _has_detour(self, path: str) -> bool:
        """Return whether a run through ``path`` ends when it goes on as a merged one did."""
        onward = _onward(self._atlas)
        tried = 0
        for node, known in self._atlas.merges:
            end = onward.get(id(known))
            if path not in node.visited or end is None or tried >= MOST_DETOURS:
                continue
            tried += 1
            shift_ms = node.at_ms - known.at_ms
            later = end.script()[len(known.script()) :]
            lines = [*node.script(), *(line.shifted(shift_ms) for line in later)]
            played = self._stage.play(lines, self._limit_ms)
            name = Sign(kind="state", name=f"{self._first}.{path}")
            if played.is_ended and played.shows(name):
                return True
        return False


def _onward(atlas: Atlas) -> dict[int, Node]:
    """Return for each situation on the way to an end one such end."""
    onward: dict[int, Node] = {}
    for end in atlas.nodes:
        node: Node | None = end if end.outcome is not None else None
        while node is not None and id(node) not in onward:
            onward[id(node)] = end
            node = node.parent
    return onward
