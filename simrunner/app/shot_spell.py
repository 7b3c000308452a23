"""A spell of compressions and breaths for pictures: mostly good, with every fault once."""

from collections.abc import Iterator

from simrunner.domain.action import Action, Compress, GiveBreath, Source
from simrunner.domain.event import ActionTaken

ENDS_MS = 56_100
"""When the picture of the spell is taken: while somebody compresses."""

_CYCLE_MS = 20_500
_INTERVAL_MS = 545
_PRESSES = 30
_BREATHS_AT_MS = ((17_300, 510), (19_300, 470))
_DEPTHS_MM = (54, 55, 53, 56, 52, 54, 57, 55, 51, 48, 53, 54, 62, 55, 54)
_LEANS_MM = (0, 1, 0, 2, 0, 0, 8, 1, 0, 0, 3)


def spell() -> tuple[ActionTaken, ...]:
    """Return the facts of three cycles of 30:2, the last one still going on at ENDS_MS."""
    return tuple(sorted(_facts(), key=lambda fact: fact.at_ms))


def _facts() -> Iterator[ActionTaken]:
    for cycle in range(3):
        begin_ms = 1_000 + cycle * _CYCLE_MS
        for place in range(_PRESSES):
            number = cycle * _PRESSES + place
            at_ms = begin_ms + place * _INTERVAL_MS
            if at_ms < ENDS_MS:
                press = Compress(
                    source=Source.DEVICE, depth_mm=_DEPTHS_MM[number % len(_DEPTHS_MM)],
                    lean_mm=_LEANS_MM[number % len(_LEANS_MM)], peak_at_ms=at_ms,
                )  # fmt: skip
                yield _fact(at_ms, press)
        for after_ms, volume_ml in _BREATHS_AT_MS:
            at_ms = begin_ms + after_ms
            if at_ms < ENDS_MS:
                breath = GiveBreath(
                    source=Source.DEVICE, volume_ml=volume_ml, inspiration_ms=1000
                )  # fmt: skip
                yield _fact(at_ms, breath)


def _fact(at_ms: int, action: Action) -> ActionTaken:
    return ActionTaken(
        at_ms=at_ms, source=Source.DEVICE, entry=0, performed_at_ms=at_ms, action=action
    )
