"""What can be asked of a body: bleeding, illness, a machine, poor electrodes, poor lines."""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Bleed:
    """Lose blood at a rate, for a time or (None) until told otherwise; rate 0 stops it."""

    rate_ml_per_min: float
    for_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFluid:
    """Give a volume of a fluid (an id of the fluid table) evenly over a time."""

    fluid: str
    volume_ml: float
    over_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FallIll:
    """Take on an illness (an id of the illness table) in a degree; ``off`` begins recovery."""

    illness: str
    severity: Literal["off", "mild", "moderate", "severe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe:
    """Breathe by one's own drive, or (``is_on`` false) stop breathing: apnoea."""

    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventilate:
    """Ventilate the lungs by machine; ``mode`` ``off`` ends it, ``vc`` is volume control."""

    mode: Literal["off", "vc"]
    tidal_volume_ml: float = 0.0
    rate_per_min: float = 0.0
    peep_cmh2o: float = 0.0


ArtefactKind: TypeAlias = Literal["mains", "shiver", "diathermy", "motion", "cpr"]
"""What disturbs a displayed ECG; ``cpr`` looks like compressions where none are felt."""

Electrode: TypeAlias = Literal["RA", "LA", "LL", "RL", "V1", "V2", "V3", "V4", "V5", "V6"]

Swap: TypeAlias = Literal["RA-LA", "RA-LL", "LA-LL"]
"""Two limb electrodes in each other's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturb:
    """Disturb the ECG for a time or (None) until told otherwise; ``is_on`` false ends it.

    ``mains_hz`` matters for mains hum alone.
    """

    artefact: ArtefactKind
    is_on: bool = True
    for_ms: int | None = None
    mains_hz: Literal[50, 60] = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveElectrode:
    """Let an electrode of the ECG come off, or put it back."""

    electrode: Electrode
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapElectrodes:
    """Exchange two limb electrodes; None puts each in its own place."""

    swap: Swap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmRightVentricle:
    """Let an inferior infarct take the right ventricle too, as the ECG shows it, or not."""

    is_on: bool


EcgOrder: TypeAlias = Disturb | MoveElectrode | SwapElectrodes | HarmRightVentricle
"""What concerns the displayed ECG alone: every body obeys it, the scripted one too."""

LineState: TypeAlias = Literal["normal", "underdamped", "overdamped"]
"""How the pressure line between artery and transducer answers."""

CatheterTip: TypeAlias = Literal["ra", "rv", "pa"]
"""Where the tip of a pulmonary artery catheter lies: right atrium, ventricle, pulmonary artery."""

CatheterPlace: TypeAlias = Literal["ra", "rv", "pa", "wedge"]
"""Where a pulmonary artery catheter measures: at its tip, or behind its balloon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DampLine:
    """Let the arterial line ring, damp or answer as it should."""

    state: LineState


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushLine:
    """Open the flush valve of the arterial line for a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBalloon:
    """Blow up the balloon of the pulmonary artery catheter, which wedges it, or let it down."""

    is_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTip:
    """Move the tip of the pulmonary artery catheter."""

    place: CatheterTip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebreathe:
    """Let what is breathed in hold carbon dioxide, reached evenly over a time; 0 is fresh gas."""

    inspired_co2_mmhg: float
    over_ms: int = 0


EquipmentOrder: TypeAlias = DampLine | FlushLine | MoveBalloon | MoveTip | Rebreathe
"""What concerns lines and the breathing circuit: every body obeys it, the scripted one too."""

BodyOrder: TypeAlias = (
    Bleed
    | RunFluid
    | FallIll
    | Breathe
    | Ventilate
    | Disturb
    | MoveElectrode
    | SwapElectrodes
    | HarmRightVentricle
    | EquipmentOrder
)
"""All but an EcgOrder and an EquipmentOrder only a modelled body obeys: it has the organs."""
