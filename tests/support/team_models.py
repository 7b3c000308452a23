"""Team models for tests: the built-in one, some of its numbers replaced; results in memory."""

from dataclasses import replace

from simrunner.app.team_models import read_team_model
from simrunner.rehearsal.rehearse import alone, rehearse
from simrunner.rehearsal.team_model import LEVELS

FLAWLESS = {
    "omission_pct": 0, "recovery_pct": 0, "wrong_dose_pct": 0, "wrong_route_pct": 0,
    "too_soon_pct": 0, "fatigue_pct_per_min": 0, "compression_fatigue_pct_per_min": 0,
    "delay_log_sd": 0, "hands": 50, "handling_s": 0,
}  # fmt: skip
"""Teams without chance: every deed comes exactly one median delay after it is due."""


def team_model(**numbers):
    """Return the built-in model with some parameters replaced, alike for all levels."""
    model = read_team_model()
    parameters = dict(model.parameters)
    for name, number in numbers.items():
        parameters[name] = replace(parameters[name], by_level=dict.fromkeys(LEVELS, number))
    return replace(model, parameters=parameters)


def level_model(**numbers):
    return team_model(**numbers).of("good")


def rehearsed(scenario, *, runs, levels=LEVELS, seed=1, model=None):
    chosen = model or read_team_model()
    return rehearse(
        scenario, runs=runs, levels=levels, seed=seed, model=chosen,
        executor=alone(scenario, chosen, seed),
    )  # fmt: skip
