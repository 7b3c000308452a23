"""The waves of a replay: who knows them, how far, and where a sweep draws them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate

WAVE_MS = 6000
"""How much one sweep shows."""

GAP_MS = 300
"""What is blank ahead of the sweep."""

WAVE_SCALES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "II": ((-0.5, 1.3), (-1.0, 2.6), (-2.0, 5.0)),
    "ART": ((20.0, 100.0), (0.0, 160.0), (0.0, 220.0), (0.0, 300.0)),
    "PLETH": ((0.0, 1.0),),
    "CO2": ((0.0, 50.0), (0.0, 100.0)),
}
"""In the waves' units, as on the monitors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveStanding:
    """How far the waves of a run are told again: up to ``told_ms``, ``percent`` of the run.

    From ``differs_at_ms`` on the run cannot be told again; None when nothing stands against it.
    """

    told_ms: int
    percent: int
    is_telling: bool
    differs_at_ms: int | None = None


class WaveReplay(Protocol):
    """Whoever can say what the waves were."""

    def waves(self, at_ms: int, span_ms: int) -> Mapping[str, Sequence[float]]:
        """Return the samples of the last ``span_ms`` before a time by wave id of WAVES.

        Evenly spaced, in the unit of the wave, NaN where some are missing, fewer before the run
        is ``span_ms`` old; a wave that no sensor fed is absent. Empty where they are not known.
        """
        ...

    def standing(self) -> WaveStanding:
        """Return how far the waves are known."""
        ...


def waves_note(standing: WaveStanding | None, tr: Translate) -> str:
    """Return what a replay says of its waves; None when nobody can say what they were."""
    is_given_up = standing is not None and not standing.is_telling and standing.percent < 100
    if standing is None or (is_given_up and standing.differs_at_ms is None):
        return tr("the numbers the learners saw; waves are not kept")
    if standing.differs_at_ms is not None:
        if standing.told_ms < 0:
            return tr("numbers alone: this run cannot be told again")
        clock = clock_text(standing.told_ms)
        return tr("numbers alone from {clock} on: told again, the run differs", clock=clock)
    if standing.is_telling:
        return tr("preparing waves… {percent} %", percent=standing.percent)
    return tr("as the learners saw it")


def wave_scale(wave: str, samples: Sequence[float]) -> tuple[float, float]:
    """Return the lower and upper end of a strip: the narrowest scale of its kind that holds it."""
    known = [sample for sample in samples if not math.isnan(sample)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    scales = WAVE_SCALES[wave]
    return next((each for each in scales if each[0] <= low and high <= each[1]), scales[-1])


def swept(samples: Sequence[float], at_ms: int) -> Iterator[list[tuple[float, float]]]:
    """Return the lines of a sweep of WAVE_MS whose head is the last sample, taken at ``at_ms``.

    Each point is the share of the strip's width at which it lies and its sample. A moment always
    lies at the same place, so that the sweep moves when it is played. Lines end at a missing
    sample, at the strip's edge and at the gap ahead of the head.
    """
    step_ms = min(at_ms, WAVE_MS) / max(1, len(samples))
    line: list[tuple[float, float]] = []
    for index, sample in enumerate(samples):
        behind_ms = (len(samples) - 1 - index) * step_ms
        if behind_ms > WAVE_MS - GAP_MS:
            continue
        share = (at_ms - behind_ms) % WAVE_MS / WAVE_MS
        is_missing = math.isnan(sample)
        if line and (is_missing or share < line[-1][0]):
            yield line
            line = []
        if not is_missing:
            line.append((share, sample))
    if line:
        yield line
