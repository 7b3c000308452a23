"""What the rows of a time line are made of: bands, points and spans."""

from dataclasses import dataclass

from simrunner.debrief.tone import Tone
from simrunner.domain.action import Source
from simrunner.domain.event import AlarmPriority
from simrunner.domain.vital import Vital


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBand:
    """A leaf state from when it was entered to when the next one was."""

    state: str
    title: str
    start_ms: int
    end_ms: int
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionBands:
    """The states of one region, side by side in time."""

    region: str
    bands: tuple[StateBand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSeries:
    """One true vital, one number a second where it is known, in ``unit``."""

    vital: Vital
    unit: str
    decimals: int
    times_ms: tuple[int, ...]
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something done at one moment (the performed time). ``what`` is its id in the file.

    An annulled entry was logged by mistake; it is kept and told apart.
    """

    at_ms: int
    what: str
    label: str
    source: Source
    is_annulled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShockPoint:
    """A defibrillator discharge."""

    at_ms: int
    energy_j: int
    is_synchronised: bool
    is_annulled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that lasted: an infusion, a pin. It ends with the run if nothing ended it."""

    start_ms: int
    end_ms: int
    what: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionSpan:
    """Compressions without a pause: first to last, and how many."""

    start_ms: int
    end_ms: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSpan:
    """An alarm condition while it was active, with what was shown when it began."""

    start_ms: int
    end_ms: int
    condition: str
    priority: AlarmPriority
    shown: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPoint:
    """A behaviour that a rater saw; withdrawn marks are left out."""

    at_ms: int
    rater: str
    instrument: str
    mark: int
    sign: str
    category: str
    note: str
