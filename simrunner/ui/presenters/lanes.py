"""The added lanes of a monitor in words: label, colour, unit and scale of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from simrunner.domain.text import Translate
from simrunner.ui.presenters.tone import Ink


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLook:
    """How a lane is drawn: its colour, unit, scales from narrow to wide, and speed.

    ``mm_per_s`` 0.5 is the slow paper of a cardiotocogram, 6.25 that of breath.
    """

    ink: Ink
    unit: str
    scales: tuple[tuple[float, float], ...]
    mm_per_s: float = 25.0


LANES: Mapping[str, LaneLook] = {
    "CVP": LaneLook(ink=Ink.CVP, unit="mmHg", scales=((0.0, 20.0), (0.0, 40.0))),
    "PA": LaneLook(ink=Ink.PA, unit="mmHg", scales=((0.0, 40.0), (0.0, 80.0))),
    "ICP": LaneLook(ink=Ink.ICP, unit="mmHg", scales=((0.0, 30.0), (0.0, 60.0), (0.0, 100.0))),
    "PAW": LaneLook(
        ink=Ink.RESP, unit="cmH₂O", scales=((0.0, 30.0), (0.0, 60.0), (0.0, 90.0)), mm_per_s=6.25
    ),
    "FLOW": LaneLook(ink=Ink.CVP, unit="L/min", scales=((-80.0, 80.0),), mm_per_s=6.25),
    "VOLUME": LaneLook(ink=Ink.CVP, unit="mL", scales=((0.0, 800.0),), mm_per_s=6.25),
    "EEG": LaneLook(ink=Ink.TEMP, unit="µV", scales=((-100.0, 100.0),)),
    "FHR": LaneLook(ink=Ink.ECG, unit="bpm", scales=((50.0, 210.0),), mm_per_s=0.5),
    "TOCO": LaneLook(ink=Ink.RESP, unit="mmHg", scales=((0.0, 100.0),), mm_per_s=0.5),
}
"""Scales are those of common monitors, printers and ventilators; colours the look's tokens."""


def lane_label(wave: str, tr: Translate) -> str:
    """Return the short name of an added lane."""
    return {
        "CVP": tr("CVP"), "PA": tr("PA"), "ICP": tr("ICP"), "PAW": tr("Paw"), "FLOW": tr("Flow"),
        "VOLUME": tr("Volume"), "EEG": tr("EEG"), "FHR": tr("FHR"), "TOCO": tr("Toco"),
    }[wave]  # fmt: skip


def lane_note(wave: str, reading: str, tr: Translate) -> str:
    """Return what stands beside the label: the reading with its unit, the EEG's as BIS."""
    if wave == "EEG":
        return tr("BIS {index}", index=reading) if reading else ""
    unit = tr("bpm") if wave == "FHR" else LANES[wave].unit
    return f"{reading} {unit}".strip()


def lane_scale(wave: str, reading: str) -> tuple[float, float]:
    """Return the narrowest scale that holds what is read with room above."""
    look = LANES[wave]
    first = reading.split("/", maxsplit=1)[0]
    top = float(first) if first else 0.0
    return next((scale for scale in look.scales if top <= 0.75 * scale[1]), look.scales[-1])
