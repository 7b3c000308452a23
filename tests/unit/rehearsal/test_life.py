"""Whatever runs an engine without a session gives a modelled patient its body."""

from dataclasses import replace
from functools import cache

import pytest
from support.packs import shipped_catalogue
from support.page_runs import ruled
from support.scenario_files import check
from support.team_models import team_model

from simrunner.app.rehearsal_worker import play_text, stage_text
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.domain.vital import Vital
from simrunner.rehearsal.explore import explore
from simrunner.rehearsal.life import Life
from simrunner.rehearsal.rehearse import batch_text, batches, play_batch, results_text
from simrunner.rehearsal.text_test import judge_team
from simrunner.scenario.pack import load_pack

MODELLED = ("weight: 70 kg}", "weight: 70 kg, kind: modelled}")
BLEEDING = 'body: "bleed 500 mL/min for 4 min"'

BLEEDS = ruled("if: BloodLoss > 1500 mL, go: worse", effects=BLEEDING, more=(MODELLED,))


@cache
def bleeding():
    scenario = check(BLEEDS)[0]
    assert scenario is not None
    return scenario


def test_that_a_body_is_ordered_about_and_felt_by_the_conditions() -> None:
    life = Life(bleeding(), seed=1, bodies=rehearsed_body)
    life.start()
    entered = [
        (at_ms, fact.state)
        for at_ms in range(100, 240_000, 100)
        for fact in life.step(at_ms, ())
        if type(fact).__name__ == "StateEntered"
    ]
    assert [state for _, state in entered] == ["worse"]
    assert entered[0][0] == pytest.approx(180_000, abs=1_000)
    assert life.engine.tracks.read(Vital.HR, 239_900) > 90.0


def test_that_no_tick_of_a_body_is_skipped_and_quiet_ones_of_a_script_are() -> None:
    life = Life(bleeding(), seed=1, bodies=rehearsed_body)
    life.start()
    assert life.next_tick_ms(0, 60_000) == 100
    scripted = check(ruled("after: 5 min, go: well"))[0]
    assert scripted is not None
    still = Life(scripted, seed=1)
    still.start()
    still.step(100, ())
    assert still.next_tick_ms(100, 60_000) == 60_000


def test_that_a_modelled_patient_without_a_body_is_refused() -> None:
    with pytest.raises(ValueError, match="is modelled and needs a body"):
        Life(bleeding(), seed=1)


def test_that_an_exploration_of_a_body_is_refused_with_what_to_do_instead() -> None:
    with pytest.raises(ValueError, match="rehearse it with virtual teams instead"):
        explore(bleeding(), most=10)


@pytest.mark.slow
def test_that_virtual_teams_meet_the_same_body_here_and_in_a_worker() -> None:
    model = team_model()
    batch = replace(batches(("good",), 1)[0], count=1)
    here = play_batch(bleeding(), model, 1, batch, rehearsed_body)
    there = play_text(stage_text(bleeding(), model, 1), batch_text(batch))
    assert results_text(here) == there
    assert "patient.worse" in here[0].states


def test_that_a_text_test_judges_what_the_body_does(tmp_path) -> None:
    (tmp_path / "scenario.yaml").write_text(BLEEDS, encoding="utf-8")
    (tmp_path / "expected.yaml").write_text(
        """format: clinscn-expected/1
teams: {idle: []}
expect:
  idle:
    by: 4 min
    path: [ill, worse]
    vitals:
      - {at: 2 min, that: BloodLoss between 950 mL and 1050 mL and HR > 85 /min}
      - {at: 2 min, that: BloodLoss < 900 mL}
""",
        encoding="utf-8",
    )
    pack = load_pack(tmp_path, shipped_catalogue())
    assert pack.expected is not None
    claims = judge_team(pack.scenario, pack.expected, "idle", rehearsed_body)
    assert [claim.passed for claim in claims] == [True, True, False]
