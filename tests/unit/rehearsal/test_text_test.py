"""A pack's own test: the script is played, every claim is judged at its time."""

import pytest
from support.packs import shipped_catalogue
from support.scenario_files import SMALL

from simrunner.rehearsal.text_test import judge_team
from simrunner.scenario.pack import load_pack

TEAMS = """\
format: clinscn-expected/1
teams:
  quick:
    - {at: 10 s, do: act help}
    - {at: 20 s, do: give adrenaline 0.5 mg IM}
  idle:
    - {at: 10 s, do: act help}
expect:
"""


def verdict(tmp_path, expect, team, *, capable=SMALL):
    (tmp_path / "scenario.yaml").write_text(capable, encoding="utf-8")
    lines = "".join(f"  {line}\n" for line in expect.strip().splitlines())
    (tmp_path / "expected.yaml").write_text(TEAMS + lines, encoding="utf-8")
    pack = load_pack(tmp_path, shipped_catalogue())
    return judge_team(pack.scenario, pack.expected, team)


def failed(assertions):
    return [each.sentence for each in assertions if not each.passed]


def test_that_true_claims_hold_and_each_names_its_line(tmp_path):
    claims = """
quick:
  outcome: well
  by: 30 s
  path: [ill, well]
  status: {helped: met}
  vitals:
    - {at: 20 s, that: HR < 81 /min}
"""
    assertions = verdict(tmp_path, claims, "quick")

    assert failed(assertions) == []
    assert len(assertions) == 4
    assert min(each.line for each in assertions) > 8


def test_that_a_team_that_does_less_is_told_where_it_ended(tmp_path):
    assertions = verdict(tmp_path, "idle: {outcome: well, path: [ill, well], by: 2 min}", "idle")

    outcome, path = failed(assertions)
    assert outcome.startswith("the run ends in well by 02:00: no, it was in worse from 01:00")
    assert path == "the path is ill, well: no, it was ill 00:00, worse 01:00"


def test_that_play_stops_at_the_time_named(tmp_path):
    assertions = verdict(tmp_path, "idle: {outcome: ill, by: 30 s}", "idle")

    assert failed(assertions) == []


@pytest.mark.parametrize("at", ["0.05 s", "0.1 s", "0.15 s", "60 s", "90 s"])
def test_that_a_vital_is_judged_at_its_time_even_between_steps(tmp_path, at):
    wrong = f"idle: {{by: 2 min, vitals: [{{at: {at}, that: HR > 200 /min}}]}}"
    right = f"idle: {{by: 2 min, vitals: [{{at: {at}, that: HR < 200 /min}}]}}"

    (sentence,) = failed(verdict(tmp_path, wrong, "idle"))
    assert "stopped" not in sentence
    assert failed(verdict(tmp_path, right, "idle")) == []


def test_that_a_vital_is_judged_at_the_end_of_its_step_and_not_before(tmp_path):
    rising = """
idle:
  by: 2 min
  vitals:
    - {at: 60 s, that: HR = 80 /min}
    - {at: 90 s, that: HR >= 105 /min}
"""

    assert failed(verdict(tmp_path, rising, "idle")) == []


def test_that_a_vital_after_the_end_of_the_run_is_told_as_such(tmp_path):
    late = "quick: {vitals: [{at: 5 min, that: HR < 200 /min}]}"

    (sentence,) = failed(verdict(tmp_path, late, "quick"))

    assert sentence.endswith("no, play had stopped")


def test_that_a_team_without_claims_cannot_be_judged(tmp_path):
    with pytest.raises(KeyError):
        verdict(tmp_path, "idle: {outcome: ill, by: 30 s}", "quick")


def test_that_a_claim_may_ask_how_long_something_held(tmp_path):
    claims = """
quick:
  vitals:
    - {at: 20 s, that: HR < 81 /min for 19 s}
    - {at: 20 s, that: HR < 81 /min for 21 s}
"""
    (sentence,) = failed(verdict(tmp_path, claims, "quick"))

    assert sentence == "at 00:20 HR < 81 /min for 21 s: no, found HR 80 /min"


@pytest.mark.parametrize(
    ("that", "found"),
    [
        ("given adrenaline >= 1 mg", "given adrenaline 0.5 mg"),
        ("given adrenaline >= 2 doses", "given adrenaline 1 dose"),
        ("running adrenaline", "running adrenaline 0"),
        ("not done help", "done help"),
        ("done help within 1 s", "not done help within 1 s"),
        ("in ill", "patient in well"),
        ("sensor ecg", "sensor ecg off"),
        ("HR between 90 /min and 100 /min and HR > 90 /min", "HR 80 /min"),
        ("event shock within 5 s", "not event shock within 5 s"),
    ],
)
def test_that_a_failed_claim_says_what_each_of_its_parts_was(tmp_path, that, found):
    claim = f'quick: {{vitals: [{{at: 20 s, that: "{that}"}}]}}'

    (sentence,) = failed(verdict(tmp_path, claim, "quick"))

    assert sentence.endswith(f": no, found {found}")
