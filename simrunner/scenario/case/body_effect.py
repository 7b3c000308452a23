"""What a state or a rule may ask of a body, under the key `body:` of a scenario file."""

from collections.abc import Mapping
from types import MappingProxyType

from simrunner.domain.body_order import BodyOrder
from simrunner.domain.catalogue import Catalogue
from simrunner.scenario.case.body_command import BodyNames, parse_body_command
from simrunner.scenario.grammar.equipment_order import VERBS_FOR_EVERY_BODY
from simrunner.scenario.source.problem import Fault, did_you_mean

VERBS = ("bleed", "fluid", "illness", "apnoea", "breathe", "vent", *VERBS_FOR_EVERY_BODY)
"""The first words of an order that a file may give; every other one has its own key or actor."""

_BY_THE_TEAM = "drugs are given by the team: what it gives acts by itself"
_BY_SET = "write it under 'set:' or 'trend:'"
_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "give": _BY_THE_TEAM, "infuse": _BY_THE_TEAM,
        "cpr": "compressions are the team's", "shock": "shocks are the team's",
        "pace": "pacing is the team's",
        "hold": _BY_SET, "steer": _BY_SET, "fio2": _BY_SET,
        "release": "the facilitator releases a reading; a file moves it with 'trend:'",
        "rhythm": "write it under 'rhythm:'",
    }
)  # fmt: skip


def effect_names(catalogue: Catalogue) -> BodyNames:
    """Return the names that the orders of a file may use."""
    return BodyNames(
        drugs=(), rhythms=(), fluids=catalogue.fluids, illnesses=catalogue.illnesses
    )  # fmt: skip


def parse_body_effect(text: str, names: BodyNames) -> BodyOrder:
    """Return the one order that ``text`` gives; Fault with a sentence and a hint otherwise."""
    verb = text.strip().partition(" ")[0]
    if verb.lower() in _ELSEWHERE:
        raise Fault("E401", f"a file does not order '{verb}' of a body", _ELSEWHERE[verb.lower()])
    if verb not in VERBS:
        hint = did_you_mean(verb, VERBS) or "one of " + ", ".join(VERBS)
        raise Fault("E401", f"there is no order '{verb}' to a body", hint)
    (order,) = parse_body_command(text, names).orders
    assert isinstance(order, BodyOrder)
    return order
