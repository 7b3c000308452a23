"""Acid and base: one pH from the carbon dioxide and the standard base excess."""

import math

PK = 6.1
CO2_SOLUBILITY = 0.0307
"""mmol/L per mmHg at 37 C (Henderson-Hasselbalch as in the physiology page)."""

_USUAL_BICARBONATE = 24.4
_BICARBONATE_PER_PH = math.log(10.0)
_NEWTON_STEPS = 3


def bicarbonate_mmol_per_l(ph: float, paco2_mmhg: float) -> float:
    """Return bicarbonate by Henderson-Hasselbalch: 0.0307 PCO2 10^(pH - 6.1)."""
    return float(CO2_SOLUBILITY * paco2_mmhg * 10.0 ** (ph - PK))


def base_excess_mmol_per_l(ph: float, paco2_mmhg: float, haemoglobin_g_per_l: float) -> float:
    """Return the standard base excess: van Slyke's equation with a third of the haemoglobin.

    SBE = (HCO3 - 24.4 + (2.3 Hb + 7.7)(pH - 7.40))(1 - 0.023 Hb), Hb in mmol/L of the blood
    thinned into three volumes (Siggaard-Andersen 1977, Scand J Clin Lab Invest 37 S146).
    """
    thinned = haemoglobin_g_per_l / 16.114 / 3.0
    bicarbonate = bicarbonate_mmol_per_l(ph, paco2_mmhg)
    buffered = bicarbonate - _USUAL_BICARBONATE + (2.3 * thinned + 7.7) * (ph - 7.40)
    return buffered * (1.0 - 0.023 * thinned)


def ph_of(
    base_excess: float, paco2_mmhg: float, haemoglobin_g_per_l: float, near_ph: float
) -> float:
    """Return the pH, 6.5 to 8.0, that fits a base excess in mmol/L and a PCO2 (Newton's method).

    ``near_ph`` is where it is looked for first: that of a moment ago.
    """
    thinned = haemoglobin_g_per_l / 16.114 / 3.0
    buffer = 2.3 * thinned + 7.7
    target = base_excess / (1.0 - 0.023 * thinned) + _USUAL_BICARBONATE
    ph = near_ph
    for _ in range(_NEWTON_STEPS):
        bicarbonate = CO2_SOLUBILITY * paco2_mmhg * 10.0 ** (ph - PK)
        missing = target - bicarbonate - buffer * (ph - 7.40)
        ph += missing / (bicarbonate * _BICARBONATE_PER_PH + buffer)
        ph = min(8.0, max(6.5, ph))
    return ph
