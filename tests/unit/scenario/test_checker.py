"""What each check of a finished chart finds, and what it leaves alone."""

import pytest
from support.packs import shipped_catalogue
from support.scenario_files import check, only, small

from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problems

WAIT = "          - {after: $wait, go: worse}\n"
HELP = "          - {if: done help and given adrenaline >= 0.5 mg IM, go: well}\n"
ALIVE = "          - {if: given adrenaline since entry, go: well}\n"


def _codes(*changes):
    return [each.code for each in check(small(*changes))[1]]


def _states(text):
    """Return the small file with other states in its region, which begins at `ill`."""
    changed = small()
    start = changed.index("      ill:\n")
    end = changed.index("      well: {final: true}")
    return changed[:start] + text + changed[end:]


# ---------------------------------------------------------------- loops


@pytest.mark.parametrize(
    ("there", "keys", "back", "loops"),
    [
        ("if: HR > 70 /min", "", "if: HR < 90 /min", True),
        ("if: HR > 70 /min", "", "if: HR < 70 /min", False),
        ("if: HR > 70 /min", "", "if: HR < 90 /min for 1 s", False),
        ("if: HR > 70 /min", "", "after: 1 s", False),
        ("if: HR > 70 /min", "", "event: shock", False),
        ("if: HR > 70 /min", "set: {HR: 60 /min}, ", "if: HR < 90 /min", False),
        ("if: HR > 50 /min", "set: {HR: 60 /min}, ", "if: HR < 90 /min", True),
        ("if: done help since entry", "", "if: not done help since entry", False),
        ("if: not flag once, flag: once", "", "if: HR < 90 /min", False),
    ],
)
def test_that_two_states_loop_where_nothing_excludes_it(there, keys, back, loops):
    text = _states(
        f"      ill: {{when: [{{{there}, go: b}}]}}\n"
        f"      b: {{{keys}when: [{{{back}, go: ill}}, {{after: 5 s, go: well}}]}}\n"
    )
    codes = [each.code for each in check(text)[1]]
    assert loops is ("W611" in codes), codes
    assert not [code for code in codes if code.startswith("E")]


@pytest.mark.parametrize(
    ("rule", "loops"),
    [("if: HR > 70 /min, go: ill", True), ("event: shock, go: ill", False)],
)
def test_that_a_state_that_enters_itself_loops_on_a_condition(rule, loops):
    text = _states(f"      ill: {{when: [{{{rule}}}, {{after: 5 s, go: well}}]}}\n")
    assert loops is ("W611" in [each.code for each in check(text)[1]])


@pytest.mark.parametrize("is_outer", [True, False])
def test_that_a_timer_loops_where_going_does_not_start_it_anew(is_outer):
    rule = "{after: 9 s, go: b}"
    inside = "{a: {}, b: {}}" if is_outer else f"{{a: {{when: [{rule}]}}, b: {{}}}}"
    outside = f"{rule}, " if is_outer else ""
    text = _states(
        f"      ill:\n        start: a\n        states: {inside}\n"
        f"        when: [{outside}{{if: done help, go: well}}]\n"
    )
    assert is_outer is ("W611" in [each.code for each in check(text)[1]])


# ---------------------------------------------------------------- shadowed rules


@pytest.mark.parametrize(
    ("first", "second", "is_shadowed"),
    [
        ("if: given adrenaline, go: well", "if: given adrenaline >= 1 mg IM, go: worse", True),
        ("if: given adrenaline >= 1 mg IM, go: well", "if: given adrenaline, go: worse", False),
        (
            "if: given adrenaline within 5 min, go: well",
            "if: given adrenaline within 2 min, go: worse",
            True,
        ),
        (
            "if: given adrenaline within 2 min, go: well",
            "if: given adrenaline within 5 min, go: worse",
            False,
        ),
        (
            "if: given adrenaline >= 2 doses, go: well",
            "if: given adrenaline >= 3 doses, go: worse",
            True,
        ),
        (
            "if: given adrenaline < 2 doses, go: well",
            "if: given adrenaline < 1 dose, go: worse",
            True,
        ),
        (
            "if: given adrenaline >= 1 mg IM, go: well",
            "if: given adrenaline >= 2 mg IV, go: worse",
            False,
        ),
        ("if: HR > 80 /min for 10 s, go: well", "if: HR > 90 /min for 20 s, go: worse", True),
        ("if: HR > 80 /min for 20 s, go: well", "if: HR > 90 /min for 10 s, go: worse", False),
        ("if: HR > 80 /min or done help, go: well", "if: done help, go: worse", True),
        ("if: not done help, go: well", "if: not (done help or flag f), flag: f, go: worse", True),
        ("if: HR > 80 /min, chance: 50 %, go: well", "if: HR > 90 /min, go: worse", False),
        ("if: HR > 80 /min, flag: f", "if: HR > 90 /min and not flag f, go: worse", False),
        ("if: HR > 80 /min, event: shock, go: well", "if: HR > 90 /min, go: worse", False),
        ("if: HR > 80 /min, after: 9 s, go: well", "if: HR > 90 /min, go: worse", False),
        ("after: 9 s, go: well", "if: HR > 90 /min, after: 10 s, go: worse", True),
    ],
)
def test_that_a_rule_is_shadowed_when_an_earlier_one_is_implied(first, second, is_shadowed):
    text = _states(
        "      ill:\n        trend: {HR: 140 /min over 60 s}\n        when:\n"
        f"          - {{{first}}}\n          - {{{second}}}\n"
        "          - {after: $wait, go: worse}\n"
        "      worse: {when: [{if: done help, go: well}]}\n"
    )
    found = [each for each in check(text)[1] if each.code == "W610" and each.line == 25]
    assert is_shadowed is bool(found), [*map(str, check(text)[1])]


# ---------------------------------------------------------------- never and always


def test_that_a_condition_possible_at_one_difficulty_is_possible():
    limit = ("params: {", "params: {limit: {easy: 60 /min, normal: 50 /min, hard: 40 /min}, ")
    ramp = ("HR: 140 /min over 60 s", "HR: 55 /min over 60 s")
    guard = (ALIVE, ALIVE + "          - {if: HR < $limit, go: ill}\n")
    assert "W403" not in _codes(limit, ramp, guard)
    never = ("HR: 140 /min over 60 s", "HR: 70 /min over 60 s")
    assert "W403" in _codes(limit, never, guard)


def test_that_a_condition_that_is_always_true_is_noted():
    text = small((ALIVE, ALIVE + "          - {if: HR >= 80 /min, after: 9 s, go: well}\n"))
    assert only(check(text)[1]).code == "I402"


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("HR = 141 /min", ["W403"]),
        ("HR = 140 /min", []),
        ("not HR = 80 /min", []),
        ("not HR between 0 /min and 300 /min", ["W403"]),
        ("not (HR > 70 /min or done help)", ["W403"]),
        ("in ill and done help", ["W403"]),
        ("rhythm != sinus", ["W403"]),
        ("running adrenaline", ["W403"]),
        ("sensor art", ["I404"]),
        ("given adrenaline < 0 doses", ["W403"]),
        ("done help and not done help", ["W403"]),
        ("done help within 9 s and not done help within 5 s", []),
        ("(HR > 150 /min for 9 s) or done help", ["W405"]),
    ],
)
def test_that_a_guard_of_a_state_is_judged_by_what_the_file_makes_possible(condition, codes):
    text = small((ALIVE, ALIVE + f"          - {{if: {condition}, after: 9 s, go: ill}}\n"))
    assert [each.code for each in check(text)[1]] == codes


def test_that_a_never_true_guard_says_what_is_possible_and_what_the_facilitator_can_do():
    text = small((ALIVE, ALIVE + "          - {if: done help and HR > 150 /min, go: ill}\n"))
    problem = only(check(text)[1])
    assert (problem.line, problem.column) == (29, 32)
    assert "between 80 and 140 /min" in problem.hint
    assert "pins" in problem.hint
    assert "by hand" in problem.hint


def test_that_a_critical_detection_that_never_comes_stops_the_file():
    changes = ("detect: done help, within", "detect: done help and SpO2 < 50 %, within")
    scenario, problems = check(small(changes))
    assert scenario is not None
    assert only(problems).code == "W403"
    scenario, problems = check(small(changes, ("objective: o1}", "objective: o1, critical: true}")))
    assert scenario is None
    assert only(problems).code == "E404"


def test_that_a_stored_file_is_read_whatever_newer_checks_say():
    text = small(
        ("detect: done help, within", "detect: done help and SpO2 < 50 %, critical: true, within")
    )
    problems = Problems("scenario.yaml")
    loaded = load_scenario(text.encode(), shipped_catalogue(), problems, is_stored=True)
    assert loaded is not None
    assert problems.all == ()


# ---------------------------------------------------------------- races


def _race(after, threshold="HR > 110 /min", ramp="HR: 140 /min over 60 s"):
    return _states(
        f"      ill:\n        trend: {{{ramp}}}\n        when:\n"
        f"          - {{if: {threshold}, go: well}}\n          - {{after: {after}, go: worse}}\n"
        "      worse: {when: [{if: done help, go: well}, {after: $wait, go: well}]}\n"
    ).replace("given adrenaline", "done help")


@pytest.mark.parametrize(
    ("after", "threshold", "ramp", "races"),
    [
        ("32 s", "HR > 110 /min", "HR: 140 /min over 60 s", True),
        ("45 s", "HR > 110 /min", "HR: 140 /min over 60 s", False),
        ("45 s", "HR > 110 /min", "HR: 140 /min over 60 s delay 12 s", True),
        ("45 s", "HR > 110 /min for 12 s", "HR: 140 /min over 60 s", True),
        ("13 s", "HR > 110 /min", "HR: 140 /min over 60 s curve exp", True),
        ("30 s", "MAP < 76 mmHg", "SBP: 90 mmHg over 60 s, DBP: 60 mmHg over 60 s", False),
        ("33 s", "MAP < 76 mmHg and done help", "SBP: 90 mmHg over 60 s, DBP: 60 mmHg over 60 s",
         True),
        ("40 s", "MAP < 76 mmHg", "SBP: 90 mmHg over 60 s, DBP: 60 mmHg over 60 s", True),
        ("32 s", "SpO2 < 90 %", "HR: 140 /min over 60 s", False),
    ],
)  # fmt: skip
def test_that_a_timer_races_a_threshold_within_ten_seconds(after, threshold, ramp, races):
    codes = [each.code for each in check(_race(after, threshold, ramp))[1]]
    assert races is ("W613" in codes), codes


def test_that_a_race_names_the_difficulty_it_happens_at():
    problem = next(each for each in check(_race("$wait"))[1] if each.code == "W613")
    assert "when difficulty is hard" in problem.message
    assert problem.hint.startswith("hard: 30 s")


def test_that_a_timer_at_the_end_of_its_ramp_is_noted_only_where_a_difficulty_makes_it_so():
    quiet = _race("60 s", threshold="done help")
    assert "I604" not in [each.code for each in check(quiet)[1]]
    noted = [
        each for each in check(_race("$wait", threshold="done help"))[1] if each.code == "I604"
    ]
    assert "when difficulty is normal" in only(tuple(noted)).message


# ---------------------------------------------------------------- suppress


def test_that_a_suppressed_problem_is_kept_with_its_reason():
    text = small(("actions:\n", "actions:\n  wave: {en: Wave}\n"))
    text += "suppress: [{code: W608, at: actions.wave, why: for the debrief}]\n"
    problems = Problems("scenario.yaml")
    assert load_scenario(text.encode(), shipped_catalogue(), problems, is_advised=True) is not None
    assert problems.all == ()
    (suppressed,) = problems.suppressed
    assert (suppressed.problem.code, suppressed.why) == ("W608", "for the debrief")


def test_that_a_suppression_without_its_problem_is_a_warning_once_everything_was_checked():
    line = "suppress: [{code: W608, at: actions.help, why: old}]\n"
    assert only(check(small() + line)[1]).code == "W618"
    broken = small(("rhythm: sinus", "rhythm: none")) + line
    assert [each.code for each in check(broken)[1]] == ["E502"]


def test_that_a_state_s_warning_is_suppressed_at_its_path():
    text = small((WAIT, "          - {after: $wait, go: ill}\n"))
    line = "suppress: [{code: W605, at: regions.patient.states.worse, why: by hand}]\n"
    assert "W605" in [each.code for each in check(text)[1]]
    assert "W605" not in [each.code for each in check(text + line)[1]]
