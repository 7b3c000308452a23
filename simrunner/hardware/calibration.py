"""From what a channel says to what is true: its zero without load, its scale at a known amount."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import isfinite, sqrt
from types import MappingProxyType

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import Calibration, ChannelTail

VALID_DAYS = 30
"""How long a calibration counts: a teaching choice of this project, no maker's figure."""

_SECOND_US = 1_000_000
_PARTS = 5
_STILL: Mapping[str, float] = MappingProxyType(
    {"mm": 2.0, "mL": 20.0, "mL/s": 20.0, "N": 10.0, "cmH2O": 2.0, "mmHg": 4.0, "deg": 2.0}
)
_STILL_ELSE = 5.0
"""How far the means of fifths of a second may lie apart, by unit: what still counts as resting. A
chest that is compressed moves ten times as far; noise averages out (teaching choices)."""

_SCALE_LOW, _SCALE_HIGH = 0.5, 2.0
"""A sensor that is further off than this measures something else, or is broken (our choice)."""

_PLATEAU = 0.95
_FEWEST_ON_PLATEAU = 3


class CalibrationRefused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """What a channel said cannot be used; the sentence says why and what to do."""


def calibrated(values: Sequence[float], calibration: Calibration | None) -> tuple[float, ...]:
    """Return the true amounts of raw values; the values themselves without a calibration."""
    if calibration is None:
        return tuple(values)
    zero, scale = calibration.zero, calibration.scale
    return tuple((value - zero) * scale for value in values)


def valid_until(calibration: Calibration) -> str:
    """Return the last day (ISO 8601) on which a calibration counts, empty without a date."""
    try:
        made = date.fromisoformat(calibration.made_on[:10])
    except ValueError:
        return ""
    return (made + timedelta(days=VALID_DAYS)).isoformat()


def is_valid(calibration: Calibration, today: str) -> bool:
    """Whether a calibration counts on a day (ISO 8601 date or time)."""
    return today[:10] <= valid_until(calibration)


def no_load_zero(
    tail: ChannelTail, *, today: str, tr: Translate, before: Calibration | None = None
) -> Calibration:
    """Return the calibration whose zero is the mean of the tail's last second, raw values.

    A scale taken ``before`` is kept while it counts. CalibrationRefused when there is less than a
    second or the signal moves. The zero is that of reference definitions of compression depth:
    the mean of the last second without load.
    """
    span = _resting_second(tail, tr)
    zero = sum(span) / len(span)
    if before is not None and before.known is not None and is_valid(before, today):
        return replace(before, zero=zero, zeroed_on=today)
    return Calibration(channel=tail.name, zero=zero, made_on=today, zeroed_on=today)


def known_amount(
    tail: ChannelTail, known: float, *, today: str, tr: Translate, before: Calibration | None
) -> Calibration:
    """Return ``before`` with the scale at which the tail's raw values mean ``known``.

    The amount must rest for a second (a block under the plunger); a volume is what a syringe's
    stroke reached within the tail. ``error`` is the root mean square that remains about it.
    CalibrationRefused without a zero, for less than a second, a signal that moves, and nonsense.
    """
    if before is None:
        raise CalibrationRefused(
            tr("{channel}: take the zero first, with nothing on it.", channel=tail.name)
        )
    if not (isfinite(known) and known > 0):
        raise CalibrationRefused(
            tr("{channel}: a known amount is more than nothing.", channel=tail.name)
        )
    is_stroke = tail.unit == "mL"
    span = _plateau(tail, before.zero, tr) if is_stroke else _resting_second(tail, tr)
    reached = sum(span) / len(span) - before.zero
    if not known / _SCALE_HIGH <= reached <= known / _SCALE_LOW:
        raise CalibrationRefused(
            tr(
                "{channel} reads {reached} at {known}: that is no matter of scale. Look at the "
                "amount, its place and the sensor.",
                channel=tail.name, reached=_words(reached, tail.unit),
                known=_words(known, tail.unit),
            )
        )  # fmt: skip
    scale = known / reached
    squares = (((value - before.zero) * scale - known) ** 2 for value in span)
    return replace(
        before, scale=scale, known=known, error=sqrt(sum(squares) / len(span)), made_on=today
    )


def _last_second(tail: ChannelTail, tr: Translate) -> Sequence[float]:
    count = max(_PARTS, _SECOND_US // tail.period_us)
    span = tail.values[-count:]
    if len(span) < count:
        raise CalibrationRefused(
            tr(
                "{channel}: less than a second was heard. Wait a little, then try again.",
                channel=tail.name,
            )
        )
    if not all(isfinite(value) for value in span):
        raise CalibrationRefused(
            tr("{channel}: it says something that is no number.", channel=tail.name)
        )
    return span


def _resting_second(tail: ChannelTail, tr: Translate) -> Sequence[float]:
    span = _last_second(tail, tr)
    part = len(span) // _PARTS
    means = [sum(span[at * part : (at + 1) * part]) / part for at in range(_PARTS)]
    moved = max(means) - min(means)
    if moved > _STILL.get(tail.unit, _STILL_ELSE):
        raise CalibrationRefused(
            tr(
                "{channel}: it moves by {moved} within a second. Leave it alone for a second, "
                "then try again.",
                channel=tail.name, moved=_words(moved, tail.unit),
            )
        )  # fmt: skip
    return span


def _plateau(tail: ChannelTail, zero: float, tr: Translate) -> Sequence[float]:
    """Return the values near the greatest of the tail: the end of a syringe's stroke."""
    _last_second(tail, tr)
    highest = max(tail.values) - zero
    span = [value for value in tail.values if value - zero >= highest * _PLATEAU]
    if highest <= 0 or len(span) < _FEWEST_ON_PLATEAU:
        raise CalibrationRefused(
            tr("{channel}: no stroke was seen in the last seconds.", channel=tail.name)
        )
    return span


def _words(amount: float, unit: str) -> str:
    return f"{round(amount, 1) + 0.0:.1f} {unit}".rstrip()  # no "-0.0"
