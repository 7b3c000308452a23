"""Oxygen in blood: the dissociation curve, content and tension, and what an oximeter sees."""

import math

CAPACITY_ML_PER_G = 1.39
"""Oxygen per gram of haemoglobin (Hüfner's figure as in the reference equations)."""

DISSOLVED_PER_MMHG = 0.00003
"""ml of oxygen dissolved in 1 ml of blood per mmHg (0.003 ml/dl)."""

HIGHEST_MMHG = 3000.0

_LEAST_MMHG = 0.01


def saturation(po2_mmhg: float, shift: float = 1.0) -> float:
    """Return the saturation 0 to 1 of functional haemoglobin at a tension of 0 or more.

    ``shift`` multiplies the tension: above 1 is a curve to the left. Severinghaus, J Appl
    Physiol 1979;46:599: S = 1/(23400/(P^3 + 150 P) + 1).
    """
    tension = po2_mmhg * shift
    cubic = tension * (tension * tension + 150.0)
    return cubic / (cubic + 23400.0)


def tension_of_saturation(share: float) -> float:
    """Return the tension in mmHg at a saturation of the unshifted curve.

    Severinghaus 1979: ln P = 0.385 ln(1/(1/S - 1)) + 3.32 - 1/(72 S) - 0.17 S^6. The share is
    held inside 0.01 and 0.9995, where the formula still says something.
    """
    share = min(0.9995, max(0.01, share))
    logarithm = 0.385 * math.log(1.0 / (1.0 / share - 1.0)) + 3.32
    return math.exp(logarithm - 1.0 / (72.0 * share) - 0.17 * share**6)


def curve_shift(ph: float, temperature_c: float) -> float:
    """Return the factor on tension for acidity (Bohr) and temperature; 1 at pH 7.40 and 37 °C.

    Severinghaus 1979, dlnP/dpH = (P/26.6)^0.184 - 2.2 and dlnP/dT = 0.058/((0.243 P/100)^3.88
    + 1) + 0.013, both taken at 40 mmHg, so that one factor serves the whole curve.
    """
    return math.exp(1.122 * (ph - 7.4) - 0.071 * (temperature_c - 37.0))


def content(po2_mmhg: float, capacity: float, shift: float) -> float:
    """Return ml of oxygen in 1 ml of blood that can bind ``capacity`` ml."""
    tension = po2_mmhg * shift
    cubic = tension * (tension * tension + 150.0)
    return capacity * cubic / (cubic + 23400.0) + DISSOLVED_PER_MMHG * po2_mmhg


def rebound(held: float, po2_mmhg: float, scale: float) -> float:
    """Return the content after the capacity has changed by a factor: the bound part follows."""
    dissolved = min(held, DISSOLVED_PER_MMHG * po2_mmhg)
    return (held - dissolved) * scale + dissolved


def tension(held: float, capacity: float, shift: float, guess_mmhg: float) -> float:
    """Return the tension in mmHg at which blood holds ``held`` ml per ml, nearer than a guess.

    One bounded Newton step: called every 200 ms with the last answer it stays within 0.1 mmHg of
    the truth below 100 mmHg and 1 % above; from far away each call comes closer, never leaving
    0.01 to HIGHEST_MMHG.
    """
    virtual = guess_mmhg * shift
    square = virtual * virtual
    cubic = virtual * (square + 150.0)
    below = cubic + 23400.0
    excess = capacity * cubic / below + DISSOLVED_PER_MMHG * guess_mmhg - held
    slope = capacity * shift * 23400.0 * (3.0 * square + 150.0) / (below * below)
    nearer = guess_mmhg - excess / (slope + DISSOLVED_PER_MMHG)
    if nearer < 0.5 * guess_mmhg:
        nearer = 0.5 * guess_mmhg
        return max(_LEAST_MMHG, nearer)
    most = 2.0 * guess_mmhg
    most = most if most < HIGHEST_MMHG else HIGHEST_MMHG
    return nearer if nearer < most else most


def settled_tension(held: float, capacity: float, shift: float) -> float:
    """Return the tension for a content without a guess, in mmHg."""
    low, high = _LEAST_MMHG, HIGHEST_MMHG
    for _ in range(60):
        middle = 0.5 * (low + high)
        if content(middle, capacity, shift) < held:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def oximeter_saturation(sao2: float, carboxyhaemoglobin: float, methaemoglobin: float) -> float:
    """Return what an oximeter of two wavelengths shows, 0 to 1.

    Carboxyhaemoglobin is taken for nine tenths oxyhaemoglobin (Barker and Tremper,
    Anesthesiology 1987;66:677); methaemoglobin pulls the reading towards 85 %, all the way at
    35 % (Barker 1989). Both figures from memory, unverified.
    """
    if not carboxyhaemoglobin and not methaemoglobin:
        return sao2
    functional = max(0.0, 1.0 - carboxyhaemoglobin - methaemoglobin)
    red = sao2 * functional + 0.9 * carboxyhaemoglobin
    base = min(1.0, red / max(0.01, functional + carboxyhaemoglobin))
    return base + (0.85 - base) * min(1.0, methaemoglobin / 0.35)
