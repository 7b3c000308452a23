"""How a vital moves over time: jump, ramp, pin, clamp (clinscn/1 section 4).

The engine reads the same tracks in its guards that a scripted body follows, so what a rule saw
and what the patient did can never differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from simrunner.domain.action import Source
from simrunner.domain.chart import Curve, Ramp
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo, Order, Origin, Pin, Unpin
from simrunner.domain.quick_making import quickly
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, VITALS, Vital, mean_arterial_mmhg

MIN_PULSE_PRESSURE_MMHG = 4.0
"""DBP is held this far below SBP while SBP is above 0 (clinscn/1 section 4)."""


FARTHEST = 1e12
"""No ramp aims farther than this, so that `times` upon `times` never leaves the finite numbers."""


def curve_fraction(curve: Curve, x: float) -> float:
    """Return the part of the way at the part ``x`` of the time; exactly 1 from x = 1 on.

    Shapes of clinscn/1 section 4: linear x, exp 1-(1-x)^3, sigmoid x^2(3-2x). Only + - * are used,
    so every machine gives the same bits.
    """
    if x >= 1.0:
        return 1.0
    if x <= 0.0:
        return 0.0
    if curve == "exp":
        rest = 1.0 - x
        return 1.0 - rest * rest * rest
    if curve == "sigmoid":
        return x * x * (3.0 - 2.0 * x)
    return x


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One vital's layers. ``from_number`` is where the ramp began, or the standing value."""

    from_number: float
    to_number: float | None = None
    began_at_ms: int = 0
    duration_ms: int = 0
    curve: Curve = "linear"
    pin: float | None = None
    released_at_ms: int | None = None
    release_ms: int = 0
    origin: Origin
    pin_origin: Origin | None = None

    def underneath(self, at_ms: int) -> float:
        """Return the file's layer, before pin and clamp."""
        if self.to_number is None or at_ms <= self.began_at_ms:
            return self.from_number
        elapsed_ms = at_ms - self.began_at_ms
        if elapsed_ms >= self.duration_ms:
            return self.to_number
        fraction = curve_fraction(self.curve, elapsed_ms / self.duration_ms)
        return self.from_number + (self.to_number - self.from_number) * fraction

    def shown(self, at_ms: int) -> float:
        """Return the value with the pin, or while a released pin blends away over its time."""
        below = self.underneath(at_ms)
        if self.pin is None:
            return below
        if self.released_at_ms is None:
            return self.pin
        elapsed_ms = at_ms - self.released_at_ms
        if elapsed_ms >= self.release_ms:
            return below
        return self.pin + (below - self.pin) * (elapsed_ms / self.release_ms)

    def is_pinned(self) -> bool:
        """Return whether a pin holds; a released one that still blends does not count."""
        return self.pin is not None and self.released_at_ms is None

    def bounds(self, from_ms: int, until_ms: int) -> tuple[float, float]:
        """Return the lowest and highest value from one time to a later one, if nothing is ordered.

        A ramp goes one way only, so its ends are enough; a blend stays between pin and ramp.
        """
        if self.pin is not None and self.released_at_ms is None:
            return self.pin, self.pin
        begins, ends = self.underneath(from_ms), self.underneath(until_ms)
        low, high = (begins, ends) if begins <= ends else (ends, begins)
        if self.pin is not None and self._blends_until_ms > from_ms:
            return min(low, self.pin), max(high, self.pin)
        return low, high

    def rest_at_ms(self) -> int:
        """Return from when on the value stands still, if nothing is ordered."""
        if self.is_pinned():
            return 0
        ramp_ms = 0 if self.to_number is None else self.began_at_ms + self.duration_ms
        return max(ramp_ms, 0 if self.pin is None else self._blends_until_ms)

    @property
    def _blends_until_ms(self) -> int:
        return 0 if self.released_at_ms is None else self.released_at_ms + self.release_ms

    def saved(self) -> dict[str, Any]:
        """Return the layers as plain JSON values."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def resumed(cls, saved: Mapping[str, Any]) -> "Track":
        """Return the layers that saved() gave."""
        origins = {name: _origin(saved[name]) for name in ("origin", "pin_origin")}
        return cls(**{**saved, **origins})

    def remaining_ms(self, at_ms: int) -> int:
        """Return how long the ramp (its delay included) still takes; 0 when none runs."""
        if self.to_number is None:
            return 0
        return max(0, self.began_at_ms + self.duration_ms - at_ms)


_layers = quickly(Track)


class VitalTracks:
    """Every vital of one patient, with the rhythm and limits that act on what is read."""

    is_foreseeable = True
    """Whether bounds() can tell what read() will give, so that quiet ticks can be skipped."""

    def __init__(self, start: Mapping[Vital, float], rhythm: str) -> None:
        """Begin at ``start`` (canonical units, see VITALS); unnamed vitals have their default."""
        origin = Origin(source=Source.SCENARIO, label="start", at_ms=0)
        self.rhythm = rhythm
        self.version = 0
        self._still: dict[Vital, float] = {}
        self._tracks: dict[Vital, Track] = {
            vital: Track(from_number=float(start.get(vital, spec.adult_default)), origin=origin)
            for vital, spec in VITALS.items()
            if spec.is_written
        }
        self._start = dict(self._tracks)
        self._rests: dict[Vital, int] = {}
        # What read_all() gave last, from when on that holds, and for which vitals it does not.
        self._settled = dict.fromkeys(VITALS, 0.0)
        self._settled_ms = 0
        self._restless = dict.fromkeys(VITALS)

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values what has changed since the start."""
        return {
            "rhythm": self.rhythm,
            "tracks": {
                vital.value: track.saved()
                for vital, track in self._tracks.items()
                if track is not self._start[vital]
            },
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self.rhythm = saved["rhythm"]
        for vital, track in saved["tracks"].items():
            self._set(Vital(vital), Track.resumed(track))
        self._still.clear()
        self._restless.update(dict.fromkeys(VITALS))

    def track(self, vital: Vital) -> Track:
        """Return one vital's layers; KeyError for MAP, which follows SBP and DBP."""
        return self._tracks[vital]

    def read(self, vital: Vital, at_ms: int) -> float:
        """Return what guards and the body see: layers, then rhythm, pulse pressure and clamp."""
        rest_ms = self._rests.get(vital)
        if at_ms < (self.rest_at_ms(vital) if rest_ms is None else rest_ms):
            return self._read(vital, at_ms)
        number = self._still.get(vital)
        if number is None:
            number = self._still[vital] = self._read(vital, at_ms)
        return number

    def _read(self, vital: Vital, at_ms: int) -> float:
        if vital is Vital.MAP or vital is Vital.DBP:
            tracks = self._tracks
            return _pressure(vital, tracks[Vital.SBP].shown(at_ms), tracks[Vital.DBP].shown(at_ms))
        if vital is Vital.HR and self.rhythm in RHYTHMS_WITHOUT_RATE:
            return 0.0
        return _clamped(vital, self._tracks[vital].shown(at_ms))

    def bounds(self, vital: Vital, from_ms: int, until_ms: int) -> tuple[float, float]:
        """Return what read() stays between from one time to a later one, if nothing is ordered."""
        if vital is Vital.HR and self.rhythm in RHYTHMS_WITHOUT_RATE:
            return 0.0, 0.0
        if vital not in _PRESSURES:
            low, high = self._tracks[vital].bounds(from_ms, until_ms)
            return _clamped(vital, low), _clamped(vital, high)
        # Both rise with each of SBP and DBP, so the lows give the low and the highs the high.
        systolic = self._tracks[Vital.SBP].bounds(from_ms, until_ms)
        diastolic = self._tracks[Vital.DBP].bounds(from_ms, until_ms)
        low, high = (_pressure(vital, *pair) for pair in zip(systolic, diastolic, strict=True))
        return low, high

    def goes_one_way(self, vital: Vital) -> bool:
        """Return whether read() only rises or only falls from now on, if nothing is ordered.

        Such a vital stays between what it reads at two times; bounds() answers for any.
        """
        return vital not in _PRESSURES and self._tracks[vital].pin is None

    def rest_at_ms(self, vital: Vital) -> int:
        """Return from when on read() gives one value, if nothing is ordered."""
        rest_ms = self._rests.get(vital)
        if rest_ms is None:
            rest_ms = self._rests[vital] = self._rest_of(vital)
        return rest_ms

    def _rest_of(self, vital: Vital) -> int:
        if vital in _PRESSURES:
            return max(self._tracks[each].rest_at_ms() for each in (Vital.SBP, Vital.DBP))
        return self._tracks[vital].rest_at_ms()

    def read_all(self, at_ms: int) -> dict[Vital, float]:
        """Return every vital, MAP included, in canonical units."""
        if at_ms < self._settled_ms:
            return {vital: self.read(vital, at_ms) for vital in VITALS}
        for vital in tuple(self._restless):
            self._settled[vital] = self.read(vital, at_ms)
            rest_ms = self.rest_at_ms(vital)
            if rest_ms <= at_ms:
                del self._restless[vital]
                self._settled_ms = max(self._settled_ms, rest_ms)
        return self._settled.copy()

    def obey(self, orders: Iterable[Order], at_ms: int) -> None:
        """Carry out the orders that concern vitals and rhythm, in their order."""
        for order in orders:
            self.follow(order, at_ms)

    def follow(self, order: Order, at_ms: int) -> Sequence[Vital]:
        """Carry out one order; return the vitals that may read otherwise from now on."""
        self.version += 1
        if isinstance(order, JumpTo):  # by far the most frequent
            vital = order.vital
            layer = _layers(from_number=order.number, origin=order.origin)
            return (
                self._set(vital, layer)
                if self._tracks[vital].pin is None
                else self._lay(vital, layer)
            )
        match order:
            case FollowRamp():
                return self._begin(order.ramp, order.origin, at_ms)
            case Pin():
                pinned = replace(
                    self._tracks[order.vital], pin=order.number, released_at_ms=None,
                    release_ms=0, pin_origin=order.origin,
                )  # fmt: skip
                return self._set(order.vital, pinned)
            case Unpin():
                return self._unpin(order, at_ms)
            case ChangeRhythm():
                self.rhythm = order.rhythm
                self._still.pop(Vital.HR, None)
                self._restless[Vital.HR] = None
                return (Vital.HR,)
            case _:
                return ()

    def _set(self, vital: Vital, track: Track) -> Sequence[Vital]:
        """Take new layers and forget the standing values that they may move."""
        self._tracks[vital] = track
        moved = _MOVED_BY[vital]
        for each in moved:
            self._still.pop(each, None)
            self._rests.pop(each, None)
            self._restless[each] = None
        return moved

    def _lay(self, vital: Vital, file_layer: Track) -> Sequence[Vital]:
        """Take a new layer of the file below the pin, if there is one."""
        now = self._tracks[vital]
        if now.pin is not None:
            file_layer = replace(
                file_layer, pin=now.pin, released_at_ms=now.released_at_ms,
                release_ms=now.release_ms, pin_origin=now.pin_origin,
            )  # fmt: skip
        return self._set(vital, file_layer)

    def _begin(self, ramp: Ramp, origin: Origin, at_ms: int) -> Sequence[Vital]:
        present = self._present(ramp.vital, at_ms)
        if ramp.target == "by":
            target = present + ramp.number
        elif ramp.target == "times":
            target = present * ramp.number
        else:
            target = ramp.number
        target = min(FARTHEST, max(-FARTHEST, target))
        layer = _layers(
            from_number=present, to_number=target, began_at_ms=at_ms + ramp.delay_ms,
            duration_ms=ramp.duration_ms, curve=ramp.curve, origin=origin,
        )  # fmt: skip
        return self._lay(ramp.vital, layer)

    def _present(self, vital: Vital, at_ms: int) -> float:
        """Return where a ramp of the file begins."""
        return self._tracks[vital].underneath(at_ms)

    def _unpin(self, order: Unpin, at_ms: int) -> Sequence[Vital]:
        track = self._tracks[order.vital]
        if not track.is_pinned():
            return ()
        released = replace(track, released_at_ms=at_ms, release_ms=order.over_ms, pin_origin=None)
        return self._set(order.vital, released)


class FeltTracks(VitalTracks):
    """The vitals of a modelled patient: what the file wants is here, what is read is the body's.

    Guards see what the body felt like at the end of the last step (clinscn/1 section 4).
    """

    is_foreseeable = False

    def __init__(self, start: Mapping[Vital, float], rhythm: str) -> None:
        """Begin at the file's starting values, until the body says what it really has."""
        super().__init__(start, rhythm)
        self._felt: Mapping[Vital, float] = {}

    def feel(self, vitals: Mapping[Vital, float], rhythm: str) -> None:
        """Take over the body's vitals (every one, in the units of VITALS) and its rhythm."""
        self.version += 1
        self._felt = vitals
        self.rhythm = rhythm

    def read(self, vital: Vital, at_ms: int) -> float:
        """Return the body's value; before the first step the file's."""
        felt = self._felt.get(vital)
        return super().read(vital, at_ms) if felt is None else felt

    def read_all(self, at_ms: int) -> dict[Vital, float]:
        """Return every vital, MAP included, in canonical units."""
        return {vital: self.read(vital, at_ms) for vital in VITALS}

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values what has changed, and what was felt last."""
        felt = {vital.value: number for vital, number in self._felt.items()}
        return {**super().saved(), "felt": felt}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        super().resume(saved)
        self._felt = {Vital(name): number for name, number in saved["felt"].items()}

    def _present(self, vital: Vital, at_ms: int) -> float:
        return self.read(vital, at_ms)


_PRESSURES = frozenset((Vital.DBP, Vital.MAP))
_LIMITS: Mapping[Vital, tuple[float, float]] = {
    vital: (spec.low, spec.high) for vital, spec in VITALS.items()
}
_MOVED_BY: Mapping[Vital, tuple[Vital, ...]] = {
    **{vital: (vital,) for vital in VITALS},
    Vital.SBP: (Vital.SBP, Vital.DBP, Vital.MAP),
    Vital.DBP: (Vital.DBP, Vital.MAP),
}


def _plain(value: Any) -> Any:
    return [value.source, value.label, value.at_ms] if isinstance(value, Origin) else value


def _origin(saved: Any) -> Origin | None:
    if saved is None:
        return None
    source, label, at_ms = saved
    return Origin(source=Source(source), label=label, at_ms=at_ms)


def _pressure(vital: Vital, systolic_mmhg: float, diastolic_mmhg: float) -> float:
    """Return DBP, held below SBP, or MAP; both from the layers of SBP and DBP."""
    systolic = _clamped(Vital.SBP, systolic_mmhg)
    ceiling = systolic - MIN_PULSE_PRESSURE_MMHG if systolic > 0.0 else 0.0
    diastolic = max(0.0, min(_clamped(Vital.DBP, diastolic_mmhg), ceiling))
    return diastolic if vital is Vital.DBP else mean_arterial_mmhg(systolic, diastolic)


def _clamped(vital: Vital, number: float) -> float:
    low, high = _LIMITS[vital]
    raised = number if number > low else low  # noqa: FURB136 - max() takes twice as long
    return raised if raised < high else high  # noqa: FURB136
