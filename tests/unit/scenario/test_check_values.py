"""The intervals of the checker hold for every value that the engine ever shows."""

import pytest
from support.chart_runs import Run, act
from support.packs import PACKS, shipped_catalogue
from support.scenario_files import check, small

from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.cast import cast
from simrunner.scenario.check.interval import Interval, hull_of, point
from simrunner.scenario.check.reach import StateValues, file_values, may_lose_rate, shown
from simrunner.scenario.pack import load_pack

LOOK_MS = 2_000

# A body's vitals are its own: the file bounds none of them.
SCRIPTED = [
    folder
    for folder in PACKS
    if load_pack(folder, shipped_catalogue()).scenario.patient.kind == "scripted"
]


def _holds(interval, number):
    return interval.low - 1e-9 <= number <= interval.high + 1e-9


@pytest.mark.parametrize("team", ["good", "average", "poor"])
@pytest.mark.parametrize("folder", SCRIPTED, ids=lambda path: path.name)
def test_that_a_played_run_never_leaves_the_intervals(folder, team):
    pack = load_pack(folder, shipped_catalogue())
    scenario = pack.scenario
    everywhere = file_values(scenario)
    region = scenario.regions[0]
    during = StateValues(scenario=scenario, region=region).find().during
    inside = {
        leaf: shown(values, may_lose_rate=may_lose_rate(scenario))
        for leaf, values in during.items()
    }
    players = cast(pack.expected.teams[team], scenario, plays_compressions=True)
    engine = Engine(scenario, seed=1)
    engine.start()
    seen = set()
    for now_ms in range(100, 1_300_000, 100):
        if engine.is_ended:
            break
        engine.step(now_ms, players.due(now_ms))
        if now_ms % LOOK_MS:
            continue
        active = {path for name, path in engine._facts.active if name == region.id}
        leaf = max(active, key=len)
        seen.add(leaf)
        for vital, number in engine.tracks.read_all(now_ms).items():
            assert _holds(everywhere[vital], number), (vital, number, everywhere[vital])
            assert _holds(inside[leaf][vital], number), (leaf, vital, number)
    assert len(seen) >= 3


def test_that_a_state_is_narrower_than_the_file():
    scenario = check(small())[0]
    region = scenario.regions[0]
    during = StateValues(scenario=scenario, region=region).find().during
    assert file_values(scenario)[Vital.HR] == Interval(low=80.0, high=140.0)
    assert during["ill"][Vital.HR] == point(80.0)
    assert during["worse"][Vital.HR] == Interval(low=80.0, high=140.0)


@pytest.mark.parametrize(
    ("trend", "low", "high"),
    [
        ("by 10 /min over 60 s", 80, 300),
        ("by 0 /min over 60 s", 80, 80),
        ("times 0.5 over 60 s", 0, 80),
        ("times 1.5 over 60 s", 80, 300),
        ("60 /min over 60 s", 60, 80),
    ],
)
def test_that_a_relative_ramp_may_be_taken_again_and_again(trend, low, high):
    scenario = check(small(("HR: 140 /min over 60 s", f"HR: {trend}")))[0]
    assert file_values(scenario)[Vital.HR] == Interval(low=low, high=high)


def test_that_a_rhythm_without_a_rate_takes_the_heart_rate_to_zero():
    scenario = check(small(("      well: {final: true}", "      well: {final: true, rhythm: vf}")))[
        0
    ]
    assert file_values(scenario)[Vital.HR].low == 0.0


def test_that_map_and_the_diastolic_limit_follow_the_systolic_pressure():
    scenario = check(small(("HR: 140 /min over 60 s", "SBP: 40 mmHg over 60 s")))[0]
    found = file_values(scenario)
    assert found[Vital.DBP] == Interval(low=36.0, high=75.0)
    assert found[Vital.MAP].low == pytest.approx(36.0 + 4.0 / 3.0)
    assert found[Vital.MAP].high == pytest.approx(90.0)


def test_that_a_modelled_patient_may_have_any_value():
    scenario = check(small(("weight: 70 kg", "weight: 70 kg, kind: modelled")))[0]
    assert file_values(scenario)[Vital.SPO2] == Interval(low=0.0, high=100.0)
    assert set(file_values(scenario)) == set(VITALS)


def test_that_an_interval_knows_its_open_ends():
    below = Interval(high=5.0, is_high_open=True)
    assert below.meet(Interval(low=5.0)).is_empty
    assert not Interval(high=5.0).meet(Interval(low=5.0)).is_empty
    assert below.hull(point(5.0)) == Interval(high=5.0)
    assert hull_of([]) is None


LYING_FIRST = "event: act lie, go: lying}, {event: act move, go: calm"
MOVE_FIRST = "event: act move, go: calm}, {event: act lie, go: lying"


@pytest.mark.parametrize(
    "states",
    [
        *(
            f"""\
      standing: {{when: [{{{ways}}}]}}
      calm: {{set: {{HR: 80 /min}}, when: [{{event: act move, go: moved}}]}}
      moved: {{when: [{{event: act lie, go: lying}}, {{if: HR > 130 /min, go: well}}]}}
      lying: {{set: {{HR: 140 /min}}, when: [{{event: act rise, go: back}}]}}
      well: {{final: true}}
"""
            for ways in (LYING_FIRST, MOVE_FIRST)
        ),
        """\
      standing: {set: {HR: 80 /min}, when: [{event: act move, go: calm}]}
      calm: {when: [{event: act lie, go: calm}, {if: HR > 130 /min, go: well},
                    {event: act rise, go: back, set: {HR: 140 /min}}]}
      well: {final: true}
""",
    ],
    ids=["reached-last", "reached-first", "itself"],
)
def test_that_back_leads_to_every_state_that_may_have_come_before(states):
    """A state found late, and a state that a rule re-enters, come before a `back` too."""
    acts = "".join(f"  {each}: {{en: {each}}}\n" for each in ("lie", "move", "rise"))
    head, rest = small().split("    start: ill\n")
    end = rest[rest.index("expect:") :]
    text = head.replace("actions:\n", f"actions:\n{acts}") + "    start: standing\n    states:\n"
    scenario, problems = check(text + states + end)
    assert "W403" not in {problem.code for problem in problems}

    run = Run(scenario)
    for each in ("move", "move", "lie", "rise"):
        run.step(act(each))
    run.step()

    assert run.engine.is_ended, "the rule fires: HR comes back to where it began"
