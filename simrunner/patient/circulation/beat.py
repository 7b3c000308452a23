"""From one beat to the next: when the heart begins again, and what the last beat gave."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple, TypeAlias

from simrunner.domain.vital import mean_arterial_mmhg
from simrunner.patient.chest import Press
from simrunner.patient.circulation.pump import ATRIAL_S, PRESS_S, Clocks, Tally, Tick, pump
from simrunner.patient.circulation.state import Contraction, Volumes

ATRIA = 0
VENTRICLES = 1
PRESS = 2

Event: TypeAlias = tuple[int, int, float]
"""When (ms), what, how strong."""

EMPTY: Tally = (-1e9, 1e9, -1e9, 1e9, 0.0, 0.0)

_FELT_SHARE = 0.15
"""A finger feels a beat of this share of the resting stroke: 11 of 70 mL (teaching choice)."""

_HELD_S = 2.0
_SHORTEST_S = 0.15
_RESTITUTION_S = 0.28
_DEADEST_S = 0.30
_SLOW_RELAXATION_S = 0.08


class Pulse(NamedTuple):
    """What the last beat gave."""

    systolic_mmhg: float
    diastolic_mmhg: float
    mean_mmhg: float
    pulmonary_systolic_mmhg: float
    pulmonary_diastolic_mmhg: float
    cardiac_output_l_per_min: float
    stroke_volume_ml: float
    unfelt_s: float


class Run(NamedTuple):
    """The moving part of a step: vessels, clocks, the beat in progress, the last beat."""

    stressed_ml: Volumes
    clocks: Clocks
    tally: Tally
    tallied_s: float
    pulse: Pulse
    beat_strength: float
    press_strength: float
    interval_s: float
    heard: float
    """The sum of arterial pressures over the ticks of this step."""


def foreseen(
    due: Sequence[Sequence[float]],
    contractions: Sequence[Contraction],
    presses: Sequence[Press],
    start_ms: int,
) -> list[Event]:
    """Return what is going to happen, by time; what should have happened begins at ``start_ms``.

    Contractions may come as soon as they are decided, so that the atria have not missed theirs.
    """
    events = [(int(at), int(what), float(strong)) for at, what, strong in due]
    for beat in contractions:
        at_ms = max(beat.at_ms, start_ms)
        if beat.atrial_at_ms is not None:
            events.append((max(beat.atrial_at_ms, start_ms), ATRIA, 1.0))
        if beat.strength > 0.0:
            events.append((at_ms, VENTRICLES, min(beat.strength, 2.0)))
    events.extend(
        (max(press.at_ms, start_ms), PRESS, min(press.strength, 2.0)) for press in presses
    )
    events.sort()
    return events


def finished(run: Run, felt_ml: float) -> Run:
    """Return the run with its beat closed and its numbers taken down."""
    seconds = run.tallied_s
    if seconds < _SHORTEST_S:
        return run
    top, low, ptop, plow, _, ejected = run.tally
    old = run.pulse
    top, low = max(top, low if low < 1e8 else top), min(low, top if top > -1e8 else low)
    ptop, plow = max(ptop, plow if plow < 1e8 else ptop), min(plow, ptop if ptop > -1e8 else plow)
    # Cardiac output as a thermodilution reads it: over the last few beats.
    output = old.cardiac_output_l_per_min
    output += (0.06 * ejected / seconds - output) * seconds / (seconds + 3.0)
    unfelt_s = 0.0 if ejected >= _FELT_SHARE * felt_ml else old.unfelt_s + seconds
    is_shown = unfelt_s == 0.0 or unfelt_s >= _HELD_S
    pulse = Pulse(
        top if is_shown else old.systolic_mmhg, low if is_shown else old.diastolic_mmhg,
        mean_arterial_mmhg(top, low) if is_shown else old.mean_mmhg, ptop, plow, output,
        ejected, unfelt_s,
    )  # fmt: skip
    return run._replace(tally=EMPTY, tallied_s=0.0, pulse=pulse)


def begun(  # noqa: PLR0917 - one moment
    run: Run, event: Event, pulse: float, still: Tick, lag_s: float, felt_ml: float
) -> Run:
    """Return the run at the moment that ``event`` begins, ``lag_s`` ago."""
    _, what, strength = event
    since_s, atria_s, press_s = run.clocks
    if what == ATRIA:
        return run._replace(clocks=(since_s, lag_s, press_s))
    if what == PRESS:
        run = finished(run, felt_ml)
        return run._replace(clocks=(since_s, atria_s, lag_s), press_strength=strength)
    if since_s < still.rise_s:
        return run  # still contracting: refractory
    # A beat into an unfinished relaxation takes over at the same elastance.
    left_s = still.relaxed_s - since_s
    phase_s = left_s * still.rise_s / (still.relaxed_s - still.rise_s) if left_s > 0.0 else lag_s
    run = finished(run, felt_ml)
    interval_s = max(0.25, min(2.0, since_s))
    return run._replace(
        clocks=(phase_s, atria_s, press_s),
        beat_strength=strength
        * pulse
        * min(1.15, restitution(since_s) / restitution(run.interval_s)),
        interval_s=run.interval_s + 0.25 * (interval_s - run.interval_s),
    )


def restitution(interval_s: float) -> float:
    """Return how much of its strength the muscle has back after ``interval_s``.

    1 - exp(-(t - 0.30 s) / 0.28 s) in form (mechanical restitution, time constant 0.2 to 0.3 s,
    textbook value, unverified), here x / (1 + x) squared off, without a library's exponential.
    """
    x = (interval_s - _DEADEST_S) / _RESTITUTION_S
    if x <= 0.0:
        return 0.1
    x = 1.0 + x + 0.5 * x * x + x * x * x / 6.0
    return max(0.1, 1.0 - 1.0 / x)


def systole_s(interval_s: float) -> float:
    """Return how long ventricles contract: 0.3 s x sqrt(RR) (CVSim); they relax in half of it."""
    return 0.3 * sqrt(interval_s)


def relaxed_s(rise_s: float, strength: float, resting_s: float) -> float:
    """Return when a ventricle that contracted for ``rise_s`` is soft again.

    After half of the contraction in a beat of full strength. A weak or uncoordinated one relaxes
    later: by 8 ms for each tenth that it lacks (tau of relaxation 35 to 50 ms, lengthened by
    pacing and ischaemia; teaching choice of size), in proportion to the ``resting_s`` of a beat.
    """
    lacking = 1.0 - strength
    late_s = _SLOW_RELAXATION_S * lacking * min(1.0, resting_s / 0.8) if lacking > 0.0 else 0.0
    return 1.5 * rise_s + late_s


def press_force(peak_mmhg: float) -> float:
    """Return the factor of a compression's parabola that peaks at ``peak_mmhg``."""
    return 4.0 * peak_mmhg / (PRESS_S * PRESS_S)


def kick(peak_mmhg: float) -> float:
    """Return the factor of an atrial parabola that peaks at ``peak_mmhg``."""
    return 4.0 * peak_mmhg / (ATRIAL_S * ATRIAL_S)


def advanced(run: Run, still: Tick, ticks: int) -> Run:
    """Return the run ``ticks`` later."""
    stressed_ml, clocks, tally = pump(run.stressed_ml, run.clocks, run.tally, still, ticks)
    return Run(
        stressed_ml, clocks, tally, run.tallied_s + ticks * still.tick_s, run.pulse,
        run.beat_strength, run.press_strength, run.interval_s,
        run.heard + tally[4] - run.tally[4],
    )  # fmt: skip
