"""Realistic frames without an engine: anaphylactic shock, four minutes and twelve seconds in."""

import math
from array import array
from dataclasses import replace
from decimal import Decimal

from simrunner.domain import condition as cond
from simrunner.domain import event as ev
from simrunner.domain import frame as fr
from simrunner.domain.action import (
    GiveDrug,
    GoToState,
    PerformAct,
    PinVital,
    SetBookmark,
    SetVital,
    Source,
)
from simrunner.domain.chart import (
    ActionItem,
    Effects,
    Expectation,
    PatientCard,
    Region,
    RoomDrug,
    Rule,
    Scenario,
    State,
)
from simrunner.domain.event import AlarmPriority, ExpectationStatus
from simrunner.domain.order import Origin
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import SAMPLE_RATE_HZ, SAMPLES_PER_STEP
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital

NOW_MS = 252_000


class English:
    """The translator that changes nothing."""

    language = "en"

    def __call__(self, message: str, /, **fields: object) -> str:
        return message.format(**fields)


def text(words: str) -> Text:
    return Text(by_language={}, plain=words)


def quantity(number: str, unit: str = "") -> Quantity:
    return Quantity(number=Decimal(number), unit=unit)


# ---------------------------------------------------------------- scenario
def _rule(name, owner, go, **kwargs) -> Rule:
    return Rule(name=name, region="patient", owner=owner, line=1, go=go, **kwargs)


def _given(drug, amount, route=None, op=">="):
    return cond.Given(drug=drug, op=op, amount=amount, route=route)


def _map(op, mmhg):
    return cond.VitalCompared(vital=Vital.MAP, op=op, quantity=quantity(mmhg, "mmHg"))


def _patient_region() -> Region:
    adrenaline = _given("adrenaline", quantity("0.5", "mg"), "IM")
    twice = cond.All(terms=(
        cond.InState(region="patient", state="shock"),
        _given("adrenaline", cond.Doses(count=2), "IM"),
        _given("crystalloid", quantity("500", "mL")),
    ))  # fmt: skip
    held = cond.Held(term=_map(">", "70"), for_ms=60_000)
    rules = {
        "onset": (_rule("onset.partial", "onset", "partial", condition=adrenaline),
                  _rule("onset.shock", "onset", "shock", after_ms=150_000)),
        "partial": (_rule("partial.shock", "partial", "shock", after_ms=240_000),),
        "shock": (_rule("shock.responding", "shock", "responding", condition=twice),
                  _rule("shock.overdose", "shock", None, event="give adrenaline",
                        condition=_given("adrenaline", quantity("0.2", "mg"), "IV", op=">"),
                        why=text("IV overdose"))),
        "responding": (_rule("responding.shock", "responding", "shock", after_ms=180_000),
                       _rule("responding.recovered", "responding", "recovered", condition=held)),
        "arrest": (_rule("arrest.rosc", "arrest", "rosc", condition=cond.Done(action="cpr"),
                         after_ms=120_000),
                   _rule("arrest.died", "arrest", "died", after_ms=900_000)),
        "rosc": (_rule("rosc.recovered", "rosc", "recovered", after_ms=120_000),),
    }  # fmt: skip
    names = ("onset", "partial", "shock", "responding", "recovered", "arrest", "rosc", "died")
    states = tuple(
        State(id=name, path=name, title=text(name), is_final=name in ("recovered", "died"),
              rules=rules.get(name, ()))
        for name in names
    )  # fmt: skip
    return Region(id="patient", start="onset", states=states)


def _side_region(name: str, *states: str, **rules: Rule) -> Region:
    made = tuple(
        State(id=s, path=s, title=text(s), rules=(rules[s],) if s in rules else ()) for s in states
    )
    return Region(id=name, start=states[0], states=made)


def scenario() -> Scenario:
    """Return the anaphylaxis scenario with what the screens read of it."""
    drugs = {
        name: RoomDrug(id=name, name=text(name), measures=("mass", "count"))
        for name in ("adrenaline", "crystalloid", "chlorphenamine")
    }
    acts = {
        "oxygen": ("Oxygen 15 L/min", "2"), "call-help": ("Call senior help", "3"),
        "stop-antibiotic": ("Stop the antibiotic", "4"),
        "lie-flat": ("Lie flat with legs raised", "5"), "name-leader": ("Leader named aloud", "7"),
        "cpr": ("Start compressions", "8"),
    }  # fmt: skip
    expectations = (
        Expectation(id="adrenaline-1", is_critical=True, within_ms=180_000,
                    detect=_given("adrenaline", quantity("0.5", "mg"), "IM")),
        Expectation(id="flat", detect=cond.Done(action="lie-flat"), within_ms=240_000),
        Expectation(id="fluid", detect=_given("crystalloid", quantity("500", "mL"))),
        Expectation(id="stop-trigger", detect=cond.Done(action="stop-antibiotic"),
                    within_ms=120_000),
    )  # fmt: skip
    arrest = Rule(name="anywhere.arrest", region="patient", owner=None, line=1, go="arrest",
                  condition=cond.Held(term=_map("<", "48"), for_ms=180_000),
                  why=text("prolonged shock"), effects=Effects())  # fmt: skip
    arrives = Rule(name="team.arrived", region="team", owner="coming", line=1, go="arrived",
                   after_ms=120_000)  # fmt: skip
    return Scenario(
        id="anaphylaxis-ed", version="1.2.0", title=text("Anaphylaxis after IV co-amoxiclav"),
        summary=None, languages=("en",), licence=None, reviewers=(), professions=("nurse",),
        level="intermediate", learners="3 to 5", setting="emergency", duration_ms=900_000,
        systems=("immune",), specialties=("emergency",), sources={}, objectives={}, prebrief=None,
        handover=None, debrief=(),
        patient=PatientCard(name="Alex Morgan", age=quantity("42", "y"), sex="F", weight_kg=70.0,
                            allergies=text("none known")),
        roles={}, equipment=(), layout="adult", sensors={"ecg": True}, difficulty="normal",
        parameters={}, drugs=drugs,
        actions={i: ActionItem(id=i, title=text(t), hotkey=k) for i, (t, k) in acts.items()},
        events={"iv-overdose": text("IV overdose")}, media={}, vitals={}, rhythm="sinus",
        regions=(_patient_region(), _side_region("equipment", "infusing", "stopped"),
                 _side_region("team", "alone", "coming", "arrived", coming=arrives)),
        anywhere=(arrest,), expectations=expectations, instruments=(), purpose="formative",
        canonical="", sha256="0" * 64,
    )  # fmt: skip


# ---------------------------------------------------------------- monitor
def _ok(number: float) -> fr.Numeric:
    return fr.Numeric(number=number, signal=fr.Signal.OK)


OFF = fr.Numeric(number=None, signal=fr.Signal.OFF)


def alarm(numeric, code, priority, shown, limit, *, since_ms=200_000) -> fr.AlarmView:
    side = "high" if code == "high" else "low" if code in ("low", "desat") else ""
    return fr.AlarmView(condition=f"{numeric}-{code}", priority=priority, numeric=numeric,
                        code=code, limit_side=side, shown=shown, limit=limit, since_ms=since_ms,
                        is_acknowledged=False)  # fmt: skip


def shock_alarms() -> tuple[fr.AlarmView, ...]:
    high, medium = AlarmPriority.HIGH, AlarmPriority.MEDIUM
    return (
        alarm("ARTs", "low", high, "66", "90", since_ms=220_000),
        alarm("SpO2", "desat", high, "84", "85", since_ms=210_000),
        alarm("HR", "high", medium, "142", "120"),
        alarm("EtCO2", "low", medium, "25", "30"),
        alarm("RR", "high", medium, "36", "30"),
        alarm("Temp", "off", AlarmPriority.TECHNICAL, "", ""),
    )


def nibp_history() -> tuple[fr.NibpReading, ...]:
    def reading(at_ms, *numbers):
        systolic, diastolic, mean, pulse = numbers
        return fr.NibpReading(at_ms=at_ms, systolic_mmhg=systolic, diastolic_mmhg=diastolic,
                              mean_mmhg=mean, pulse_rate_per_min=pulse)  # fmt: skip

    failed = fr.NibpReading(at_ms=-300_000, systolic_mmhg=None, diastolic_mmhg=None,
                            mean_mmhg=None, pulse_rate_per_min=None, failure="motion")  # fmt: skip
    return (failed, reading(-120_000, 124, 76, 92, 92), reading(20_000, 112, 68, 83, 112),
            reading(198_000, 68, 41, 50, 141))  # fmt: skip


def monitor_view(**changes) -> fr.MonitorView:
    numbers = {"HR": 142, "PR": 141, "SpO2": 84, "ARTs": 66, "ARTd": 45, "ARTm": 52, "NIBPs": 68,
               "NIBPd": 41, "NIBPm": 50, "EtCO2": 25, "RR": 36}  # fmt: skip
    numerics = {name: _ok(number) for name, number in numbers.items()} | {"Temp": OFF}
    limits = {"HR": (50, 120), "ARTs": (90, 160), "ARTm": (65, 110), "SpO2": (90, 100),
              "EtCO2": (30, 50), "RR": (8, 30), "NIBPs": (90, 160), "Temp": (35, 39)}  # fmt: skip
    view = fr.MonitorView(
        numerics=numerics,
        limits={name: fr.Limits(low=low, high=high) for name, (low, high) in limits.items()},
        alarms=shock_alarms(),
        nibp=fr.NibpView(is_measuring=False, cuff_mmhg=None, next_at_ms=348_000,
                         interval_ms=150_000, history=nibp_history()),
        attached=frozenset({"ecg", "spo2", "nibp", "art", "co2"}), etco2_unit="mmHg",
        audio_paused_until_ms=None, sounding=AlarmPriority.HIGH, beeps_at_ms=(),
        beep_spo2_pct=84.0, perfusion_index_pct=0.6,
    )  # fmt: skip
    return replace(view, **changes)


def without_sensor(view: fr.MonitorView, sensor: str, *numerics: str) -> fr.MonitorView:
    """Return the view with a sensor taken off and its numbers gone."""
    return replace(view, attached=view.attached - {sensor},
                   numerics={**view.numerics, **dict.fromkeys(numerics, OFF)})  # fmt: skip


# ---------------------------------------------------------------- facilitator's view
def vital(number, target=None, remaining_ms=0, label="patient.shock", **changes) -> fr.VitalView:
    origin = Origin(source=changes.pop("source", Source.SCENARIO), label=label, at_ms=127_000)
    fields = {"underneath": number, "is_pinned": False} | changes
    return fr.VitalView(number=number, target=target, remaining_ms=remaining_ms, origin=origin,
                        **fields)  # fmt: skip


def vitals() -> dict[Vital, fr.VitalView]:
    pin = {"is_pinned": True, "source": Source.FACILITATOR, "label": "pin"}
    return {
        Vital.HR: vital(142.0, target=142.0),
        Vital.SBP: vital(66.0, underneath=78.0, **pin),
        Vital.DBP: vital(45.0, underneath=46.0, **pin),
        Vital.MAP: vital(52.0),
        Vital.SPO2: vital(84.0, target=84.0),
        Vital.ETCO2: vital(3.3, target=2.9, remaining_ms=18_000, source=Source.FACILITATOR),
        Vital.RR: vital(36.0, target=36.0),
        Vital.TEMP: vital(36.8),
    }


def _operand(kind, words, *, is_true=False, now="", needs="", progress=None) -> fr.OperandView:
    return fr.OperandView(kind=kind, text=words, is_true=is_true, now=now, needs=needs,
                          progress=progress)  # fmt: skip


def pending_rules() -> tuple[fr.PendingRule, ...]:
    def rule(name, go, *operands, event=None):
        return fr.PendingRule(rule=name, region="patient", owner="shock", go=go, event=event,
                              is_held_off=False, operands=operands)  # fmt: skip

    return (
        rule("anywhere.arrest", "arrest",
             _operand("vital", "MAP < 48 mmHg", now="52", needs="< 48 mmHg"),
             _operand("held", "MAP < 48 mmHg for 3 min", now="0 s", needs="180 s", progress=0.0)),
        rule("shock.responding", "responding",
             _operand("state", "in patient.shock", is_true=True, now="shock",
                      needs="patient.shock"),
             _operand("given", "given adrenaline >= 2 doses IM", is_true=True, now="2 doses",
                      needs=">= 2 doses"),
             _operand("given", "given crystalloid >= 500 mL", now="150 mL", needs=">= 500 mL",
                      progress=0.3)),
        fr.PendingRule(rule="team.arrived", region="team", owner="coming", go="arrived",
                       event=None, is_held_off=False,
                       operands=(_operand("timer", "after 2 min", now="41 s",
                                          needs="120 s", progress=0.34),)),
        rule("shock.overdose", None, _operand("given", "given adrenaline > 0.2 mg IV",
             now="0 mg", needs="> 0.2 mg"), event="give adrenaline"),
    )  # fmt: skip


def ledger_entry(entry, kind, what, at_ms, *, amount="", route="") -> fr.LedgerEntry:
    return fr.LedgerEntry(entry=entry, kind=kind, what=what, amount=amount, route=route,
                          performed_at_ms=at_ms, logged_at_ms=at_ms, source=Source.LEARNER,
                          is_annulled=False)  # fmt: skip


def chart_view() -> fr.ChartView:
    def region(name, leaf, since_ms, *visited):
        return fr.RegionView(region=name, leaf=leaf, since_ms=since_ms, visited=visited)

    def expected(name, status, limit_ms):
        return fr.ExpectationView(expectation=name, status=status, cue_at_ms=0,
                                  limit_at_ms=limit_ms, detected_at_ms=None)  # fmt: skip

    return fr.ChartView(
        regions=(region("patient", "shock", 127_000, "onset", "shock"),
                 region("equipment", "stopped", 250_000, "infusing", "stopped"),
                 region("team", "coming", 211_000, "alone", "coming")),
        pending=pending_rules(),
        expectations=(expected("adrenaline-1", ExpectationStatus.MET, 180_000),
                      expected("flat", ExpectationStatus.MISSED, 240_000)),
        ledger=(ledger_entry(1, "act", "name-leader", 98_000),
                ledger_entry(2, "act", "oxygen", 112_000),
                ledger_entry(3, "give", "adrenaline", 161_000, amount="0.5 mg", route="IM"),
                ledger_entry(4, "act", "call-help", 211_000),
                ledger_entry(5, "give", "adrenaline", 242_000, amount="0.5 mg", route="IM"),
                ledger_entry(6, "act", "stop-antibiotic", 250_000)),
        flags=(), is_manual=False, is_ended=False,
    )  # fmt: skip


def history() -> tuple[ev.Event, ...]:
    """Return the facts up to now, so that log and session strip have a past."""
    learner, staff = Source.LEARNER, Source.FACILITATOR
    dose = GiveDrug(source=learner, drug="adrenaline", amount=quantity("0.5", "mg"), route="IM")

    def taken(entry, at_ms, action):
        return ev.ActionTaken(at_ms=at_ms, source=action.source, entry=entry,
                              performed_at_ms=at_ms, action=action)  # fmt: skip

    def act(name):
        return PerformAct(source=learner, act=name)

    def state(at_ms, region, name, cause="rule"):
        return ev.StateEntered(at_ms=at_ms, region=region, state=name, cause=cause)

    return (
        state(0, "patient", "onset", "start"),
        taken(1, 98_000, act("name-leader")),
        taken(2, 112_000, act("oxygen")),
        taken(10, 126_000, SetBookmark(source=staff, label="before shock")),
        taken(11, 127_000, GoToState(source=staff, region="patient", state="shock")),
        state(127_000, "patient", "shock", "facilitator"),
        taken(3, 161_000, dose),
        ev.ExpectationChanged(at_ms=161_000, expectation="adrenaline-1",
                              status=ExpectationStatus.MET, limit_at_ms=180_000),
        taken(12, 200_000, PinVital(source=staff, vital=Vital.SBP,
                                    quantity=quantity("66", "mmHg"))),
        taken(4, 211_000, act("call-help")),
        state(211_000, "team", "coming"),
        taken(13, 234_000, SetVital(source=staff, vital=Vital.ETCO2, over_ms=36_000,
                                    quantity=quantity("22", "mmHg"))),
        taken(5, 242_000, dose),
        taken(6, 250_000, act("stop-antibiotic")),
        ev.ExpectationChanged(at_ms=250_000, expectation="stop-trigger",
                              status=ExpectationStatus.LATE, limit_at_ms=120_000),
        state(250_000, "equipment", "stopped"),
    )  # fmt: skip


def trend_point(at_ms: int) -> fr.TrendPoint:
    """Return the numbers of one second on the way into shock."""
    share = min(1.0, max(0.0, (at_ms - 60_000) / 180_000))
    wobble = math.sin(at_ms / 7_000)
    shown = {"HR": 95 + 47 * share + wobble, "SpO2": 98 - 14 * share, "EtCO2": 36 - 11 * share,
             "ARTm": 92 - 40 * share + wobble, "RR": 18 + 18 * share}  # fmt: skip
    return fr.TrendPoint(at_ms=at_ms, shown=shown, truth={})


def frame(at_ms: int = NOW_MS, *, events=(), waves=None, **monitor_changes) -> fr.Frame:
    """Return the frame at ``at_ms``; keyword arguments change the monitor's view."""
    return fr.Frame(
        at_ms=at_ms, monitor=monitor_view(**monitor_changes), vitals=vitals(),
        rhythm="sinus-tachycardia", chart=chart_view(), waves=waves or {}, events=tuple(events),
        trend=trend_point(at_ms) if at_ms % 1000 == 0 else None,
    )  # fmt: skip


# ---------------------------------------------------------------- waves
_BUMPS = ((0.12, 0.02, 0.12), (0.205, 0.006, -0.08), (0.22, 0.007, 1.1), (0.24, 0.007, -0.25),
          (0.42, 0.035, 0.28))  # fmt: skip


def _ecg(phase: float) -> float:
    return sum(h * math.exp(-(((phase - c) / w) ** 2) / 2) for c, w, h in _BUMPS)


def _pulse(phase: float) -> float:
    rise = math.exp(-(((phase - 0.3) / 0.11) ** 2)) if phase < 0.3 else math.exp(-(phase - 0.3) * 4)
    return rise + 0.12 * math.exp(-(((phase - 0.55) / 0.05) ** 2))


def _co2(phase: float) -> float:
    if phase < 0.45:
        return 0.0
    if phase < 0.92:
        return 25.0 * (1.0 - math.exp(-(phase - 0.45) / 0.12))
    return 25.0 * (1.0 - (phase - 0.92) / 0.08)


def waves_at(at_ms: int, heart_rate_bpm: float = 142.0) -> dict[str, memoryview]:
    """Return the 100 ms of samples that end at ``at_ms``."""
    made: dict[str, array] = {lead: array("f") for lead in (*ECG_LEADS, "ART", "PLETH", "CO2")}
    for index in range(SAMPLES_PER_STEP):
        second = (at_ms - 100) / 1000 + index / SAMPLE_RATE_HZ
        beat = second * heart_rate_bpm / 60 % 1.0
        sample = _ecg(beat)
        for number, lead in enumerate(ECG_LEADS):
            gain = -0.7 if lead == "aVR" else (0.9, 1.0, 0.6)[number % 3]
            made[lead].append(sample * gain)
        made["ART"].append(45.0 + 21.0 * _pulse((beat - 0.2) % 1.0))
        made["PLETH"].append(min(1.0, 0.1 + 0.8 * _pulse((beat - 0.35) % 1.0)))
        made["CO2"].append(_co2(second * 36 / 60 % 1.0))
    return {wave: memoryview(samples) for wave, samples in made.items()}
