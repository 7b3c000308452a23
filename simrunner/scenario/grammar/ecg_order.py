"""What can be ordered of a displayed ECG in words: in a case, a file and at the console alike."""

import re
from collections.abc import Collection
from typing import cast, get_args

from simrunner.domain.body_order import (
    ArtefactKind,
    Disturb,
    EcgOrder,
    Electrode,
    HarmRightVentricle,
    MoveElectrode,
    Swap,
    SwapElectrodes,
)
from simrunner.scenario.grammar.quantity_text import parse_duration_ms
from simrunner.scenario.source.problem import Fault, did_you_mean

ECG_VERBS = ("artefact", "lead", "rv")
"""The first words of what every body obeys, a scripted one too: only the displayed ECG changes."""


def parse_ecg_order(verb: str, rest: str) -> EcgOrder:
    """Return what a verb of ECG_VERBS and the words after it order; Fault with a hint otherwise.

    ``artefact KIND [50 Hz|60 Hz] [for TIME]``, ``artefact KIND off``, ``lead off|on ELECTRODE``,
    ``lead reversal RA-LA|RA-LL|LA-LL|off``, ``rv hurt|well``.
    """
    if verb == "artefact":
        return _artefact(rest)
    if verb == "lead":
        return _lead(rest)
    _known("state of the right ventricle", rest, ("hurt", "well"))
    return HarmRightVentricle(is_on=rest == "hurt")


def _artefact(rest: str) -> Disturb:
    kind, _, after = rest.partition(" ")
    _known("artefact", kind, get_args(ArtefactKind))
    artefact = cast("ArtefactKind", kind)
    if after == "off":
        return Disturb(artefact=artefact, is_on=False)
    found = re.fullmatch(r"(?:(?P<hertz>50|60) ?Hz)? ?(?:for (?P<time>.+))?", after)
    if found is None or (found["hertz"] and artefact != "mains"):
        hint = "write for example artefact motion for 20 s, artefact mains 60 Hz"
        raise Fault("E401", f"'{after}' does not fit an artefact", hint)
    return Disturb(
        artefact=artefact, mains_hz=60 if found["hertz"] == "60" else 50,
        for_ms=parse_duration_ms(found["time"]) if found["time"] else None,
    )  # fmt: skip


def _lead(rest: str) -> MoveElectrode | SwapElectrodes:
    what, _, name = rest.partition(" ")
    if what in ("off", "on"):
        _known("electrode", name, get_args(Electrode))
        return MoveElectrode(electrode=cast("Electrode", name), is_on=what == "on")
    if what != "reversal":
        hint = "write for example lead off RA, lead on RA, lead reversal RA-LA"
        raise Fault("E401", f"'{f'lead {what}'.rstrip()}' is no order", hint)
    if name == "off":
        return SwapElectrodes(swap=None)
    _known("lead reversal", name, get_args(Swap))
    return SwapElectrodes(swap=cast("Swap", name))


def _known(kind: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        hint = did_you_mean(name, names) or "one of " + ", ".join(names)
        raise Fault("E206", f"there is no {kind} '{name}'", hint)
