"""The built-in data that every body's heart is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from simrunner.patient.ecg.shape import Shapes
from simrunner.patient.rhythm.rhythm import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartTables:
    """When hearts beat, by rhythm id, and what their complexes and P waves look like."""

    rhythms: Mapping[str, Rhythm]
    shapes: Shapes
