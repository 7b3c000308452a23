"""A rule while the run goes on: what it waits for, and whether it fires (clinscn/1 section 7)."""

from collections.abc import Callable, Mapping
from typing import Any

from simrunner.domain.chance import Stream
from simrunner.domain.chart import Rule
from simrunner.engine.chart.configuration import RegionNode, StateNode
from simrunner.engine.effects import Deed
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard
from simrunner.engine.guard.horizon import FOREVER_MS, Outlook, tick_from

BACK = "back"


class RuleNode:
    """One rule with its holds, its draws and when it last fired.

    ``owner_name`` is ``region.state`` of the owning state, or ``anywhere``; ``deed``
    carries out its effects, ``moves`` says whether
    the rule has a `go`, ``has_holds`` whether a `for` is in its condition, so that every microstep
    must look. ``look`` returns whether everything but the event, chance and repetition holds, and
    moves holds on. ``is_marked`` says that the rule fired or drew, so that clear() and fall() have
    something to forget.
    """

    __slots__ = (
        "_chance", "_drawn", "_facts", "_has_lapsed", "_is_armed", "_outlook", "_stream", "deed",
        "event", "fired_at_ms", "guard", "has_holds", "is_held_off", "is_marked", "look",
        "moves", "name", "owner", "owner_name", "region", "rule", "target",
    )  # fmt: skip

    def __init__(self, rule: Rule, owner: StateNode | None, facts: Facts, seed: int) -> None:
        """Bind ``rule`` to the present; ``owner`` is None for a rule of `anywhere`."""
        self.rule = rule
        self.name = rule.name
        self.owner = owner
        self.event = None if rule.event is None else facts.names.hear(rule.event)
        self.moves = rule.go is not None
        self.deed: Deed | None = None
        self.owner_name = "anywhere" if owner is None else owner.full_name
        self.region: RegionNode | None = None if owner is None else owner.region
        self.target: StateNode | None = None
        scope = Scope() if owner is None else owner.scope
        self.guard = None if rule.condition is None else Guard(rule.condition, facts, scope)
        holds = () if self.guard is None else self.guard.holds
        self._outlook = (
            None if rule.condition is None else Outlook(rule.condition, holds, facts, scope)
        )
        self.is_held_off = False
        self.fired_at_ms: int | None = None
        self._facts = facts
        self._chance = None if rule.chance_pct is None else float(rule.chance_pct)
        self._stream = Stream(seed, f"rule.{rule.name}")
        self._is_armed = True
        self._has_lapsed = False
        self._drawn: bool | None = None
        self.is_marked = False
        self.has_holds = bool(holds)
        self.look: Callable[[], bool] = self._look
        if rule.go is None:
            self._shorten()

    def aim(self, region: RegionNode) -> None:
        """Resolve the target of `go` in its region."""
        self.region = region
        if self.rule.go is not None and self.rule.go != BACK:
            self.target = region.nodes[self.rule.go]
        self._shorten()

    @property
    def is_spent(self) -> bool:
        """Whether it cannot fire again before its state is entered anew."""
        if self.moves or self.event is not None or self.owner is None or self.fired_at_ms is None:
            return False
        return self.rule.every_ms is None or self._has_lapsed

    def clear(self) -> None:
        """Begin anew: the owning state was entered."""
        self.fired_at_ms = None
        self._has_lapsed = False
        self._drawn = None
        self.is_marked = False
        if self.guard is not None and self.has_holds:
            self.guard.clear()

    def destination(self) -> StateNode | None:
        """Return the state that `go` leads to now, or None when the rule cannot be taken.

        There is none from `anywhere` into an active state, out of a final state, and for `back`
        where no state came before (clinscn/1 section 7).
        """
        if self.region is None or self.region.is_final:
            return None
        if self.rule.go == BACK:
            return None if self.owner is None else self.owner.leaf_before
        if self.owner is None and self.target is not None and self.target.is_active:
            return None
        return self.target

    def _shorten(self) -> None:
        """Spell out the look of a rule without holds for the parts that it has."""
        owner, region, facts = self.owner, self.region, self._facts
        if self.has_holds or self.rule.go == BACK or (self.moves and owner is None):
            return
        look = None if self.guard is None else self.guard.look
        after_ms = self.rule.after_ms
        if after_ms is not None and owner is not None and look is None:
            self.look = lambda: facts.now_ms - owner.entered_at_ms >= after_ms and self._can_go()
        elif after_ms is None and look is not None:
            # While its owner is a leaf and active, the region is in no final state.
            is_at_leaf = owner is not None and not (owner.state.children or owner.is_final)
            if region is None or not self.moves or is_at_leaf:
                self.look = look
            else:
                self.look = lambda: not region.is_final and look()

    def _look(self) -> bool:
        guard = self.guard
        if self.owner is None and self.target is not None and self.target.is_active:
            if guard is not None:
                guard.clear()
            return False
        if guard is not None and guard.holds:
            return guard.look() and self._is_after() and self._can_go()
        return self._is_after() and self._can_go() and (guard is None or guard.look())

    def is_enabled(self, may_fire: bool) -> bool:
        """Look once as a condition rule; True when it fires now unless another takes its place.

        ``may_fire`` is False while something else keeps the rule from firing: it then looks, but
        neither draws nor uses up its turn.
        """
        if not self.look():
            self.fall()
            return False
        if not may_fire or self.is_held_off:
            return False
        return self._is_due() and self._wins(once=True)

    def is_enabled_by_event(self, may_fire: bool) -> bool:
        """Look once as the rule of an event that happens now."""
        holds = self.look()
        if not may_fire or self.is_held_off:
            return False
        return holds if self._chance is None else self._wins(once=False) and holds

    def has_fired(self) -> None:
        """Note that the rule fires now."""
        self.fired_at_ms = self._facts.now_ms
        self._is_armed = False
        self.is_marked = True

    @property
    def is_timely(self) -> bool:
        """Whether the rule can come to fire, or a hold of it change, by time alone."""
        if self.event is not None:
            return self.has_holds
        if self.rule.after_ms is not None or self.rule.every_ms is not None:
            return True
        return self._outlook is not None and self._outlook.is_timely

    def stirs_at_ms(self) -> int:
        """Return the first tick after this one at which to look; FOREVER_MS when none by itself."""
        if self.owner is None and self.target is not None and self.target.is_active:
            return FOREVER_MS
        now_ms, soonest_ms = self._facts.now_ms, FOREVER_MS
        if self.event is None and not self._is_after():
            due_ms = tick_from(self._since_ms + (self.rule.after_ms or 0))
            if not self.has_holds:
                return due_ms
            soonest_ms = due_ms
        if self.rule.every_ms is not None and self.fired_at_ms is not None:
            again_ms = tick_from(self.fired_at_ms + self.rule.every_ms)
            if again_ms > now_ms:
                soonest_ms = min(soonest_ms, again_ms)
        if self._outlook is not None:
            soonest_ms = min(soonest_ms, self._outlook.stirs_at_ms())
        return soonest_ms

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values what differs from a rule that nobody looked at yet."""
        holds = [] if self.guard is None else self.guard.saved()
        values = {
            "held_off": self.is_held_off or None,
            "fired_at_ms": self.fired_at_ms,
            "disarmed": not self._is_armed or None,
            "lapsed": self._has_lapsed or None,
            "drawn": self._drawn,
            "draws": self._stream.index or None,
            "holds": None if all(since_ms is None for since_ms in holds) else holds,
        }
        return {name: value for name, value in values.items() if value is not None}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave; the rule is new before."""
        self.is_held_off = saved.get("held_off", False)
        self.fired_at_ms = saved.get("fired_at_ms")
        self._is_armed = not saved.get("disarmed", False)
        self._has_lapsed = saved.get("lapsed", False)
        self._drawn = saved.get("drawn")
        self.is_marked = True
        self._stream.index = saved.get("draws", 0)
        if self.guard is not None and "holds" in saved:
            self.guard.resume(saved["holds"])

    def fall(self) -> None:
        """Take note of a false look: an `anywhere` rule is armed again, a repetition ends."""
        if self.owner is None:
            self._is_armed = True
            self._drawn = None
            self.is_marked = False
        elif self.fired_at_ms is not None:
            self._has_lapsed = True

    def _is_after(self) -> bool:
        after_ms = self.rule.after_ms
        if after_ms is None:
            return True
        return self._facts.now_ms - self._since_ms >= after_ms

    @property
    def _since_ms(self) -> int:
        return 0 if self.owner is None else self.owner.entered_at_ms

    def _can_go(self) -> bool:
        return self.rule.go is None or self.destination() is not None

    def _is_due(self) -> bool:
        if self.moves or self.fired_at_ms is None:
            return True
        if self.owner is None and self._is_armed:
            return True
        if self.rule.every_ms is None or self._has_lapsed:
            return False
        return self._facts.now_ms - self.fired_at_ms >= self.rule.every_ms

    def _wins(self, *, once: bool) -> bool:
        if self._chance is None:
            return True
        if not once or self._drawn is None:
            drawn = self._stream.unit() * 100.0 < self._chance
            if not once:
                return drawn
            self._drawn = drawn
            self.is_marked = True
        return self._drawn
