"""The heart's electricity as a whole: ventricles, atria of their own, pacemaker, shock."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from simrunner.domain.chance import Stream
from simrunner.patient.rhythm.beat import AtrialWave, Contracted, ScheduledBeat
from simrunner.patient.rhythm.beats import MIN_LEAD_MS, BeatClock, Decided, Drive
from simrunner.patient.rhythm.filling import hurried_strength
from simrunner.patient.rhythm.generator import Stroke
from simrunner.patient.rhythm.pacing import CAPTURE_DELAY_MS, Pacing
from simrunner.patient.rhythm.rhythm import Rates, Rhythm

CAPTURE_MA = 70.0
"""The current from which pacing through the skin captures: a teaching choice.

Usually between 40 and 80 mA (WikEM, Transcutaneous pacing, revision of 16 July 2021).
"""

_PAUSE_MS = (2000.0, 5000.0)  # unverified
_KICK_BEFORE_MS = 300
_KICK_AFTER_MS = 200
_REMEMBERED_WAVES = 12

_P_WAVES = Rhythm(
    id="p-waves", rates=Rates(), ordinary=Stroke(complex="normal"), jitter_ratio=0.004
)


class Wanted(NamedTuple):
    """What is wanted of the heart in one step: a tuple, because every step makes one.

    ``rate_per_min`` is the ventricular rate. ``sinus_rate_per_min`` is the rate of P waves that
    no complex follows, None for the rhythm's own. ``av_delay`` and ``ectopy_per_min`` are the
    handles of these names.
    """

    rhythm: Rhythm
    rate_per_min: float
    phase_at: Callable[[float], float]
    sinus_rate_per_min: float | None = None
    av_delay: float = 1.0
    ectopy_per_min: float = 0.0


class Heart:
    """Decides every electrical event ahead of time."""

    def __init__(
        self,
        seed: int,
        *,
        capture_ma: float | None = CAPTURE_MA,
        resting_per_min: float = 75.0,
    ) -> None:
        """Draw under ``seed``. ``capture_ma`` None: pacing through the skin never captures.

        ``resting_per_min`` is what is usual at this age: it says what is too fast to fill.
        """
        self._resting_per_min = resting_per_min
        self._ventricles = BeatClock(seed, "patient.beats")
        self._atria = BeatClock(seed, "patient.p-waves")
        self._chance = Stream(seed, "patient.shock-pause")
        self._capture_ma = capture_ma
        self._skin = Pacing()
        self._own = Pacing()
        self._own_of = ""
        self._paused_until_ms = 0
        self._waves_at_ms: deque[int] = deque(maxlen=_REMEMBERED_WAVES)

    @property
    def last_at_ms(self) -> int:
        """The last decided beat; 0 before the first."""
        return self._ventricles.last_at_ms

    def pace(self, now_ms: int, rate_per_min: float, current_ma: float) -> None:
        """Stimulate through the skin from now on; rate or current 0 ends it.

        The stimulus captures from the heart's threshold on. It senses: beats of the heart hold it
        back.
        """
        if rate_per_min <= 0.0 or current_ma <= 0.0:
            self._skin = Pacing()
            return
        threshold_ma = self._capture_ma
        first_ms = now_ms + MIN_LEAD_MS - 60_000.0 / rate_per_min
        self._skin = Pacing(
            rate_per_min=rate_per_min, chamber="skin", senses=True,
            captures=threshold_ma is not None and current_ma >= threshold_ma,
            fired_at_ms=self._skin.fired_at_ms if self._skin.is_on else max(0.0, first_ms),
        )  # fmt: skip

    def shock(self, now_ms: int, rhythm: Rhythm) -> None:
        """Be stunned by a shock in ``rhythm``: what is not decided yet comes 2 to 5 s later.

        So it is where the shock may end the rhythm; one in sinus rhythm stops nothing.
        """
        if rhythm.has_shock_pause:
            low_ms, high_ms = _PAUSE_MS
            self._paused_until_ms = now_ms + round(self._chance.between(low_ms, high_ms))

    def decide(self, now_ms: int, wanted: Wanted) -> Decided:
        """Return what is decided in the step that ends at ``now_ms``."""
        rhythm = wanted.rhythm
        decided = self._ventricles.advance(now_ms, self._drive(now_ms, wanted))
        if rhythm.pacemaker is not None:
            self._own = self._ventricles.pacing
        elif not rhythm.stimulated:
            self._skin = self._ventricles.pacing
        self._decide_atria(now_ms, wanted, decided)
        if self._skin.is_on:
            through_skin = [replace(spike, chamber="skin") for spike in decided.spikes]
            return decided._replace(spikes=through_skin)
        return decided

    def expected_after(self, at_ms: float) -> float | None:
        """Return when, as far as can be told now, the next beat after ``at_ms`` comes."""
        own_ms = self._ventricles.expected_after(at_ms)
        pacing = self._ventricles.pacing
        if not pacing.captures:
            return own_ms
        paced_ms = max(at_ms, pacing.due_ms(self.last_at_ms) + CAPTURE_DELAY_MS)
        return paced_ms if own_ms is None else min(own_ms, paced_ms)

    def contracted(self, beat: ScheduledBeat, rhythm: Rhythm) -> Contracted:
        """Return a beat of ``rhythm`` that was decided just now as a contraction.

        Where the atria beat for themselves, the P wave near the R counts: it fills the ventricle,
        or meets a closed valve. A beat that no sinus node drives is the weaker the faster it is.
        """
        atrial_at_ms = beat.atrial_at_ms
        if atrial_at_ms is None:
            near = [
                at_ms
                for at_ms in self._waves_at_ms
                if beat.at_ms - _KICK_BEFORE_MS <= at_ms <= beat.at_ms + _KICK_AFTER_MS
            ]
            atrial_at_ms = near[0] if near else None
        strength = beat.strength
        if not rhythm.follows_sinus:
            strength *= hurried_strength(60_000.0 / beat.interval_ms, self._resting_per_min)
        return Contracted(at_ms=beat.at_ms, atrial_at_ms=atrial_at_ms, strength=strength)

    def saved(self) -> dict[str, Any]:
        """Return the heart as plain JSON values."""
        return {
            "ventricles": self._ventricles.saved(), "atria": self._atria.saved(),
            "shocks": self._chance.index, "skin": self._skin.saved(), "own": self._own.saved(),
            "own_of": self._own_of, "paused_until_ms": self._paused_until_ms,
            "waves_at_ms": list(self._waves_at_ms),
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._ventricles.resume(saved["ventricles"])
        self._atria.resume(saved["atria"])
        self._chance.index = saved["shocks"]
        self._skin = Pacing.resumed(saved["skin"])
        self._own = Pacing.resumed(saved["own"])
        self._own_of = saved["own_of"]
        self._paused_until_ms = saved["paused_until_ms"]
        self._waves_at_ms = deque(saved["waves_at_ms"], maxlen=_REMEMBERED_WAVES)

    def _decide_atria(self, now_ms: int, wanted: Wanted, decided: Decided) -> None:
        """Add the P waves that no complex follows."""
        p_rate = wanted.rhythm.p_rate_per_min
        if p_rate and wanted.sinus_rate_per_min is not None:
            p_rate = wanted.sinus_rate_per_min
        if p_rate <= 0.0:
            self._atria.rest(now_ms)
            return
        drive = Drive(
            rhythm=_P_WAVES, rate_per_min=p_rate, phase_at=wanted.phase_at,
            paused_until_ms=self._paused_until_ms,
        )  # fmt: skip
        for beat in self._atria.advance(now_ms, drive).beats:
            self._waves_at_ms.append(beat.at_ms)
            decided.waves.append(
                AtrialWave(at_ms=beat.at_ms, shape="sinus", interval_ms=beat.interval_ms)
            )

    def _drive(self, now_ms: int, wanted: Wanted) -> Drive:
        rhythm, rate_per_min, phase_at, _, av_delay, ectopy_per_min = wanted
        return Drive(
            rhythm, rate_per_min, phase_at, self._pacemaker(now_ms, rhythm), av_delay,
            ectopy_per_min, self._paused_until_ms,
        )  # fmt: skip

    def _pacemaker(self, now_ms: int, rhythm: Rhythm) -> Pacing:
        """Return the one that matters: the rhythm's own, none where it works, else the skin's."""
        own = rhythm.pacemaker
        if own is None:
            self._own_of = ""
            return Pacing() if rhythm.stimulated else self._skin
        if self._own_of != rhythm.id:
            self._own_of = rhythm.id
            self._own = Pacing(
                rate_per_min=own.rate_per_min, chamber=own.chamber, captures=own.captures,
                senses=own.senses, fired_at_ms=float(now_ms),
            )  # fmt: skip
        return self._own
