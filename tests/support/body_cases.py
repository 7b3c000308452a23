"""Cases of the modelled body, run as the program runs them, and their columns as numbers."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simrunner.app.bodies import body_names
from simrunner.app.case_run import body_of, columns, steps
from simrunner.patient.modelled_body import ModelledBody
from simrunner.scenario.case.case import Case, read_case

CASES = Path(__file__).parents[1] / "data" / "patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRun:
    """What a case gave: every column at every sample, and the body as it was left."""

    sample_s: float
    readings: dict[str, list[float]]
    body: ModelledBody

    def at(self, column: str, at_s: float) -> float:
        """Return a reading at a time."""
        return self.readings[column][round(at_s / self.sample_s)]

    def between(self, column: str, from_s: float, to_s: float) -> list[float]:
        """Return the readings from one time to another, both included."""
        return self.readings[column][
            round(from_s / self.sample_s) : round(to_s / self.sample_s) + 1
        ]

    def mean(self, column: str, from_s: float, to_s: float) -> float:
        """Return the mean reading between two times."""
        found = self.between(column, from_s, to_s)
        return sum(found) / len(found)

    def change(self, column: str, *, before_s: float, from_s: float, to_s: float) -> float:
        """Return by what share the extreme between two times differs from the one before.

        The extreme is the reading farthest from the one at ``before_s``.
        """
        rest = self.at(column, before_s)
        farthest = max(self.between(column, from_s, to_s), key=lambda number: abs(number - rest))
        return (farthest - rest) / rest

    def first_s(self, column: str, *, below: float, after_s: float = 0.0) -> float:
        """Return when a reading first falls below a number; AssertionError where it never does."""
        for index, number in enumerate(self.readings[column]):
            if index * self.sample_s >= after_s and number < below:
                return index * self.sample_s
        raise AssertionError(f"{column} never fell below {below}")


@cache
def case_run(name: str) -> CaseRun:
    """Run one file of the folder of cases, once per session of tests."""
    return run_text((CASES / f"{name}.yaml").read_text(encoding="utf-8"), name)


def run_text(text: str, name: str = "case") -> CaseRun:
    """Run a case; AssertionError with its problems where it has any."""
    case, problems = read_case(text.encode(), f"{name}.yaml", body_names(), columns())
    assert case is not None, "\n".join(str(each) for each in problems)
    return _run(case)


def _run(case: Case) -> CaseRun:
    body = body_of(case, draws=False)
    readings: dict[str, list[float]] = {column: [] for column in case.columns}
    for at_ms, _ in steps(case, body):
        if at_ms % case.sample_ms == 0:
            for column, numbers in readings.items():
                numbers.append(body.model.reading(column))
    return CaseRun(sample_s=case.sample_ms / 1000.0, readings=readings, body=body)
