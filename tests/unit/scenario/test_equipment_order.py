"""Orders to lines and the circuit: words, orders, actions and the words of the log."""

import pytest
from support.frames import English

from simrunner.domain.action import Source
from simrunner.domain.equipment_action import (
    equipment_action,
    equipment_order,
    why_no_equipment_order,
)
from simrunner.scenario.grammar.equipment_order import EQUIPMENT_VERBS, parse_equipment_order
from simrunner.scenario.source.problem import Fault
from simrunner.ui.presenters.equipment_words import equipment_words

SAID = {
    "line normal": "arterial line answers well",
    "line underdamped": "arterial line rings",
    "line overdamped": "arterial line damped",
    "line flush": "arterial line flushed",
    "catheter balloon up": "wedge balloon up",
    "catheter balloon down": "wedge balloon down",
    "catheter tip ra": "catheter tip in the right atrium",
    "catheter tip rv": "catheter tip in the right ventricle",
    "catheter tip pa": "catheter tip in the pulmonary artery",
    "circuit rebreathing 1 kPa": "inspired CO₂ 7.50062 mmHg",
    "circuit rebreathing 6 mmHg over 90 s": "inspired CO₂ 6 mmHg over 90 s",
    "circuit rebreathing off": "fresh gas without CO₂",
    "circuit soda-lime exhausted": "inspired CO₂ 8 mmHg over 300 s",
    "circuit soda-lime fresh": "fresh gas without CO₂",
}


@pytest.mark.parametrize("words", SAID)
def test_that_an_order_comes_back_from_its_action_and_the_log_says_what_it_is(words):
    verb, _, rest = words.partition(" ")
    order = parse_equipment_order(verb, rest)
    action = equipment_action(order, Source.FACILITATOR)
    assert verb in EQUIPMENT_VERBS
    assert why_no_equipment_order(action) is None
    assert equipment_order(action) == order
    assert equipment_words(order, English()) == SAID[words]


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ("line overdamp", "E206", "did you mean 'overdamped'?"),
        ("catheter", "E206", "balloon, tip"),
        ("catheter tip la", "E206", "ra, rv, pa"),
        ("circuit rebreathing much", "E401", "circuit rebreathing 8 mmHg over 5 min"),
        ("circuit rebreathing 61 mmHg", "E307", ""),
        ("circuit rebreathing 8 mmHg over soon", "E305", ""),
    ],
)
def test_that_words_that_order_nothing_are_answered_with_what_can_be_written(words, code, hint):
    verb, _, rest = words.partition(" ")
    with pytest.raises(Fault) as caught:
        parse_equipment_order(verb, rest)
    assert caught.value.code == code
    assert hint in caught.value.hint
