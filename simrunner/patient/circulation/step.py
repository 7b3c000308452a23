"""One slow step of the circulation: nerves, blood in and out, then 25 ticks of 4 ms."""

from collections.abc import Sequence
from typing import NamedTuple

from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.chest import Press
from simrunner.patient.circulation.beat import (
    VENTRICLES,
    Event,
    Pulse,
    Run,
    advanced,
    begun,
    finished,
    foreseen,
    press_force,
    relaxed_s,
    systole_s,
)  # fmt: skip
from simrunner.patient.circulation.coronary import ischaemia_after
from simrunner.patient.circulation.pump import PRESS_S, Tick
from simrunner.patient.circulation.reflex import Nerves, answered, sensed
from simrunner.patient.circulation.state import Build, CirculationState, Contraction, Volumes
from simrunner.patient.circulation.vessel import tick_of, transfused, unstressed
from simrunner.patient.handle import Handles
from simrunner.patient.person import Person

TICK_MS = 4

_MOVES_NOTHING = 0.01

_STILL_S = 2.0
"""Without a beat for so long, what the vessels hold now is what is read."""


class Outside(NamedTuple):
    """What the other organs send."""

    pleural_mmhg: float
    pao2_mmhg: float
    sao2: float
    paco2_mmhg: float
    blood_in_ml: float


def expecting(
    state: CirculationState, contractions: Sequence[Contraction], now_ms: int
) -> CirculationState:
    """Return a circulation that knows of contractions before its first step, and has not moved."""
    return state._replace(due=tuple(foreseen(state.due, contractions, (), now_ms)))


def advance_circulation(  # noqa: PLR0913 - an organ's step names all it reads
    state: CirculationState,
    person: Person,
    handles: Handles,
    *,
    now_ms: int,
    contractions: Sequence[Contraction],
    presses: Sequence[Press],
    pleural_mmhg: float,
    pao2_mmhg: float,
    sao2: float,
    paco2_mmhg: float,
    blood_in_ml: float,
) -> CirculationState:
    """Return the circulation at ``now_ms``, 100 ms after ``state``.

    Hand each contraction once, as soon as it is decided: those that lie ahead are kept, so that
    the atria contract in time; one whose P wave is past has its atria contract at once, and late.
    ``blood_in_ml`` goes into (or, negative, out of) the veins; bleeding is a handle.
    ``capillary_leak_ml_per_min`` is not read here: chemistry takes it out of ``blood_in_ml``.
    """
    outside = Outside(pleural_mmhg, pao2_mmhg, sao2, paco2_mmhg, blood_in_ml)
    return _stepped(
        state, person, handles, outside, now_ms, contractions, presses, STEP_MS, TICK_MS
    )


def _stepped(  # noqa: PLR0913, PLR0917 - as above, and the tick's length for a test
    state: CirculationState,
    person: Person,
    handles: Handles,
    outside: Outside,
    now_ms: int,
    contractions: Sequence[Contraction],
    presses: Sequence[Press],
    step_ms: int,
    tick_ms: int,
) -> CirculationState:
    build = Build._make(state.build)
    step_s = step_ms * 0.001
    nerves = answered(
        state, build, person, handles, now_ms=now_ms, step_s=step_s,
        pao2_mmhg=outside.pao2_mmhg, paco2_mmhg=outside.paco2_mmhg,
    )  # fmt: skip
    volumes_ml, bled_ml = transfused(state, build, handles, outside.blood_in_ml, step_s)
    unstressed_ml = unstressed(build, handles, nerves.venous_share)
    still = tick_of(state, build, handles, nerves, outside.pleural_mmhg, tick_ms * 0.001)
    run = _resumed(state, _apart(volumes_ml, unstressed_ml))
    start_ms = now_ms - step_ms
    kept = state.due
    if contractions or presses or (kept and kept[0][0] <= now_ms):
        due = foreseen(kept, contractions, presses, start_ms)
        pulse = max(0.0, min(2.0, handles.mechanical_pulse))
        run, kept = _through(run, still, due, (start_ms, step_ms, tick_ms), build, pulse)
    else:  # most steps: what was foreseen lies beyond them
        run = advanced(run, still, step_ms // tick_ms)
    if run.tallied_s >= _STILL_S:
        run = finished(run, build.stroke_ml)
    ischaemia = ischaemia_after(
        state, build, obstruction=handles.coronary_obstruction, sao2=outside.sao2,
        contractility=handles.contractility * nerves.contractility, step_s=step_s,
    )  # fmt: skip
    found = (kept, bled_ml, ischaemia)
    return _read(state, still, run, nerves, unstressed_ml, step_s, found)


def _apart(one_ml: Volumes, other_ml: Volumes) -> Volumes:
    """Return by how much each volume is greater than the other."""
    left, right, arteries, veins, central, lungs, wedge = one_ml
    left0, right0, arteries0, veins0, central0, lungs0, wedge0 = other_ml
    return (
        left - left0, right - right0, arteries - arteries0, veins - veins0, central - central0,
        lungs - lungs0, wedge - wedge0,
    )  # fmt: skip


def _together(one_ml: Volumes, other_ml: Volumes) -> Volumes:
    """Return each volume with the other."""
    left, right, arteries, veins, central, lungs, wedge = one_ml
    left0, right0, arteries0, veins0, central0, lungs0, wedge0 = other_ml
    return (
        left + left0, right + right0, arteries + arteries0, veins + veins0, central + central0,
        lungs + lungs0, wedge + wedge0,
    )  # fmt: skip


def _resumed(state: CirculationState, stressed_ml: Volumes) -> Run:
    """Return the moving part of ``state``."""
    pulse = Pulse(
        state.systolic_mmhg, state.diastolic_mmhg, state.mean_mmhg,
        state.pulmonary_systolic_mmhg, state.pulmonary_diastolic_mmhg,
        state.cardiac_output_l_per_min, state.stroke_volume_ml, state.unfelt_s,
    )  # fmt: skip
    return Run(
        stressed_ml, (state.since_beat_s, state.since_atria_s, state.since_press_s), state.tally,
        state.tallied_s, pulse, state.beat_strength, state.press_strength, state.interval_s, 0.0,
    )  # fmt: skip


def _through(  # noqa: PLR0917 - one call
    run: Run,
    still: Tick,
    events: Sequence[Event],
    span_ms: tuple[int, int, int],
    build: Build,
    pulse: float,
) -> tuple[Run, tuple[Event, ...]]:
    """Return the run at the end of the step, and the events that lie beyond it.

    ``span_ms`` is the step's start, its length and the tick's.
    """
    start_ms, step_ms, tick_ms = span_ms
    ticks = step_ms // tick_ms
    done = 0
    kept: list[Event] = []
    for event in events:
        ahead_ms = event[0] - start_ms
        if ahead_ms > step_ms:
            kept.append(event)
            continue
        if event[1] == VENTRICLES and event[2] * pulse < _MOVES_NOTHING:
            continue
        tick = -(-ahead_ms // tick_ms)
        if tick > done:
            run = advanced(run, still, tick - done)
            done = tick
        before = run
        run = begun(run, event, pulse, still, (tick * tick_ms - ahead_ms) * 0.001, build.stroke_ml)
        still = _retuned(still, before, run, build)
    if done < ticks:
        run = advanced(run, still, ticks - done)
    return run, tuple(kept)


def _retuned(still: Tick, before: Run, run: Run, build: Build) -> Tick:
    """Return the tick as the beat or compression that has just begun wants it."""
    ratio = run.beat_strength / before.beat_strength
    rise_s = systole_s(run.interval_s)
    force = press_force(build.press_mmhg * run.press_strength)
    return still._replace(
        rise_s=rise_s, relaxed_s=relaxed_s(rise_s, run.beat_strength, 60.0 / build.rate_per_min),
        left_systolic=still.left_systolic * ratio,
        right_systolic=still.right_systolic * ratio, press_mmhg=force,
        is_squeezed=still.is_squeezed or run.clocks[2] < PRESS_S,
    )  # fmt: skip


def _read(  # noqa: PLR0917 - everything that a state is made of
    state: CirculationState,
    still: Tick,
    run: Run,
    nerves: Nerves,
    unstressed_ml: Volumes,
    step_s: float,
    found: tuple[tuple[Event, ...], float, float],
) -> CirculationState:
    """Return the state after ``run``, with everything that others read.

    ``found`` is what lies ahead, the blood lost and the ischaemia.
    """
    due, bled_ml, ischaemia = found
    stressed_ml = run.stressed_ml
    volumes_ml = _together(stressed_ml, unstressed_ml)
    chest = still.chest_mmhg
    central = stressed_ml[4] * still.central_elastance
    part = step_s / (step_s + 0.6)
    venous = state.central_venous_mmhg
    wedge = state.wedge_mmhg
    pericardial = max(
        0.0, still.pericardial_mmhg + still.pericardial_slope * (stressed_ml[0] + stressed_ml[1])
    )
    arterial, filling = sensed(
        state, run.heard * still.tick_s / step_s, central - pericardial, step_s
    )
    pulse = run.pulse
    return CirculationState(
        _shown(pulse.systolic_mmhg), _shown(pulse.diastolic_mmhg), _shown(pulse.mean_mmhg),
        venous + (_shown(central + chest) - venous) * part,
        _shown(pulse.pulmonary_systolic_mmhg), _shown(pulse.pulmonary_diastolic_mmhg),
        wedge + (_shown(stressed_ml[6] * still.pulmonary_venous_elastance + chest) - wedge) * part,
        pulse.cardiac_output_l_per_min, pulse.stroke_volume_ml, nerves.sinus_rate_per_min,
        sum(volumes_ml), bled_ml, ischaemia,
        volumes_ml, *run.clocks, run.press_strength, run.beat_strength, run.interval_s, due,
        run.tally, run.tallied_s, pulse.unfelt_s,
        arterial, filling, nerves.drives, nerves.vagal, nerves.beta, nerves.alpha, nerves.venous,
        nerves.hypoxia, nerves.exhaustion, state.build,
    )  # fmt: skip


def _shown(pressure_mmhg: float) -> float:
    """Return a pressure kept to what a transducer shows."""
    return (
        pressure_mmhg if -50.0 <= pressure_mmhg <= 400.0 else max(-50.0, min(400.0, pressure_mmhg))
    )
