"""Lungs and chest as a spring and a resistance, blown by muscles or by a machine."""

import math
from typing import NamedTuple

from simrunner.patient.handle import Handles

LITRE = 1000.0

COMPLIANCE_ML_PER_CMH2O = 50.0
"""Lungs and chest of an adult together, 100 each (textbook for supine and ventilated)."""

TUBE_RESISTANCE = 10.0
"""cmH2O per l/s of an adult with a tube; without it OWN_RESISTANCE (textbook, unverified)."""

OWN_RESISTANCE = 6.0

MACHINE_FLOW_L_PER_S = 0.5
"""Inspiratory flow of volume control in an adult; smaller lungs get less in proportion."""

LONGEST_INSPIRED_PART = 0.5
PRESSURE_LIMIT_CMH2O = 80.0
"""Where the machine cuts a breath short: a teaching choice, high enough to show an asthma."""

CLOSED_ABOVE = 0.98
"""An obstruction above this lets nothing pass."""

_NARROWEST = 5000.0
"""Twice what an obstruction of CLOSED_ABOVE does to a healthy airway: narrower passes nothing."""

_TRAPPING_CONSTANTS = 3.0
_PEAK_TO_MEAN_FLOW = 1.5


class Breath(NamedTuple):
    """What one kind of breath does: pressures in cmH2O, time in s."""

    tidal_volume_ml: float
    peak_cmh2o: float
    plateau_cmh2o: float
    auto_peep_cmh2o: float
    inspiration_s: float


class Chest(NamedTuple):
    """Compliance of lungs and wall together and of the wall, ml/cmH2O; a factor on resistance."""

    compliance: float
    wall_compliance: float
    narrowness: float
    is_open: bool


def narrowed(obstruction: float) -> float:
    """Return the factor on resistance of an upper airway obstructed 0 to CLOSED_ABOVE.

    Inverse square of what is left: a teaching choice between laminar and turbulent flow.
    """
    left = 1.0 - obstruction
    return 1.0 / (left * left)


def trapped_cmh2o(volume_ml: float, compliance: float, constant_s: float, left_s: float) -> float:
    """Return auto-PEEP: what an expiration of ``left_s`` leaves behind, 0 after three constants.

    Geometric series of breaths of which exp(-t/RC) stays each time.
    """
    constants = left_s / constant_s
    if constants >= _TRAPPING_CONSTANTS:
        return 0.0
    stays = math.exp(-max(0.05, constants))
    return volume_ml / compliance * stays / (1.0 - stays)


def blown(
    volume_ml: float, rate_per_min: float, peep_cmh2o: float, lungs: tuple[float, float, float]
) -> Breath:
    """Return a breath of volume control: Paw = V/C + R flow + PEEP + auto-PEEP.

    ``lungs`` are compliance (ml/cmH2O), resistance (cmH2O per l/s) and the machine's flow (l/s).
    With 500 ml, 50, 10, 0.5 and PEEP 5 the plateau is 15 and the peak 20 cmH2O. Above
    PRESSURE_LIMIT_CMH2O the volume is cut in proportion.
    """
    compliance, resistance, flow = lungs
    period_s = 60.0 / rate_per_min
    inspiration_s = volume_ml / LITRE / flow
    if inspiration_s > LONGEST_INSPIRED_PART * period_s:
        inspiration_s = LONGEST_INSPIRED_PART * period_s
        flow = volume_ml / LITRE / inspiration_s
    constant_s = compliance * resistance / LITRE
    trapped = trapped_cmh2o(volume_ml, compliance, constant_s, period_s - inspiration_s)
    elastic = volume_ml / compliance + trapped
    above = elastic + resistance * flow
    room = PRESSURE_LIMIT_CMH2O - peep_cmh2o
    cut = room / above if above > room else 1.0
    return Breath(
        volume_ml * cut,
        peep_cmh2o + above * cut,
        peep_cmh2o + elastic * cut,
        trapped * cut,
        inspiration_s,
    )


def resistive(resistance: float, inspiration_s: float) -> float:
    """Return cmH2O per ml that flow costs at the height of a breath of one's own.

    The highest flow of an inspiration is taken as 1.5 times its mean (half a sine).
    """
    return _PEAK_TO_MEAN_FLOW * resistance / LITRE / inspiration_s


def chest_under(compliance: float, narrowness: float, handles: Handles) -> Chest:
    """Return the chest under the handles; an excluded lung leaves the other one's compliance."""
    lung = 2.0 * compliance * handles.lung_compliance * (1.0 - handles.excluded_lung)
    wall = 2.0 * compliance * handles.chest_compliance
    if lung < 0.05 * compliance or wall < 0.05 * compliance:
        lung, wall = max(lung, 0.05 * compliance), max(wall, 0.05 * compliance)
    both = lung * wall / (lung + wall)
    blocked = handles.upper_airway_obstruction
    if blocked >= CLOSED_ABOVE:
        return Chest(both, wall, narrowness, is_open=False)
    narrowed_by = handles.bronchial_resistance
    narrowed_by = narrowed_by if narrowed_by > 0.1 else 0.1
    if blocked > 0.0:
        narrowed_by *= narrowed(blocked)
    return Chest(both, wall, narrowness * min(narrowed_by, _NARROWEST), is_open=True)
