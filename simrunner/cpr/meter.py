"""The quality of the compressions of a run, from its facts: live, or out of its record."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from simrunner.cpr.detector import Compression, Release
from simrunner.cpr.profile import Profile
from simrunner.cpr.quality import PAUSE_US
from simrunner.cpr.release import is_released
from simrunner.cpr.running import RunningQuality
from simrunner.cpr.score import Score
from simrunner.cpr.ventilation import Breath, RecentBreaths, breath_measures
from simrunner.domain.action import AnnulEntry, Compress, DeliverShock, GiveBreath, ReadDevice
from simrunner.domain.event import ActionTaken, Event

SHOWN_MS = 10_000
"""How far back a screen sees single compressions."""

ROSC_GAP_US = 120_000_000
"""A longer gap ends the arrest (the rule of pediRES-Q); it is no pause."""

_SAME_US = 200_000
"""Two peaks closer than this (300 per minute) are one compression that was felt twice."""

_RATE_OF = 6
"""The rate of the moment is that of the last intervals of so many compressions."""

_KEPT = 64
_VENTILATION = "ventilation"
_VOLUME = "volume_ml="


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltPress:
    """One compression as a screen shows it; the two leans are of before it, if measured."""

    peak_ms: int
    depth_mm: float
    lean_mm: float | None
    lean_force_n: int | None = None

    @property
    def is_leaning(self) -> bool:
        """Whether the chest had not been let go before it."""
        return self.lean_mm is not None and not is_released(self.lean_mm, self.lean_force_n)


@dataclass(frozen=True, slots=True, kw_only=True)
class CprView:
    """What a screen shows of one moment.

    ``rate_per_min`` is that of the last compressions, None in a pause. ``since_ms`` is None before
    the first compression. ``is_over`` says that the gap is as long as one after a return. The
    breaths are the last ones; their rate is None below three of them, the volume without any.
    """

    at_ms: int
    number: int
    recent: tuple[FeltPress, ...]
    rate_per_min: float | None
    since_ms: int | None
    is_paused: bool
    is_over: bool
    fraction_by_gaps: float | None
    depth_share: float | None
    rate_share: float | None
    release_share: float | None
    score: Score | None
    breath_rate_per_min: float | None = None
    breath_volume_ml: float | None = None
    since_breath_ms: int | None = None


class CprMeter:
    """Takes the facts of a run in order; asking it costs the same however long the run was."""

    def __init__(
        self,
        profile: Profile,
        *,
        pause_us: int = PAUSE_US,
        rosc_gap_us: int | None = ROSC_GAP_US,
    ) -> None:
        """Begin before the first compression."""
        self.profile = profile
        self._pause_us = pause_us
        self._rosc_gap_us = rosc_gap_us
        self._quality = RunningQuality(
            profile.target, pause_us=pause_us, rosc_gap_us=rosc_gap_us, has_onsets=False
        )
        self._recent: deque[FeltPress] = deque(maxlen=_KEPT)
        self._breaths: list[Breath] = []
        self._recent_breaths = RecentBreaths()
        self._shocks_us: dict[int, int] = {}
        self._breaks: list[tuple[int, int]] = []

    def see(self, events: Iterable[Event]) -> None:
        """Take facts: compressions, shocks, and breaths that a device measured."""
        for event in events:
            if not isinstance(event, ActionTaken):
                continue
            match event.action:
                case Compress() as press:
                    self._press(press, event.performed_at_ms)
                case GiveBreath(volume_ml=volume_ml):
                    self._breath(float(volume_ml), event.performed_at_ms * 1000)
                case DeliverShock():
                    self._shocks_us[event.entry] = event.performed_at_ms * 1000
                    self._quality.shock(event.performed_at_ms * 1000)
                case AnnulEntry(entry=entry) if entry in self._shocks_us:
                    self._quality.take_back_shock(self._shocks_us.pop(entry))
                case ReadDevice(name=name, reading=reading) if name == _VENTILATION:
                    self._breathe(reading, event.performed_at_ms * 1000)
                case _:
                    pass  # every other act has nothing to do with the chest

    def _press(self, press: Compress, performed_at_ms: int) -> None:
        peak_ms = performed_at_ms if press.peak_at_ms is None else press.peak_at_ms
        peak_us = peak_ms * 1000
        quality, last_us = self._quality, self._quality.last_peak_us
        if last_us is not None:
            if peak_us - last_us < _SAME_US:
                return
            if press.lean_mm is not None:
                quality.release(
                    Release(
                        peak_us=last_us,
                        release_us=last_us,
                        residual_mm=press.lean_mm,
                        force_n=press.lean_force_n,
                    )
                )
            if peak_us - last_us >= self._pause_us:
                self._breaks.append((last_us, peak_us))
        quality.compress(Compression(onset_us=peak_us, peak_us=peak_us, depth_mm=press.depth_mm))
        lean_mm = None if press.lean_mm is None else float(press.lean_mm)
        self._recent.append(
            FeltPress(
                peak_ms=peak_ms,
                depth_mm=float(press.depth_mm),
                lean_mm=lean_mm,
                lean_force_n=press.lean_force_n,
            )
        )

    def _breath(self, volume_ml: float, at_us: int) -> None:
        breath = Breath(at_us=at_us, volume_ml=volume_ml)
        self._breaths.append(breath)
        self._recent_breaths.take(breath)

    def _breathe(self, reading: str, at_us: int) -> None:
        """Take a breath of the reading ``volume_ml=480``; any other tells no volume."""
        for word in reading.split():
            if word.startswith(_VOLUME):
                try:
                    volume_ml = float(word.removeprefix(_VOLUME))
                except ValueError:
                    return  # the log shows what the device said; it is no volume
                self._breath(volume_ml, at_us)

    def view(self, now_ms: int) -> CprView:
        """Return what a screen shows at ``now_ms`` of the run."""
        quality, last_us, first_us = (
            self._quality, self._quality.last_peak_us, self._quality.first_onset_us
        )  # fmt: skip
        breaths = self._recent_breaths.at(now_ms * 1000)
        if last_us is None or first_us is None:
            return CprView(
                at_ms=now_ms, number=0, recent=(), rate_per_min=None, since_ms=None,
                is_paused=False, is_over=False, fraction_by_gaps=None, depth_share=None,
                rate_share=None, release_share=None, score=None, **breaths,
            )  # fmt: skip
        since_us = max(0, now_ms * 1000 - last_us)
        is_over = self._rosc_gap_us is not None and since_us >= self._rosc_gap_us
        is_paused = since_us >= self._pause_us
        idle_us = since_us if is_paused and not is_over else 0
        total_us = last_us - first_us + idle_us
        fraction = quality.fractions(total_us, idle_us=idle_us)[1] if total_us > 0 else None
        depth, rate, release = quality.shares()
        return CprView(
            at_ms=now_ms, number=quality.number, recent=self._recent_at(now_ms),
            rate_per_min=None if is_paused else self._rate_now(), since_ms=since_us // 1000,
            is_paused=is_paused, is_over=is_over, fraction_by_gaps=fraction, depth_share=depth,
            rate_share=rate, release_share=release,
            score=None if fraction is None else quality.score(fraction), **breaths,
        )  # fmt: skip

    def _recent_at(self, now_ms: int) -> tuple[FeltPress, ...]:
        return tuple(press for press in self._recent if press.peak_ms > now_ms - SHOWN_MS)

    def _rate_now(self) -> float | None:
        """Return the rate of the last intervals up to the last pause."""
        kept: list[int] = []
        presses = list(self._recent)[-_RATE_OF:]
        for before, after in pairwise(presses):
            interval_ms = after.peak_ms - before.peak_ms
            kept = [] if interval_ms * 1000 >= self._pause_us else [*kept, interval_ms]
        return 60_000 * len(kept) / sum(kept) if kept else None

    @property
    def spanned_us(self) -> int:
        """From the first compression to the last; 0 below two of them."""
        first_us, last_us = self._quality.first_onset_us, self._quality.last_peak_us
        return 0 if first_us is None or last_us is None else last_us - first_us

    def measures(self, *, total_us: int | None = None, has_airway: bool) -> Mapping[str, object]:
        """Return every measure up to the last compression, or of ``total_us`` if given.

        Empty below two compressions: there is no time to measure.
        """
        spanned_us = self.spanned_us
        if spanned_us <= 0:
            return {}
        whole_us = spanned_us if total_us is None else max(spanned_us, total_us)
        found = dict(self._quality.measures(whole_us))
        if self._breaths:
            found["ventilation"] = breath_measures(
                self._breaths, self._breaks, self.profile.breaths, has_airway=has_airway
            )
        return found
