"""What can be ordered of lines and the breathing circuit in words: case, file and console alike."""

import re
from collections.abc import Collection
from typing import cast, get_args

from simrunner.domain.body_order import (
    CatheterTip,
    DampLine,
    EquipmentOrder,
    FlushLine,
    LineState,
    MoveBalloon,
    MoveTip,
    Rebreathe,
)
from simrunner.domain.equipment_action import MOST_INSPIRED_CO2_MMHG
from simrunner.domain.quantity import Dimension
from simrunner.scenario.grammar.ecg_order import ECG_VERBS
from simrunner.scenario.grammar.quantity_text import (
    parse_duration_ms,
    parse_quantity,
    require_dimension,
)
from simrunner.scenario.source.problem import Fault, did_you_mean

EQUIPMENT_VERBS = ("line", "catheter", "circuit")
"""The first words of what every body obeys, a scripted one too: it needs no organ."""

VERBS_FOR_EVERY_BODY = (*ECG_VERBS, *EQUIPMENT_VERBS)
"""Every first word of an order that a scripted patient obeys as well."""

EXHAUSTED = Rebreathe(inspired_co2_mmhg=8.0, over_ms=300_000)
"""Soda lime that is used up: the base of the capnogram rises to 8 mmHg in 5 min. Such a rise over
minutes is what tells exhaustion from a stuck valve; size and time are a teaching choice."""

_LINE = (*get_args(LineState), "flush")
_BALLOON = ("up", "down")
_PARTS = ("rebreathing", "soda-lime")
_LIME = ("exhausted", "fresh")


def parse_equipment_order(verb: str, rest: str) -> EquipmentOrder:
    """Return what a verb of EQUIPMENT_VERBS and the words after it order; Fault with a hint else.

    ``line normal|underdamped|overdamped|flush``, ``catheter balloon up|down``,
    ``catheter tip ra|rv|pa``, ``circuit rebreathing PRESSURE [over TIME]``,
    ``circuit rebreathing off``, ``circuit soda-lime exhausted|fresh``.
    """
    what, _, name = rest.partition(" ")
    if verb == "line":
        _known("order to an arterial line", rest, _LINE)
        return FlushLine() if rest == "flush" else DampLine(state=cast("LineState", rest))
    if verb == "catheter":
        return _catheter(what, name)
    _known("part of a circuit", what, _PARTS)
    if what == "soda-lime":
        _known("state of soda lime", name, _LIME)
        return EXHAUSTED if name == "exhausted" else Rebreathe(inspired_co2_mmhg=0.0)
    return _rebreathing(name)


def _catheter(what: str, name: str) -> MoveBalloon | MoveTip:
    _known("part of a pulmonary artery catheter", what, ("balloon", "tip"))
    if what == "balloon":
        _known("state of a balloon", name, _BALLOON)
        return MoveBalloon(is_up=name == "up")
    _known("place of a catheter's tip", name, get_args(CatheterTip))
    return MoveTip(place=cast("CatheterTip", name))


def _rebreathing(words: str) -> Rebreathe:
    if words in ("off", "0"):
        return Rebreathe(inspired_co2_mmhg=0.0)
    pressure, _, time = words.partition(" over ")
    if not re.search("[0-9]", pressure):
        hint = "write for example circuit rebreathing 8 mmHg over 5 min"
        raise Fault("E401", "rebreathing needs the carbon dioxide that is breathed in", hint)
    quantity = parse_quantity(pressure)
    require_dimension(quantity, [Dimension.PRESSURE], "inspired carbon dioxide")
    number = float(quantity.in_unit("mmHg"))
    if not 0.0 <= number <= MOST_INSPIRED_CO2_MMHG:
        limits = f"0 to {MOST_INSPIRED_CO2_MMHG:g} mmHg"
        raise Fault("E307", f"inspired carbon dioxide is {limits}, not {pressure}")
    return Rebreathe(
        inspired_co2_mmhg=number, over_ms=parse_duration_ms(time) if time else 0
    )  # fmt: skip


def _known(kind: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        hint = did_you_mean(name, names) or "one of " + ", ".join(names)
        raise Fault("E206", f"there is no {kind} '{name}'", hint)
