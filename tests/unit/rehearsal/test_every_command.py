"""A scripted team may use every word of the console's typed commands, and each does something."""

import pytest
from support.packs import shipped_catalogue
from support.scenario_files import small

from simrunner.rehearsal.text_test import judge_team
from simrunner.scenario.pack import load_pack

ROOM = small(
    (
        "weight: 70 kg}",
        (
            'weight: 70 kg, labs: {gas: "pH 7.4"}}\nevents: {relative: A relative shouts}\n'
            "sensors: {spo2: on}"
        ),
    ),
    ('"mass, mass/kg, count"', '"mass, mass/kg, count, mass/time"'),
    (
        "      well: {final: true}",
        "      well: {when: [{after: 9 min, go: home}]}\n      home: {final: true}",
    ),
    ("  help: {en: Call for help}", "  help: {en: Call for help}\n  cpr: {en: Compressions}"),
)

DONE = [
    (["give adrenaline 0.5 mg IM"], "given adrenaline >= 0.5 mg IM"),
    (["give adrenaline 0.5 mg IM 5 s ago"], "not given adrenaline within 6 s and given adrenaline"),
    (["act help 30 s ago"], "not done help within 29 s and done help within 60 s"),
    (["infuse adrenaline 5 mcg/min"], "running adrenaline >= 5 mcg/min"),
    (["infuse adrenaline 5 mcg/min", "infuse adrenaline 0"], "not running adrenaline"),
    (["act help"], "done help"),
    (["order gas"], "event order gas within 10 s"),
    (["shock 150 J sync"], "event shock within 10 s"),
    (["shock 200 J"], "event shock within 10 s"),
    (["cpr for 5 s rate 120 depth 50 mm"], "done cpr"),
    (["event relative"], "event relative within 10 s"),
    (["goto worse"], "in worse"),
    (["pin SBP 70 mmHg"], "SBP = 70 mmHg"),
    (["pin SBP 70 mmHg", "release SBP over 1 s"], "SBP = 120 mmHg"),
    (["pin SBP 70 mmHg", "release SBP"], "SBP > 70 mmHg and SBP < 100 mmHg"),
    (["manual on", "act help", "give adrenaline 0.5 mg IM"], "in ill and given adrenaline"),
    (["manual on", "manual off", "act help", "give adrenaline 0.5 mg IM"], "in well"),
    (["hr 140 2"], "HR = 140 /min"),
    (["sensor spo2 off"], "not sensor spo2"),
]


@pytest.mark.parametrize(("words", "that"), DONE, ids=lambda each: str(each)[:40])
def test_that_a_team_does_what_the_typed_command_says(tmp_path, words, that):
    steps = ", ".join(f'{{at: {40 + at} s, do: "{do}"}}' for at, do in enumerate(words))
    at_s = 40 + len(words) + 4
    (tmp_path / "scenario.yaml").write_text(ROOM, encoding="utf-8")
    (tmp_path / "expected.yaml").write_text(
        f"format: clinscn-expected/1\nteams: {{one: [{steps}], none: []}}\nexpect:\n"
        + "".join(
            f'  {team}: {{by: 55 s, vitals: [{{at: {at_s} s, that: "{that}"}}]}}\n'
            for team in ("one", "none")
        ),
        encoding="utf-8",
    )
    pack = load_pack(tmp_path, shipped_catalogue())

    (claim,) = judge_team(pack.scenario, pack.expected, "one")
    (without,) = judge_team(pack.scenario, pack.expected, "none")

    assert claim.passed, claim.sentence
    idle_is_same = that in ("not running adrenaline", "SBP = 120 mmHg")
    assert without.passed is idle_is_same, "what the command did must be its own doing"
