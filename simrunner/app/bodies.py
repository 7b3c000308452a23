"""Bodies from the built-in data: the scripted one, or the modelled one with its tables."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from simrunner.app.assets import (
    read_catalogue,
    read_formulary,
    read_heart_tables,
    read_templates,
    table,
)
from simrunner.domain.chart import Scenario
from simrunner.domain.vital import Vital
from simrunner.patient.body import Body, ScriptedBody
from simrunner.patient.chemistry.fluid import fluid_from_table
from simrunner.patient.illness.illness import illness_from_table
from simrunner.patient.model.model import BodyTables
from simrunner.patient.modelled_body import modelled_body
from simrunner.scenario.case.body_command import BodyNames


@lru_cache(maxsize=1)
def read_body_tables() -> BodyTables:
    """Return the drugs, fluids, illnesses and rhythms that a modelled body knows.

    Read once: the tables are frozen, and a rehearsal makes hundreds of bodies.
    """
    fluids = table("fluids", "fluids.toml")["fluid"]
    illnesses = table("illnesses", "illnesses.toml")["illness"]
    return BodyTables(
        formulary=read_formulary(),
        fluids=MappingProxyType(
            {name: fluid_from_table(name, row) for name, row in fluids.items()}
        ),
        illnesses=MappingProxyType(
            {name: illness_from_table(name, row) for name, row in illnesses.items()}
        ),
        heart=read_heart_tables(),
    )


def body_names() -> BodyNames:
    """Return what orders to a body may name."""
    tables = read_body_tables()
    return BodyNames(
        drugs=tuple(read_catalogue().drugs),
        fluids=tuple(tables.fluids),
        rhythms=tuple(tables.heart.rhythms),
        illnesses=tuple(tables.illnesses),
    )


@lru_cache(maxsize=1)
def _templates() -> Mapping[str, Mapping[Vital, float]]:
    return MappingProxyType(read_templates())


def template_vitals(template: str) -> Mapping[Vital, float]:
    """Return the vitals in which a template differs from the adult one."""
    return MappingProxyType(_templates().get(template, {}))


def body_for(scenario: Scenario, *, seed: int, draws: bool = True) -> Body:
    """Return the body of a scenario's patient, of the kind that the file asks for.

    ``draws`` False leaves out the waves, more than half of the work, where nobody looks at them.
    """
    if scenario.patient.kind == "scripted":
        return ScriptedBody(scenario, heart=read_heart_tables(), seed=seed, draws=draws)
    return modelled_body(
        scenario, read_body_tables(), template_vitals(scenario.patient.template), seed=seed,
        draws=draws,
    )  # fmt: skip
