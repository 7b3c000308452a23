"""What a heart does over some time, for tests of rhythms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from simrunner.app.assets import read_rhythms
from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.rhythm.beat import AtrialWave, ScheduledBeat, Spike
from simrunner.patient.rhythm.heart import Heart, Wanted
from simrunner.patient.rhythm.rhythm import Rhythm, is_palpable

RHYTHMS = read_rhythms()
SETTLED_MS = 10_000


def breathing(at_ms: float) -> float:
    """Return the phase of a breath every four seconds."""
    return at_ms / 4000.0 % 1.0


def wanted_of(rhythm_id: str, rate_per_min: float | None = None, **more: float) -> Wanted:
    """Return what asks for a rhythm at a rate, its usual one where none is given."""
    rhythm: Rhythm = RHYTHMS[rhythm_id]
    rate = rhythm.rates.usual_per_min if rate_per_min is None else float(rate_per_min)
    return Wanted(rhythm=rhythm, rate_per_min=rate, phase_at=breathing, **more)


@dataclass(kw_only=True)
class Told:
    """Everything that a heart decided."""

    beats: list[ScheduledBeat] = field(default_factory=list)
    waves: list[AtrialWave] = field(default_factory=list)
    spikes: list[Spike] = field(default_factory=list)

    def intervals_ms(self) -> list[int]:
        """Return every RR interval after the heart has settled."""
        times = [beat.at_ms for beat in self.beats if beat.at_ms > SETTLED_MS]
        return [late - early for early, late in pairwise(times)]

    def per_min(self, *, palpable: bool = False) -> float:
        """Return complexes, or pulses that a finger feels, per minute of the settled time."""
        times = [beat for beat in self.beats if beat.at_ms > SETTLED_MS]
        counted = [each for each in times if not palpable or is_palpable(each.pulse_fraction)]
        return 60_000.0 * len(counted) / (self.beats[-1].at_ms - SETTLED_MS)

    def kinds(self) -> str:
        """Return the complexes in order, one word each."""
        return " ".join(beat.complex for beat in self.beats)


def told(
    heart: Heart, wanted_at: Callable[[int], Wanted], *, until_ms: int, from_ms: int = 0
) -> Told:
    """Let a heart beat; what is wanted may differ from step to step."""
    done = Told()
    for now_ms in range(from_ms, until_ms + 1, STEP_MS):
        decided = heart.decide(now_ms, wanted_at(now_ms))
        done.beats += decided.beats
        done.waves += decided.waves
        done.spikes += decided.spikes
    return done


def beating(
    rhythm_id: str, rate_per_min: float | None = None, *, until_ms: int = 130_000, seed: int = 7
) -> Told:
    """Return what a fresh heart does in one rhythm."""
    wanted = wanted_of(rhythm_id, rate_per_min)
    return told(Heart(seed), lambda _: wanted, until_ms=until_ms)
