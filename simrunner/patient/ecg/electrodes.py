"""What lies between the heart and the displayed ECG: electrodes, and what disturbs them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simrunner.domain.body_order import (
    ArtefactKind,
    Disturb,
    Electrode,
    HarmRightVentricle,
    MoveElectrode,
    Swap,
    SwapElectrodes,
)
from simrunner.domain.order import Order
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.vital import Vital

# Sizes of an ordered artefact, in mV: teaching choices, all plainly seen beside a QRS of 1 mV.
_SIZES_MV: Mapping[ArtefactKind, float] = {
    "mains": 0.12, "shiver": 0.09, "diathermy": 1.2, "motion": 0.45, "cpr": 1.0,
}  # fmt: skip

# Muscles tremble from 35.5 C down and no more below about 31 C (ERC Guidelines 2021: shivering
# stops in moderate hypothermia). Not in those who are asleep, paralysed or without a pulse.
_SHIVERS_C = ((30.5, 0.0), (32.0, 1.0), (34.5, 1.0), (35.5, 0.0))
_COLD_SHIVER_MV = 0.06
_AWAKE_BIS = 60.0

_NEEDS_ALL_LIMBS = ("aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
_LOST: Mapping[str, tuple[str, ...]] = {
    "RA": ("I", "II", *_NEEDS_ALL_LIMBS),
    "LA": ("I", "III", *_NEEDS_ALL_LIMBS),
    "LL": ("II", "III", *_NEEDS_ALL_LIMBS),
    "RL": ECG_LEADS,
}
"""A limb lead needs its two electrodes, every chest lead its own and the three limbs (Wilson's
terminal); without the right leg's there is no reference for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefacts:
    """Every disturbance at one moment; 0, None and nothing are a clean trace.

    ``mains_mv`` is the amplitude of a sine of ``mains_hz``; ``shiver_mv`` and ``motion_mv`` are
    deviations of muscle noise and of a swaying baseline; ``diathermy_mv`` that of the cutter's
    noise, which drowns everything; ``cpr_mv`` sizes what looks like compressions (1: as those of
    50 mm). ``peeled`` are the electrodes that have come off.
    """

    mains_mv: float = 0.0
    mains_hz: Literal[50, 60] = 50
    shiver_mv: float = 0.0
    diathermy_mv: float = 0.0
    motion_mv: float = 0.0
    cpr_mv: float = 0.0
    peeled: tuple[Electrode, ...] = ()
    swapped: Swap | None = None


CLEAN = Artefacts()


def lost_leads(peeled: Iterable[Electrode]) -> tuple[str, ...]:
    """Return the leads, in their order, that a monitor shows as a dashed line without these."""
    lost = {lead for electrode in peeled for lead in _LOST.get(electrode, (electrode,))}
    return tuple(lead for lead in ECG_LEADS if lead in lost)


class Electrodes:
    """The electrodes of one patient and what was ordered of them."""

    def __init__(self) -> None:
        """Begin with every electrode in its place and nothing that disturbs."""
        self._until_ms: dict[ArtefactKind, int | None] = {}
        self._mains_hz: Literal[50, 60] = 50
        self._peeled: tuple[Electrode, ...] = ()
        self._swapped: Swap | None = None
        self.is_right_ventricle_hurt = False

    def obey(self, orders: Iterable[Order], now_ms: int) -> None:
        """Carry out what concerns the electrodes."""
        for order in orders:
            match order:
                case Disturb():
                    self._disturb(order, now_ms)
                case MoveElectrode():
                    others = tuple(each for each in self._peeled if each != order.electrode)
                    self._peeled = others if order.is_on else (*others, order.electrode)
                case SwapElectrodes():
                    self._swapped = order.swap
                case HarmRightVentricle():
                    self.is_right_ventricle_hurt = order.is_on
                case _:
                    pass

    @property
    def lost_leads(self) -> tuple[str, ...]:
        """The leads without an electrode that they need."""
        return lost_leads(self._peeled) if self._peeled else ()

    def artefacts(self, now_ms: int, vitals: Mapping[Vital, float]) -> Artefacts:
        """Return what disturbs the step that ends at ``now_ms``, the cold of the body included."""
        ended = [
            kind for kind, until in self._until_ms.items() if until is not None and until < now_ms
        ]
        for kind in ended:
            del self._until_ms[kind]
        cold_mv = cold_shiver_mv(vitals)
        if not (self._until_ms or self._peeled or self._swapped or cold_mv):
            return CLEAN
        sizes = {kind: _SIZES_MV[kind] for kind in self._until_ms}
        return Artefacts(
            mains_mv=sizes.get("mains", 0.0), mains_hz=self._mains_hz,
            shiver_mv=max(cold_mv, sizes.get("shiver", 0.0)),
            diathermy_mv=sizes.get("diathermy", 0.0), motion_mv=sizes.get("motion", 0.0),
            cpr_mv=sizes.get("cpr", 0.0), peeled=self._peeled, swapped=self._swapped,
        )  # fmt: skip

    def _disturb(self, order: Disturb, now_ms: int) -> None:
        self._until_ms.pop(order.artefact, None)
        if not order.is_on:
            return
        if order.artefact == "mains":
            self._mains_hz = order.mains_hz
        self._until_ms[order.artefact] = None if order.for_ms is None else now_ms + order.for_ms

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON values."""
        return {
            "until_ms": dict(self._until_ms), "mains_hz": self._mains_hz,
            "peeled": list(self._peeled), "swapped": self._swapped,
            "right_ventricle": self.is_right_ventricle_hurt,
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._until_ms = dict(saved["until_ms"])
        self._mains_hz = saved["mains_hz"]
        self._peeled = tuple(saved["peeled"])
        self._swapped = saved["swapped"]
        self.is_right_ventricle_hurt = saved["right_ventricle"]


def cold_shiver_mv(vitals: Mapping[Vital, float]) -> float:
    """Return how much the muscles of a cold, waking body with a pulse disturb its ECG."""
    warmth_c = vitals[Vital.TEMP]
    (gone_c, _), (full_c, _), (still_full_c, _), (none_c, _) = _SHIVERS_C
    if not gone_c < warmth_c < none_c:
        return 0.0
    if vitals[Vital.SBP] <= 0.0 or vitals[Vital.TOF] < 1.0 or vitals[Vital.BIS] < _AWAKE_BIS:
        return 0.0
    rising = (warmth_c - gone_c) / (full_c - gone_c)
    falling = (none_c - warmth_c) / (none_c - still_full_c)
    return _COLD_SHIVER_MV * min(1.0, rising, falling)
