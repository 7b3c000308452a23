"""What the whole body does to single organs: cold slows, acid weakens."""

from math import sqrt

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

# A brain without blood gasps, then falls silent. The circulation's exhaustion is its clock: 0.15
# after 20 s, 0.75 after 2 min 45 s. Regular breathing went on for the first minute of fibrillation
# in anaesthetised pigs, gasps until the fifth, none after the sixth (Zuercher et al., BMC
# Cardiovasc Disord 2010;10:36); of people who were seen to collapse 55 % gasped (Clark et al.,
# Ann Emerg Med 1992;21:1464). The shorter times, and some 7 slowing to 4 gasps a minute, are
# teaching choices.
_GASPS_FROM, _SILENT_FROM = 0.15, 0.75
_GASPS_AT_FIRST_PER_MIN, _GASPS_AT_LAST_PER_MIN = 6.5, 4.0
_LEAST_DRIVE = 0.2


def responses(organs: Organs) -> list[Influence]:
    """Return the slowness of cold, the weakness of acid, the gasps of a brain without blood."""
    found: list[Influence] = []
    if organs.circulation.exhaustion > _GASPS_FROM:
        found.append(_gasps(organs))
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


def _gasps(organs: Organs) -> Influence:
    """Return the handles of single deep breaths, or of silence, by the brain's exhaustion."""
    done = (organs.circulation.exhaustion - _GASPS_FROM) / (_SILENT_FROM - _GASPS_FROM)
    breathing = organs.breathing
    if done >= 1.0 or breathing.drive < _LEAST_DRIVE:
        return {"ventilatory_drive": 0.0}
    wanted = _GASPS_AT_FIRST_PER_MIN + (_GASPS_AT_LAST_PER_MIN - _GASPS_AT_FIRST_PER_MIN) * done
    # Rate and depth share the drive as square roots: what the drive would make of the rate is
    # taken back.
    return {"respiratory_rate": wanted / (breathing.own[0] * sqrt(breathing.drive))}
