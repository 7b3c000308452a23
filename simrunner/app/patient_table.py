"""`simrunner patient table`: what is normal at rest, beside what the modelled body shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from simrunner.app.assets import table
from simrunner.app.bodies import read_body_tables
from simrunner.app.case_run import columns, person_of_case
from simrunner.app.exit_code import Refusal
from simrunner.app.tables import print_table
from simrunner.domain.catalogue import TEMPLATES
from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.modelled_body import ModelledBody
from simrunner.scenario.case.case import CasePatient

REST_MS = 120_000
"""How long a body is left alone before it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalRange:
    """One reading of one template at rest, in the column's unit: the range, both ends included."""

    template: str
    column: str
    low: float
    high: float
    source: str
    is_verified: bool

    def holds(self, number: float) -> bool:
        """Whether a number is normal, as precisely as the ends are told."""
        return self.low <= round(number, 2) <= self.high


def normal_ranges() -> tuple[NormalRange, ...]:
    """Return every range, by template and then as in the table."""
    rows = table("patient", "normal-ranges.toml")["range"]
    return tuple(
        NormalRange(
            template=template, column=row["column"], low=row["low"], high=row["high"],
            source=row["source"], is_verified=row["verified"],
        )
        for template in TEMPLATES for row in rows if template in row["templates"]
    )  # fmt: skip


def at_rest(template: str, names: Sequence[str]) -> Mapping[str, float]:
    """Return readings of a template's body that was left alone for two minutes."""
    person = person_of_case(CasePatient(template=template))
    body = ModelledBody(person, read_body_tables(), seed=1, draws=False)
    for at_ms in range(0, REST_MS + 1, STEP_MS):
        body.advance(at_ms, ())
    return {name: body.model.reading(name) for name in names}


def print_normal_ranges(template: str | None) -> None:
    """Print ranges and readings of a template, or of all; a mark where ours is outside."""
    if template is not None and template not in TEMPLATES:
        raise Refusal(f"There is no template {template}: choose {', '.join(TEMPLATES)}.")
    chosen = TEMPLATES if template is None else (template,)
    grid = Table("template", "reading", "unit", "normal", "model", "", "source", box=None)
    for row in _rows(chosen):
        grid.add_row(*row)
    print_table(grid)


def _rows(templates: Sequence[str]) -> Iterator[tuple[str, ...]]:
    units, ranges = columns(), normal_ranges()
    for template in templates:
        own = [each for each in ranges if each.template == template]
        read = at_rest(template, [each.column for each in own])
        for each in own:
            number = read[each.column]
            yield (
                template, each.column, units[each.column], f"{each.low:g}–{each.high:g}",
                f"{number:.4g}", "" if each.holds(number) else "outside",
                each.source if each.is_verified else f"{each.source} (unverified)",
            )  # fmt: skip
