"""A small scenario, the facts of a run of it, and its record, built by hand; a child to kill."""

import os
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from simrunner.domain.action import (
    Action,
    Compress,
    DeliverShock,
    GiveDrug,
    InfuseDrug,
    PerformAct,
    PinVital,
    ReleaseVital,
    SetBookmark,
    Source,
)
from simrunner.domain.annotation import Annotation, MarkSet, MarkWithdrawn
from simrunner.domain.chart import (
    ActionItem,
    Effects,
    Expectation,
    Objective,
    PatientCard,
    Ramp,
    Region,
    RoomDrug,
    Scenario,
    State,
)
from simrunner.domain.condition import Done, Doses, Given, VitalCompared
from simrunner.domain.event import (
    ActionTaken,
    AlarmChanged,
    AlarmPriority,
    Event,
    ExpectationChanged,
    ExpectationStatus,
    NibpMeasured,
    RhythmChanged,
    RunEnded,
    RunStarted,
    SensorSwitched,
    StateEntered,
    StateLeft,
)
from simrunner.domain.frame import TrendPoint
from simrunner.domain.free_text import free_text
from simrunner.domain.quantity import Quantity
from simrunner.domain.run_record import (
    Ack,
    RatingChain,
    RecordedAnnotation,
    RecordedEvent,
    RunRecord,
    RunSummary,
)
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital
from simrunner.record.codec import annotation_row, event_row, event_words_id
from simrunner.record.errors import RecordError
from simrunner.record.library import Library, NewRun

CANONICAL = "format: clinscn/1\nscenario: small-anaphylaxis\n"
SHA256 = sha256(CANONICAL.encode()).hexdigest()
STARTED_WALL = "2026-11-22T14:20:00+08:00"
DURATION_MS = 761_000


def quantity(text: str) -> Quantity:
    """Return ``0.5 mg`` as a quantity."""
    number, _, unit = text.partition(" ")
    return Quantity(number=Decimal(number), unit=unit)


def text(english: str, chinese: str) -> Text:
    """Return a text in both languages."""
    return Text(by_language={"en": english, "zh-CN": chinese})


def taken(at_ms: int, action: Action, *, entry: int = 0, performed: int | None = None) -> Event:
    """Return the fact that an action was accepted."""
    return ActionTaken(
        at_ms=at_ms,
        source=action.source,
        entry=entry,
        performed_at_ms=at_ms if performed is None else performed,
        action=action,
    )


def give(drug: str, amount: str, route: str) -> GiveDrug:
    """Return a dose given by a learner."""
    return GiveDrug(source=Source.LEARNER, drug=drug, amount=quantity(amount), route=route)


def act(name: str) -> PerformAct:
    """Return an act of a learner."""
    return PerformAct(source=Source.LEARNER, act=name)


def compress() -> Compress:
    """Return one compression felt by the manikin."""
    return Compress(source=Source.DEVICE, depth_mm=54)


def changed(
    expectation: str,
    at_ms: int,
    status: ExpectationStatus,
    window: tuple[int | None, int | None] = (None, None),
    detected_at_ms: int | None = None,
) -> Event:
    """Return a change of an expectation; ``window`` is cue and limit."""
    return ExpectationChanged(
        at_ms=at_ms,
        expectation=expectation,
        status=status,
        cue_at_ms=window[0],
        limit_at_ms=window[1],
        detected_at_ms=detected_at_ms,
    )


def entered(at_ms: int, state: str, region: str = "patient") -> Event:
    """Return the fact that a state became active."""
    return StateEntered(at_ms=at_ms, region=region, state=state, cause="rule")


def left(at_ms: int, state: str, region: str = "patient") -> Event:
    """Return the fact that a state is active no more."""
    return StateLeft(at_ms=at_ms, region=region, state=state)


def started() -> Event:
    """Return the header of a run of the small scenario."""
    return RunStarted(
        at_ms=0,
        scenario="small-anaphylaxis",
        scenario_version="1.2.0",
        scenario_sha256=SHA256,
        semantics_version=1,
        seed=7,
        difficulty="normal",
        patient_kind="scripted",
        parameters={"onset": "150 s"},
    )


def facts() -> tuple[Event, ...]:
    """Return every fact of one run: onset, shock and recovery, with a bit of everything else."""
    status = ExpectationStatus
    cuff = NibpMeasured(at_ms=150_000, systolic_mmhg=66, diastolic_mmhg=36, mean_mmhg=46)
    pin = PinVital(source=Source.FACILITATOR, vital=Vital.SBP, quantity=quantity("70 mmHg"))
    shock = DeliverShock(source=Source.LEARNER, energy_j=150)
    fluid = InfuseDrug(source=Source.LEARNER, drug="crystalloid", rate=quantity("1000 mL/h"))
    stopped = InfuseDrug(source=Source.LEARNER, drug="crystalloid", rate=quantity("0 mL/h"))
    return (
        started(),
        entered(0, "onset"),
        entered(0, "infusing", "equipment"),
        changed("adrenaline-1", 0, status.OPEN, (0, 180_000)),
        changed("stop-trigger", 0, status.OPEN, (0, 120_000)),
        changed("flat", 0, status.OPEN, (0, 240_000)),
        taken(112_000, act("oxygen"), entry=1),
        changed("stop-trigger", 120_100, status.MISSED, (0, 120_000)),
        left(127_000, "onset"),
        entered(127_000, "shock"),
        RhythmChanged(at_ms=127_000, rhythm="sinus-tachycardia"),
        alarm(130_000, AlarmPriority.HIGH, "88", is_active=True),
        cuff,
        taken(161_000, give("adrenaline", "0.5 mg", "IM"), entry=2),
        changed("adrenaline-1", 161_000, status.MET, (0, 180_000), 161_000),
        changed("adrenaline-2", 161_000, status.OPEN, (161_000, 521_000)),
        taken(200_000, pin),
        taken(230_000, fluid, entry=3),
        changed("flat", 240_100, status.MISSED, (0, 240_000)),
        taken(242_000, give("adrenaline", "0.5 mg", "IM"), entry=4),
        changed("adrenaline-2", 242_000, status.EARLY, (161_000, 521_000), 242_000),
        taken(250_000, act("stop-antibiotic"), entry=5),
        changed("stop-trigger", 250_000, status.LATE, (0, 120_000), 250_000),
        left(250_000, "infusing", "equipment"),
        entered(250_000, "stopped", "equipment"),
        taken(305_000, ReleaseVital(source=Source.FACILITATOR, vital=Vital.SBP)),
        taken(340_000, give("chlorphenamine", "10 mg", "IV"), entry=6),
        *(taken(400_000 + step * 545, compress()) for step in range(12)),
        taken(412_000, shock, entry=7),
        *(taken(415_000 + step * 545, compress()) for step in range(3)),
        taken(470_000, SetBookmark(source=Source.FACILITATOR, label="turning point")),
        SensorSwitched(at_ms=500_000, sensor="art", is_on=True),
        taken(600_000, stopped, entry=8),
        left(606_000, "shock"),
        entered(606_000, "responding"),
        alarm(640_000, AlarmPriority.HIGH, "91", is_active=False),
        RunEnded(at_ms=DURATION_MS, outcome="responding", reason="facilitator"),
    )


def alarm(at_ms: int, priority: AlarmPriority, shown: str, *, is_active: bool) -> Event:
    """Return a change of the low-saturation alarm."""
    return AlarmChanged(
        at_ms=at_ms,
        source=Source.MONITOR,
        condition="SpO2 low",
        priority=priority,
        is_active=is_active,
        shown=shown,
        limit="90",
    )


def trend(count: int = 761) -> tuple[TrendPoint, ...]:
    """Return a falling then rising patient, one point each second."""
    return tuple(
        TrendPoint(
            at_ms=second * 1000,
            shown={"HR": 90.0 + second % 50, "SpO2": None if second < 5 else 95.0},
            truth={
                "HR": 90.0 + second % 50,
                "MAP": 90.0 - min(second, 400) / 10,
                "SpO2": 98.0 if second < 200 else 88.0,
                "RR": 18.0,
                "EtCO2": 4.8,
            },
        )
        for second in range(1, count + 1)
    )


def marks() -> tuple[Annotation, ...]:
    """Return three marks, one of them withdrawn."""
    return (
        MarkSet(at_ms=95_000, mark=1, sign="+", category="leadership"),
        MarkSet(at_ms=140_000, mark=2, sign="-", category="communication", note="no read-back"),
        MarkSet(at_ms=150_000, mark=3, sign="+"),
        MarkWithdrawn(at_ms=152_000, mark=3),
    )


def chained(events: Iterable[Event]) -> tuple[RecordedEvent, ...]:
    """Return facts with their places in a chain."""
    found: list[RecordedEvent] = []
    digest = bytes(32)
    for seq, event in enumerate(events, start=1):
        digest = event_row(digest, seq, event)["digest"]
        words_id = "" if free_text(event) is None else event_words_id(seq)
        found.append(RecordedEvent(seq=seq, event=event, digest=digest, words_id=words_id))
    return tuple(found)


def run_record(
    events: Sequence[Event] | None = None, *, points: Sequence[TrendPoint] | None = None
) -> RunRecord:
    """Return the record of a run as the library would read it back."""
    recorded = chained(facts() if events is None else events)
    entries: list[RecordedAnnotation] = []
    digest = bytes(32)
    for seq, annotation in enumerate(marks(), start=1):
        digest = annotation_row(digest, seq, annotation)["digest"]
        entries.append(RecordedAnnotation(seq=seq, annotation=annotation, digest=digest))
    return RunRecord(
        summary=RunSummary(
            run="2026-11-22-01",
            scenario="small-anaphylaxis",
            title="Anaphylaxis",
            team="team 7",
            started_wall=STARTED_WALL,
            duration_ms=recorded[-1].event.at_ms if recorded else 0,
            outcome="responding",
            is_ended=True,
        ),
        canonical_scenario=CANONICAL,
        events=recorded,
        trend=tuple(trend() if points is None else points),
        ratings=(RatingChain(rater="A1", instrument="team", entries=tuple(entries)),),
        remarks=(),
        head=recorded[-1].digest.hex() if recorded else "",
    )


def new_run(**changes: object) -> NewRun:
    """Return what is known of a run of the small scenario before it starts."""
    fields: dict[str, object] = {
        "scenario": "small-anaphylaxis",
        "scenario_version": "1.2.0",
        "scenario_sha256": SHA256,
        "canonical_scenario": CANONICAL,
        "title": "Anaphylaxis",
        "seed": 7,
        "difficulty": "normal",
        "started_wall": STARTED_WALL,
        "team": "team 7",
    }
    return NewRun(**(fields | changes))  # type: ignore[arg-type]


def _state(name: str, titles: tuple[str, str], effects: Effects | None = None) -> State:
    return State(id=name, path=name, title=text(*titles), effects=effects or Effects())


def _ramps(**targets: float) -> Effects:
    return Effects(
        trends=tuple(
            Ramp(vital=Vital(name), number=number, duration_ms=60_000)
            for name, number in targets.items()
        )
    )


def _drug(name: str, titles: tuple[str, str]) -> RoomDrug:
    return RoomDrug(id=name, name=text(*titles), measures=("mass", "count"))


def _item(name: str, titles: tuple[str, str]) -> ActionItem:
    return ActionItem(id=name, title=text(*titles))


def scenario() -> Scenario:
    """Return the small scenario: three states of a patient, an infusion, five expectations."""
    return Scenario(
        id="small-anaphylaxis",
        version="1.2.0",
        title=text("Anaphylaxis", "严重过敏反应"),
        summary=None,
        languages=("en", "zh-CN"),
        licence="CC-BY-4.0",
        reviewers=(),
        professions=("nurse",),
        level="intermediate",
        learners="3 to 5",
        setting="emergency",
        duration_ms=900_000,
        systems=("immune",),
        specialties=("emergency",),
        sources={},
        objectives={"o1": Objective(id="o1", text=text("Adrenaline", "肾上腺素"), competency="c")},
        prebrief=None,
        handover=None,
        debrief=(),
        patient=PatientCard(name="Alex", age=quantity("42 y"), sex="F", weight_kg=70.0),
        roles={},
        equipment=(),
        layout="emergency",
        sensors={"ecg": True, "art": False},
        difficulty="normal",
        parameters={"onset": quantity("150 s")},
        drugs={
            "adrenaline": _drug("adrenaline", ("adrenaline", "肾上腺素")),
            "crystalloid": _drug("crystalloid", ("crystalloid", "晶体液")),
            "chlorphenamine": _drug("chlorphenamine", ("chlorphenamine", "氯苯那敏")),
        },
        actions={
            "oxygen": _item("oxygen", ("Oxygen 15 L/min", "吸氧 15 L/min")),
            "stop-antibiotic": _item("stop-antibiotic", ("Stop the antibiotic", "停止抗生素")),
            "lie-flat": _item("lie-flat", ("Lie flat with legs raised", "平卧抬腿")),
        },
        events={},
        media={},
        vitals={
            Vital.HR: 92.0,
            Vital.SBP: 124.0,
            Vital.DBP: 76.0,
            Vital.SPO2: 98.0,
            Vital.RR: 18.0,
        },
        rhythm="sinus",
        regions=_regions(),
        anywhere=(),
        expectations=_expectations(),
        instruments=("team",),
        purpose="formative",
        canonical=CANONICAL,
        sha256=SHA256,
    )


def _regions() -> tuple[Region, ...]:
    shock = _ramps(HR=142.0, SBP=66.0, DBP=36.0, SpO2=84.0, RR=36.0)
    responding = _ramps(HR=112.0, SBP=108.0, DBP=63.0, SpO2=96.0, RR=22.0)
    return (
        Region(
            id="patient",
            start="onset",
            states=(
                _state("onset", ("Onset", "起病"), _ramps(HR=118.0, SpO2=94.0)),
                _state("shock", ("Anaphylactic shock", "过敏性休克"), shock),
                _state("responding", ("Responding", "好转"), responding),
            ),
        ),
        Region(
            id="equipment",
            start="infusing",
            states=(
                _state("infusing", ("Antibiotic running", "抗生素滴注中")),
                _state("stopped", ("Antibiotic stopped", "抗生素已停")),
            ),
        ),
    )


def _expectations() -> tuple[Expectation, ...]:
    first = Given(drug="adrenaline", op=">=", amount=quantity("0.5 mg"), route="IM")
    second = Given(drug="adrenaline", op=">=", amount=Doses(count=2), route="IM")
    fluid = Given(drug="crystalloid", op=">=", amount=quantity("500 mL"))
    low = VitalCompared(vital=Vital.MAP, op="<", quantity=quantity("40 mmHg"))
    return (
        Expectation(
            id="adrenaline-1", detect=first, within_ms=180_000, is_critical=True, objective="o1"
        ),
        Expectation(id="stop-trigger", detect=Done(action="stop-antibiotic"), within_ms=120_000),
        Expectation(id="flat", detect=Done(action="lie-flat"), within_ms=240_000),
        Expectation(
            id="adrenaline-2",
            detect=second,
            cue=first,
            not_before_ms=240_000,
            within_ms=360_000,
            is_critical=True,
        ),
        Expectation(id="fluid", detect=fluid, cue=low, within_ms=300_000),
    )


class PlainEnglish:
    """A translator that leaves English as it is; ``language`` picks the texts of the pack."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def __call__(self, message: str, /, **fields: object) -> str:
        return message.format(**fields)


def record_until_killed(path: str, **how: Any) -> None:
    """Record a run without end and print each Ack; the parent kills the process.

    ``how`` goes to Library.open.

    It begins when a line comes in, so that a parent can start the next child beforehand. Every
    tenth step carries a fact that is committed at once, the others wait for the batch.
    """
    if not sys.stdin.readline():
        return
    library = Library.open(Path(path), **how)
    run = library.begin_run(new_run())

    def tell(ack: Ack) -> None:
        os.write(1, f"{ack.run} {ack.seq}\n".encode())

    def give_up(failure: RecordError) -> None:
        os.write(2, f"{failure}\n".encode())
        os._exit(3)

    recorder = library.recorder(run, on_ack=tell, on_failure=give_up)
    recorder.append((started(),))
    for step in range(1, 1_000_000):
        at_ms = step * 100
        fact = taken(at_ms, act("oxygen") if step % 10 == 0 else compress(), entry=step)
        recorder.append((fact,), trend(1)[0] if step == 1 else None)
        if step % 10 == 0:
            recorder.flush(1.0)


if __name__ == "__main__":
    record_until_killed(sys.argv[1])
