"""Between what somebody asks of the displayed ECG and the order that a body gets."""

from typing import cast, get_args

from simrunner.domain.action import DisturbEcg, Source
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

_NAMES = {
    "artefact": get_args(ArtefactKind), "lead": get_args(Electrode), "reversal": get_args(Swap),
    "right-ventricle": ("",),
}  # fmt: skip
MAINS_HZ = (50, 60)


def ecg_action(order: EcgOrder, source: Source) -> DisturbEcg:
    """Return the action that asks for ``order``."""
    match order:
        case Disturb():
            return DisturbEcg(
                source=source, what="artefact", name=order.artefact, is_on=order.is_on,
                for_ms=order.for_ms, mains_hz=order.mains_hz,
            )  # fmt: skip
        case MoveElectrode():
            return DisturbEcg(source=source, what="lead", name=order.electrode, is_on=order.is_on)
        case SwapElectrodes(swap=None):
            return DisturbEcg(source=source, what="reversal", name="", is_on=False)
        case SwapElectrodes():
            return DisturbEcg(source=source, what="reversal", name=order.swap or "", is_on=True)
    return DisturbEcg(source=source, what="right-ventricle", name="", is_on=order.is_on)


def why_no_ecg_order(action: DisturbEcg) -> str | None:
    """Return why no body could obey, None when it can."""
    names = _NAMES.get(action.what)
    if names is None:
        return f'nothing called "{action.what}" disturbs an ECG'
    is_mended = action.what == "reversal" and not action.is_on
    if action.name not in names and not is_mended:
        return f'there is no {action.what} "{action.name}"'
    if action.mains_hz not in MAINS_HZ:
        return f"mains hum at 50 or 60 Hz, not {action.mains_hz}"
    return None if action.for_ms is None or action.for_ms >= 0 else "a time is not below 0"


def ecg_order(action: DisturbEcg) -> EcgOrder:
    """Return what a body is ordered; call it where why_no_ecg_order() had nothing to say."""
    if action.what == "artefact":
        return Disturb(
            artefact=cast("ArtefactKind", action.name), is_on=action.is_on, for_ms=action.for_ms,
            mains_hz=60 if action.mains_hz == 60 else 50,
        )  # fmt: skip
    if action.what == "lead":
        return MoveElectrode(electrode=cast("Electrode", action.name), is_on=action.is_on)
    if action.what == "reversal":
        return SwapElectrodes(swap=cast("Swap", action.name) if action.is_on else None)
    return HarmRightVentricle(is_on=action.is_on)
