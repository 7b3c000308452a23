"""The gas in the lungs: what a step of ventilation and an open or closed airway do to it."""

from simrunner.patient.handle import Handles
from simrunner.patient.lungs import BTPS_FACTOR

EXCLUDED_FLOW = 0.55
"""Share of its blood that an airless lung keeps; 0.25-0.3 of the output in one-lung ventilation
after hypoxic vasoconstriction (textbook, unverified)."""

SLOW_SHARE = 0.22
"""Ventilation of the slower half of the lungs, the other four fifths goes to the quicker one: with
it breathing oxygen brings 0.86 to 0.88 in 2.5 min and 0.9 between 3 and 4 min (Nimmagadda, Anesth
Analg 2001;92:1337), 8 deep breaths 0.9 in a minute (Pandit, Anesthesiology 2003;99:841)."""

_FILLING_PER_STEP = 0.2
_LARGEST_EXCHANGE = 0.3
_MOST_INSPIRED_CO2 = 0.1


def clamped(low: float, number: float, high: float) -> float:
    """Return the number, or the limit that it passes."""
    return low if number < low else high if number > high else number


def filling(handles: Handles, peep_cmh2o: float) -> float:
    """Return the lungs' volume at the end of expiration as a share of the person's own.

    PEEP adds 2 % per cmH2O (a compliance of 50 ml/cmH2O on 2.4 l); an excluded lung holds none.
    """
    own = handles.functional_residual_capacity * (1.0 - handles.excluded_lung)
    full = own * (1.0 + 0.02 * peep_cmh2o)
    return full if 0.1 <= full <= 3.0 else clamped(0.1, full, 3.0)


def shunted(own_shunt: float, handles: Handles, peep_cmh2o: float) -> float:
    """Return the share of the output that meets no gas, 0 to 0.95.

    An illness's shunt is recruited by PEEP, a third of it at 10 cmH2O (teaching choice); the
    person's own and that of an excluded lung are not.
    """
    ill = handles.shunt / (1.0 + 0.05 * peep_cmh2o)
    past = (1.0 - own_shunt) * (1.0 - ill) * (1.0 - EXCLUDED_FLOW * handles.excluded_lung)
    return 1.0 - past if 0.05 <= past <= 1.0 else 1.0 - clamped(0.05, past, 1.0)


def perfused(flow: float) -> float:
    """Return the share of the alveoli that a flow (share of the resting one) keeps perfused.

    Hill curve of second power, half at 0.45: 30 % less output lowers EtCO2 by about an eighth
    (Shibutani 1994: a tenth, from memory), 0.17-0.3 of it in resuscitation leaves 7-15 mmHg
    (Kolar 2008: 6.9 +-2.2 without, 32.8 +-9.1 with return of circulation). Teaching choice.
    """
    if flow >= 1.0:
        return 1.0
    square = flow * flow
    return 1.2025 * square / (square + 0.2025)


def inhaled_shares(
    handles: Handles, inspired_oxygen: float, dry_mmhg: float
) -> tuple[float, float]:
    """Return the shares of oxygen and carbon dioxide in what is breathed in, at ``dry_mmhg``.

    Carbon dioxide that is breathed again displaces the other gases in proportion.
    """
    co2 = handles.inspired_co2_mmhg
    if co2 <= 0.0:
        return inspired_oxygen, 0.0
    share = clamped(0.0, co2 / dry_mmhg, _MOST_INSPIRED_CO2)
    return inspired_oxygen * (1.0 - share), share


def breathed(
    gas: tuple[float, float, float, float],
    ventilation: float,
    full: float,
    inspired: tuple[float, float],
) -> tuple[float, float, float, float, float, float]:
    """Return oxygen, carbon dioxide and nitrogen in ml after a step, lag, net O2 in, CO2 out.

    ``ventilation`` leaves with what the ventilated parts hold and comes back as inspired gas; then
    the lungs fill towards ``full`` ml STPD, or empty, with a time constant of 1 s. ``full`` 0 is a
    closed airway: nothing moves. ``inspired`` are the shares of oxygen and carbon dioxide. ``lag``,
    the last of ``gas``, is how much more nitrogen the slower half holds than the quicker one, as a
    share of its gas; oxygen differs the other way round.
    """
    o2, co2, n2, lag = gas
    inspired_oxygen, inspired_co2 = inspired
    total = o2 + co2 + n2
    if full <= 0.0 or total <= 0.0:
        return o2, co2, n2, lag, 0.0, 0.0
    lost = ventilation / total
    lost = lost if lost < _LARGEST_EXCHANGE else _LARGEST_EXCHANGE
    drawn = lost * total
    bulk = _FILLING_PER_STEP * (full - total)
    if bulk >= 0.0:
        drawn += bulk
    else:
        lost -= bulk / total
    spared = (0.5 - SLOW_SHARE) * lag * lost * total
    washed = n2 * lost - drawn * (1.0 - inspired_oxygen - inspired_co2)
    exhaled = co2 * lost - drawn * inspired_co2
    inhaled = drawn * inspired_oxygen - o2 * lost - spared
    o2 += inhaled
    n2 += spared - washed
    lag += (2.0 - 4.0 * SLOW_SHARE) * washed / total - lost * lag
    most = 2.0 * min(o2, n2) / total
    lag = clamped(-most, lag, most)
    return o2, co2 - exhaled, n2, lag, inhaled, exhaled


def kept_in(gases_ml: tuple[float, float, float], most_ml: float) -> tuple[float, float, float]:
    """Return the gases that lungs can hold: what swells beyond that in thin air is let go."""
    o2, co2, n2 = gases_ml
    if 1.0 <= o2 + co2 + n2 <= most_ml:
        return gases_ml
    share = min(1.0, most_ml / max(1.0, o2 + co2 + n2))
    return o2 * share, co2 * share, n2 * share


def tensions(
    gas: tuple[float, float, float], least_ml: float, dry_mmhg: float
) -> tuple[float, float, float]:
    """Return the lungs' volume in ml BTPS and the tensions of oxygen and carbon dioxide in mmHg.

    They shrink at the pressure around the body until ``least_ml``, then the pressure falls.
    """
    o2, co2, n2 = gas
    volume_ml = (o2 + co2 + n2) * BTPS_FACTOR / dry_mmhg
    volume_ml = volume_ml if volume_ml > least_ml else least_ml
    return volume_ml, o2 * BTPS_FACTOR / volume_ml, co2 * BTPS_FACTOR / volume_ml
