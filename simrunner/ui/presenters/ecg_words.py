"""What happens to electrodes and to the displayed ECG, in words."""

from simrunner.domain.body_order import (
    Disturb,
    EcgOrder,
    MoveElectrode,
    SwapElectrodes,
)
from simrunner.domain.text import Translate


def ecg_words(order: EcgOrder, tr: Translate) -> str:  # noqa: PLR0911 - one sentence per kind
    """Return what happens to electrodes and to what an ECG shows."""
    match order:
        case Disturb():
            name = {
                "mains": tr("mains hum"), "shiver": tr("shivering"), "diathermy": tr("diathermy"),
                "motion": tr("movement"), "cpr": tr("compressions in show"),
            }[order.artefact]  # fmt: skip
            if not order.is_on:
                return tr("ECG artefact ends: {name}", name=name)
            if order.artefact == "mains":
                name = f"{name} {order.mains_hz} Hz"
            change = tr("ECG artefact: {name}", name=name)
            if order.for_ms is None:
                return change
            return tr(
                "{change} over {time}",
                change=change,
                time=tr("{seconds} s", seconds=f"{order.for_ms / 1000:g}"),
            )
        case MoveElectrode(is_on=True):
            return tr("electrode {name} back on", name=order.electrode)
        case MoveElectrode():
            return tr("electrode {name} comes off", name=order.electrode)
        case SwapElectrodes(swap=None):
            return tr("electrodes in their places")
        case SwapElectrodes():
            return tr("electrodes {pair} exchanged", pair=order.swap or "")
    return tr("right ventricular infarct") if order.is_on else tr("no right ventricular infarct")
