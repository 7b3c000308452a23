"""Built-in data that files may name: drugs, rhythms, illnesses, fluids, templates, lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simrunner.domain.quantity import Quantity
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital

ADULT = "adult"
TEMPLATES = (ADULT, "child", "infant", "neonate", "obstetric", "elderly")
"""The patient templates of clinscn/1 section 3."""

Range = tuple[Quantity, Quantity]
"""The lower and the upper end, both included, in one dimension."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRange:
    """What one source says of a drug for some templates; None where it says nothing.

    ``single`` is one dose, ``at_most`` caps a single dose that is per kg, ``max_total`` is the
    most of one treatment, ``infusion`` a rate. ``is_verified`` is True only where the source's
    words were read, on the day ``checked``; ``says`` tells its figures in our own words.
    """

    templates: tuple[str, ...]
    single: Range | None = None
    at_most: Quantity | None = None
    max_total: Quantity | None = None
    infusion: Range | None = None
    source: str
    is_verified: bool = False
    checked: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugRow:
    """One drug of the built-in table; every range names its source.

    A template that no range names is not stated: nothing is checked for it.
    """

    id: str
    name: Text
    measures: tuple[str, ...]
    routes: tuple[str, ...]
    concentrations: tuple[Quantity, ...]
    ranges: tuple[DoseRange, ...]
    group: str = ""

    def single_for(self, template: str) -> DoseRange | None:
        """Return what is said of a single dose for a template."""
        return next((each for each in self._of(template) if each.single is not None), None)

    def total_for(self, template: str) -> DoseRange | None:
        """Return what is said of the most of one treatment for a template."""
        return next((each for each in self._of(template) if each.max_total is not None), None)

    def infusion_for(self, template: str) -> DoseRange | None:
        """Return what is said of an infusion's rate for a template."""
        return next((each for each in self._of(template) if each.infusion is not None), None)

    def _of(self, template: str) -> tuple[DoseRange, ...]:
        return tuple(each for each in self.ranges if template in each.templates)

    @property
    def adult_single(self) -> Range | None:
        """The single dose of the adult template."""
        found = self.single_for(ADULT)
        return found.single if found is not None else None

    @property
    def max_total(self) -> Quantity | None:
        """The most of one treatment of the adult template."""
        found = self.total_for(ADULT)
        return found.max_total if found is not None else None

    @property
    def source(self) -> str:
        """Every source of the row, each once."""
        return "; ".join(dict.fromkeys(each.source for each in self.ranges))

    @property
    def is_verified(self) -> bool:
        """Whether each of the row's ranges was read in its source."""
        return all(each.is_verified for each in self.ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRow:
    """One rhythm of the closed list."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that ships as data and may be named by a scenario file.

    ``templates`` holds, for each patient template but the adult one, the vitals that differ from
    the adult default, each in its own unit (see VITALS).
    """

    drugs: Mapping[str, DrugRow]
    rhythms: Mapping[str, RhythmRow]
    instruments: frozenset[str]
    layouts: frozenset[str]
    sensors: frozenset[str]
    professions: frozenset[str]
    systems: frozenset[str]
    sounds: frozenset[str] = field(default_factory=frozenset)
    illnesses: frozenset[str] = field(default_factory=frozenset)
    fluids: frozenset[str] = field(default_factory=frozenset)
    templates: Mapping[str, Mapping[Vital, float]] = field(default_factory=dict)
