"""How hard Hypothesis tries: the same by day (a quarter in the check), much more by night."""

import os

from hypothesis import HealthCheck, settings

VARIABLE = "SIMRUNNER_HYPOTHESIS"
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "daily", max_examples=60, stateful_step_count=20, derandomize=True, deadline=None,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.register_profile(
    "check", settings.get_profile("daily"), max_examples=15, stateful_step_count=15,
)  # fmt: skip
settings.register_profile(
    "nightly", max_examples=500, stateful_step_count=40, deadline=None, print_blob=True,
    database=None, suppress_health_check=_SLOW,
)  # fmt: skip


def load_profile() -> None:
    """Take the profile that the environment names, `daily` where it names none."""
    settings.load_profile(_profile())


def examples(by_day: int) -> int:
    """Return how many examples a test with a number of its own tries: in the check a quarter."""
    return by_day // 4 if _profile() == "check" else by_day


def machine_settings() -> settings:
    """Return the profile for a machine of states, whose examples take long: by day fewer."""
    return settings() if _profile() == "nightly" else settings(max_examples=examples(25))


def machine_settings_of(*, by_day: int, by_night: int) -> settings:
    """Return the profile for a machine of states with numbers of its own."""
    if _profile() == "nightly":
        return settings(max_examples=by_night)
    return settings(max_examples=examples(by_day))


def _profile() -> str:
    return os.environ.get(VARIABLE, "daily")
