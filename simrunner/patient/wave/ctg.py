"""The cardiotocogram: fetal heart rate and contractions, four values a second.

Patterns are those of FIGO's consensus (Ayres-de-Campos, Int J Gynaecol Obstet 2015;131:13):
baseline 110-160/min; variability, the bandwidth of a minute, 5-25/min; an acceleration rises more
than 15/min for more than 15 s; a deceleration falls more than 15/min for more than 15 s: early
(shallow, with the contraction), variable (nadir within 30 s), late (begins more than 20 s after the
contraction, nadir after its peak, gradual: more than 30 s to the nadir), prolonged (over 3 min);
tachysystole is more than 5 contractions in 10 min.
"""

import math
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from simrunner.domain.chance import Stream, draw_u64
from simrunner.domain.vital import Vital
from simrunner.patient.wave.conditions import Deceleration, Labour
from simrunner.patient.wave.moment import Moment

PERIOD_MS = 250
"""A cardiotocograph gives four values a second; between them the line holds."""

_STEP_BPM = 0.25
_ACCELERATION_SLOT_MS = 20 * 60_000
_SHARE = 0.43  # of the bandwidth that the sum of slow waves may reach on either side
_WAVES_PER_MIN = ((2.6, 0.40), (3.9, 0.33), (5.7, 0.27))
_SINUSOID_PER_MIN = 4.0
_BREATHING_MMHG = 2.0
_REMEMBERED_MS = 600_000
_HEARD_ABOVE_BPM = 30.0


class Contraction(NamedTuple):
    """One contraction; ``chance`` (0 to 1) makes no two decelerations alike.

    ``is_first`` marks the first in ten minutes: it alone starts a prolonged deceleration.
    """

    at_ms: int
    lasts_ms: float
    height_mmhg: float
    chance: float
    is_first: bool


class Ctg:
    """The recorder's two lines."""

    def __init__(self, seed: int, now_ms: int) -> None:
        """Begin at ``now_ms``; ``seed`` decides every variation."""
        self._seed = seed
        self._chance = Stream(seed, "patient.contractions")
        phases = Stream(seed, "wave.fetal-variability")
        self._phases = tuple(math.tau * phases.unit() for _ in _WAVES_PER_MIN)
        self._past: deque[Contraction] = deque()
        self._last_ms = now_ms
        self._stretch = 0.5
        self._quarter = -1
        self._held = (0.0, 0.0)

    def samples(self, moment: Moment) -> tuple[list[float], list[float]]:
        """Return FHR in beats/min (0 where no heart is heard) and TOCO in mmHg, held."""
        labour = moment.conditions.labour
        self._contract(moment.times_ms[-1], labour)
        rates: list[float] = []
        tones: list[float] = []
        for index, at_ms in enumerate(moment.times_ms):
            if at_ms // PERIOD_MS != self._quarter:
                self._quarter = at_ms // PERIOD_MS
                breath = _BREATHING_MMHG * float(moment.filling[index])
                self._held = (
                    self._rate(at_ms, moment.vitals[Vital.FHR], labour),
                    self._tone(at_ms, moment.vitals[Vital.UTERINE_TONE]) + breath,
                )
            rates.append(self._held[0])
            tones.append(self._held[1])
        return rates, tones

    def _contract(self, now_ms: int, labour: Labour) -> None:
        while self._past and now_ms - self._past[0].at_ms > _REMEMBERED_MS:
            self._past.popleft()
        if labour.contractions_per_10_min <= 0.0:
            self._last_ms = max(self._last_ms, now_ms - 60_000)
            return
        due_ms = self._last_ms + self._stretch * 600_000.0 / labour.contractions_per_10_min
        if now_ms < due_ms:
            return
        chance = self._chance
        self._past.append(
            Contraction(
                at_ms=now_ms, lasts_ms=1000.0 * labour.contraction_s * chance.between(0.92, 1.08),
                height_mmhg=labour.contraction_mmhg * chance.between(0.9, 1.1),
                chance=chance.unit(),
                is_first=not any(one.is_first for one in self._past),
            )
        )  # fmt: skip
        self._last_ms = now_ms
        self._stretch = chance.between(0.92, 1.08)

    def _tone(self, at_ms: int, resting_mmhg: float) -> float:
        return resting_mmhg + sum(
            one.height_mmhg * _bell((at_ms - one.at_ms) / one.lasts_ms) for one in self._past
        )

    def _rate(self, at_ms: int, baseline: float, labour: Labour) -> float:
        if baseline < _HEARD_ABOVE_BPM:
            return 0.0
        fall = 0.0
        shape = _SHAPES.get(labour.deceleration)
        if shape is not None:
            fall = max((shape(at_ms - one.at_ms, one) for one in self._past), default=0.0)
        rise = max(0.0, 1.0 - 4.0 * fall) * self._acceleration(at_ms, labour)
        rate = baseline + self._variation(at_ms, labour) + rise - labour.deceleration_bpm * fall
        return max(_HEARD_ABOVE_BPM, round(rate / _STEP_BPM) * _STEP_BPM)

    def _variation(self, at_ms: int, labour: Labour) -> float:
        minutes = at_ms / 60_000.0
        if labour.is_sinusoidal:
            turn = math.tau * _SINUSOID_PER_MIN * minutes
            return 0.5 * labour.variability_bpm * math.sin(turn)
        slow = sum(
            size * math.sin(math.tau * per_min * minutes + phase)
            for (per_min, size), phase in zip(_WAVES_PER_MIN, self._phases, strict=True)
        )
        quick = draw_u64(self._seed, "wave.fetal-beats", at_ms // PERIOD_MS) / 2.0**63 - 1.0
        return labour.variability_bpm * (_SHARE * slow + 0.08 * quick)

    def _acceleration(self, at_ms: int, labour: Labour) -> float:
        if labour.accelerations_per_20_min <= 0.0:
            return 0.0
        slot_ms = _ACCELERATION_SLOT_MS / labour.accelerations_per_20_min
        slot = int(at_ms // slot_ms)
        lasts_ms = 30_000.0 + 15_000.0 * self._draw(slot, "length")
        begin_ms = slot * slot_ms + self._draw(slot, "time") * max(0.0, slot_ms - lasts_ms)
        x = (at_ms - begin_ms) / lasts_ms
        return (21.0 + 8.0 * self._draw(slot, "height")) * _plateau(x)

    def _draw(self, slot: int, purpose: str) -> float:
        return draw_u64(self._seed, f"wave.acceleration-{purpose}", slot) / 2.0**64

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "drawn": self._chance.index, "past": [list(one) for one in self._past],
            "last": self._last_ms, "stretch": self._stretch, "quarter": self._quarter,
            "held": list(self._held),
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._chance.index = saved["drawn"]
        self._past = deque(Contraction(*one) for one in saved["past"])
        self._last_ms, self._stretch = saved["last"], saved["stretch"]
        self._quarter = saved["quarter"]
        self._held = (saved["held"][0], saved["held"][1])


def _bell(x: float) -> float:
    """Return a contraction's shape, 0 to 1 over 0 <= x <= 1, peak at 0.45."""
    if not 0.0 < x < 1.0:
        return 0.0
    warped = x / 0.9 if x < 0.45 else 0.5 + (x - 0.45) / 1.1
    return math.sin(math.pi * warped) ** 2


def _plateau(x: float) -> float:
    """Return a smooth step up in the first and down in the last third of 0 <= x <= 1."""
    if not 0.0 < x < 1.0:
        return 0.0
    edge = min(1.0, 3.0 * min(x, 1.0 - x))
    return edge * edge * (3.0 - 2.0 * edge)


def _fallen(since_s: float, fall_s: float, stay_s: float, rise_s: float) -> float:
    """Return a fall, a stay and a return, 0 to 1, smooth."""
    left_s = fall_s + stay_s + rise_s - since_s
    if since_s <= 0.0 or left_s <= 0.0:
        return 0.0
    edge = min(1.0, since_s / fall_s, left_s / rise_s)
    return edge * edge * (3.0 - 2.0 * edge)


def _early(since_ms: int, one: Contraction) -> float:
    """Return a mirror image of the contraction."""
    return _bell(since_ms / one.lasts_ms)


def _late(since_ms: int, one: Contraction) -> float:
    """Return a slow fall that begins near the peak and ends after the contraction."""
    begin_s = 24.0 + 6.0 * one.chance
    return _fallen(since_ms / 1000.0 - begin_s, 42.0, 4.0, 38.0)


def _variable(since_ms: int, one: Contraction) -> float:
    """Return a V that comes, falls and lasts differently with every contraction."""
    begin_s = 5.0 + 20.0 * one.chance
    depth = 0.75 + 0.5 * ((7.0 * one.chance) % 1.0)
    return depth * _fallen(since_ms / 1000.0 - begin_s, 12.0, 4.0 + 8.0 * one.chance, 10.0)


def _prolonged(since_ms: int, one: Contraction) -> float:
    """Return a fall of four to five minutes."""
    if not one.is_first:
        return 0.0
    return _fallen(since_ms / 1000.0 - 15.0, 30.0, 180.0 + 60.0 * one.chance, 60.0)


_SHAPES: dict[Deceleration, Callable[[int, Contraction], float]] = {
    "early": _early,
    "late": _late,
    "variable": _variable,
    "prolonged": _prolonged,
}
