"""The same measures while compressions come in, at a constant cost for each.

Nothing is looked through again: sums, counts and the edges of the present run are all it keeps, so
it may be asked at any time. Of what lies behind only the pauses and shocks stay as a list.
"""

from collections.abc import Mapping, Sequence

from simrunner.cpr.detector import Compression, Release
from simrunner.cpr.quality import PAUSE_US, Target
from simrunner.cpr.release import is_released, release_points
from simrunner.cpr.score import (
    Score,
    depth_points,
    fraction_points,
    rate_points,
)
from simrunner.cpr.shock_pause import ShockPause, shock_row


class _Share:
    """A count, how many of it were right, and sums."""

    __slots__ = ("number", "points", "right", "total")

    def __init__(self) -> None:
        self.number = 0
        self.right = 0
        self.total = 0.0
        self.points = 0.0

    def add(self, amount: float, points: float, *, is_right: bool) -> None:
        self.number += 1
        self.right += is_right
        self.total += amount
        self.points += points

    def share(self) -> float | None:
        return self.right / self.number if self.number else None

    def mean(self) -> float | None:
        return self.total / self.number if self.number else None

    def mean_points(self) -> float:
        return self.points / self.number


class RunningQuality:
    """Takes compressions, releases and shocks in order of time; ``measures`` tells what they are.

    ``has_onsets`` is False where only peaks are known. The results are those of `measures_of`.
    """

    def __init__(
        self,
        target: Target,
        *,
        pause_us: int = PAUSE_US,
        rosc_gap_us: int | None = None,
        has_onsets: bool = True,
    ) -> None:
        """Begin without any."""
        self._target = target
        self._pause_us = pause_us
        self._rosc_gap_us = rosc_gap_us
        self._has_onsets = has_onsets
        self._depths, self._rates, self._leans = _Share(), _Share(), _Share()
        self._forces = _Share()
        self._kept_us = 0
        self._paused_us = 0
        self._active_us = 0
        self._left_out_us = (0, 0)
        self._run_from_us = 0
        self._last_release_us: int | None = None
        self._pauses_us: list[int] = []
        self._shocks: list[ShockPause] = []
        self.first_onset_us: int | None = None
        self.last_peak_us: int | None = None

    @property
    def number(self) -> int:
        """How many compressions were taken."""
        return self._depths.number

    def feed(self, compressions: Sequence[Compression], releases: Sequence[Release]) -> None:
        """Take what a detector found in one piece of a stream, merged by time."""
        left = list(releases)
        for compression in compressions:
            while left and left[0].release_us <= compression.peak_us:
                self.release(left.pop(0))
            self.compress(compression)
        for release in left:
            self.release(release)

    def compress(self, compression: Compression) -> None:
        """Take one compression."""
        target = self._target
        depth_mm = compression.depth_mm
        self._depths.add(
            depth_mm,
            depth_points(depth_mm, target),
            is_right=target.depth_low_mm <= depth_mm <= target.depth_high_mm,
        )
        if self.last_peak_us is None:
            self.first_onset_us = self._run_from_us = compression.onset_us
        else:
            self._interval(compression, self.last_peak_us)
        if self._shocks and self._shocks[-1].post_us is None:
            self._after_shocks(compression.onset_us)
        self.last_peak_us = compression.peak_us
        self._last_release_us = None

    def release(self, release: Release) -> None:
        """Take the release of the last compression."""
        residual_mm, force_n = release.residual_mm, release.force_n
        is_right, points = is_released(residual_mm, force_n), release_points(residual_mm, force_n)
        self._leans.add(residual_mm, points, is_right=is_right)
        if force_n is not None:
            self._forces.add(force_n, points, is_right=is_right)
        self._last_release_us = release.release_us

    def shock(self, at_us: int) -> None:
        """Take a shock; the pause after it is known with the next compression."""
        end_us = self._end_us()
        pre_us = None if end_us is None or end_us > at_us else at_us - end_us
        self._shocks.append(ShockPause(shock_us=at_us, pre_us=pre_us, post_us=None))

    def take_back_shock(self, at_us: int) -> None:
        """Forget the last shock of this moment: it was a mistake, or was never delivered."""
        for place in range(len(self._shocks) - 1, -1, -1):
            if self._shocks[place].shock_us == at_us:
                del self._shocks[place]
                return

    def _end_us(self) -> int | None:
        return self.last_peak_us if self._last_release_us is None else self._last_release_us

    def _after_shocks(self, onset_us: int) -> None:
        for place in range(len(self._shocks) - 1, -1, -1):
            shock = self._shocks[place]
            if shock.post_us is not None:
                return
            if onset_us >= shock.shock_us:
                self._shocks[place] = ShockPause(
                    shock_us=shock.shock_us,
                    pre_us=shock.pre_us,
                    post_us=onset_us - shock.shock_us,
                )

    def _interval(self, compression: Compression, last_peak_us: int) -> None:
        interval_us = compression.peak_us - last_peak_us
        if interval_us < self._pause_us:
            rate = 60e6 / interval_us
            low, high = self._target.rate_low_per_min, self._target.rate_high_per_min
            self._rates.add(rate, rate_points(rate, self._target), is_right=low <= rate <= high)
            self._kept_us += interval_us
            return
        end_us = self._end_us()
        assert end_us is not None  # there was a compression before
        self._active_us += end_us - self._run_from_us
        self._run_from_us = compression.onset_us
        if self._rosc_gap_us is not None and interval_us >= self._rosc_gap_us:
            by_onsets, by_peaks = self._left_out_us
            out_us = compression.onset_us - end_us
            self._left_out_us = (by_onsets + out_us, by_peaks + interval_us)
            return
        self._paused_us += interval_us
        self._pauses_us.append(interval_us)

    # -- what it comes to

    def rate_per_min(self) -> float | None:
        """Return 60 / mean interval, pauses left out."""
        return 60e6 * self._rates.number / self._kept_us if self._kept_us else None

    def shares(self) -> tuple[float | None, float | None, float | None]:
        """Return the shares of compressions with the right depth, rate and release."""
        return self._depths.share(), self._rates.share(), self._leans.share()

    def fractions(self, total_us: int, *, idle_us: int = 0) -> tuple[float | None, float | None]:
        """Return CCF_or (None where onsets are unknown) and CCF_gap of ``total_us``.

        ``idle_us`` is a pause that still lasts: time since the last peak, part of ``total_us``.
        Both are None while all of ``total_us`` is left out: one compression on either side of a
        gap that long.
        """
        end_us = self._end_us()
        if end_us is None:
            return (0.0 if self._has_onsets else None), 0.0
        out_onsets_us, out_us = self._left_out_us
        if total_us <= out_us:
            return None, None
        paused_us = self._paused_us + idle_us
        by_gaps = 1.0 - paused_us / (total_us - out_us)
        if not self._has_onsets:
            return None, by_gaps
        active_us = self._active_us + end_us - self._run_from_us
        return active_us / (total_us - out_onsets_us), by_gaps

    def score(self, fraction: float) -> Score | None:
        """Return the open score; None below two compressions or without a known release."""
        if not self._rates.number or not self._leans.number:
            return None
        return Score(
            depth=self._depths.mean_points(),
            rate=self._rates.mean_points(),
            release=self._leans.mean_points(),
            fraction=fraction_points(fraction),
        )

    def measures(self, total_us: int, *, idle_us: int = 0) -> Mapping[str, object]:
        """Return every measure by its name, as `measures_of` does; ``total_us`` above 0."""
        by_onsets, by_gaps = self.fractions(total_us, idle_us=idle_us)
        fraction = by_gaps if by_onsets is None else by_onsets
        points = None if fraction is None else self.score(fraction)
        whole_us = total_us - self._left_out_us[1]
        rosc_gap_us = self._rosc_gap_us
        return {
            "compressions": self.number,
            "total_s": whole_us / 1e6,
            "left_out_s": self._left_out_us[1] / 1e6,
            "rate_per_min": self.rate_per_min(),
            "mean_instant_rate_per_min": self._rates.mean(),
            "delivered_per_min": 60e6 * self.number / whole_us if whole_us > 0 else None,
            "depth_mm": self._depths.mean(),
            "depth_share": self._depths.share(),
            "rate_share": self._rates.share(),
            "release_share": self._leans.share(),
            "residual_mm": self._leans.mean(),
            "residual_force_n": self._forces.mean(),
            "fraction_onset_to_release": by_onsets,
            "fraction_by_gaps": by_gaps,
            "gap_s": self._pause_us / 1e6,
            "rosc_gap_s": None if rosc_gap_us is None else rosc_gap_us / 1e6,
            "pauses_s": [pause / 1e6 for pause in self._pauses_us],
            "shocks": [shock_row(each) for each in self._shocks],
            "score": None if points is None else points.total,
            "score_deductions": {} if points is None else points.deductions,
            "score_fraction": "by_gaps" if by_onsets is None else "onset_to_release",
        }
