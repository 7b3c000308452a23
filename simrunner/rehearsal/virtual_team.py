"""A virtual team: it knows what a scenario expects, and does it late, wrongly or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from simrunner.domain.action import Action
from simrunner.domain.chance import Stream
from simrunner.domain.chart import Expectation, Scenario
from simrunner.domain.condition import Doses
from simrunner.domain.event import (
    Event,
    ExpectationChanged,
    ExpectationStatus,
    StateEntered,
    StateLeft,
)
from simrunner.domain.sim_time import STEP_MS
from simrunner.rehearsal.deeds import CPR, Deeds
from simrunner.rehearsal.lognormal import log_normal
from simrunner.rehearsal.need import LeadingRule, Need, leading_rules, needs_of
from simrunner.rehearsal.team_model import LevelModel

CPR_MS = 10_000
"""While compressions last, the act `cpr` is logged this often, as a device does it."""

_MS_PER_MIN = 60_000
_SLOWEST = 3.0
"""Fatigue makes nobody slower than this many times: a teaching choice."""

_COMPRESSING = f"act {CPR}"

_DETECTED = (ExpectationStatus.MET, ExpectationStatus.EARLY, ExpectationStatus.LATE)


@dataclass(slots=True, kw_only=True)
class Aim:
    """Something the team works towards: an open expectation, or a rule that leads on.

    ``since_ms`` is the cue or the entry; ``not_before_ms`` the earliest time that counts. An
    immediate one leaves so little time that nobody finishes something else first.
    """

    needs: tuple[Need, ...]
    since_ms: int
    not_before_ms: int | None = None
    after: tuple[str, ...] = ()
    is_expected: bool = False
    is_immediate: bool = False


@dataclass(slots=True, kw_only=True)
class Task:
    """A kind of deed that somebody will do at ``ready_ms``, or when a pair of hands is free.

    For an immediate one, the hands that are free first drop what they hold.
    """

    subject: str
    earliest_ms: int
    ready_ms: int
    is_immediate: bool


@dataclass(slots=True, kw_only=True)
class _Compressions:
    since_ms: int
    next_ms: int


@dataclass(slots=True)
class _Memory:
    """What a team has on its mind."""

    aims: dict[str, Aim] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    forgets: dict[str, bool] = field(default_factory=dict)
    opened: dict[str, bool] = field(default_factory=dict)
    detected: dict[str, bool] = field(default_factory=dict)
    followed: dict[str, bool] = field(default_factory=dict)


class VirtualTeam:
    """Plays one run. It acts on what has come about, never on what will.

    Chance decides through streams named by purpose and subject (``team.delay.give adrenaline IM``)
    under the run's seed, so that one more draw somewhere shifts none elsewhere.
    """

    def __init__(
        self, scenario: Scenario, level: LevelModel, *, seed: int, has_pulse: Callable[[], bool]
    ) -> None:
        """Begin with free hands; ``has_pulse`` is what a finger on the neck would find."""
        self._level = level
        self._seed = seed
        self._has_pulse = has_pulse
        self._expectations = {each.id: each for each in scenario.expectations}
        self._needs = {each.id: needs_of(each.detect) for each in scenario.expectations}
        self._naming: dict[tuple[str, str], list[str]] = {}
        for each, needs in self._needs.items():
            for need in needs:
                self._naming.setdefault((need.kind, need.what), []).append(each)
        self._leading = leading_rules(scenario)
        self._deeds = Deeds(scenario, level, self._stream)
        self._streams: dict[str, Stream] = {}
        self._mind = _Memory()
        self._free_ms = [0] * int(level.hands)
        self._compressions: _Compressions | None = None
        self._compressed_ms = 0

    @property
    def next_ms(self) -> int | None:
        """When it acts next by itself; None while it only waits for something to come about."""
        times = [task.ready_ms for task in self._mind.tasks.values()]
        if self._compressions is not None:
            times.append(self._compressions.next_ms)
        return min(times, default=None)

    def hear(self, events: Sequence[Event], now_ms: int) -> None:
        """Notice what came about in the tick that ended at ``now_ms`` and plan what to do."""
        noticed = [self._notice(event, now_ms) for event in events]
        if any(noticed):
            self._plan(now_ms)

    def due(self, now_ms: int) -> tuple[Action, ...]:
        """Return what it does in the tick at ``now_ms``, each with a pair of hands of its own."""
        actions = list(self._compress(now_ms))
        ready = [task for task in self._mind.tasks.values() if task.ready_ms <= now_ms]
        for task in sorted(ready, key=lambda each: each.ready_ms):
            hand = self._free_hand()
            if self._free_ms[hand] > now_ms and not task.is_immediate:
                task.ready_ms = self._free_ms[hand]
                continue
            del self._mind.tasks[task.subject]
            actions += self._do(task.subject, hand, now_ms)
        if ready:
            self._plan(now_ms)
        return tuple(actions)

    # ---------------------------------------------------------------- noticing
    def _notice(self, event: Event, now_ms: int) -> bool:
        match event:
            case ExpectationChanged(status=ExpectationStatus.OPEN):
                self._open(self._expectations[event.expectation], now_ms)
            case ExpectationChanged(status=ExpectationStatus.MISSED):
                self._remind(event.expectation)
            case ExpectationChanged() if event.status in _DETECTED:
                self._mind.detected[event.expectation] = True
                self._mind.aims.pop(event.expectation, None)
            case StateEntered():
                for leading in self._leading.get((event.region, event.state), ()):
                    self._follow(leading, now_ms)
            case StateLeft():
                for leading in self._leading.get((event.region, event.state), ()):
                    self._mind.aims.pop(_owner(leading), None)
            case _:
                return False
        return True

    def _open(self, expectation: Expectation, now_ms: int) -> None:
        wait_ms, within_ms = expectation.not_before_ms, expectation.within_ms
        self._mind.opened[expectation.id] = True
        self._mind.aims[expectation.id] = Aim(
            needs=self._needs[expectation.id], since_ms=now_ms, after=expectation.after,
            not_before_ms=None if wait_ms is None else now_ms + wait_ms, is_expected=True,
            is_immediate=within_ms is not None
            and within_ms <= self._level.immediate_within_s * 1000,
        )  # fmt: skip

    def _follow(self, leading: LeadingRule, now_ms: int) -> None:
        """Work towards a rule; beside the first region once in a run, as results are asked once."""
        owner = _owner(leading)
        if not leading.is_in_first_region and owner in self._mind.followed:
            return
        self._mind.followed[owner] = True
        wait_ms = leading.rule.after_ms if leading.rule.event is not None else None
        self._mind.aims[owner] = Aim(
            needs=leading.needs, since_ms=now_ms,
            not_before_ms=None if wait_ms is None else now_ms + wait_ms,
        )  # fmt: skip

    def _remind(self, expectation: str) -> None:
        """Give what was forgotten or went wrong unnoticed one more chance: its time is over."""
        for need in self._needs[expectation]:
            if self._happens("recovery", need.subject, self._level.recovery_pct):
                self._mind.forgets[need.subject] = False
                self._deeds.notice(need.what)

    # ---------------------------------------------------------------- planning
    def _plan(self, now_ms: int) -> None:
        """Make a task of every need that lacks something and that nobody sees to yet."""
        mind = self._mind
        for aim in list(mind.aims.values()):
            if not self._may_begin(aim):
                continue
            for need in aim.needs:
                if self._sees_to(need, aim) and not self._forgets(need.subject):
                    self._make_task(need, aim, now_ms)

    def _may_begin(self, aim: Aim) -> bool:
        """Return whether what must come before is done, or forgotten for good."""
        for earlier in aim.after:
            subjects = [need.subject for need in self._needs.get(earlier, ())]
            if earlier not in self._mind.detected and not any(map(self._forgets, subjects)):
                return False
        return True

    def _sees_to(self, need: Need, aim: Aim) -> bool:
        """Return whether a need lacks something that the team knows to be wanted by now."""
        if not aim.is_expected and self._is_still_a_secret(need):
            return False
        if need.kind == "act" and need.what == CPR and self._compressions is not None:
            return False
        return self._deeds.is_missing(need, aim.since_ms)

    def _is_still_a_secret(self, need: Need) -> bool:
        """Return whether expectations name the deed, but none that names it has had its cue."""
        naming = self._naming.get((need.kind, need.what), ())
        return bool(naming) and not any(each in self._mind.opened for each in naming)

    def _make_task(self, need: Need, aim: Aim, now_ms: int) -> None:
        tasks, subject = self._mind.tasks, need.subject
        earliest_ms = max(now_ms, self._earliest_ms(need, aim))
        is_immediate = aim.is_immediate or subject == _COMPRESSING
        pending = tasks.get(subject)
        is_hurried = is_immediate and pending is not None and not pending.is_immediate
        if pending is not None and pending.earliest_ms <= earliest_ms and not is_hurried:
            return
        ready_ms = earliest_ms + self._delay_ms(subject, now_ms, is_immediate=is_immediate)
        if pending is None or ready_ms < pending.ready_ms:
            tasks[subject] = Task(
                subject=subject, earliest_ms=earliest_ms, ready_ms=ready_ms,
                is_immediate=is_immediate,
            )  # fmt: skip

    def _earliest_ms(self, need: Need, aim: Aim) -> int:
        """Return from when a deed is due: a later dose waits, unless it comes too soon."""
        level, last_ms = self._level, self._deeds.last_ms(need)
        if need.is_event and last_ms is not None and last_ms >= aim.since_ms:
            return last_ms + int(level.cycle_s * 1000)
        waits = aim.is_expected or (need.is_event and need.kind != "shock")
        if aim.not_before_ms is not None and waits:
            begin_ms, wait_ms = aim.since_ms, aim.not_before_ms - aim.since_ms
        elif last_ms is None or not isinstance(need.amount, Doses):
            return 0
        else:
            begin_ms, wait_ms = last_ms, int(level.repeat_interval_s * 1000)
        if self._comes_too_soon(need.subject, begin_ms):
            wait_ms = int(wait_ms * level.too_soon_share_pct / 100)
        return begin_ms + wait_ms

    def _comes_too_soon(self, subject: str, begin_ms: int) -> bool:
        """Decide once for each interval, by a stream of its own."""
        purpose = f"{subject} from {begin_ms}"
        if purpose not in self._mind.followed:
            self._mind.followed[purpose] = self._happens(
                "too-soon", subject, self._level.too_soon_pct
            )
        return self._mind.followed[purpose]

    def _forgets(self, subject: str) -> bool:
        """Return whether this team forgets that kind of deed in this run, unless reminded."""
        if subject not in self._mind.forgets:
            self._mind.forgets[subject] = self._happens(
                "omission", subject, self._level.omission_pct
            )
        return self._mind.forgets[subject]

    def _delay_ms(self, subject: str, now_ms: int, *, is_immediate: bool) -> int:
        """Draw how long a deed takes from when it is due, grown by fatigue, on the tick's grid."""
        level = self._level
        run_min, cpr_min = now_ms / _MS_PER_MIN, self._compressed_ms / _MS_PER_MIN
        tired_pct = level.fatigue_pct_per_min * run_min
        tired_pct += level.compression_fatigue_pct_per_min * cpr_min
        median_s = level.immediate_median_s if is_immediate else level.delay_median_s
        delay_s = log_normal(self._stream(f"team.delay.{subject}"), median_s, level.delay_log_sd)
        delay_ms = delay_s * 1000 * min(1 + tired_pct / 100, _SLOWEST)
        return max(1, -int(-delay_ms // STEP_MS)) * STEP_MS

    # ---------------------------------------------------------------- doing
    def _do(self, subject: str, hand: int, now_ms: int) -> Iterator[Action]:
        """Yield the deed that any aim still wants of this kind; the hand is then busy."""
        for aim in self._mind.aims.values():
            for need in aim.needs:
                if need.subject != subject or not self._sees_to(need, aim):
                    continue
                self._free_ms[hand] = now_ms + int(self._level.handling_s * 1000)
                if need.kind == "act" and need.what == CPR:
                    self._compressions = _Compressions(since_ms=now_ms, next_ms=now_ms + CPR_MS)
                yield self._deeds.do(need, aim.since_ms, now_ms)
                return

    def _compress(self, now_ms: int) -> Iterator[Action]:
        """Keep compressions going while an aim wants them or no pulse is felt."""
        spell = self._compressions
        if spell is None or spell.next_ms > now_ms:
            return
        self._compressed_ms += CPR_MS
        if self._has_pulse() and not self._is_cpr_wanted():
            self._compressions = None
            return
        spell.next_ms = now_ms + CPR_MS
        yield self._deeds.compress(now_ms)

    def _is_cpr_wanted(self) -> bool:
        return any(
            need.kind == "act" and need.what == CPR
            for aim in self._mind.aims.values()
            for need in aim.needs
        )

    def _free_hand(self) -> int:
        """Return the pair of hands that is free first; compressions occupy the last pair."""
        hands = self._free_ms[:-1] if self._compressions is not None else self._free_ms
        return hands.index(min(hands))

    def _happens(self, purpose: str, subject: str, share_pct: float) -> bool:
        return self._stream(f"team.{purpose}.{subject}").unit() * 100 < share_pct

    def _stream(self, name: str) -> Stream:
        if name not in self._streams:
            self._streams[name] = Stream(self._seed, name)
        return self._streams[name]


def _owner(leading: LeadingRule) -> str:
    return f"rule {leading.rule.name}"
