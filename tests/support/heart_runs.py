"""Cases of the modelled body with everything that a step shows: beats, breaths, vitals."""

from dataclasses import dataclass, field
from functools import cache

from simrunner.app.bodies import body_names
from simrunner.app.case_run import body_of, columns, steps
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.rhythm.rhythm import is_palpable
from simrunner.scenario.case.case import read_case
from support.body_cases import CASES


@dataclass
class Lived:
    """A body that keeps what it showed; ``advance`` as the body's own."""

    body: ModelledBody
    states: list[PatientState] = field(default_factory=list)
    told: list[tuple[float, ...]] = field(default_factory=list)

    def advance(self, now_ms, orders):
        state = self.body.advance(now_ms, orders)
        self.states.append(state)
        gas = self.body.model.organs.gas
        phase = self.body.signs.breath_phase(now_ms)
        self.told.append((gas.pao2_mmhg, gas.sao2, gas.etco2_mmhg, phase))
        return state

    def blood(self, at_s):
        """Return PaO2 in mmHg, SaO2 as a share and EtCO2 in mmHg at a time."""
        return self.told[round(at_s * 10)][:3]

    def inspiratory_fall(self, vital, from_s, to_s):
        """Return by how much a reading is lower after inspiration than after expiration.

        The heart ejects what it was filled with a beat before, and a pressure is read when its beat
        is over: so both windows lie some 0.3 of a breath later than what they tell of.
        """
        span = range(round(from_s * 10), round(to_s * 10))
        low, high = ([
            self.states[index].vitals[Vital(vital)] for index in span
            if begin <= self.told[index][3] < end
        ] for begin, end in ((0.55, 0.85), (0.1, 0.4)))  # fmt: skip
        return sum(high) / len(high) - sum(low) / len(low)

    def between(self, vital, from_s, to_s):
        """Return every tenth of a second's reading between two times, both included."""
        return [state.vitals[Vital(vital)] for state in self._states(from_s, to_s)]

    def mean(self, vital, from_s, to_s):
        """Return the mean reading between two times."""
        found = self.between(vital, from_s, to_s)
        return sum(found) / len(found)

    def rhythm_at(self, at_s):
        """Return the rhythm at a time."""
        return self.states[round(at_s * 10)].rhythm

    def beats(self, from_s, to_s):
        """Return complexes and pulses that a finger feels, per minute."""
        found = [beat for state in self._states(from_s, to_s) for beat in state.beats]
        minutes = (to_s - from_s) / 60.0
        felt = sum(is_palpable(beat.pulse_fraction) for beat in found)
        return len(found) / minutes, felt / minutes

    def breaths(self, from_s, to_s):
        """Return the number of breaths that began between two times."""
        return sum(len(state.breaths_at_ms) for state in self._states(from_s, to_s))

    def _states(self, from_s, to_s):
        return self.states[round(from_s * 10) : round(to_s * 10) + 1]


def lived_text(text):
    """Run a case; AssertionError with its problems where it has any."""
    case, problems = read_case(text.encode(), "case.yaml", body_names(), columns())
    assert case is not None, "\n".join(str(each) for each in problems)
    lived = Lived(body_of(case, draws=False))
    for _ in steps(case, lived):
        pass
    return lived


@cache
def lived_case(name):
    """Run one file of the folder of cases, once per session of tests."""
    return lived_text((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def lived_in(rhythm, rate=None, until_s=60):
    """Run an adult who goes into a rhythm, at a rate, after ten seconds; once per session."""
    return lived_after(
        (10, f"rhythm {rhythm}"), *([(10, f"hold HR {rate} /min")] if rate else []),
        until_s=until_s,
    )  # fmt: skip


@cache
def lived_after(*orders, until_s, patient=""):
    """Run somebody with orders as (second, order); once per session."""
    lines = "".join(f"  - {{ at: {at} s, do: {what} }}\n" for at, what in orders)
    return lived_text(f"{patient}orders:\n{lines}until: {until_s} s\ncolumns: [HR]\n")
