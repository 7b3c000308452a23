"""A model fitted to recorded sessions: it finds again what simulated teams were made with."""

import math
from dataclasses import replace

import pytest
from support.charts import MIN, SECOND, done, region, scenario, state, vital
from support.team_models import FLAWLESS, team_model

from simrunner.app.team_models import read_team_model
from simrunner.domain.chart import Expectation
from simrunner.domain.event import ExpectationChanged, ExpectationStatus
from simrunner.domain.run_record import RecordedEvent, RunRecord, RunSummary
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.fit import FEWEST, fit_levels, fitted_model, observations
from simrunner.rehearsal.virtual_team import VirtualTeam

NAMES = tuple(f"deed-{number}" for number in range(40))
DRILL = scenario(
    region("patient", state("ill")), actions=NAMES,
    expect=[Expectation(id=name, detect=done(name), within_ms=MIN, objective=None)
            for name in NAMES],
)  # fmt: skip


def record_of(events, team, drill=DRILL):
    summary = RunSummary(
        run="r", scenario=drill.id, title="", team=team, started_wall="", duration_ms=0,
        outcome="", is_ended=True,
    )  # fmt: skip
    return RunRecord(
        summary=summary, canonical_scenario="", trend=(), ratings=(), remarks=(), head="",
        events=tuple(RecordedEvent(seq=seq, event=event, digest=b"")
                     for seq, event in enumerate(events)),
    )  # fmt: skip


def session(level, *, seed, team):
    """Return the record of a team that is played for a little over a minute."""
    engine = Engine(DRILL, seed=seed)
    players = VirtualTeam(DRILL, level, seed=seed, has_pulse=lambda: True)
    events = list(engine.start().events)
    players.hear(events, 0)
    for now_ms in range(100, 70 * SECOND, 100):
        found = engine.step(now_ms, players.due(now_ms)).events
        players.hear(found, now_ms)
        events += found
    return record_of(events, team)


@pytest.mark.slow
def test_that_the_parameters_of_simulated_teams_are_found_again():
    median_s, log_sd, omission_pct = 6.0, 0.5, 15.0
    made = team_model(**{**FLAWLESS, "delay_median_s": median_s, "delay_log_sd": log_sd,
                         "omission_pct": omission_pct})  # fmt: skip
    records = [session(made.of("good"), seed=seed, team="good") for seed in range(15)]

    fitted, *others = fit_levels(
        [each for record in records for each in observations(DRILL, record, made)],
        team_model(fatigue_pct_per_min=0),
    )

    # Four standard errors each; delays are rounded up to a tick of 0.1 s.
    number, delays = fitted.expectations, fitted.delays
    assert number == 15 * len(NAMES)
    median_error = 1.2533 * log_sd / math.sqrt(delays)
    assert abs(math.log((fitted.delay_median_s - 0.05) / median_s)) < 4 * median_error
    assert abs(fitted.delay_log_sd - log_sd) < 4 * log_sd / math.sqrt(2 * delays)
    share = omission_pct / 100
    assert abs(fitted.omission_pct / 100 - share) < 4 * math.sqrt(share * (1 - share) / number)
    assert [each.delay_median_s for each in others] == [None, None]


def changed(name, status, *, cue_ms=0, detected_ms=None):
    return ExpectationChanged(at_ms=0, expectation=name, status=status, cue_at_ms=cue_ms,
                              detected_at_ms=detected_ms)  # fmt: skip


def test_that_only_what_says_something_about_the_team_is_observed():
    status = ExpectationStatus
    mixed = replace(DRILL, expectations=(
        *DRILL.expectations[:5],
        Expectation(id="vital", detect=vital("HR", "> 60 /min")),
        Expectation(id="cpr", detect=done("cpr")),
        Expectation(id="at-once", detect=done("deed-8"), within_ms=30 * SECOND),
        Expectation(id="planned", detect=done("deed-9"), not_before_ms=MIN),
    ))  # fmt: skip
    events = [
        changed("deed-0", status.MET, cue_ms=1000, detected_ms=5000),
        changed("deed-1", status.MISSED),
        changed("deed-2", status.OPEN),
        changed("deed-3", status.MET, cue_ms=5000, detected_ms=4000),
        changed("deed-4", status.MISSED),
        changed("deed-4", status.LATE, detected_ms=90_000),
        changed("vital", status.MET, detected_ms=5000),
        changed("cpr", status.MET, detected_ms=5000),
        changed("at-once", status.MET, detected_ms=5000),
        changed("planned", status.MET, cue_ms=1000, detected_ms=MIN + 8000),
    ]

    found = observations(mixed, record_of(events, "class of May", mixed), read_team_model())

    assert [each.delay_ms for each in found] == [4000, None, 90_000, 7000]
    assert {each.level for each in found} == {"average"}


def test_that_estimates_are_named_as_fitted_and_the_rest_stays_assumed():
    status = ExpectationStatus
    events = [changed(name, status.MET, detected_ms=30_000) for name in NAMES[:FEWEST]]
    base = read_team_model()

    fitted = fit_levels(observations(DRILL, record_of(events, "poor"), base), base)
    model = fitted_model(base, fitted, name="ours")

    assert model.of("poor").delay_median_s == pytest.approx(30.0)
    assert model.of("poor").omission_pct == 0
    assert model.of("good") == base.of("good")
    source = model.parameters["delay_median_s"].source
    assert "poor: fitted, n = 20" in source
    assert "good: assumed" in source
    assert model.parameters["hands"] == base.parameters["hands"]


def test_that_fatigue_is_taken_out_of_late_delays():
    base = team_model(fatigue_pct_per_min=10)
    events = [changed(name, ExpectationStatus.MET, cue_ms=10 * MIN,
                      detected_ms=10 * MIN + 60_000) for name in NAMES]  # fmt: skip

    fitted = fit_levels(observations(DRILL, record_of(events, "good"), base), base)

    assert fitted[0].delay_median_s == pytest.approx(30.0)
