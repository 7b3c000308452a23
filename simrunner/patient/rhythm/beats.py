"""When the heart beats: whole milliseconds, decided ahead, the same on every machine.

Only + - * / and draws of simrunner.domain.chance decide a time, so no processor or numpy version
can move a beat.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from simrunner.domain.chance import Stream
from simrunner.patient.person import FIRST_PHASE
from simrunner.patient.rhythm.beat import (
    P_AFTER_ONSET_MS,
    R_AFTER_ONSET_MS,
    AtrialWave,
    ScheduledBeat,
    Spike,
)
from simrunner.patient.rhythm.filling import filling_fraction
from simrunner.patient.rhythm.generator import Basis, Stroke
from simrunner.patient.rhythm.pacing import CAPTURE_DELAY_MS, FUSION_MS, REFRACTORY_MS, Pacing
from simrunner.patient.rhythm.rhythm import Rhythm

LOOKAHEAD_MS = 500
"""Beats are decided this long ahead, because a P wave comes before its R."""

MIN_LEAD_MS = 400
"""What drives a beat is never decided later than this before its R: the P would be in the past."""

LEAST_GAP_MS = 200.0
"""No beat comes sooner after another, unless the rate itself is above 225/min."""

PR_TO_LEAD_MS = R_AFTER_ONSET_MS - P_AFTER_ONSET_MS
"""What is added to a PR interval to have the time from the peak of the P to the peak of the R."""

_LONGEST_LEAD = 0.6  # of the usual interval: at fast rates PR shortens
_LONGEST_LEAD_MS = 345.0  # a P wave must begin after the moment in which it is decided
_GAP_RATIO = 0.75
_KEPT_STRETCH = (0.5, 1.5)
_NEVER = float("inf")

# An early beat of a sick heart: coupling 0.45 to 0.6 and a fifth to two fifths of the pulse
# (textbook, unverified).
_EARLY = Stroke(stretch=0.5, complex="pvc", pulse=0.3, strength=0.6)


def breath_sway(breath_phase: float) -> float:
    """Return -1 to 1 over one breath, smooth, mean 0: early in inspiration, late in expiration.

    Two parabolas stand for a sine, because libraries disagree about the last bit of a sine.
    """
    x = breath_phase % 1.0
    if x < 0.5:
        return -16.0 * x * (0.5 - x)
    return 16.0 * (x - 0.5) * (1.0 - x)


class Decided(NamedTuple):
    """What has just been decided, each by time."""

    beats: list[ScheduledBeat]
    waves: list[AtrialWave]
    spikes: list[Spike]


class Drive(NamedTuple):
    """What makes the heart beat at one moment: a tuple, because every step makes one.

    ``phase_at`` gives the breath's phase, 0 to 1, at a time. ``av_delay`` is a factor on PR,
    ``ectopy_per_min`` early ventricular beats that replace beats of a rhythm of the sinus node.
    Nothing of the heart's own comes before ``paused_until_ms``.
    """

    rhythm: Rhythm
    rate_per_min: float
    phase_at: Callable[[float], float]
    pacing: Pacing = Pacing()
    av_delay: float = 1.0
    ectopy_per_min: float = 0.0
    paused_until_ms: int = 0


class BeatClock:
    """Turns a changing rate into beats. The mean rate is exactly the rate that is asked for."""

    def __init__(self, seed: int, stream: str) -> None:
        """Draw variations from the stream ``stream`` under ``seed``."""
        self._chance = Stream(seed, stream)
        self._anchor_ms = 0.0
        self._phase = FIRST_PHASE
        self._displacement = 0.0
        self._interval_ms = 0.0
        self._rhythm_id = ""
        self._next = Stroke()
        self._group: list[Stroke] = []
        self._pacing = Pacing()
        self.last_at_ms = 0

    @property
    def pacing(self) -> Pacing:
        """The pacemaker, with its timer as it stands."""
        return self._pacing

    def advance(self, now_ms: int, drive: Drive) -> Decided:
        """Decide what is due until LOOKAHEAD_MS after ``now_ms``.

        A new rhythm or rate acts on the beats that are not decided yet.
        """
        decided = Decided([], [], [])
        self._pacing = drive.pacing
        if drive.rhythm.id != self._rhythm_id:
            self._take_up(drive.rhythm)
        usual_ms = self._usual_ms(drive)
        if usual_ms is None:
            self.rest(now_ms)
        horizon_ms = now_ms + LOOKAHEAD_MS
        while True:
            due_ms = self._due_ms(usual_ms, drive)
            spike_ms = _NEVER
            if self._pacing.is_on:
                spike_ms = self._pacing.due_ms(self.last_at_ms)
                spike_ms = max(spike_ms, float(now_ms + MIN_LEAD_MS))
            if due_ms > horizon_ms and spike_ms > horizon_ms:
                break
            if spike_ms < due_ms:
                self._stimulate(spike_ms, due_ms, drive, decided)
            elif usual_ms is not None:
                self._fire(max(due_ms, float(now_ms + MIN_LEAD_MS)), usual_ms, drive, decided)
        if usual_ms is not None and self._anchor_ms < now_ms:
            self._phase += (now_ms - self._anchor_ms) / self._interval_ms
            self._anchor_ms = float(now_ms)
        return decided

    def rest(self, now_ms: int) -> None:
        """Do not beat in the step that ends at ``now_ms``."""
        self._interval_ms = 0.0
        if now_ms > self._anchor_ms:
            self._anchor_ms = float(now_ms)

    def expected_after(self, at_ms: float) -> float | None:
        """Return when, as far as can be told now, the next beat after ``at_ms`` comes."""
        if self._interval_ms <= 0.0:
            return None
        due_ms = self._anchor_ms + (1.0 - self._phase) * self._interval_ms
        return max(due_ms, at_ms)

    def saved(self) -> dict[str, Any]:
        """Return the clock as plain JSON values."""
        return {
            "draws": self._chance.index, "anchor_ms": self._anchor_ms, "phase": self._phase,
            "displacement": self._displacement, "interval_ms": self._interval_ms,
            "rhythm": self._rhythm_id, "next": list(self._next),
            "group": [list(stroke) for stroke in self._group], "pacing": self._pacing.saved(),
            "last_at_ms": self.last_at_ms,
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._chance.index = saved["draws"]
        self._anchor_ms, self._phase = saved["anchor_ms"], saved["phase"]
        self._displacement, self._interval_ms = saved["displacement"], saved["interval_ms"]
        self._rhythm_id, self._next = saved["rhythm"], Stroke(*saved["next"])
        self._group = [Stroke(*each) for each in saved["group"]]
        self._pacing = Pacing.resumed(saved["pacing"])
        self.last_at_ms = saved["last_at_ms"]

    def _take_up(self, rhythm: Rhythm) -> None:
        """Begin a new rhythm with its ordinary stroke, in the place of the one that was next."""
        low, high = _KEPT_STRETCH
        stretch = self._next.stretch if low <= self._next.stretch <= high else 1.0
        self._rhythm_id = rhythm.id
        self._group = []
        self._next = rhythm.ordinary._replace(stretch=stretch)

    @staticmethod
    def _usual_ms(drive: Drive) -> float | None:
        if drive.rhythm.ordinary.complex is None or drive.rate_per_min <= 0.0:
            return None
        return 60_000.0 / drive.rate_per_min

    def _due_ms(self, usual_ms: float | None, drive: Drive) -> float:
        """Return when the next stroke is due: its R, if its PR is the ordinary one."""
        if usual_ms is None:
            return _NEVER
        self._interval_ms = usual_ms * self._next.stretch
        due_ms = self._anchor_ms + (1.0 - self._phase) * self._interval_ms
        return due_ms if due_ms >= drive.paused_until_ms else float(drive.paused_until_ms)

    def _fire(self, due_ms: float, usual_ms: float, drive: Drive, decided: Decided) -> None:
        """Decide one stroke: its complex, its P wave and what stimulates them."""
        stroke, rhythm = self._next, drive.rhythm
        longest_ms = min(_LONGEST_LEAD_MS, _LONGEST_LEAD * usual_ms * min(1.0, stroke.stretch))
        usual_lead_ms = _lead_ms(rhythm.ordinary, drive.av_delay, longest_ms)
        lead_ms = _lead_ms(stroke, drive.av_delay, longest_ms)
        at_ms = round(due_ms)
        if lead_ms > 0.0 and usual_lead_ms > 0.0 and stroke.complex is not None:
            at_ms = round(due_ms + lead_ms - usual_lead_ms)
        if stroke.complex is None:
            lead_ms = usual_lead_ms
        elif self.last_at_ms:
            gap_ms = min(LEAST_GAP_MS, _GAP_RATIO * usual_ms)
            at_ms = max(at_ms, round(self.last_at_ms + gap_ms))
        p_at_ms = None if stroke.atrial is None else round(at_ms - lead_ms)
        if p_at_ms is not None and stroke.atrial is not None:
            decided.waves.append(
                AtrialWave(at_ms=p_at_ms, shape=stroke.atrial, interval_ms=usual_ms)
            )
        if stroke.complex is not None:
            decided.beats.append(self._beat(at_ms, usual_ms, stroke, rhythm, p_at_ms))
            decided.spikes.extend(_stimuli(rhythm, at_ms, p_at_ms))
            self.last_at_ms = at_ms
        self._anchor_ms, self._phase = due_ms, 0.0
        self._draw_next(usual_ms, drive)

    def _beat(
        self, at_ms: int, usual_ms: float, stroke: Stroke, rhythm: Rhythm, p_at_ms: int | None
    ) -> ScheduledBeat:
        preceding_ms = at_ms - self.last_at_ms if self.last_at_ms else 0
        pulse = stroke.pulse
        if rhythm.fills:
            pulse *= filling_fraction(preceding_ms, usual_ms)
        return ScheduledBeat(
            at_ms=at_ms, complex=stroke.complex or "normal", pulse_fraction=pulse,
            interval_ms=usual_ms, preceding_ms=preceding_ms, scale=stroke.scale,
            turn_rad=stroke.turn_rad, strength=stroke.strength, atrial_at_ms=p_at_ms,
        )  # fmt: skip

    def _stimulate(self, spike_ms: float, due_ms: float, drive: Drive, decided: Decided) -> None:
        """Let the pacemaker fire; a captured stimulus takes the place of the beat that was next.

        One that senses starts the heart's own clock anew, as overdrive does; one that does not
        leaves the atria in step, and the beat that was due falls out: a compensatory pause.
        """
        pacing, ordinary = self._pacing, drive.rhythm.ordinary
        decided.spikes.append(Spike(at_ms=round(spike_ms), chamber=pacing.chamber))
        self._pacing = pacing.fired(spike_ms)
        is_ready = not self.last_at_ms or spike_ms >= self.last_at_ms + REFRACTORY_MS
        is_free = spike_ms + CAPTURE_DELAY_MS + FUSION_MS <= due_ms
        if not (pacing.captures and drive.rhythm.can_capture and is_ready and is_free):
            return
        usual_ms = 60_000.0 / pacing.rate_per_min
        if ordinary.complex is None:
            ordinary = Stroke()
        stroke = ordinary._replace(complex="paced")
        at_ms = round(spike_ms + CAPTURE_DELAY_MS)
        decided.beats.append(self._beat(at_ms, usual_ms, stroke, drive.rhythm, None))
        self.last_at_ms = at_ms
        if due_ms == _NEVER:
            return
        self._anchor_ms, self._phase = (float(at_ms) if pacing.senses else due_ms), 0.0
        if not pacing.senses:
            self._draw_next(60_000.0 / drive.rate_per_min, drive)

    def _draw_next(self, usual_ms: float, drive: Drive) -> None:
        """Draw the next stroke, displaced by the difference of two draws: errors never add up."""
        rhythm = drive.rhythm
        if not self._group:
            self._group = self._ectopic(drive)
        if not self._group:
            basis = Basis(ordinary=rhythm.ordinary, chance=self._chance, usual_ms=usual_ms)
            self._group = rhythm.generator.group(basis)
        stroke = self._group.pop(0)
        if rhythm.sway_ratio or rhythm.jitter_ratio:
            displacement = rhythm.sway_ratio * breath_sway(drive.phase_at(self._anchor_ms))
            if rhythm.jitter_ratio:
                displacement += rhythm.jitter_ratio * self._chance.bell()
            stretch = stroke.stretch + displacement - self._displacement
            stroke = stroke._replace(stretch=stretch)
            self._displacement = displacement
        self._next = stroke

    def _ectopic(self, drive: Drive) -> list[Stroke]:
        """Return an early ventricular beat and the one after its pause, by chance; else nothing."""
        if drive.ectopy_per_min <= 0.0 or not drive.rhythm.follows_sinus:
            return []
        if self._chance.unit() >= drive.ectopy_per_min / drive.rate_per_min:
            return []
        return [_EARLY, drive.rhythm.ordinary._replace(stretch=2.0 - _EARLY.stretch)]


def _lead_ms(stroke: Stroke, av_delay: float, longest_ms: float) -> float:
    """Return how long the P peak comes before the R peak; below 0 where it comes after."""
    if stroke.lead_ms <= 0.0:
        return stroke.lead_ms
    pr_ms = (stroke.lead_ms - PR_TO_LEAD_MS) * av_delay
    return min(longest_ms, pr_ms + PR_TO_LEAD_MS)


def _stimuli(rhythm: Rhythm, at_ms: int, p_at_ms: int | None) -> list[Spike]:
    """Return what a pacemaker that works does for one beat."""
    spikes: list[Spike] = []
    for chamber in rhythm.stimulated:
        if chamber != "atrium":
            spikes.append(Spike(at_ms=round(at_ms - CAPTURE_DELAY_MS), chamber=chamber))
        elif p_at_ms is not None:
            spikes.append(Spike(at_ms=round(p_at_ms - P_AFTER_ONSET_MS), chamber=chamber))
    return spikes
