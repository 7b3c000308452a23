"""The body of a modelled patient for rehearsals; its tables are read when the first one is made."""

from simrunner.domain.chart import Scenario
from simrunner.rehearsal.life import LivingBody


def rehearsed_body(scenario: Scenario, *, seed: int) -> LivingBody:
    """Return the body of a scenario's patient, without waves, which no rehearsal looks at."""
    from simrunner.app.bodies import body_for

    return body_for(scenario, seed=seed, draws=False)
