"""From the dipole to the leads: Dower's matrix, exact limb algebra, and turning the axis."""

import math

import numpy as np

from simrunner.domain.patient_state import ECG_LEADS
from simrunner.patient.trace.grid import Floats

CHEST_LEADS = ("V1", "V2", "V3", "V4", "V5", "V6")

# Dower's matrix (Dower et al. 1980, as printed on the MIT page of G. Clifford): I, II, V1 to V6
# from X to the left, Y to the feet, Z to the back.
DOWER = np.array(
    [
        [0.632, -0.235, 0.059],
        [0.235, 1.066, -0.132],
        [-0.515, 0.157, -0.917],
        [0.044, 0.164, -1.387],
        [0.882, 0.098, -1.277],
        [1.213, 0.127, -0.601],
        [1.125, 0.127, -0.086],
        [0.831, 0.076, 0.230],
    ]
)
DOWER.flags.writeable = False

INDEPENDENT = len(DOWER)
"""I, II and V1 to V6: every other lead is algebra."""

DIPOLE_ROWS = 3
ROWS = DIPOLE_ROWS + len(CHEST_LEADS)
"""A drawn wave has three rows of the dipole, then what each chest lead shows besides it."""

# No single dipole fits a sick heart's chest leads (measured on a patient with an infarct: r = 0.22
# in V2), so V1 to V6, which are independent, may have a residual. Limb leads never have one.
_FROM_ROWS = np.zeros((INDEPENDENT, ROWS))
_FROM_ROWS[:, :DIPOLE_ROWS] = DOWER
_FROM_ROWS[2:, DIPOLE_ROWS:] = np.eye(len(CHEST_LEADS))
_FROM_ROWS.flags.writeable = False


def independent_leads(rows: Floats) -> Floats:
    """Return I, II, V1 to V6 in mV from ROWS rows of a drawn wave."""
    leads: Floats = _FROM_ROWS @ rows
    return leads


def twelve(leads: Floats) -> Floats:
    """Return the twelve leads, in the order of ECG_LEADS, from I, II and V1 to V6."""
    first, second = leads[0], leads[1]
    out = np.empty((len(ECG_LEADS), leads.shape[1]))
    out[0] = first
    out[1] = second
    out[2] = second - first
    out[3] = -(first + second) / 2.0
    out[4] = first - second / 2.0
    out[5] = second - first / 2.0
    out[6:] = leads[2:]
    return out


def frontal_turn(turn_rad: float) -> Floats:
    """Return the 3 x 3 map of the dipole that turns the frontal axis clockwise by ``turn_rad``.

    The axis is the one that is read from I and aVF, so it is turned in that plane and not in that
    of X and Y, which Dower's matrix does not map to it without a shear. Z stays as it is.
    """
    limb = np.array([DOWER[0], DOWER[1] - DOWER[0] / 2.0])
    turn = np.array(
        [[math.cos(turn_rad), -math.sin(turn_rad)], [math.sin(turn_rad), math.cos(turn_rad)]]
    )
    moved = turn @ limb
    moved[:, 2] -= limb[:, 2]
    out = np.eye(3)
    out[:2] = np.linalg.solve(limb[:, :2], moved)
    return out
