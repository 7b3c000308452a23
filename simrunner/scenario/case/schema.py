"""The shape of a case file; its values are judged by `case`."""

from pydantic import Field

from simrunner.scenario.schema import Section
from simrunner.scenario.source.tree import Word


class CasePatientSection(Section):
    """Whose body a case is about."""

    template: Word | None = None
    age: Word | None = None
    sex: Word | None = None
    weight: Word | None = None
    height: Word | None = None
    barometric: Word | None = None


class CaseOrderSection(Section):
    """What is done to the body at a time."""

    at: Word
    do: Word


class CaseSection(Section):
    """A whole case: a body without a scenario."""

    patient: CasePatientSection | None = None
    models: dict[Word, Word] = Field(default_factory=dict)
    orders: list[CaseOrderSection] = Field(default_factory=list)
    sample: Word | None = None
    until: Word
    columns: list[Word] = Field(default_factory=list)
    seed: Word | None = None
