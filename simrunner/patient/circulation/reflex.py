"""What the nerves make of the pressures: rate, strength, resistance, venous tone."""

from math import sqrt
from typing import NamedTuple

from simrunner.patient.circulation.state import Build, CirculationState
from simrunner.patient.handle import Handles
from simrunner.patient.person import Person

DRIVE_EVERY_MS = 500
"""How often the drive is written down; eleven of them reach back 5 s."""

_ARTERIAL_SCALE_MMHG = 18.0  # CVSim
_FILLING_SCALE_MMHG = 3.5  # CVSim
_ARTERIAL_SHARE = 0.4
_FILLING_SHARE = 0.55
_BETA_REST = 0.12  # of the intrinsic rate, by resting sympathetic tone; unverified
_VAGAL_MOST = 0.55
_WITHDRAWN = 1.2
_REFLEX_PART = 0.69
_RESISTANCE_GAIN = 0.42
_RESISTANCE_REST = 0.25
_CONTRACTILITY_GAIN = 0.5
_VENOUS_GAIN = 0.33  # of the blood volume
# Time constants after the pure delays of CVSim (vagal 0.59-1.0 s, beta 2.5-15 s, alpha on
# resistance 2.5-30 s, alpha on veins 5-42 s).
_VAGAL_S = 0.4
_BETA_S = 5.0
_ALPHA_S = 12.0
_VENOUS_S = 35.0


class Nerves(NamedTuple):
    """What the reflexes ask for now, and their memory."""

    sinus_rate_per_min: float
    contractility: float
    resistance: float
    venous_share: float
    drives: tuple[float, ...]
    vagal: tuple[float, float]
    beta: float
    alpha: float
    venous: float
    hypoxia: float
    exhaustion: float


def _saturated(x: float) -> float:
    """Return x within -1 to 1: x / sqrt(1 + x^2), the S shape of tanh and atan on every machine."""
    return x / sqrt(1.0 + x * x)


def _share(x: float) -> float:
    return 0.0 if x < 0.0 else min(x, 1.0)


def _chemoreflex(person: Person, pao2_mmhg: float, paco2_mmhg: float) -> float:
    """Return the drive from oxygen below 65 mmHg and CO2 above 45: teaching choice.

    A newborn has none from oxygen: its heart answers hypoxia by slowing.
    """
    if pao2_mmhg >= 65.0 and paco2_mmhg <= 45.0:
        return 0.0
    drive = 0.25 * _share((paco2_mmhg - 45.0) / 35.0)
    if person.age_years >= 1.0:
        drive += 0.3 * _share((65.0 - pao2_mmhg) / 35.0)
    return drive


def hypoxic_depth(person: Person, pao2_mmhg: float) -> tuple[float, float]:
    """Return how far oxygen is below what the heart stands (0 to 1) and its time constant in s.

    Below 32 mmHg in adults after a minute, below 42 in infants after seconds: teaching choice,
    the smaller the child the sooner the bradycardia.
    """
    if person.age_years < 1.0:
        return _share((42.0 - pao2_mmhg) / 18.0), 12.0
    if person.age_years < 8.0:
        return _share((36.0 - pao2_mmhg) / 18.0), 25.0
    return _share((32.0 - pao2_mmhg) / 16.0), 40.0


def _wanted(state: CirculationState, build: Build) -> float:
    """Return what both pressures together ask of the nerves, positive when they are low."""
    low = _ARTERIAL_SHARE * _saturated(
        (build.mean_mmhg - state.arterial_mmhg) / _ARTERIAL_SCALE_MMHG
    )
    empty = _saturated((build.filling_mmhg - state.filling_mmhg) / _FILLING_SCALE_MMHG)
    # A heart overfilled slows little: stretched atria also quicken it (Bainbridge).
    return low + _FILLING_SHARE * (empty if empty > 0.0 else 0.2 * empty)


def _quickened(person: Person, pao2_mmhg: float) -> float:
    """Return by what breathing hard against hypoxia multiplies the rate, whatever the pressure.

    The lung inflation reflex, which newborns lack: 40 % more at 30 mmHg, a teaching choice.
    """
    if pao2_mmhg >= 70.0 or person.age_years < 1.0:
        return 1.0
    return 1.0 + 0.4 * _share((70.0 - pao2_mmhg) / 40.0)


def answered(
    state: CirculationState,
    build: Build,
    person: Person,
    handles: Handles,
    *,
    now_ms: int,
    step_s: float,
    pao2_mmhg: float,
    paco2_mmhg: float,
) -> Nerves:
    """Return what the nerves do after ``step_s`` with these pressures.

    Half of the drive comes from arterial, half from filling pressure: with the arterial part
    alone a bled body collapses at 35 % loss. Gains are fitted by hand to the classes of
    haemorrhage of ATLS as the European guideline reprints them (Spahn et al., Crit Care
    2019;23:98), not measured in anybody.
    """
    drive = handles.baroreflex * _wanted(state, build)
    drive += _chemoreflex(person, pao2_mmhg, paco2_mmhg)
    if not -1.0 <= drive <= 1.0:
        drive = max(-1.0, min(1.0, drive))
    # Each follows with a lag: implicit, so that it never overshoots.
    fast, vagal = state.vagal
    fast += (drive - fast) * (step_s / (step_s + _VAGAL_S))
    vagal += (fast - vagal) * (step_s / (step_s + _VAGAL_S))
    drives, beta, alpha, venous = state.drives, state.beta, state.alpha, state.venous
    beta += (drives[5] - beta) * (step_s / (step_s + _BETA_S))
    alpha += (drives[5] - alpha) * (step_s / (step_s + _ALPHA_S))
    venous += (drives[0] - venous) * (step_s / (step_s + _VENOUS_S))
    if now_ms % DRIVE_EVERY_MS == 0:
        drives = (*drives[1:], drive)
    hypoxia, exhaustion = _harmed(state, build, person, pao2_mmhg, step_s)
    tone = (1.0 - handles.alpha_block) * (1.0 - exhaustion)
    # Little blood moves out of the veins at first, much in need: it keeps class I honest.
    squeezed = venous * (0.35 + 0.65 * venous) if venous > 0.0 else 0.4 * venous
    rate = _sinus_rate(build, handles, vagal, beta) * (1.0 - 0.85 * hypoxia)
    rate *= _quickened(person, pao2_mmhg)
    return Nerves(
        # Nothing drives a sinus node beyond what age allows (208 - 0.7 x age, Tanaka 2001).
        max(0.0, min(build.fastest_per_min, rate)),
        _contractility(beta, handles.beta_block) * (1.0 - 0.5 * hypoxia),
        1.0 + tone * (_RESISTANCE_GAIN * (alpha if alpha > 0.0 else 0.6 * alpha))
        - _RESISTANCE_REST * (1.0 - tone),
        tone * _VENOUS_GAIN * squeezed - 0.04 * (1.0 - tone),
        drives, (fast, vagal), beta, alpha, venous, hypoxia, exhaustion,
    )  # fmt: skip


def _harmed(
    state: CirculationState, build: Build, person: Person, pao2_mmhg: float, step_s: float
) -> tuple[float, float]:
    """Return what lack of oxygen has done to the heart and lack of blood to the brain, 0 to 1.

    A brain without blood stops sending in 2 min below 35 mmHg (less in a child), and is back in
    40 s above: teaching choices.
    """
    hypoxia, exhaustion = state.hypoxia, state.exhaustion
    if hypoxia or pao2_mmhg < 42.0:
        depth, slow_s = hypoxic_depth(person, pao2_mmhg)
        hypoxia += (depth - hypoxia) * (step_s / (step_s + slow_s))
    if state.arterial_mmhg < 35.0 and state.arterial_mmhg < 0.4 * build.mean_mmhg:
        exhaustion += (1.0 - exhaustion) * (step_s / (step_s + 120.0))
    elif exhaustion:
        exhaustion -= exhaustion * (step_s / (step_s + 40.0))
    return hypoxia, exhaustion


def sensed(
    state: CirculationState, arterial_mmhg: float, transmural_mmhg: float, step_s: float
) -> tuple[float, float]:
    """Return what the receptors have taken in: arterial and filling pressure, mmHg."""
    arterial = state.arterial_mmhg
    filling = state.filling_mmhg
    return (
        arterial + (arterial_mmhg - arterial) * (step_s / (step_s + 1.0)),
        filling + (transmural_mmhg - filling) * (step_s / (step_s + 2.5)),
    )


def _sinus_rate(build: Build, handles: Handles, vagal: float, beta: float) -> float:
    """Return the rate: intrinsic x (1 + sympathetic) x (1 - vagal), after Rosenblueth 1934.

    At rest the vagus holds the intrinsic rate down to the person's; atropine shows it.
    """
    intrinsic = build.intrinsic_per_min
    most = build.fastest_per_min / intrinsic - 1.0
    most = most if most > 0.3 else 0.3
    if beta > 0.0:
        sympathetic = _BETA_REST + (_REFLEX_PART * most - _BETA_REST) * beta
    else:
        sympathetic = _BETA_REST * (1.0 + beta)
    held = 1.0 - build.rate_per_min / (intrinsic * (1.0 + _BETA_REST))
    braked = (
        held * (1.0 - _WITHDRAWN * vagal) if vagal > 0.0 else held - (_VAGAL_MOST - held) * vagal
    )
    rate = intrinsic * (1.0 + sympathetic * (1.0 - handles.beta_block))
    if braked > 0.0:
        rate *= 1.0 - braked * (1.0 - handles.vagal_block)
    factor = handles.sinus_rate
    if factor > 1.0 and rate > build.rate_per_min:
        # A drug and the reflex quicken by the same receptors: what one has done the other cannot.
        room = _share((build.fastest_per_min - rate) / (build.fastest_per_min - build.rate_per_min))
        factor = 1.0 + (factor - 1.0) * room
    return rate * factor + handles.sinus_rate_per_min


def _contractility(beta: float, beta_block: float) -> float:
    """Return the strength of the heart's muscle against rest; full beta blockade takes 15 %."""
    felt = _CONTRACTILITY_GAIN * beta if beta > 0.0 else 0.35 * beta
    return 1.0 + felt * (1.0 - beta_block) - 0.15 * beta_block
