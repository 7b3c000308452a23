"""The muscles of breathing: what a drive becomes in rate, depth and pressure, and their tiring."""

from typing import NamedTuple

from simrunner.patient.breathing.mechanics import OWN_RESISTANCE, Chest, resistive
from simrunner.patient.handle import Handles
from simrunner.patient.lungs import LUNGS_EVERY_MS

GREATEST_PRESSURE_CMH2O = 100.0
"""Greatest inspiratory pressure of healthy muscles at any age (textbook, unverified)."""

LEAST_PRESSURE_CMH2O = 1.5
"""Less moves nothing that anybody sees: a teaching choice."""

LONGEST_INSPIRATION_S = 1.6

FASTEST_PER_MIN = 45.0
"""No grown-up breathes faster, nobody faster than twice his rate at rest: teaching choices."""

_STEP_S = LUNGS_EVERY_MS / 1000.0
_INSPIRED_PART = 1.0 / 3.0
_SLOW_PER_MIN = 60.0 * _INSPIRED_PART / LONGEST_INSPIRATION_S
_TIRING_ABOVE = 0.4
"""Share of the greatest pressure that no muscle keeps up (Roussos and Macklem 1977)."""
_TIRED = 0.7
_TIRES_IN_S = 300.0
_TIRES_WITH = 0.3  # muscles weaker than this by a relaxant do not work, so they do not tire
_RESTS_IN_S = 1200.0
_OPIOID_HALF_NG = 0.3
_OPIOID_DEPTH = 0.35
"""Opioids slow breathing and deepen it: at 0.4 ng/ml a rate 25-30 % lower with PaCO2 up less than
4 mmHg, as 11 mg of morphine does (BioGears validation tables)."""
_STIFF_POWER = 0.4
_LEAST_RATE_PER_MIN = 1.0


class Pattern(NamedTuple):
    """What the drive makes of the muscles: rate, pressure, length of an inspiration, fatigue."""

    drive: float
    rate_per_min: float
    pressure_cmh2o: float
    inspiration_s: float
    fatigue: float


def pattern_of(
    own: tuple[float, ...], handles: Handles, before: tuple[float, float], chest: Chest
) -> Pattern:
    """Return rate and muscle pressure; ``before`` is the drive now and the fatigue till now.

    Rate and depth share a drive as square roots, less depth for stiff lungs (fast, shallow):
    teaching choices. Muscles make the pressure that would give that depth in healthy lungs, as
    far as their strength goes, and tire above 0.4 of it.
    """
    rate_per_min, tidal_ml, _, _, compliance, narrowness, _, _, fastest = own
    drive, fatigue = before
    if drive <= 0.0:
        return Pattern(0.0, 0.0, 0.0, 1.0, rested(fatigue))
    deep = drive**0.5 if handles.opioid_ng_per_ml <= 0.0 else _slowly(drive, handles)
    rate = drive / deep
    if chest.compliance != compliance:
        stiff = (compliance / chest.compliance) ** _STIFF_POWER
        deep /= stiff
        rate *= stiff
    rate *= rate_per_min * handles.respiratory_rate
    rate = rate if rate < fastest else fastest
    if rate < _LEAST_RATE_PER_MIN:
        return Pattern(0.0, 0.0, 0.0, 1.0, rested(fatigue))
    inspiration_s = 60.0 * _INSPIRED_PART / rate if rate > _SLOW_PER_MIN else LONGEST_INSPIRATION_S
    healthy = 1.0 / compliance + resistive(OWN_RESISTANCE * narrowness, inspiration_s)
    deep *= handles.tidal_volume
    needed = tidal_ml * (deep if deep < 5.0 else 5.0) * healthy
    free = handles.muscle_strength * (1.0 - handles.neuromuscular_block)
    able = GREATEST_PRESSURE_CMH2O * free * (1.0 - _TIRED * fatigue)
    if needed > _TIRING_ABOVE * able and free > _TIRES_WITH:
        load = min(1.0, needed / able)
        fatigue = min(1.0, fatigue + (load - _TIRING_ABOVE) * _STEP_S / _TIRES_IN_S)
    elif fatigue > 0.0:
        fatigue = rested(fatigue)
    pressure = needed if needed < able else able
    return Pattern(drive, rate, pressure, inspiration_s, fatigue)


def rested(fatigue: float) -> float:
    """Return the fatigue after a step of rest."""
    return fatigue * (1.0 - _STEP_S / _RESTS_IN_S)


def _slowly(drive: float, handles: Handles) -> float:
    """Return the depth under an opioid: near to one and a third whatever the drive."""
    share = handles.opioid_ng_per_ml / (handles.opioid_ng_per_ml + _OPIOID_HALF_NG)
    return float((1.0 + _OPIOID_DEPTH * share) * drive ** (0.5 - 0.5 * share))
