"""Compressions and breaths of the last ten seconds, judged by a guideline's own limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.cpr.detector import Compression, CompressionDetector, Release
from simrunner.cpr.profile import Profile
from simrunner.cpr.quality import rate_per_min
from simrunner.cpr.release import LEAN_MM
from simrunner.domain.text import Translate
from simrunner.hardware.checkup import ChannelTail, DeviceCheckup
from simrunner.hardware.device import LinkState
from simrunner.ui.presenters.cpr_feedback import (
    DEEPEST_MM,
    ENOUGH_RECOIL,
    RATE_SPAN,
    RECOIL_SPAN,
    Gauge,
    place_on,
)
from simrunner.ui.presenters.device_live import (
    SPAN_S,
    LiveTab,
    LiveView,
    WaveMark,
    WaveView,
    age_s,
    live_note,
    points_of,
    tabs_of,
    time_ticks,
    touch_lanes,
    value_rows,
)
from simrunner.ui.presenters.device_words import DASH, capital, figure
from simrunner.ui.presenters.tone import Tone

SHALLOWEST_HIGH_MM = 70.0
LEAST_BREATH_ML = 100.0
"""A rise of this much is a breath; a choice of this project, `unverified`."""

_VOLUME_SPAN = (0.0, 1000.0)
_BREATHS_SPAN = (0.0, 40.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Peak:
    """The top of one breath."""

    age_s: float
    volume_ml: float


class DeviceLivePresenter:
    """Turns tails into waves with marks, gauges, lanes and rows."""

    def __init__(self, profile: Profile, tr: Translate) -> None:
        """Judge by ``profile``, a row of resources/cpr/profiles.toml."""
        self.profile = profile
        self._tr = tr

    def present(self, checkup: DeviceCheckup, wanted: LiveTab | None) -> LiveView:
        """Return the live panel with the wanted tab, else the first that the device offers."""
        tr, tabs = self._tr, tabs_of(checkup)
        title = tr("Live values")
        words = {
            LiveTab.COMPRESSIONS: capital(tr("compressions")),
            LiveTab.VENTILATION: tr("Ventilation"),
            LiveTab.TOUCH: tr("Touch"), LiveTab.VALUES: tr("All values"),
        }  # fmt: skip
        if not tabs or (checkup.link is not LinkState.UP and not checkup.tails):
            return self._nothing(checkup, title)
        tab = wanted if wanted in tabs else tabs[0]
        shown = tuple((each.value, words[each]) for each in tabs) if len(tabs) > 1 else ()
        if tab is LiveTab.COMPRESSIONS:
            return self._compressions(checkup, title, shown)
        if tab is LiveTab.VENTILATION:
            return self._breaths(checkup, title, shown)
        note = live_note(checkup, checkup.tails.get("pulse.touch"), tr)
        if tab is LiveTab.TOUCH:
            return LiveView(
                title=title, note=note, tabs=shown, tab=tab, lanes=touch_lanes(checkup, tr),
                times=time_ticks(tr),
            )  # fmt: skip
        return LiveView(
            title=title, note=tr("the last {seconds} s", seconds=int(SPAN_S)), tabs=shown, tab=tab,
            rows=value_rows(checkup, tr),
        )  # fmt: skip

    def _nothing(self, checkup: DeviceCheckup, title: str) -> LiveView:
        tr = self._tr
        if checkup.link is not LinkState.UP:
            words = (tr("No values while the link is down"), tr("They go on when it is back."))
        elif checkup.capabilities.actuators:
            words = (
                tr("It measures nothing"), tr("It is moved by the program and sends no values.")
            )  # fmt: skip
        else:
            words = (
                tr("Nothing measured yet"),
                tr("Values show here as soon as the device has told what it feels."),
            )
        return LiveView(
            title=title, note="", tabs=(), tab=None, empty=words[0], empty_hint=words[1]
        )

    # -- compressions

    def _compressions(
        self, checkup: DeviceCheckup, title: str, tabs: tuple[tuple[str, str], ...]
    ) -> LiveView:
        tr, tail = self._tr, checkup.tails.get("cpr.depth")
        found, releases = _felt(tail)
        return LiveView(
            title=title, note=live_note(checkup, tail, tr), tabs=tabs, tab=LiveTab.COMPRESSIONS,
            wave=self._depth_wave(checkup, tail, found, releases),
            gauges=(self._rate(found), self._recoil(releases), self._depth(found)),
        )  # fmt: skip

    def _depth_wave(
        self, checkup: DeviceCheckup, tail: ChannelTail | None, found: Sequence[Compression],
        releases: Sequence[Release],
    ) -> WaveView:  # fmt: skip
        tr, target = self._tr, self.profile.target
        low, high = target.depth_low_mm, target.depth_high_mm
        points = () if tail is None else points_of(checkup, tail)
        marks = () if tail is None else (
            *(self._peak_mark(checkup, tail, each) for each in found),
            *(_rest_mark(checkup, tail, each) for each in releases if each.residual_mm >= LEAN_MM),
        )  # fmt: skip
        deepest = max((number for _, number in points), default=0.0)
        top = max(SHALLOWEST_HIGH_MM, deepest + 8.0)
        return WaveView(
            unit_words=tr("depth, mm"),
            note=tr("outside {low}–{high} mm ({guideline}), or not released",
                    low=f"{low:g}", high=f"{high:g}", guideline=self.profile.guideline),
            points=points, high=top, is_down=True, ticks=_ticks(top, 20, (low, high)),
            band=(low, high), marks=tuple(mark for mark in marks if mark.age_s <= SPAN_S),
            rest_words=tr("chest not released"), times=time_ticks(tr),
            spoken=tr("Depth of the last {seconds} s: {count} compressions",
                      seconds=int(SPAN_S), count=len(found)),
            empty="" if points else tr("Nothing came in the last {seconds} s", seconds=int(SPAN_S)),
        )  # fmt: skip

    def _peak_mark(self, checkup: DeviceCheckup, tail: ChannelTail, press: Compression) -> WaveMark:
        target = self.profile.target
        is_right = target.depth_low_mm <= press.depth_mm <= target.depth_high_mm
        return WaveMark(
            age_s=_age_at(checkup, tail, press.peak_us), number=press.depth_mm, is_right=is_right,
            label="" if is_right else f"{press.depth_mm:.0f}",
        )  # fmt: skip

    def _rate(self, found: Sequence[Compression]) -> Gauge:
        tr, target = self._tr, self.profile.target
        rate = rate_per_min(found)
        low, high = target.rate_low_per_min, target.rate_high_per_min
        words, tone = "", Tone.QUIET
        if rate is not None:
            is_right = low <= round(rate) <= high
            words = tr("in range") if is_right else (
                tr("too slow") if rate < low else tr("too fast")
            )  # fmt: skip
            tone = Tone.OK if is_right else Tone.WARN
        return _gauge(
            ("rate", tr("Rate"), "/min"), rate, (words, tone), span=RATE_SPAN, band=(low, high)
        )

    def _recoil(self, releases: Sequence[Release]) -> Gauge:
        tr = self._tr
        bad = sum(each.residual_mm >= LEAN_MM for each in releases)
        share = 1 - bad / len(releases) if releases else None
        words, tone = "", Tone.QUIET
        if share is not None:
            words = tr("{bad} of {all} not", bad=bad, all=len(releases))
            words = words if bad else tr("all {all}", all=len(releases))
            tone = Tone.OK if share >= ENOUGH_RECOIL else Tone.WARN
        return _gauge(
            ("recoil", tr("Full recoil"), "%"), None if share is None else 100 * share,
            (words, tone), span=(100 * RECOIL_SPAN[0], 100 * RECOIL_SPAN[1]),
            band=(100 * ENOUGH_RECOIL, 100.0),
        )  # fmt: skip

    def _depth(self, found: Sequence[Compression]) -> Gauge:
        tr, target = self._tr, self.profile.target
        low, high = target.depth_low_mm, target.depth_high_mm
        right = sum(low <= each.depth_mm <= high for each in found)
        mean_mm = sum(each.depth_mm for each in found) / len(found) if found else None
        words = tr("{right} of {all}", right=right, all=len(found)) if found else ""
        is_right = mean_mm is not None and low <= mean_mm <= high
        tone = (Tone.OK if is_right else Tone.WARN) if found else Tone.QUIET
        return _gauge(
            ("depth", tr("Depth"), "mm"), mean_mm, (words, tone), span=(0.0, DEEPEST_MM),
            band=(low, high),
        )  # fmt: skip

    # -- breaths

    def _breaths(
        self, checkup: DeviceCheckup, title: str, tabs: tuple[tuple[str, str], ...]
    ) -> LiveView:
        tr, tail = self._tr, checkup.tails.get("vent.volume")
        points = () if tail is None else points_of(checkup, tail)
        peaks = _peaks(points)
        high = max(600.0, 1.15 * max((number for _, number in points), default=0.0))
        wave = WaveView(
            unit_words=tr("volume, mL"), note=tr("no limit of volume is on file"),
            points=points, high=high, is_down=False, ticks=_ticks(high, 200, ()), band=None,
            marks=tuple(
                WaveMark(age_s=peak.age_s, number=peak.volume_ml, is_right=True,
                         label=f"{peak.volume_ml:.0f}")
                for peak in peaks
            ),
            rest_words="", times=time_ticks(tr),
            spoken=tr("Volume of the last {seconds} s: {count} breaths",
                      seconds=int(SPAN_S), count=len(peaks)),
            empty="" if points else tr("Nothing came in the last {seconds} s", seconds=int(SPAN_S)),
        )  # fmt: skip
        return LiveView(
            title=title, note=live_note(checkup, tail, tr), tabs=tabs, tab=LiveTab.VENTILATION,
            wave=wave, gauges=(self._breath_rate(peaks), self._volume(peaks)),
        )  # fmt: skip

    def _breath_rate(self, peaks: Sequence[_Peak]) -> Gauge:
        tr, most = self._tr, float(self.profile.breaths.airway_most_per_min)
        rate = None
        if len(peaks) > 1:
            rate = 60 * (len(peaks) - 1) / (peaks[0].age_s - peaks[-1].age_s)
        words, tone = tr("needs two breaths"), Tone.QUIET
        if rate is not None:
            is_right = round(rate) <= most
            words = tr("not too fast") if is_right else tr("too fast with an airway")
            tone = Tone.OK if is_right else Tone.WARN
        return _gauge(
            ("breaths", tr("Breaths"), "/min"), rate, (words, tone), span=_BREATHS_SPAN,
            band=(0.0, most),
        )  # fmt: skip

    def _volume(self, peaks: Sequence[_Peak]) -> Gauge:
        last = peaks[-1].volume_ml if peaks else None
        words = self._tr("the last breath") if peaks else ""
        return _gauge(
            ("volume", self._tr("Volume"), "mL"), last, (words, Tone.QUIET), span=_VOLUME_SPAN,
            band=None,
        )  # fmt: skip


def _felt(tail: ChannelTail | None) -> tuple[Sequence[Compression], Sequence[Release]]:
    """Return the compressions within a tail, on the clock of its first value."""
    if tail is None:
        return (), ()
    detector = CompressionDetector()
    found = detector.feed(0, tail.period_us, tail.values)
    return found, detector.take_releases()


def _age_at(checkup: DeviceCheckup, tail: ChannelTail, at_us: int) -> float:
    return age_s(checkup, tail, 0) - at_us / 1e6


def _rest_mark(checkup: DeviceCheckup, tail: ChannelTail, release: Release) -> WaveMark:
    return WaveMark(
        age_s=_age_at(checkup, tail, release.release_us), number=release.residual_mm,
        is_right=False, at_rest=True,
    )  # fmt: skip


def _peaks(points: Sequence[tuple[float, float]]) -> tuple[_Peak, ...]:
    """Return the tops of breaths: a rise of LEAST_BREATH_ML, told once it fell by half of it."""
    found: list[_Peak] = []
    trough, top = (points[0][1] if points else 0.0), None
    for age, number in points:
        if top is None:
            trough = min(trough, number)
            if number - trough >= LEAST_BREATH_ML:
                top = (age, number)
        elif number > top[1]:
            top = (age, number)
        elif number < top[1] - LEAST_BREATH_ML / 2:
            found.append(_Peak(age_s=top[0], volume_ml=top[1]))
            trough, top = number, None
    return tuple(found)


def _ticks(high: float, step: int, edges: tuple[float, ...]) -> tuple[float, ...]:
    """Return the numbers beside the scale: every step that no edge of the band crowds out."""
    steps = (float(at) for at in range(0, int(high) + 1, step))
    return tuple(sorted({*(at for at in steps if all(abs(at - e) > 5 for e in edges)), *edges}))


def _gauge(
    names: tuple[str, str, str], number: float | None, verdict: tuple[str, Tone], *,
    span: tuple[float, float], band: tuple[float, float] | None,
) -> Gauge:  # fmt: skip
    """Return a gauge by its key, title and unit; without a band where nothing is asked."""
    key, title, unit = names
    words, tone = verdict
    low, high = band or (span[0], span[0])
    return Gauge(
        key=key, title=title, unit=unit, text=DASH if number is None else figure(number),
        words=words, tone=tone, marker=None if number is None else place_on(round(number), span),
        low=place_on(low, span), high=place_on(high, span),
        ticks=("" if low == span[0] else f"{low:g}", "" if band is None else f"{high:g}"),
    )  # fmt: skip
