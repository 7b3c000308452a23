"""What shapes the waves besides the vitals: lines, airway, ventilator, heart sac, womb."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from simrunner.domain.body_order import CatheterTip

Airway: TypeAlias = Literal["open", "obstructed", "oesophageal"]
"""``obstructed``: nothing flows. ``oesophageal``: the tube lies in the gullet."""

Deceleration: TypeAlias = Literal["none", "early", "late", "variable", "prolonged"]
"""What the fetal heart does with contractions, in the words of FIGO 2015."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catheter:
    """A pressure line as a system of second order (Gardner, Anesthesiology 1981;54:227)."""

    natural_frequency_hz: float
    damping: float


# Bands: under-damped 0.15-0.25 at 10-15 Hz, optimal 0.6-0.7 above 24 Hz, over-damped above 1.
OPTIMAL = Catheter(natural_frequency_hz=30.0, damping=0.65)
UNDERDAMPED = Catheter(natural_frequency_hz=10.0, damping=0.15)
OVERDAMPED = Catheter(natural_frequency_hz=6.0, damping=1.6)

FLUSH_MS = 1000
"""How long the flush valve is held open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventilator:
    """Volume control with a constant flow and a pause at the end of inspiration."""

    tidal_volume_ml: float = 500.0
    peep_cmh2o: float = 5.0
    flow_l_per_s: float = 0.5
    pause_s: float = 0.3

    @property
    def flow_ms(self) -> float:
        """How long gas flows in."""
        return self.tidal_volume_ml / self.flow_l_per_s

    @property
    def inspiration_ms(self) -> float:
        """How long an inspiration lasts with its pause."""
        return self.flow_ms + 1000.0 * self.pause_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Labour:
    """What a cardiotocogram shows around the vitals FHR (its baseline) and UterineTone.

    ``variability_bpm`` is the bandwidth of a minute. ``is_sinusoidal`` replaces it by a smooth sine
    of that bandwidth, four a minute.
    """

    variability_bpm: float = 12.0
    is_sinusoidal: bool = False
    accelerations_per_20_min: float = 4.0
    contractions_per_10_min: float = 0.0
    contraction_mmhg: float = 50.0
    contraction_s: float = 60.0
    deceleration: Deceleration = "none"
    deceleration_bpm: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveConditions:
    """Everything but vitals, beats and breaths that a wave is drawn from; the defaults are neutral.

    ``catheter`` None is a line that shows the artery as it is. ``flush_at_ms`` opens the flush
    valve for a second. Names without a unit are factors (neutral 1) or degrees 0 to 1 (neutral 0).
    ``effort_cmh2o`` is what the muscles pull against a ventilator. ``vascular_tone`` is -1 (wide
    vessels: a low, late notch) to 1. ``pleural_swing_mmhg`` is what an inspiration adds in the
    chest; None leaves that to the kind of breath. ``breath_depth`` is how far a breath moves the
    chest, against a usual one.
    """

    catheter: Catheter | None = None
    flush_at_ms: int | None = None
    perfusion: float = 1.0
    vascular_tone: float = 0.0
    tamponade: float = 0.0
    tricuspid_regurgitation: float = 0.0
    catheter_tip: CatheterTip = "pa"
    is_balloon_up: bool = False
    airway: Airway = "open"
    breath_depth: float = 1.0
    pleural_swing_mmhg: float | None = None
    expiratory_time_constant_s: float = 0.3
    inspired_co2_mmhg: float = 0.0
    curare_cleft: float = 0.0
    cardiogenic_ripple_mmhg: float = 0.0
    compliance_ml_per_cmh2o: float = 50.0
    resistance_cmh2o_s_per_l: float = 10.0
    effort_cmh2o: float = 0.0
    ventilator: Ventilator | None = None
    labour: Labour = field(default_factory=Labour)


NEUTRAL = WaveConditions()
"""Nothing but vitals, beats and breaths shapes a wave."""
