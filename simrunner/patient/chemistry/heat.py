"""Core temperature: heat made, heat lost, and the thermostat between."""

HEAT_CAPACITY_J_PER_KG_C = 3470.0
"""Mean specific heat of the body, 0.83 kcal/kg/C (Burton 1935; textbook figure, unverified)."""

_THERMOSTAT_W_PER_KG_C = 6.0
_MOST_SHIVERING_W_PER_KG = 4.0  # about four times resting heat (unverified)
_MOST_COOLING_W_PER_KG = 5.0  # sweating and open vessels (unverified)
_LOSS_W_PER_KG_C = 0.11  # 1.2 W/kg at rest over the 11 C between core and shell (unverified)


def temperature_after(
    temperature_c: float,
    minutes: float,
    *,
    set_point_c: float,
    usual_c: float,
    heat_w_per_kg: float,
    heat_loss: float,
    shivering: float,
) -> float:
    """Return the core temperature, 15 to 45 C, after some minutes.

    At ``usual_c`` without anything acting heat made equals heat lost. ``heat_w_per_kg`` is heat
    beyond that, ``heat_loss`` a factor on what skin and breath lose, ``shivering`` one on what
    the thermostat can add.
    """
    loss = _LOSS_W_PER_KG_C * (heat_loss * (temperature_c - usual_c + 11.0) - 11.0)
    asked = _THERMOSTAT_W_PER_KG_C * (set_point_c - temperature_c)
    answer = min(_MOST_SHIVERING_W_PER_KG * shivering, max(-_MOST_COOLING_W_PER_KG, asked))
    net = heat_w_per_kg - loss + answer
    moved = temperature_c + net * minutes * 60.0 / HEAT_CAPACITY_J_PER_KG_C
    return min(45.0, max(15.0, moved))
