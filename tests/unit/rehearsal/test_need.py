"""What a condition asks of a team, and which rules it works towards."""

import pytest
from support.charts import (
    SINCE_ENTRY,
    both,
    done,
    drug,
    either,
    event_within,
    given,
    held,
    in_state,
    no,
    region,
    rule,
    running,
    scenario,
    state,
    vital,
)

from simrunner.domain.chart import Expectation
from simrunner.rehearsal.need import leading_rules, needs_of


def subjects(condition):
    return [need.subject for need in needs_of(condition)]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (given("adrenaline", ">= 0.5 mg", "IM"), ["give adrenaline IM"]),
        (given("adrenaline", "< 0.5 mg", "IM"), []),
        (no(given("adrenaline")), []),
        (both(done("help"), vital("MAP", "> 60 mmHg"), given("fluid")), ["act help", "give fluid"]),
        (either(vital("MAP", "> 60 mmHg"), done("help"), done("cpr")), ["act help"]),
        (held(done("cpr"), 1000), ["act cpr"]),
        (in_state("patient", "shock"), []),
        (running("noradrenaline", ">= 5 mcg/min"), ["infuse noradrenaline"]),
        (no(running("noradrenaline")), ["infuse noradrenaline"]),
        (event_within("shock", 5000), ["shock"]),
        (event_within("give fluid", 5000), ["give fluid"]),
        (event_within("power-cut", 5000), []),
    ],
)
def test_that_a_condition_asks_for_the_deeds_that_make_it_true(condition, wanted):
    assert subjects(condition) == wanted


def leading(**options):
    drill = scenario(
        region(
            "patient",
            state("ill", rule(both(done("oxygen"), done("help")), go="well", name="cure"),
                  rule(given("poison", ">= 1 mg"), go="worse", name="trap"),
                  rule(done("help"), name="no-target"), rule(after_ms=1000, go="worse")),
            state("worse"), state("well", final=True),
        ),
        region("room", state("dark", rule(done("lamp"), go="light", name="lamp")), state("light")),
        drugs=[drug("poison")], actions=["oxygen", "help", "lamp"], **options,
    )  # fmt: skip
    return [each.rule.name for rules in leading_rules(drill).values() for each in rules]


def test_that_a_team_works_towards_rules_that_hold_something_expected_and_lead_somewhere():
    expect = [Expectation(id="oxygen", detect=done("oxygen"), objective="o1")]

    assert leading(expect=expect) == ["cure", "lamp"]


def test_that_without_expectations_every_rule_that_leads_on_counts():
    assert leading() == ["cure", "trap", "lamp"]


def test_that_a_need_keeps_its_window():
    (need,) = needs_of(given("adrenaline", "> 1 mg", "IV", SINCE_ENTRY))

    assert need.window is SINCE_ENTRY
    assert need.is_more
