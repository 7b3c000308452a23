"""How hard Hypothesis tries: a little and always the same by day, 500 examples of all by night."""

import os

from hypothesis import HealthCheck, settings

VARIABLE = "SIMRUNNER_HYPOTHESIS"
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "daily", max_examples=60, stateful_step_count=20, derandomize=True, deadline=None,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.register_profile(
    "nightly", max_examples=500, stateful_step_count=40, deadline=None, print_blob=True,
    database=None, suppress_health_check=_SLOW,
)  # fmt: skip


def load_profile() -> None:
    """Take the profile that the environment names, `daily` where it names none."""
    settings.load_profile(os.environ.get(VARIABLE, "daily"))


def machine_settings() -> settings:
    """Return the profile for a machine of states, whose examples take long: by day fewer."""
    by_day = VARIABLE not in os.environ
    return settings(max_examples=25) if by_day else settings()
