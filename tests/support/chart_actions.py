"""A chart with every kind of rule, and whatever people may do to it, for property tests."""

from dataclasses import replace

from hypothesis import strategies as st

from simrunner.domain.action import (
    Action,
    AdjustEquipment,
    AnnulEntry,
    Compress,
    DeliverShock,
    DisturbEcg,
    FireEvent,
    FireRule,
    GiveDrug,
    GoToState,
    HoldOffRule,
    InfuseDrug,
    Pace,
    PerformAct,
    PinVital,
    ReleaseVital,
    SetManual,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.chart import Expectation, Ramp, Scenario
from simrunner.domain.vital import VITALS, Vital
from support.chart_runs import Run
from support.charts import (
    SINCE_CUE,
    SINCE_ENTRY,
    both,
    done,
    drug,
    effects,
    either,
    event_within,
    flag,
    given,
    held,
    in_state,
    no,
    quantity,
    region,
    rule,
    running,
    scenario,
    state,
    to,
    vital,
    within,
)


def small_chart(*, with_extras: bool = False) -> Scenario:
    """Return a chart with every kind of rule; the extras never matter to the rest."""
    extra_drugs = [drug("unused")] if with_extras else []
    extra_rules = [rule(done("never"), name="unused")] if with_extras else []
    sick = state(
        "sick", rule(given("adrenaline", ">= 1 mg", window=SINCE_ENTRY), go="better"),
        rule(event="enter sick.bad", does=effects(raises=["worse"])),
        rule(after_ms=1500, go="back"), start="bad",
        states=[
            state("bad", rule(event="worse", go="sick.worse", chance="50")),
            state("worse", rule(vital("SpO2", "< 80 %"), every_ms=400, does=effects(say="ow")),
                  does=effects(to("SpO2", 70, 1, "exp"), rhythm="svt")),
        ],
        does=effects(to("SBP", 70, 2, "sigmoid"), to("DBP", 100, 1), sets={"HR": 140}),
    )  # fmt: skip
    return scenario(
        region(
            "patient",
            state("calm", rule(held(vital("MAP", "< 80 mmHg"), 500), go="sick"),
                  rule(event="shock", go="sick"), *extra_rules),
            sick,
            state("better", rule(after_ms=2000, go="calm"),
                  does=effects(to("SBP", 120, 1, delay_s=0.3), to("SpO2", 98, 1), rhythm="sinus")),
        ),
        region("team", state("alone", rule(done("call"), go="here")), state("here")),
        region("device", state("off", rule(event="pace", go="on")),
               state("on", rule(event="pace", go="on"))),
        anywhere=[
            rule(both(held(vital("SpO2", "< 75 %"), 300), done("call", within(1000))),
                 go="better", region="patient"),
            rule(vital("HR", "> 130 /min"), does=effects(flags=["fast"])),
        ],
        expect=[
            Expectation(id="dose", detect=given("adrenaline", ">= 1 mg"), within_ms=2000),
            Expectation(id="call", cue=vital("MAP", "< 80 mmHg"), detect=done("call"),
                        not_before_ms=300, within_ms=1500, after=("dose",)),
        ],
        drugs=[drug("adrenaline"), *extra_drugs], actions=["call", "never", "cpr"],
        events=["worse"],
    )  # fmt: skip


BEYOND = Ramp(vital=Vital.RR, number=90, target="by", duration_ms=600)
"""Aims beyond the limits of its vital, which only a relative target can."""


def busy_chart() -> Scenario:
    """Return the small chart with draws, nested holds, windows and detections of every kind."""
    fast = either(vital("HR", "> 100 /min"), running("adrenaline"))
    extras = scenario(
        region("patient", state("calm")),
        anywhere=[
            rule(held(vital("HR", "> 90 /min"), 200), chance="30", name="chancy",
                 does=effects(say="hm")),
            rule(both(held(fast, 400), no(held(done("call", within(800)), 300))), every_ms=700,
                 name="nested", does=effects(say="again")),
            rule(event="act call", chance="50", name="lucky", does=effects(raises=["worse"])),
            rule(after_ms=2500, name="timer",
                 does=effects(to("HR", 60, 1, "exp", delay_s=0.25), BEYOND)),
            rule(event_within("act call", 900), name="echo", does=effects(flags=["heard"])),
            rule(vital("HR", "= 77 /min"), name="exactly", does=effects(say="77")),
            rule(given("adrenaline", window=within(1200)), name="window", does=effects(say="win")),
            rule(held(flag("fast"), 1000), name="late", does=effects(sets={"RR": 30})),
        ],
        expect=[
            Expectation(id="calm", detect=held(vital("HR", "< 100 /min"), 700), within_ms=1500),
            Expectation(id="mixed", cue=held(flag("fast"), 300), after=("calm",), within_ms=900,
                        detect=either(both(no(flag("heard")), done("call", SINCE_CUE)),
                                      given("adrenaline", "< 2 mg"))),
            Expectation(id="quick", cue=held(in_state("patient", "sick.bad"), 200),
                        detect=event_within("shock", 500), not_before_ms=200, within_ms=800),
        ],
    )  # fmt: skip
    small = small_chart()
    return replace(
        small,
        anywhere=(*small.anywhere, *extras.anywhere),
        expectations=(*small.expectations, *extras.expectations),
    )


RULES = list(Run(busy_chart()).engine._rulebook.by_name)
STATES = ("calm", "sick", "sick.bad", "sick.worse", "better")
WRITTEN = [name for name, spec in VITALS.items() if spec.is_written]

sources = st.sampled_from([Source.LEARNER, Source.FACILITATOR, Source.DEVICE])
earlier = st.one_of(st.none(), st.integers(-200, 3000))
amounts = st.sampled_from(["0.5 mg", "1 mg", "10 mcg/kg", "1 mL", "0 mg"]).map(quantity)


@st.composite
def readings(draw):
    name = draw(st.sampled_from([Vital.HR, Vital.SBP, Vital.DBP, Vital.SPO2, Vital.ETCO2]))
    number = draw(st.integers(-5, 320))
    return {"vital": name, "quantity": quantity(f"{number} {VITALS[name].unit}")}


def kind(action: type[Action], **fields) -> st.SearchStrategy[Action]:
    return st.builds(action, source=sources, **fields)


not_goto = st.one_of(
    kind(GiveDrug, drug=st.sampled_from(["adrenaline", "ghost"]), amount=amounts,
         route=st.sampled_from(["IV", "IM", "EYE"]), performed_at_ms=earlier),
    kind(InfuseDrug, drug=st.just("adrenaline"), rate=st.just(quantity("1 mg/h"))),
    kind(PerformAct, act=st.sampled_from(["call", "dance"]), performed_at_ms=earlier),
    kind(DeliverShock, energy_j=st.integers(-1, 200)),
    kind(Pace, rate_per_min=st.integers(0, 90), current_ma=st.integers(0, 90)),
    kind(Compress, depth_mm=st.integers(30, 60)),
    kind(FireEvent, event=st.sampled_from(["worse", "ghost"])),
    readings().flatmap(lambda fields: kind(SetVital, over_ms=st.integers(0, 2000),
                                           **{k: st.just(v) for k, v in fields.items()})),
    readings().flatmap(lambda fields: kind(PinVital,
                                           **{k: st.just(v) for k, v in fields.items()})),
    kind(ReleaseVital, vital=st.sampled_from([Vital.HR, Vital.SBP]), over_ms=st.integers(-1, 900)),
    kind(SwitchSensor, sensor=st.just("spo2"), is_on=st.booleans()),
    kind(DisturbEcg, what=st.sampled_from(["lead", "reversal", "hum"]),
         name=st.sampled_from(["RA", "RA-LA", "motion"]), is_on=st.booleans()),
    kind(AdjustEquipment, what=st.sampled_from(["balloon", "inspired-co2", "hum"]),
         name=st.sampled_from(["", "up"]),
         quantity=st.sampled_from(["-1 mmHg", "8 mmHg"]).map(quantity)),
    kind(SetManual, is_on=st.booleans()),
    kind(HoldOffRule, rule=st.sampled_from(RULES), is_held=st.booleans()),
    kind(AnnulEntry, entry=st.integers(0, 8)),
)  # fmt: skip
gotos = st.builds(
    GoToState, source=st.just(Source.FACILITATOR), region=st.just("patient"),
    state=st.sampled_from(STATES),
)  # fmt: skip
forced = kind(FireRule, rule=st.sampled_from(RULES))
scripts = st.lists(
    st.lists(st.one_of(not_goto, gotos, forced), max_size=3), min_size=1, max_size=40
)
seeds = st.integers(0, 2**32)
