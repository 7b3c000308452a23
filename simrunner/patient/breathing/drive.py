"""How hard the body wants to breathe: carbon dioxide, oxygen, acid, wakefulness and drugs."""

from simrunner.patient.handle import Handles

GAIN_PER_MMHG = 0.2
"""Rise of the drive per mmHg of PaCO2, as a share of resting ventilation: 1.3 L/min/mmHg in an
adult (textbook 1-3, unverified)."""

CENTRAL_SHARE = 0.7
CENTRAL_LAG_S = 65.0
"""The slow (central) part of the response to carbon dioxide, ke0 0.92 per minute (Bouillon,
Anesthesiology 2003;99:779); its share of two thirds is textbook, unverified."""

GREATEST = 12.0
"""Ventilation of an adult at the utmost, as a multiple of rest: about 80 L/min."""

APNOEA_BELOW = 0.08
BREATHING_ABOVE = 0.15
"""A drive too small to breathe, and the one at which breathing begins again: teaching choices."""

_OPIOID_PER_NG = 1.92
_HYPNOTIC_PER_MCG = 2.05
_HYPNOTIC_CEILING = 0.81
_SLOPE_PER_MCG = 0.2
_SYNERGY = 0.3
"""What drugs take from the drive: an opioid a fixed amount per ng/ml that carbon dioxide must
make up, two additive parts as in Olofsen, Anesthesiology 2010;112:1382; a hypnotic an amount and
part of the slope; both together more than their sum. The four numbers are set so that resting
ventilation and that at a PCO2 of 55 mmHg fall as in Nieuwenhuijs, Anesthesiology 2003;98:312."""

_AWAKE = 0.4
_HYPOXIC = 15.0
_HYPOXIC_FROM_MMHG = 32.0
"""Weil's hyperbola, A/(PaO2 - 32), A as a share of resting ventilation: about 100 mmHg L/min in
an adult (Weil 1970: 69-180, from memory, unverified)."""
_BICARBONATE_GAIN = 0.3
"""Drive per mmol/l of bicarbonate lost, so that PaCO2 falls 1.2-1.5 mmHg for each (Winters'
1.5 HCO3 + 8 +-2); a gain of bicarbonate does half (0.7 mmHg, textbook, unverified)."""


def opioid_and_hypnotic(opioid_ng_per_ml: float, hypnotic_mcg_per_ml: float) -> float:
    """Return what both take from the drive, in resting drives."""
    opioid = _OPIOID_PER_NG * opioid_ng_per_ml
    hypnotic = _HYPNOTIC_PER_MCG * hypnotic_mcg_per_ml
    hypnotic /= 1.0 + _HYPNOTIC_CEILING * hypnotic_mcg_per_ml
    return opioid + hypnotic + _SYNERGY * opioid * hypnotic


def wakefulness(handles: Handles) -> float:
    """Return the drive that being awake sustains whatever the blood gases, 0 to 0.4.

    Gone at 2.5 mcg/ml of propofol, halved by 2 ng/ml of remifentanil: teaching choices.
    """
    opioid = 0.5 * handles.opioid_ng_per_ml
    awake = 1.0 - 0.4 * handles.hypnotic_mcg_per_ml
    if awake <= 0.0:
        return 0.0
    return _AWAKE * handles.consciousness * awake / (1.0 + opioid * opioid)


def hypoxic(pao2_mmhg: float) -> float:
    """Return Weil's hyperbola at a tension, in resting drives, at most 2.5."""
    above = pao2_mmhg - _HYPOXIC_FROM_MMHG
    return _HYPOXIC / above if above > 6.0 else 2.5


def depressed_by_hypoxia(pao2_mmhg: float) -> float:
    """Return the share of the drive that a brain without oxygen still has.

    All above 30 mmHg, none below 14: gasping between (teaching choice).
    """
    if pao2_mmhg >= 30.0:
        return 1.0
    return max(0.0, (pao2_mmhg - 14.0) / 16.0)


def acidotic(bicarbonate_mmol_per_l: float, own_mmol_per_l: float) -> float:
    """Return what a change of bicarbonate from the person's own adds, in resting drives."""
    lost = own_mmol_per_l - bicarbonate_mmol_per_l
    if lost < 0.0:
        return max(-3.0, 0.5 * _BICARBONATE_GAIN * lost)
    return min(8.0, _BICARBONATE_GAIN * lost)


def wanted(before: float, handles: Handles, co2_mmhg: float, more: float) -> float:
    """Return the drive, 0 to GREATEST: 1 at rest.

    ``before`` is the last one, because a drive that fell silent begins again only at
    BREATHING_ABOVE; ``co2_mmhg`` is above the set point; ``more`` is what oxygen and acid add.
    """
    opioid, hypnotic = handles.opioid_ng_per_ml, handles.hypnotic_mcg_per_ml
    gain = GAIN_PER_MMHG * handles.hypercapnic_response
    if opioid > 0.0 or hypnotic > 0.0:
        hypnotic = max(0.0, hypnotic)
        slope = 1.0 / (1.0 + _SLOPE_PER_MCG * hypnotic)
        gain *= slope
        more = more * slope - opioid_and_hypnotic(max(0.0, opioid), hypnotic)
    drive = 1.0 + gain * co2_mmhg + more
    least = wakefulness(handles)
    drive = drive if drive > least else least
    drive *= handles.ventilatory_drive
    if drive < (APNOEA_BELOW if before > 0.0 else BREATHING_ABOVE):
        return 0.0
    return drive if drive < GREATEST else GREATEST
