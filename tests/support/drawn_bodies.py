"""Modelled bodies that are drawn: the waves of their last seconds, and what can be read off."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from simrunner.app.bodies import body_names, read_body_tables, template_vitals
from simrunner.app.case_run import EVERY_SENSOR
from simrunner.domain.patient_state import PatientState
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import usual_person
from simrunner.scenario.case.body_command import parse_body_command
from support.sick_bodies import Timed


def said(words: str, *, at_s: float = 0.0) -> list[Timed]:
    """Return the orders of one line of a case."""
    command = parse_body_command(words, body_names(), at_ms=round(at_s * 1000))
    return [(at_s, order) for order in command.orders]


@dataclass
class Drawn:
    """A body after a while, and its last states."""

    body: ModelledBody
    states: list[PatientState]

    def wave(self, name: str, *, from_s: float = 0.0, to_s: float = 1e9) -> np.ndarray:
        """Return the samples of a wave between two seconds of the body's life."""
        return np.concatenate(
            [
                np.asarray(each.waves[name], dtype=float)
                for each in self.states
                if from_s * 1000 < each.at_ms <= to_s * 1000
            ]
        )

    def breaths_ms(self) -> list[int]:
        """Return when the breaths began."""
        return [at_ms for each in self.states for at_ms in each.breaths_at_ms]

    def beats_ms(self) -> list[int]:
        """Return when hearts beat."""
        return [beat.at_ms for each in self.states for beat in each.beats]

    def sample(self, name: str, at_ms: float) -> int:
        """Return the index in ``wave(name)`` of the sample at a time."""
        begin_ms = self.states[0].at_ms - 100
        return round((at_ms - begin_ms) / 4) - 1


def drawn(
    orders: Iterable[Timed],
    until_s: float,
    *,
    keep_s: float,
    seed: int = 1,
    template: str = "adult",
) -> Drawn:
    """Return a body of a template after ``until_s`` with the waves of the last ``keep_s``."""
    person = replace(usual_person(template), resting=template_vitals(template))
    body = ModelledBody(person, read_body_tables(), seed=seed, attached=EVERY_SENSOR)
    waiting = sorted(orders, key=lambda timed: timed[0])
    states: deque[PatientState] = deque(maxlen=round(keep_s * 10))
    for at_ms in range(0, round(until_s * 1000) + 1, 100):
        now = []
        while waiting and waiting[0][0] * 1000 <= at_ms:
            now.append(waiting.pop(0)[1])
        state = body.advance(at_ms, now)
        if at_ms:
            states.append(state)
    return Drawn(body, list(states))
