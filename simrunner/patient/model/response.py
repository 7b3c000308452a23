"""What the whole body does to single organs: cold slows, acid weakens."""

from simrunner.patient.handle import Influence
from simrunner.patient.model.organs import Organs

# Cold: each degree below 35 C takes these shares of the sinus rate and of the rate of breathing,
# about half the pulse at 28 C (ERC Guidelines 2021 for the picture; sizes are teaching choices).
# The organ of the gases lowers the need for oxygen by itself.
_COLD_FROM_C = 35.0
_SLOWER_PER_C = 0.07
_BREATHES_SLOWER_PER_C = 0.05
_SLOWEST = 0.15

# Acid below a pH of 7.2 weakens heart and vessels (textbooks); by 9 % per 0.1 (teaching choice).
_ACID_FROM_PH = 7.2
_WEAKER_PER_PH = 0.9


def responses(organs: Organs) -> list[Influence]:
    """Return the slowness of cold and the weakness of acid."""
    found: list[Influence] = []
    below_c = _COLD_FROM_C - organs.chemistry.temperature_c
    if below_c > 0.0:
        found.append(
            {
                "sinus_rate": max(_SLOWEST, 1.0 - _SLOWER_PER_C * below_c),
                "respiratory_rate": max(_SLOWEST, 1.0 - _BREATHES_SLOWER_PER_C * below_c),
            }
        )
    sour = _ACID_FROM_PH - organs.chemistry.ph
    if sour > 0.0:
        left = max(0.3, 1.0 - _WEAKER_PER_PH * sour)
        found.append({"contractility": left, "systemic_resistance": left})
    return found
