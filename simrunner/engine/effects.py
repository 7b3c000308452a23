"""What entering a state or firing a rule does: orders for the body and facts for the record."""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

from simrunner.domain.action import Source
from simrunner.domain.chart import Effects, Scenario
from simrunner.domain.event import (
    ActuatorMoved,
    Event,
    FlagWasRaised,
    Grip,
    MediaShown,
    NoteGiven,
    ReadingForced,
    RhythmChanged,
    SensorSwitched,
    SoundPlayed,
    WordsSaid,
)
from simrunner.domain.order import (
    ChangeRhythm,
    FollowRamp,
    JumpTo,
    MoveSensor,
    Order,
    Origin,
    Pin,
    Unpin,
)
from simrunner.domain.quick_making import quickly
from simrunner.domain.text import Text
from simrunner.domain.vital import FROM_OUTSIDE, Vital
from simrunner.engine.facts import Facts
from simrunner.engine.journal import Journal

_origin, _jump_to, _follow_ramp = quickly(Origin), quickly(JumpTo), quickly(FollowRamp)


Deed: TypeAlias = Callable[[], None]
"""What is done when it is called."""


class EffectWriter:
    """Compiles effects, which are carried out in the fixed order of clinscn/1 section 7.

    ``raised`` queues raised events, first in first out, for the microsteps that follow.
    """

    def __init__(self, scenario: Scenario, facts: Facts, journal: Journal) -> None:
        """Write to ``journal`` and keep ``facts`` up to date at once."""
        self._first_language = scenario.languages[0] if scenario.languages else "en"
        self._is_modelled = scenario.patient.kind == "modelled"
        self._facts = facts
        self._journal = journal
        self.raised: deque[str] = deque()

    def compiled(self, effects: Effects, label: str) -> Deed | None:
        """Return what carries out all effects at once, None where there are none.

        ``label`` says where they come from (a state, a rule).
        """
        deeds = tuple(self._deeds(effects, label))
        if len(deeds) < 2:
            return deeds[0] if deeds else None

        def all_deeds() -> None:
            for deed in deeds:
                deed()

        return all_deeds

    def _deeds(self, effects: Effects, label: str) -> Iterator[Deed]:
        if effects.sets or effects.trends:
            yield self._vitals(effects, label)
        if effects.rhythm is not None:
            yield partial(self._change_rhythm, effects.rhythm)
        for asked in effects.body:
            yield partial(self.order, asked)
        for sensor, is_on in effects.sensors:
            yield partial(self.switch_sensor, sensor, is_on=is_on, source=Source.SCENARIO)
        for flag in effects.flags:
            yield partial(self._raise_flag, flag)
        if effects.raises:
            yield partial(self.raised.extend, effects.raises)
        yield from self._told(effects)

    def _vitals(self, effects: Effects, label: str) -> Deed:
        facts, sets, trends = self._facts, effects.sets, effects.trends
        order = self.order if self._is_modelled else self._order_quietly

        def move_vitals() -> None:
            origin = _origin(source=Source.SCENARIO, label=label, at_ms=facts.now_ms)
            for vital, number in sets:
                order(_jump_to(vital=vital, number=number, origin=origin))
            for ramp in trends:
                order(_follow_ramp(ramp=ramp, origin=origin))

        return move_vitals

    def order(self, order: Order) -> None:
        """Give an order; what guards read follows it at once."""
        self._order_quietly(order)
        if self._is_modelled:
            self._note_grip(order)

    def _order_quietly(self, order: Order) -> None:
        self._facts.obey(order)
        self._journal.order(order)

    def _note_grip(self, order: Order) -> None:
        """Record that a reading no longer follows from the body alone, or does so again."""
        match order:
            case JumpTo() | Pin():
                self._grip(
                    order.vital, Grip.HELD, order.origin.source, number=order.number
                )  # fmt: skip
            case FollowRamp():
                vital, ramp = order.ramp.vital, order.ramp
                self._grip(
                    vital, Grip.STEERED, order.origin.source,
                    number=self._facts.tracks.track(vital).to_number, over_ms=ramp.duration_ms,
                )  # fmt: skip
            case Unpin():
                self._grip(
                    order.vital, Grip.RELEASED, Source.FACILITATOR, over_ms=order.over_ms
                )  # fmt: skip
            case _:
                pass

    def _grip(
        self,
        vital: Vital,
        grip: Grip,
        source: Source,
        *,
        number: float | None = None,
        over_ms: int = 0,
    ) -> None:
        if vital not in FROM_OUTSIDE:
            self._journal.note(
                ReadingForced(
                    at_ms=self._facts.now_ms, source=source, vital=vital, grip=grip,
                    number=number, over_ms=over_ms,
                )
            )  # fmt: skip

    def switch_sensor(self, sensor: str, *, is_on: bool, source: Source) -> None:
        """Attach a sensor or take it off."""
        self._facts.sensors[sensor] = is_on
        self._journal.order(MoveSensor(sensor=sensor, is_on=is_on))
        self._journal.note(
            SensorSwitched(at_ms=self._facts.now_ms, source=source, sensor=sensor, is_on=is_on)
        )

    def _change_rhythm(self, rhythm: str) -> None:
        # A state may repeat the rhythm of the one before: nothing changes, nothing is recorded.
        if rhythm != self._facts.tracks.rhythm:
            self.order(ChangeRhythm(rhythm=rhythm))
            self._journal.note(RhythmChanged(at_ms=self._facts.now_ms, rhythm=rhythm))

    def _raise_flag(self, flag: str) -> None:
        if flag not in self._facts.flags:
            self._facts.flags.append(flag)
            self._journal.note(FlagWasRaised(at_ms=self._facts.now_ms, flag=flag))

    def _told(self, effects: Effects) -> Iterator[Deed]:
        if effects.say is not None:
            yield self._noted(WordsSaid, by=effects.say.by, words=self._words(effects.say.text))
        if effects.show is not None:
            yield self._noted(MediaShown, media=effects.show)
        for zone, clip in effects.sounds:
            yield self._noted(SoundPlayed, zone=zone, clip=clip)
        for actuator, quantity in effects.actuators:
            yield self._noted(ActuatorMoved, actuator=actuator, quantity=str(quantity))
        if effects.note is not None:
            yield self._noted(NoteGiven, words=self._words(effects.note))

    def _noted(self, kind: Callable[..., Event], **fields: Any) -> Deed:
        """Return what notes a fact that is the same each time but for its time."""
        return lambda: self._journal.note(kind(at_ms=self._facts.now_ms, **fields))

    def _words(self, text: Text) -> dict[str, str]:
        if text.plain is not None:
            return {self._first_language: text.plain}
        return dict(text.by_language)
