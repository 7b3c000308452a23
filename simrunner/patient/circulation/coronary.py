"""The heart's own blood: what it gets, what it needs, what it lacks."""

from math import sqrt

from simrunner.patient.circulation.state import Build, CirculationState

_RESERVE = 3.2
"""How many times the resting flow the coronaries can carry: 3 to 5, textbook value, unverified."""

_SOONER_S = 20.0
_LATER_S = 45.0


def ischaemia_after(
    state: CirculationState,
    build: Build,
    *,
    obstruction: float,
    sao2: float,
    contractility: float,
    step_s: float,
) -> float:
    """Return the unmet share of the heart's need, 0 to 1, after ``step_s``.

    Supply is diastolic pressure less that in the heart, times the time spent in diastole and the
    oxygen in the blood; need is rate x systolic pressure (Rohde; Gobel et al., Circulation
    1978;57:549) x contractility. Both count against rest. A heart that does not beat needs a
    quarter. The sudden fall of the coronary reserve to nothing is what makes the spiral.
    """
    venous, wedge = state.central_venous_mmhg, state.wedge_mmhg
    behind = venous if venous > wedge else wedge
    driving = state.diastolic_mmhg - (behind if behind > 0.0 else 0.0)
    gradient = (driving if driving > 0.0 else 0.0) / build.coronary_mmhg
    if state.since_beat_s > 2.0:
        need = 0.25
        open_share = 1.6
    else:
        rate = 60.0 / state.interval_s
        need = (
            rate * state.systolic_mmhg * contractility / (build.rate_per_min * build.systolic_mmhg)
        )
        need = need if need > 0.3 else 0.3
        open_share = _diastolic_share(state.interval_s) / _diastolic_share(
            60.0 / build.rate_per_min
        )
    supply = _RESERVE * gradient * open_share * (1.0 - obstruction)
    supply *= sao2 / 0.97 if sao2 < 0.97 else 1.0
    if supply >= need and state.ischaemia == 0.0:
        return 0.0
    lacking = max(0.0, 1.0 - supply / need)
    slow_s = _SOONER_S if lacking > state.ischaemia else _LATER_S
    return state.ischaemia + (lacking - state.ischaemia) * step_s / (step_s + slow_s)


def _diastolic_share(interval_s: float) -> float:
    """Return the share of a beat in which the coronaries fill: all but systole of 0.3 sqrt(RR)."""
    share = 1.0 - 0.3 / sqrt(interval_s)
    return share if share > 0.15 else 0.15
