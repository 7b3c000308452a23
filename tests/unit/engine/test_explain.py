"""Why has nothing happened yet: operands with their live values."""

import pytest
from support.chart_packs import anaphylaxis
from support.chart_runs import Run, act, fire, give
from support.charts import (
    SECOND,
    SINCE_ENTRY,
    both,
    done,
    drug,
    effects,
    either,
    given,
    held,
    no,
    region,
    rule,
    scenario,
    state,
    vital,
    within,
)

from simrunner.domain.condition_text import condition_text, duration_text


def pending(run: Run, name: str):
    views = run.engine.view(run.now_ms).pending
    return next(each for each in views if each.rule == name)


def test_that_a_hold_shows_the_live_value_and_how_long_it_has_held() -> None:
    run = Run(
        scenario(
            region("patient", state("calm")),
            anywhere=[
                rule(held(vital("MAP", "< 60 mmHg"), 180 * SECOND), go="calm", region="patient",
                     name="low"),
                rule(held(vital("MAP", "< 60 mmHg"), 180 * SECOND), name="told"),
                rule(event="drop", does=effects(sets={"SBP": 76, "DBP": 40})),
            ],
            events=["drop"],
        )
    )  # fmt: skip
    run.step()
    value, hold = pending(run, "told").operands
    assert (value.kind, value.now, value.needs, value.is_true) == (
        "vital",
        "90",
        "< 60 mmHg",
        False,
    )
    assert (hold.kind, hold.now, hold.needs, hold.progress) == ("held", "0 s", "180 s", 0.0)
    run.step(fire("drop"))
    run.until(45_200)
    value, hold = pending(run, "told").operands
    assert (value.now, value.is_true) == ("52", True)
    assert (hold.now, hold.progress, hold.is_true) == ("45 s", 0.25, False)
    # A rule whose target is active could not fire from here.
    assert "low" not in {each.rule for each in run.engine.view(run.now_ms).pending}


def test_that_an_explanation_changes_nothing() -> None:
    quiet, asked = Run(anaphylaxis()), Run(anaphylaxis())
    for at_ms in range(100, 420_001, 100):
        quiet.step()
        asked.step()
        if at_ms % 500 == 0:
            asked.engine.view(at_ms)
    assert quiet.events == asked.events


def test_that_each_term_of_an_and_is_one_operand() -> None:
    run = Run(anaphylaxis())
    run.until(160_000, {155_000: [give("adrenaline", "0.5 mg", "IM")]})
    run.until(200_000, {190_000: [give("crystalloid", "0.5 L")]})
    operands = pending(run, "enough").operands
    assert [each.is_true for each in operands] == [False, True, True]
    assert [each.now for each in operands] == ["1 dose", "1 dose", "500 mL"]
    assert [each.progress for each in operands] == [0.5, 1.0, 1.0]


def test_that_a_timer_shows_what_has_passed() -> None:
    calm = state("calm", rule(done("x"), after_ms=150 * SECOND, go="b", name="t"))
    run = Run(scenario(region("patient", calm, state("b")), actions=["x"])).until(37_000)
    condition, timer = pending(run, "t").operands
    assert (condition.text, condition.is_true) == ("done x", False)
    assert (timer.kind, timer.text, timer.now, timer.needs) == (
        "timer", "after 2 min 30 s", "37 s", "150 s",
    )  # fmt: skip


def test_that_a_rule_that_has_fired_is_no_longer_pending() -> None:
    calm = state("calm", rule(done("x"), name="once"), rule(done("x"), every_ms=1000, name="again"))
    run = Run(scenario(region("patient", calm), actions=["x"]))
    run.step(act("x"))
    assert [each.rule for each in run.engine.view(run.now_ms).pending] == ["again"]


@pytest.mark.parametrize(
    ("pressure_mmhg", "needs", "is_true", "shown"),
    [
        (90.2, "< 90 mmHg", False, "90"),
        (89.9, "> 90 mmHg", False, "90"),
        (89.96, "< 90 mmHg", True, "89.96"),
        (90.4, "> 90 mmHg", True, "90.4"),
        (60.3, "< 90 mmHg", True, "60"),
    ],
)
def test_that_a_shown_number_never_contradicts_its_guard(
    pressure_mmhg, needs, is_true, shown
) -> None:
    calm = state("calm", rule(vital("SBP", needs), event="ask", name="waiting"))
    run = Run(
        scenario(region("patient", calm), vitals={"SBP": pressure_mmhg, "DBP": 50}, events=["ask"])
    )
    operand = pending(run, "waiting").operands[0]
    assert (operand.is_true, operand.now) == (is_true, shown)


def test_that_a_dose_in_another_unit_is_shown_in_the_authors_unit() -> None:
    calm = state("calm", rule(given("adrenaline", ">= 10 mcg/kg"), go="b", name="g"))
    run = Run(scenario(region("patient", calm, state("b")),
                       drugs=[drug("adrenaline", concentration="1 mg/mL")]))  # fmt: skip
    run.step(give("adrenaline", "0.35 mL"))
    operand = pending(run, "g").operands[0]
    assert (operand.now, operand.needs, operand.progress) == ("5 mcg/kg", ">= 10 mcg/kg", 0.5)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (held(no(done("cpr")), 30 * SECOND), "not done cpr for 30 s"),
        (no(held(done("cpr"), 30 * SECOND)), "not (done cpr for 30 s)"),
        (held(both(done("a"), done("b")), 60 * SECOND), "(done a and done b) for 1 min"),
        (both(either(done("a"), done("b")), done("c")), "(done a or done b) and done c"),
        (either(both(done("a"), done("b")), done("c")), "done a and done b or done c"),
        (given("adrenaline", ">= 1 dose", "IM", SINCE_ENTRY),
         "given adrenaline >= 1 dose IM since entry"),
        (given("x", ">= 0.5 mg", None, within(90_500)), "given x >= 0.5 mg within 1 min 30.5 s"),
        (vital("EtCO2", "> 7.9 kPa"), "EtCO2 > 7.9 kPa"),
    ],
)  # fmt: skip
def test_that_a_condition_reads_as_in_the_scenario_language(condition, text) -> None:
    assert condition_text(condition) == text


def test_that_durations_read_as_in_the_scenario_language() -> None:
    assert [duration_text(each) for each in (0, 500, 90_000, 3_600_000, 3_661_000)] == [
        "0 s", "0.5 s", "1 min 30 s", "1 h", "1 h 1 min 1 s",
    ]  # fmt: skip
