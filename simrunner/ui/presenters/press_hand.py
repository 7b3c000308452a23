"""A hand that presses a chest by mouse or key: how deep, when, and how fast in a row."""

from enum import Enum, auto

DEEPEST_MM = 70.0
"""A chest that is held down sinks no further: too deep for every guideline, so that it is seen."""

SINK_MM_PER_S = 220.0
RISE_MM_PER_S = 400.0
"""An adult's 5 cm are reached in a quarter of a second and let go in an eighth: at 110 per minute
there is time for both. Choices of this project, so that a mouse button has a rhythm."""

_COUNTED_MM = 12.0
_LONGEST_INTERVAL_S = 2.0


class _Way(Enum):
    OFF = auto()
    SINKING = auto()
    LED = auto()
    TAPPED = auto()
    RISING = auto()


class PressHand:
    """Told of presses in order of time; tells where the hand was, as moments and depths.

    Held, the chest sinks; dragged, it follows; let go, it comes up, and pressed again too soon it
    has not come up. A tap is one compression to ``target_mm``.
    """

    def __init__(self, target_mm: float) -> None:
        """Begin off the chest."""
        self._target_mm = target_mm
        self._way = _Way.OFF
        self._at_s = 0.0
        self._points: list[tuple[float, float]] = []
        self._last_peak_s: float | None = None
        self.depth_mm = 0.0
        self.peak_mm: float | None = None
        self.rate_per_min: float | None = None

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing will change by itself."""
        return self._way is _Way.OFF

    @property
    def is_down(self) -> bool:
        """Whether the hand is held on the chest."""
        return self._way in {_Way.SINKING, _Way.LED}

    def press(self, at_s: float) -> None:
        """Begin to sink, from wherever the chest is."""
        self._begin(at_s, _Way.SINKING)

    def lead(self, depth_mm: float, at_s: float) -> None:
        """Be dragged to a depth while the hand is down."""
        if self.is_down:
            self._move_to(at_s)
            self._way = _Way.LED
            self.depth_mm = min(DEEPEST_MM, max(0.0, depth_mm))
            self._tell(at_s)

    def release(self, at_s: float) -> None:
        """Let the chest come up."""
        if self.is_down:
            self._move_to(at_s)
            self._rise()

    def tap(self, at_s: float) -> None:
        """Press once to the target and let go."""
        self._begin(at_s, _Way.TAPPED)

    def take(self, now_s: float) -> tuple[tuple[float, float], ...]:
        """Return where the hand was since the last call, up to now."""
        if not self.is_at_rest:
            self._move_to(now_s)
            self._tell(now_s)
        taken, self._points = tuple(self._points), []
        return taken

    # -- moving

    def _begin(self, at_s: float, way: _Way) -> None:
        self._move_to(at_s)
        self._way = way
        self._peak_mm = self.depth_mm
        self._tell(at_s)

    def _move_to(self, now_s: float) -> None:
        while (goal_mm := self._goal_mm()) is not None and self._at_s < now_s:
            speed = RISE_MM_PER_S if self._way is _Way.RISING else SINK_MM_PER_S
            left_s = abs(goal_mm - self.depth_mm) / speed
            if self._at_s + left_s > now_s:
                step_mm = speed * (now_s - self._at_s)
                self.depth_mm += step_mm if goal_mm > self.depth_mm else -step_mm
                break
            self._at_s += left_s
            self.depth_mm = goal_mm
            self._tell(self._at_s)
            self._arrive()
        self._at_s = max(self._at_s, now_s)

    def _goal_mm(self) -> float | None:
        match self._way:
            case _Way.SINKING:
                return DEEPEST_MM if self.depth_mm < DEEPEST_MM else None
            case _Way.TAPPED:
                return max(self._target_mm, self.depth_mm)
            case _Way.RISING:
                return 0.0
            case _:
                return None

    def _arrive(self) -> None:
        if self._way is _Way.TAPPED:
            self._rise()
        elif self._way is _Way.RISING:
            self._way = _Way.OFF

    def _rise(self) -> None:
        self._way = _Way.RISING
        self._tell(self._at_s)
        if self._deepest_mm() >= _COUNTED_MM:
            self._count(self._at_s)

    def _deepest_mm(self) -> float:
        return max(self._peak_mm, self.depth_mm)

    def _count(self, at_s: float) -> None:
        self.peak_mm = self._deepest_mm()
        since_s = None if self._last_peak_s is None else at_s - self._last_peak_s
        is_row = since_s is not None and 0.0 < since_s <= _LONGEST_INTERVAL_S
        self.rate_per_min = 60.0 / since_s if is_row and since_s else None
        self._last_peak_s = at_s

    def _tell(self, at_s: float) -> None:
        self._peak_mm = max(self._peak_mm, self.depth_mm)
        self._at_s = max(self._at_s, at_s)
        if not self._points or self._points[-1] != (at_s, self.depth_mm):
            self._points.append((at_s, self.depth_mm))

    _peak_mm = 0.0
