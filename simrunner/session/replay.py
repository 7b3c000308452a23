"""A recorded run told again from its inputs, and where the record and the telling part."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from simrunner.domain.action import Action, Compress, PerformAct
from simrunner.domain.chain import GENESIS, canonical_json
from simrunner.domain.chart import SEMANTICS_VERSION, Scenario
from simrunner.domain.event import ActionRefused, ActionTaken, Event, RunEnded, RunStarted
from simrunner.domain.frame import TrendPoint
from simrunner.domain.payload import event_payload
from simrunner.domain.run_record import RecordedEvent, RunRecord
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.engine.compressions import CPR, CompressionCounter
from simrunner.record.codec import event_links
from simrunner.session.session import Session

Inputs = Mapping[SimTimeMs, Sequence[Action]]
"""What was asked for, by the time of the tick that took it, in the recorded order."""


class ViewOnlyError(ValueError):
    """The record can be read, but not told again by this program.

    ``message`` is the English sentence with ``{name}`` places and ``fields`` fill them, so that a
    screen can translate it.
    """

    def __init__(self, message: str, /, **fields: object) -> None:
        """Keep the sentence and what fills it."""
        super().__init__(message.format(**fields))
        self.message = message
        self.fields = fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first fact that came otherwise; a side is empty where it has no fact any more."""

    seq: int
    at_ms: SimTimeMs
    recorded: str
    came: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """What a replay gave: how many facts agree, the head they end with, the first difference."""

    facts: int
    head: str
    difference: Difference | None


class Memory:
    """A recorder that keeps the facts in memory."""

    def __init__(self) -> None:
        """Begin without facts."""
        self.events: list[Event] = []

    def append(self, events: Sequence[Event], trend: TrendPoint | None) -> None:  # noqa: ARG002 - trends are not part of the chain
        """Keep the facts of one step."""
        self.events += events


def header_of(record: RunRecord) -> RunStarted:
    """Return the header of a record; ViewOnlyError when it cannot be told again."""
    header = record.events[0].event if record.events else None
    if not isinstance(header, RunStarted):
        raise ViewOnlyError(
            "Run {run} has no beginning: it can only be looked at.", run=record.summary.run
        )
    if header.semantics_version != SEMANTICS_VERSION:
        raise ViewOnlyError(
            "Run {run} follows version {theirs} of the language's semantics and this program "
            "version {ours}: it can be looked at, not told again.",
            run=record.summary.run, theirs=header.semantics_version, ours=SEMANTICS_VERSION,
        )  # fmt: skip
    return header


def recorded_inputs(events: Sequence[RecordedEvent], scenario: Scenario) -> Inputs:
    """Return every action that came in, refused ones too.

    An act of `cpr` that the engine made of compressions is left out: it comes by itself.
    """
    found: dict[SimTimeMs, list[Action]] = {}
    counter = CompressionCounter()
    awaits_cpr = False
    for recorded in events:
        fact = recorded.event
        if not isinstance(fact, ActionTaken | ActionRefused):
            continue
        action = fact.action
        if awaits_cpr and isinstance(action, PerformAct) and action.act == CPR:
            awaits_cpr = False
            continue
        found.setdefault(fact.at_ms, []).append(action)
        if isinstance(fact, ActionTaken) and isinstance(action, Compress):
            awaits_cpr = counter.feel(fact.performed_at_ms) and CPR in scenario.actions
    return found


def fold(session: Session, inputs: Inputs, until_ms: SimTimeMs) -> None:
    """Begin a session where nothing has happened and take it to ``until_ms`` with the inputs."""
    for _ in folded(session, inputs, until_ms):
        pass


def folded(session: Session, inputs: Inputs, until_ms: SimTimeMs) -> Iterator[SimTimeMs]:
    """Take a session to ``until_ms`` as fold() does, and give the time after every step."""
    session.begin()
    yield session.now_ms
    while session.now_ms < until_ms and not session.is_ended:
        next_ms = session.now_ms + STEP_MS
        for action in inputs.get(next_ms, ()):
            session.submit(action)
        session.advance_to(next_ms)
        yield session.now_ms


def retell(
    record: RunRecord,
    scenario: Scenario,
    session: Session,
    memory: Memory,
    on_step: Callable[[SimTimeMs], None] = lambda _now_ms: None,
) -> Retelling:
    """Tell a run again in a new ``session``, which records into ``memory``, and compare.

    ``scenario`` is the recorded one and the session has the recorded seed; ``on_step`` is
    told how far it is. ViewOnlyError when the record follows other semantics.
    """
    header_of(record)
    until_ms = record.events[-1].event.at_ms
    for now_ms in folded(session, recorded_inputs(record.events, scenario), until_ms):
        on_step(now_ms)
    came = memory.events
    if not isinstance(record.events[-1].event, RunEnded):
        # A run cut short may lack the last facts of its last step: the record ends there.
        came = came[: len(record.events)]
    return compare(record.events, came)


class Comparison:
    """Two tellings laid side by side, fact by fact, in every field and link."""

    def __init__(self) -> None:
        """Begin before the first fact."""
        self._digest = GENESIS
        self.facts = 0

    @property
    def head(self) -> str:
        """The link of the last fact that agrees."""
        return self._digest.hex()

    def meet(self, told: RecordedEvent | None, fact: Event | None) -> Difference | None:
        """Take the next fact of either side; nothing may follow a difference."""
        seq = self.facts + 1
        links = (b"",) if fact is None else event_links(self._digest, seq, fact)
        # A record of an earlier release may hold free text in the chain itself.
        link = told.digest if told is not None and told.digest in links else links[0]
        if told is None or fact is None or fact_text(told.event) != fact_text(fact):
            known = fact if told is None else told.event
            return Difference(
                seq=seq,
                at_ms=0 if known is None else known.at_ms,
                recorded="" if told is None else fact_text(told.event),
                came="" if fact is None else fact_text(fact),
            )
        if told.digest != link:
            # The same fact under another link: it, or one before it, was changed in the record.
            text = fact_text(fact)
            return Difference(
                seq=seq,
                at_ms=fact.at_ms,
                recorded=f"{text}, link {told.digest.hex()}",
                came=f"{text}, link {link.hex()}",
            )
        self._digest, self.facts = link, seq
        return None


def compare(recorded: Sequence[RecordedEvent], came: Sequence[Event]) -> Retelling:
    """Return how far two tellings agree, in every field and link."""
    comparison, difference = Comparison(), None
    for told, fact in zip_longest(recorded, came):
        difference = comparison.meet(told, fact)
        if difference is not None:
            break
    return Retelling(facts=comparison.facts, head=comparison.head, difference=difference)


def fact_text(event: Event) -> str:
    """Return a fact with its time, source and every field in one line."""
    payload = canonical_json(event_payload(event))
    return f"{type(event).__name__} at {event.at_ms} ms by {event.source}: {payload}"
