"""The console's words on the real pack: played by the real engine, no rule or state by its id."""

import re
from pathlib import Path

import pytest
from support.frames import English, quantity
from support.packs import shipped_catalogue

from simrunner.domain import event as ev
from simrunner.domain.action import GiveDrug, PerformAct, Source
from simrunner.domain.event import AlarmPriority
from simrunner.engine.interpreter import Engine
from simrunner.scenario.pack import load_pack
from simrunner.ui.presenters.condition_words import edge_words
from simrunner.ui.presenters.log import LogBook
from simrunner.ui.presenters.next_rules import NextPresenter

PACK = Path(__file__).resolve().parents[3] / "scenarios" / "anaphylaxis-ed"


class Chinese(English):
    language = "zh-CN"


@pytest.fixture(scope="module")
def scenario():
    return load_pack(PACK, shipped_catalogue()).scenario


def give(drug, number, unit, route):
    return GiveDrug(source=Source.LEARNER, drug=drug, amount=quantity(number, unit), route=route)


@pytest.fixture(scope="module")
def played(scenario):
    """The pack up to 9:48: adrenaline at 2:00, shock at 6:00, half of the fluid at 9:00."""
    engine = Engine(scenario, seed=7)
    events = list(engine.start().events)
    due = {
        120_000: give("adrenaline", "0.5", "mg", "IM"),
        170_000: PerformAct(source=Source.LEARNER, act="stop-antibiotic"),
        540_000: give("crystalloid", "250", "mL", "IV"),
    }
    for now_ms in range(100, 588_100, 100):
        actions = (due[now_ms],) if now_ms in due else ()
        events.extend(engine.step(now_ms, actions).events)
    return engine.view(588_000), events


def cards(scenario, played, tr=English):
    return {card.name: card for card in NextPresenter(scenario, tr()).present(played[0])}


def lines(card):
    return [(line.sign, line.text, line.now) for line in card.operands]


def test_that_operands_read_as_people_say_them(scenario, played):
    shown = cards(scenario, played)
    assert lines(shown["Responding"]) == [
        ("–", "adrenaline ≥ 2 doses IM", "1 of 2"),
        ("–", "adrenaline ≥ 1 dose IM, in this state", "0 of 1"),
        ("–", "crystalloid ≥ 500 mL", "250 of 500 mL"),
    ]


def test_that_a_hold_says_its_time_and_not_its_condition_again(scenario, played):
    arrest = cards(scenario, played)["Cardiac arrest (PEA)"]
    (sign, words, now), (held_sign, held, clock) = lines(arrest)
    assert (sign, words) == ("✓", "MAP < 48 mmHg")
    assert now.startswith("46")
    assert (held_sign, held) == ("–", "held for 3 min")
    assert re.fullmatch(r"2:\d\d of 3:00", clock)
    assert arrest.why == "prolonged shock"


def test_that_no_hash_and_no_syntax_reach_the_panel(scenario, played):
    for card in cards(scenario, played).values():
        words = " ".join((card.name, card.why, *(w for line in lines(card) for w in line)))
        assert not re.search(r"[0-9a-f]{6}|>=|<=|!=|given |done |patient\.", words)


def test_that_a_cue_of_a_state_long_left_comes_last(scenario, played):
    shown = NextPresenter(scenario, English()).present(played[0])
    assert [card.is_remote for card in shown] == [False] * (len(shown) - 1) + [True]
    assert (shown[-1].name, shown[-1].badge) == ("Nurse's cue", "not from here")


def test_that_states_carry_their_title_in_the_language(scenario, played):
    assert "好转" in cards(scenario, played, Chinese)


def test_that_the_log_tells_what_happened(scenario, played):
    log = LogBook(scenario, English())
    log.add(played[1])
    texts = [line.text for line in log.lines()]
    assert "First dose helps → Anaphylactic shock" in texts
    assert "Patient: “I can't breathe”" in texts
    assert not [words for words in texts if re.search(r"[0-9a-f]{6}|patient:|Rule:", words)]
    missed = next(line for line in log.lines() if line.suffix.startswith("missed"))
    assert (missed.text, missed.suffix) == ("Adrenaline ×2 IM", "missed, limit 08:00")


def test_that_the_log_names_an_alarm_with_the_limit_it_crossed(scenario):
    log = LogBook(scenario, English())
    log.add((ev.AlarmChanged(at_ms=1_000, condition="NIBPs low", priority=AlarmPriority.HIGH,
                             is_active=True, shown="66", limit="90"),))  # fmt: skip
    assert log.lines()[0].text == "Alarm: NIBP systolic low (66 < 90)"


def test_that_a_log_speaks_the_language_in_force(scenario, played):
    tr = English()
    log = LogBook(scenario, tr)
    log.add(played[1])
    tr.language = "zh-CN"
    assert "首剂有效 → 过敏性休克" in [line.text for line in log.lines()]


def test_that_an_arrow_s_words_get_shorter_form_by_form(scenario):
    states = scenario.states_of("patient")
    responding = states["shock"].rules[0]
    assert edge_words(responding, scenario, English()) == (
        (
            "adrenaline ≥ 2 doses IM and adrenaline ≥ 1 dose IM, in this state and"
            " crystalloid ≥ 500 mL"
        ),
        "adrenaline ≥ 2 doses + crystalloid ≥ 500 mL",
        "≥ 2 doses + crystalloid",
        "≥ 2 doses +1",
        "2 conditions",
    )
    arrest = scenario.anywhere[0]
    assert edge_words(arrest, scenario, English())[1] == "MAP < 48, 3 min"
