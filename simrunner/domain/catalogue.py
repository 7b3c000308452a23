"""Built-in data that files may name: drugs, rhythms, instruments, layouts, clips."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simrunner.domain.quantity import Quantity
from simrunner.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugRow:
    """One drug of the built-in table; every row names its source.

    ``adult_single`` is the single-dose range of the adult template. ``is_verified`` is False where
    nobody has checked the row against its source.
    """

    id: str
    name: Text
    measures: tuple[str, ...]
    routes: tuple[str, ...]
    adult_single: tuple[Quantity, Quantity] | None
    max_total: Quantity | None
    concentrations: tuple[Quantity, ...]
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRow:
    """One rhythm of the closed list; one that is not drawn yet looks like its ``stand_in``."""

    id: str
    name: Text
    is_drawn: bool
    stand_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that ships as data and may be named by a scenario file."""

    drugs: Mapping[str, DrugRow]
    rhythms: Mapping[str, RhythmRow]
    instruments: frozenset[str]
    layouts: frozenset[str]
    sensors: frozenset[str]
    professions: frozenset[str]
    systems: frozenset[str]
    sounds: frozenset[str] = field(default_factory=frozenset)
