"""The two worked packs, transcribed by hand into domain values, with their scripted teams."""

from simrunner.domain.chart import Expectation, Scenario
from support.charts import (
    MIN,
    SECOND,
    SINCE_CUE,
    SINCE_ENTRY,
    both,
    done,
    drug,
    effects,
    given,
    held,
    in_state,
    no,
    region,
    rule,
    scenario,
    state,
    to,
    vital,
    within,
)


def anaphylaxis() -> Scenario:
    """Return `anaphylaxis-ed` 1.2.0 at normal difficulty."""
    onset = state(
        "onset",
        rule(given("adrenaline", ">= 0.5 mg", "IM"), go="partial"),
        rule(after_ms=150 * SECOND, go="shock"),
        does=effects(
            to("HR", 118, 60), to("SpO2", 94, 90), to("RR", 26, 60), to("SBP", 104, 90),
            to("DBP", 62, 90), say="My lips feel strange",
        ),
    )  # fmt: skip
    partial = state(
        "partial",
        rule(after_ms=4 * MIN, go="shock"),
        does=effects(
            to("HR", 112, 60), to("SpO2", 95, 60), to("RR", 24, 60), to("SBP", 102, 60),
            to("DBP", 60, 60),
        ),
    )  # fmt: skip
    enough = both(
        given("adrenaline", ">= 2 doses", "IM"),
        given("adrenaline", ">= 1 dose", "IM", SINCE_ENTRY),
        given("crystalloid", ">= 500 mL"),
    )
    shock = state(
        "shock",
        rule(enough, go="responding", name="enough"),
        rule(
            given("adrenaline", ">= 0.5 mg", "IM", SINCE_ENTRY),
            does=effects(to("SBP", 78, 60), to("DBP", 45, 60)),
        ),
        rule(
            given("adrenaline", "> 0.2 mg", "IV", within(SECOND)), event="give adrenaline",
            does=effects(raises=["iv-overdose"]),
        ),
        does=effects(
            to("HR", 142, 60), to("SpO2", 84, 120, "exp"), to("RR", 36, 60),
            to("SBP", 66, 90, "sigmoid"), to("DBP", 36, 90, "sigmoid"), to("GCS", 13, 120),
            rhythm="sinus-tachycardia", say="I can't breathe",
        ),
    )  # fmt: skip
    responding = state(
        "responding",
        rule(no(done("stop-antibiotic")), after_ms=180 * SECOND, go="shock"),
        rule(
            both(held(vital("MAP", "> 70 mmHg"), 60 * SECOND), done("stop-antibiotic")),
            go="recovered",
        ),
        does=effects(
            to("HR", 112, 120), to("SpO2", 96, 120), to("RR", 22, 120), to("SBP", 108, 150),
            to("DBP", 63, 150), to("GCS", 15, 60),
        ),
    )  # fmt: skip
    recovered = state("recovered", final=True, does=effects(to("HR", 96, 120), rhythm="sinus"))
    arrest = state(
        "arrest",
        rule(
            both(done("cpr", SINCE_ENTRY), given("adrenaline", ">= 1 mg", "IV", SINCE_ENTRY)),
            after_ms=120 * SECOND, go="rosc",
        ),
        rule(after_ms=15 * MIN, go="died"),
        does=effects(
            to("HR", 60, 10), to("EtCO2", 2.0, 60), rhythm="pea",
            sets={"SpO2": 60, "SBP": 0, "DBP": 0, "RR": 0, "GCS": 3},
        ),
    )  # fmt: skip
    rosc = state(
        "rosc",
        rule(after_ms=120 * SECOND, go="recovered"),
        does=effects(
            to("HR", 124, 10), to("SBP", 104, 120), to("DBP", 62, 120), to("SpO2", 96, 60),
            to("GCS", 8, 120), rhythm="sinus-tachycardia",
            sets={"SpO2": 90, "SBP": 84, "DBP": 48, "RR": 12, "EtCO2": 6.5},
        ),
    )  # fmt: skip
    died = state("died", final=True, does=effects(rhythm="asystole"))
    return scenario(
        region("patient", onset, partial, shock, responding, recovered, arrest, rosc, died),
        region(
            "equipment", state("infusing", rule(done("stop-antibiotic"), go="stopped")),
            state("stopped"),
        ),
        region(
            "team", state("alone", rule(done("call-help"), go="coming")),
            state("coming", rule(after_ms=120 * SECOND, go="arrived")), state("arrived"),
        ),
        anywhere=[
            rule(
                held(vital("MAP", "< 48 mmHg"), 180 * SECOND), go="arrest", region="patient",
                name="prolonged-shock",
            ),
            rule(
                event="iv-overdose",
                does=effects(
                    to("HR", 142, 240), to("SBP", 66, 240), to("DBP", 36, 240),
                    flags=["iv-overdose"], sets={"HR": 170, "SBP": 210, "DBP": 105},
                ),
            ),
            rule(
                both(held(in_state("patient", "onset"), 2 * MIN), no(given("adrenaline"))),
                does=effects(say="She looks blotchy, doctor."), name="blotchy",
            ),
        ],
        expect=_anaphylaxis_expectations(),
        vitals={"HR": 92, "SBP": 124, "DBP": 76, "SpO2": 98, "RR": 18, "EtCO2": 4.8,
                "Temp": 36.8, "GCS": 15},
        drugs=[
            drug("adrenaline", concentration="1 mg/mL"), drug("crystalloid", "vol, vol/kg, count"),
            drug("chlorphenamine", "mass, count"), drug("hydrocortisone", "mass, count"),
        ],
        actions=["stop-antibiotic", "call-help", "lie-flat", "oxygen", "cpr", "name-leader"],
        labs=["tryptase"], name="anaphylaxis-ed",
    )  # fmt: skip


def _anaphylaxis_expectations() -> list[Expectation]:
    def act(name: str, action: str, limit_ms: int) -> Expectation:
        return Expectation(id=name, detect=done(action), within_ms=limit_ms)

    return [
        Expectation(
            id="adrenaline-1", detect=given("adrenaline", ">= 0.5 mg", "IM"), within_ms=3 * MIN,
            is_critical=True,
        ),
        act("stop-trigger", "stop-antibiotic", 2 * MIN),
        act("oxygen", "oxygen", 3 * MIN),
        act("flat", "lie-flat", 4 * MIN),
        act("help", "call-help", 3 * MIN),
        Expectation(
            id="adrenaline-2", cue=given("adrenaline", ">= 0.5 mg", "IM"),
            detect=given("adrenaline", ">= 2 doses", "IM"), not_before_ms=4 * MIN,
            within_ms=6 * MIN, is_critical=True,
        ),
        Expectation(
            id="fluid", cue=vital("MAP", "< 65 mmHg"), detect=given("crystalloid", ">= 500 mL"),
            within_ms=5 * MIN,
        ),
        act("leader", "name-leader", 3 * MIN),
        Expectation(
            id="compressions", cue=in_state("patient", "arrest"), detect=done("cpr", SINCE_CUE),
            within_ms=20 * SECOND, is_critical=True,
        ),
        Expectation(
            id="adrenaline-arrest", cue=in_state("patient", "arrest"),
            detect=given("adrenaline", ">= 1 mg", "IV", SINCE_CUE), within_ms=3 * MIN,
        ),
    ]  # fmt: skip


def hyperthermia() -> Scenario:
    """Return `mh-crisis-or` 1.2.0, its expectations left out."""
    treated = both(done("volatile-off"), given("dantrolene", ">= 2.4 mg/kg", "IV"))
    stable = state("stable", rule(after_ms=120 * SECOND, go="early"))
    early = state(
        "early",
        rule(treated, go="improving"),
        rule(held(vital("EtCO2", "> 7.9 kPa"), 30 * SECOND), go="crisis"),
        does=effects(
            to("EtCO2", 8.0, 300, "exp"), to("HR", 128, 240), to("Temp", 37.6, 300),
            to("SpO2", 96, 300), to("K", 5.0, 300),
        ),
    )  # fmt: skip
    crisis = state(
        "crisis",
        rule(treated, go="improving"),
        rule(done("hyperventilate"), does=effects(to("EtCO2", 9.0, 120))),
        rule(
            both(
                vital("K", "> 6.4 mmol/L"), no(given("calcium-chloride", window=within(10 * MIN)))
            ),
            after_ms=4 * MIN, go="arrest",
        ),
        does=effects(
            to("EtCO2", 11.0, 300), to("HR", 152, 180), to("Temp", 42.0, 960),
            to("SBP", 88, 360), to("DBP", 46, 360), to("SpO2", 91, 360), to("K", 7.0, 360),
            rhythm="sinus-tachycardia",
        ),
    )  # fmt: skip
    improving = state(
        "improving",
        rule(both(given("dantrolene", ">= 3.4 mg/kg", "IV"), done("cool")), go="controlled"),
        rule(after_ms=6 * MIN, go="crisis"),
        does=effects(
            to("EtCO2", 7.0, 240), to("HR", 118, 300), to("Temp", 39.0, 300), to("SBP", 104, 180),
            to("DBP", 56, 180), to("SpO2", 96, 180), to("K", 6.6, 240), rhythm="sinus-tachycardia",
        ),
    )  # fmt: skip
    cooled = both(vital("EtCO2", "< 6.0 kPa"), vital("Temp", "< 38.5 °C"))
    controlled = state(
        "controlled",
        rule(held(cooled, 60 * SECOND), go="transfer"),
        does=effects(
            to("EtCO2", 5.5, 240), to("HR", 96, 300), to("Temp", 38.2, 300), to("K", 4.8, 240),
            to("SpO2", 98, 120), to("SBP", 112, 180), to("DBP", 64, 180), rhythm="sinus",
        ),
    )  # fmt: skip
    shocked = both(
        done("cpr", SINCE_ENTRY), given("calcium-chloride"),
        given("dantrolene", ">= 2.4 mg/kg", "IV"),
    )  # fmt: skip
    arrest = state(
        "arrest",
        rule(
            shocked, event="shock", after_ms=120 * SECOND, go="improving",
            does=effects(sets={"HR": 130, "SBP": 78, "DBP": 40, "EtCO2": 7.5}),
        ),
        rule(after_ms=10 * MIN, go="died"),
        does=effects(rhythm="vf", sets={"SBP": 0, "DBP": 0, "EtCO2": 2.0}),
    )  # fmt: skip
    return scenario(
        region(
            "patient", stable, early, crisis, improving, controlled, state("transfer", final=True),
            arrest, state("died", final=True, does=effects(rhythm="asystole")),
        ),
        region(
            "theatre", state("operating", rule(done("stop-surgery"), go="closing")),
            state("closing"),
        ),
        region(
            "lab", state("idle", rule(event="order gas-1", go="analysing")),
            state("analysing", rule(after_ms=90 * SECOND, go="idle", does=effects(show="gas-1"))),
        ),
        anywhere=[
            rule(held(vital("Temp", "> 41.5 °C"), 60 * SECOND), go="arrest", region="patient"),
            rule(
                both(held(in_state("patient", "crisis"), 60 * SECOND), no(done("stop-surgery"))),
                does=effects(say="Can I carry on?"),
            ),
        ],
        vitals={"HR": 88, "SBP": 118, "DBP": 70, "SpO2": 99, "RR": 12, "EtCO2": 5.0,
                "Temp": 36.6, "K": 4.2},
        drugs=[
            drug("dantrolene"), drug("calcium-chloride", "mass, vol, count", "100 mg/mL"),
        ],
        actions=["volatile-off", "hyperventilate", "cool", "declare", "mixing-team",
                 "stop-surgery", "cpr"],
        weight_kg=80.0, labs=["gas-1"], name="mh-crisis-or",
    )  # fmt: skip
