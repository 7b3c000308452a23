"""How a rhythm places its beats: small pure recipes, each for one group of strokes at a time.

A stroke is one firing of what drives the heart: a complex, a P wave, or both. Its place is told as
a stretch, a part of the usual RR interval, and each group is evened so that its complexes take as
many usual intervals as there are of them: the mean ventricular rate is the rate that is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from simrunner.domain.chance import Stream
from simrunner.patient.rhythm.beat import AtrialShape, Complex

FULL_TURN_RAD = 6.283185307179586

_LEAST_STRETCH = 0.4

_Choice = TypeVar("_Choice")


class Stroke(NamedTuple):
    """One firing. No ``complex`` is a dropped beat, no ``atrial`` a beat without a P wave.

    ``stretch`` is the interval before it; ``lead_ms`` how long the P peak comes before the R peak
    (below 0 it comes after); ``pulse`` and ``strength`` as in ScheduledBeat.
    """

    stretch: float = 1.0
    complex: Complex | None = None
    atrial: AtrialShape | None = None
    lead_ms: float = 0.0
    pulse: float = 1.0
    strength: float = 1.0
    scale: float = 1.0
    turn_rad: float = 0.0


class Basis(NamedTuple):
    """What a recipe may look at: the rhythm's ordinary stroke, chance and the usual RR."""

    ordinary: Stroke
    chance: Stream
    usual_ms: float


class Generator(Protocol):
    """Places strokes, one group at a time."""

    def group(self, basis: Basis) -> list[Stroke]:
        """Return the next strokes, at least one of them with a complex unless none ever has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range that a number is drawn from; no draw where both ends are equal."""

    low: float
    high: float

    def draw(self, chance: Stream) -> float:
        """Return a number within."""
        return self.low if self.low == self.high else chance.between(self.low, self.high)

    def count(self, chance: Stream) -> int:
        """Return a whole number from low to high, both included."""
        return int(Span(low=self.low, high=self.high + 1.0 - (self.low == self.high)).draw(chance))


def chosen(choices: Sequence[_Choice], chance: Stream) -> _Choice:
    """Return one of several, without a draw where there is only one."""
    return choices[0] if len(choices) == 1 else choices[int(chance.unit() * len(choices))]


def evened(strokes: Sequence[Stroke], fixed: Sequence[bool] = ()) -> list[Stroke]:
    """Return the strokes with stretches that sum to the number of complexes.

    Those that are ``fixed`` keep their stretch, so the others give way; but never below two fifths
    of themselves: a rate that cannot be had with such pauses is not reached.
    """
    is_fixed = fixed or [False] * len(strokes)
    beats = sum(stroke.complex is not None for stroke in strokes)
    kept = sum(each.stretch for each, stays in zip(strokes, is_fixed, strict=True) if stays)
    free = sum(each.stretch for each, stays in zip(strokes, is_fixed, strict=True) if not stays)
    factor = (beats - kept) / free if beats and free else 1.0
    if kept:
        factor = max(_LEAST_STRETCH, factor)
    return [
        each if stays else each._replace(stretch=each.stretch * factor)
        for each, stays in zip(strokes, is_fixed, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regular:
    """One like the other."""

    def group(self, basis: Basis) -> list[Stroke]:
        """Return one ordinary stroke."""
        return [basis.ordinary]


@dataclass(frozen=True, slots=True, kw_only=True)
class Irregular:
    """Every interval anew, as in atrial fibrillation: at least ``least`` of the usual one.

    The sum of two uniforms stands for the gamma spread of RR (reference measurements; teaching
    choice, unverified). Complexes, P waves and their leads are drawn from the choices.
    """

    least: float
    complexes: tuple[Complex, ...] = ()
    atrial: tuple[AtrialShape, ...] = ()
    lead_ms: Span | None = None

    def group(self, basis: Basis) -> list[Stroke]:
        """Return one stroke of the mean stretch 1."""
        chance = basis.chance
        stretch = self.least + (1.0 - self.least) * (chance.unit() + chance.unit())
        stroke = basis.ordinary._replace(stretch=stretch)
        if self.complexes:
            stroke = stroke._replace(complex=chosen(self.complexes, chance))
        if self.atrial:
            stroke = stroke._replace(atrial=chosen(self.atrial, chance))
        if self.lead_ms is not None:
            stroke = stroke._replace(lead_ms=self.lead_ms.draw(chance))
        return [stroke]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stroke of a pattern, drawn anew each time.

    ``interval`` is in parts of the usual RR, or in milliseconds where ``is_in_ms``; a step that
    ``compensates`` ends where the second of two usual intervals would. ``is_fixed`` is a pause
    that is not evened out.
    """

    interval: Span
    stroke: Stroke
    complexes: tuple[Complex, ...] = ()
    is_in_ms: bool = False
    compensates: bool = False
    is_fixed: bool = False

    def drawn(self, basis: Basis, before: float) -> Stroke:
        """Return the stroke after one with the stretch ``before``."""
        stretch = self.interval.draw(basis.chance)
        if self.is_in_ms:
            stretch /= basis.usual_ms
        if self.compensates:
            stretch = max(_LEAST_STRETCH, 2.0 - before)
        stroke = self.stroke._replace(stretch=stretch)
        if self.complexes:
            stroke = stroke._replace(complex=chosen(self.complexes, basis.chance))
        return stroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Some ordinary beats, then a pattern: blocks, early beats, pauses, twins and triplets."""

    ordinary: Span
    steps: tuple[Step, ...]

    def group(self, basis: Basis) -> list[Stroke]:
        """Return one group with the pattern at its end, evened."""
        count = self.ordinary.count(basis.chance)
        strokes = [basis.ordinary] * count
        for step in self.steps:
            before = strokes[-1].stretch if strokes else 1.0
            strokes.append(step.drawn(basis, before))
        return evened(strokes, [False] * count + [step.is_fixed for step in self.steps])


@dataclass(frozen=True, slots=True, kw_only=True)
class Conducted:
    """Flutter with a changing block: intervals of whole flutter waves in a drawn order."""

    ratios: tuple[int, ...]

    def group(self, basis: Basis) -> list[Stroke]:
        """Return one stroke per ratio, each ratio once, evened."""
        left, order = list(self.ratios), []
        while left:
            order.append(left.pop(int(basis.chance.unit() * len(left))))
        return evened([basis.ordinary._replace(stretch=float(ratio)) for ratio in order])


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """A slow run, then a fast one, whose rates have a fixed ratio, as in sick sinus syndrome."""

    slow: Span
    fast: Span
    slow_to_fast: float

    def group(self, basis: Basis) -> list[Stroke]:
        """Return both runs, evened."""
        slow = [basis.ordinary._replace(stretch=self.slow_to_fast)] * self.slow.count(basis.chance)
        return evened(slow + [basis.ordinary] * self.fast.count(basis.chance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Twisting:
    """Torsades: over ``beats`` the axis turns once around while the size swells and ebbs twice.

    The smallest complex has ``least`` of the full size; the spread of RR as in Irregular.
    """

    beats: Span
    least: float
    spread: float

    def group(self, basis: Basis) -> list[Stroke]:
        """Return one whole turn, evened."""
        count, chance = self.beats.count(basis.chance), basis.chance
        strokes = []
        for index in range(count):
            half = 2.0 * index / count % 1.0
            scale = self.least + (1.0 - self.least) * 4.0 * half * (1.0 - half)
            strokes.append(
                basis.ordinary._replace(
                    stretch=1.0 + chance.between(-self.spread, self.spread), scale=scale,
                    turn_rad=FULL_TURN_RAD * index / count, pulse=basis.ordinary.pulse * scale,
                )
            )  # fmt: skip
        return evened(strokes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polymorphic:
    """Every complex another: size, axis and interval are drawn for each beat of a short group."""

    beats: Span
    least: float
    spread: float

    def group(self, basis: Basis) -> list[Stroke]:
        """Return a group, evened."""
        chance = basis.chance
        strokes = []
        for _ in range(self.beats.count(chance)):
            scale = chance.between(self.least, 1.0)
            strokes.append(
                basis.ordinary._replace(
                    stretch=1.0 + chance.between(-self.spread, self.spread), scale=scale,
                    turn_rad=FULL_TURN_RAD * chance.unit(), pulse=basis.ordinary.pulse * scale,
                )
            )  # fmt: skip
        return evened(strokes)
