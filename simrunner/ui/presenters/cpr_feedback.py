"""Live feedback on compressions: every number judged against its limits, in words and tones."""

from dataclasses import dataclass

from simrunner.cpr.meter import SHOWN_MS, CprView, FeltPress
from simrunner.cpr.profile import Profile
from simrunner.domain.text import Translate
from simrunner.ui.presenters.tone import DASHES, Tone

DEEPEST_MM = 80.0
"""How deep the drawing of compressions and the depth's gauge reach."""

RATE_SPAN = (60.0, 160.0)
PAUSE_WARN_MS, PAUSE_BAD_MS = 5000, 10_000
"""Guidelines want pauses below 10 s (AHA 2020); half of it warns, a teaching choice."""

ENOUGH_RECOIL = 0.9
"""At least this share of compressions should end with a chest that came up; a teaching choice."""

RECOIL_SPAN = (0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One number on its scale; ``marker``, ``low`` and ``high`` are shares of the scale's length.

    ``marker`` is None while there is no number. ``ticks`` are the words at the target's two ends.
    """

    key: str
    title: str
    words: str
    tone: Tone
    text: str
    unit: str
    marker: float | None
    low: float
    high: float
    ticks: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathNumber:
    """One number about the last breaths; ``words`` judges it, empty where nothing does."""

    title: str
    text: str
    unit: str
    words: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PressBar:
    """One compression; ``age`` is 0 now to 1 at the left edge, depths in mm.

    ``label`` is its depth where that is wrong.
    """

    age: float
    top_mm: float
    depth_mm: float
    tone: Tone
    label: str
    is_leaning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One part of the score: its name, what it counts, and what was taken off."""

    name: str
    share: float
    counted: str
    taken_off: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class CprScreen:
    """Everything that a window of feedback shows."""

    title: str
    guideline: str
    since_title: str
    since: str
    since_words: str
    since_tone: Tone
    gauges: tuple[Gauge, ...]
    bars_title: str
    bars_note: str
    bars: tuple[PressBar, ...]
    times: tuple[str, ...]
    band_mm: tuple[float, float]
    empty: str
    score_title: str
    score: str
    score_note: str
    lines: tuple[ScoreLine, ...]
    breaths_title: str = ""
    breaths: tuple[BreathNumber, ...] = ()


class CprPresenter:
    """Turns what the meter says into words, tones and places."""

    def __init__(self, profile: Profile, tr: Translate) -> None:
        """Judge by one profile."""
        self._profile = profile
        self._tr = tr

    def present(self, view: CprView) -> CprScreen:
        """Return the screen of one moment."""
        tr, target = self._tr, self._profile.target
        since, since_words, since_tone = self._since(view)
        return CprScreen(
            title=tr("CPR feedback"), guideline=self._guideline(),
            since_title=tr("Since the last compression"), since=since, since_words=since_words,
            since_tone=since_tone,
            gauges=(self._depth(view), self._rate(view), self._recoil(view), self._fraction(view)),
            bars_title=tr("Compression depth"),
            bars_note=tr("mm, the last 10 s; {count} compressions in all", count=view.number),
            bars=tuple(self._bar(press, view.at_ms) for press in view.recent),
            times=(tr("−10 s"), tr("−5 s"), tr("now")),
            band_mm=(target.depth_low_mm, target.depth_high_mm),
            empty="" if view.number else tr("Nobody has compressed yet"),
            score_title=tr("Open score"),
            score=DASHES if view.score is None else f"{view.score.total:.0f}",
            score_note=self._score_note(view), lines=self._lines(view),
            breaths_title=tr("Ventilation"), breaths=self._breaths(view),
        )  # fmt: skip

    def _guideline(self) -> str:
        name = {
            "adult": self._tr("adult"), "child": self._tr("child"), "infant": self._tr("infant"),
        }.get(self._profile.name, self._profile.name)  # fmt: skip
        if self._profile.is_verified:
            return self._tr("{profile}, {guideline}", profile=name,
                            guideline=self._profile.guideline)  # fmt: skip
        return self._tr("{profile}, {guideline}; depth limits not confirmed", profile=name,
                        guideline=self._profile.guideline)  # fmt: skip

    def _since(self, view: CprView) -> tuple[str, str, Tone]:
        tr = self._tr
        if view.since_ms is None:
            return DASHES, tr("not begun"), Tone.QUIET
        text = f"{view.since_ms / 1000:.1f}"
        if view.is_over:
            return text, tr("counting has stopped: no pause is this long"), Tone.QUIET
        if not view.is_paused:
            return text, tr("compressing"), Tone.OK
        if view.since_ms >= PAUSE_BAD_MS:
            return text, tr("pause, longer than 10 s"), Tone.BAD
        return text, tr("pause"), Tone.WARN if view.since_ms >= PAUSE_WARN_MS else Tone.PLAIN

    # -- gauges

    def _depth(self, view: CprView) -> Gauge:
        tr, target = self._tr, self._profile.target
        low, high = target.depth_low_mm, target.depth_high_mm
        last = view.recent[-1].depth_mm if view.recent and not view.is_paused else None
        words = (tr("too shallow"), tr("in range"), tr("too deep"))
        return self._banded(
            "depth", tr("Depth"), "mm", last, band=(low, high), span=(0.0, DEEPEST_MM), words=words
        )

    def _rate(self, view: CprView) -> Gauge:
        tr, target = self._tr, self._profile.target
        band = (target.rate_low_per_min, target.rate_high_per_min)
        words = (tr("too slow"), tr("in range"), tr("too fast"))
        return self._banded(
            "rate", tr("Rate"), "/min", view.rate_per_min, band=band, span=RATE_SPAN, words=words
        )

    def _banded(
        self, key: str, title: str, unit: str, number: float | None, *,
        band: tuple[float, float], span: tuple[float, float], words: tuple[str, str, str],
    ) -> Gauge:  # fmt: skip
        low, high = band
        side = 1 if number is None or low <= number <= high else (0 if number < low else 2)
        return Gauge(
            key=key, title=title, unit=unit, text=DASHES if number is None else f"{number:.0f}",
            words="" if number is None else words[side],
            tone=Tone.QUIET if number is None else Tone.OK if side == 1 else Tone.WARN,
            marker=None if number is None else place_on(number, span),
            low=place_on(low, span), high=place_on(high, span), ticks=(f"{low:g}", f"{high:g}"),
        )  # fmt: skip

    def _recoil(self, view: CprView) -> Gauge:
        tr = self._tr
        share = view.release_share
        last = view.recent[-1] if view.recent and not view.is_paused else None
        words, tone = "", Tone.QUIET
        if last is not None and last.lean_mm is not None:
            words, tone = tr("chest comes up"), Tone.OK
            if last.is_leaning:
                words, tone = self._leaning(last, last.lean_mm), Tone.WARN
        elif view.number:
            words = tr("not measured") if share is None else ""
        return Gauge(
            key="recoil", title=tr("Full recoil"), unit="%", text=_percent(share), words=words,
            tone=tone, marker=None if share is None else place_on(share, RECOIL_SPAN),
            low=place_on(ENOUGH_RECOIL, RECOIL_SPAN), high=1.0, ticks=("90", "100"),
        )  # fmt: skip

    def _leaning(self, press: FeltPress, lean_mm: float) -> str:
        """Say how much somebody leans, by the load cell where there is one."""
        if press.lean_force_n is not None:
            return self._tr("leaning {force} N", force=press.lean_force_n)
        return self._tr("leaning {mm} mm", mm=f"{lean_mm:.0f}")

    def _fraction(self, view: CprView) -> Gauge:
        tr, profile = self._tr, self._profile
        share = view.fraction_by_gaps
        words, tone = "", Tone.QUIET
        if share is not None:
            words, tone = tr("reached"), Tone.OK
            if share < profile.fraction_least:
                words, tone = tr("too many pauses"), Tone.BAD
            elif share < profile.fraction_goal:
                words, tone = tr("more is the aim"), Tone.WARN
        return Gauge(
            key="fraction", title=tr("Fraction, by gaps"), unit="%", text=_percent(share),
            words=words, tone=tone, marker=share, low=profile.fraction_goal, high=1.0,
            ticks=(f"{100 * profile.fraction_goal:.0f}", "100"),
        )  # fmt: skip

    # -- breaths, compressions and score

    def _breaths(self, view: CprView) -> tuple[BreathNumber, ...]:
        """Say how often and how much was ventilated lately; nothing before the first breath.

        Without an airway two breaths come at once, so that only a rate over several is judged. The
        volume is not judged: no limit of it was verified.
        """
        tr, rate, volume_ml = self._tr, view.breath_rate_per_min, view.breath_volume_ml
        if volume_ml is None:
            return ()
        most = self._profile.breaths.airway_most_per_min
        words, tone = "", Tone.QUIET
        if rate is not None:
            words, tone = tr("at most {most}", most=f"{most:g}"), Tone.OK
            if rate > most:
                words, tone = tr("too fast"), Tone.WARN
        return (
            BreathNumber(
                title=tr("Breaths"), text=DASHES if rate is None else f"{rate:.0f}", unit="/min",
                words=words, tone=tone,
            ),
            BreathNumber(
                title=tr("Volume"), text=f"{volume_ml:.0f}", unit="mL", words="", tone=Tone.QUIET
            ),
        )  # fmt: skip

    def _bar(self, press: FeltPress, now_ms: int) -> PressBar:
        target = self._profile.target
        is_right = target.depth_low_mm <= press.depth_mm <= target.depth_high_mm
        lean_mm = press.lean_mm or 0.0
        return PressBar(
            age=(now_ms - press.peak_ms) / SHOWN_MS, top_mm=lean_mm, depth_mm=press.depth_mm,
            tone=Tone.OK if is_right else Tone.WARN,
            label="" if is_right else f"{press.depth_mm:.0f}", is_leaning=press.is_leaning,
        )  # fmt: skip

    def _score_note(self, view: CprView) -> str:
        tr = self._tr
        if view.score is None:
            if view.number > 1 and view.release_share is None:
                return tr("no score: no device measures the recoil")
            return tr("comes with the second compression")
        return tr("100 × the geometric mean of the four parts; no norm, no maker's score")

    def _lines(self, view: CprView) -> tuple[ScoreLine, ...]:
        tr, score = self._tr, view.score
        if score is None:
            return ()
        parts = (
            (tr("Depth"), score.depth), (tr("Rate"), score.rate), (tr("Recoil"), score.release),
            (tr("Fraction"), score.fraction),
        )  # fmt: skip
        return tuple(
            ScoreLine(
                name=name, share=share, counted=f"{100 * share:.0f} %",
                taken_off=_taken_off(share, tr),
                tone=Tone.OK if share >= 0.95 else Tone.WARN if share >= 0.7 else Tone.BAD,
            )
            for name, share in parts
        )  # fmt: skip


def _taken_off(share: float, tr: Translate) -> str:
    off = 100 * (1.0 - share)
    return tr("nothing off") if off < 0.5 else tr("−{off} %", off=f"{off:.0f}")


def place_on(number: float, span: tuple[float, float]) -> float:
    """Return where a number lies on a scale from ``span[0]`` to ``span[1]``, 0 to 1."""
    low, high = span
    return min(1.0, max(0.0, (number - low) / (high - low)))


def _percent(share: float | None) -> str:
    return DASHES if share is None else f"{100 * share:.0f}"
