"""What entering a state or firing a rule does: orders for the body and facts for the record."""

from collections import deque

from simrunner.domain.action import Source
from simrunner.domain.chart import Effects, Scenario
from simrunner.domain.event import (
    ActuatorMoved,
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
from simrunner.domain.text import Text
from simrunner.domain.vital import FROM_OUTSIDE, Vital
from simrunner.engine.facts import Facts
from simrunner.engine.journal import Journal


class EffectWriter:
    """Applies effects in the fixed order of clinscn/1 section 7.

    ``raised`` queues raised events, first in first out, for the microsteps that follow.
    """

    def __init__(self, scenario: Scenario, facts: Facts, journal: Journal) -> None:
        """Write to ``journal`` and keep ``facts`` up to date at once."""
        self._first_language = scenario.languages[0] if scenario.languages else "en"
        self._is_modelled = scenario.patient.kind == "modelled"
        self._facts = facts
        self._journal = journal
        self.raised: deque[str] = deque()

    def apply(self, effects: Effects, label: str) -> None:
        """Carry out all effects now; ``label`` says where they come from (a state, a rule)."""
        if effects.sets or effects.trends:
            origin = Origin(source=Source.SCENARIO, label=label, at_ms=self._facts.now_ms)
            for vital, number in effects.sets:
                self.order(JumpTo(vital=vital, number=number, origin=origin))
            for ramp in effects.trends:
                self.order(FollowRamp(ramp=ramp, origin=origin))
        if effects.rhythm is not None:
            self._change_rhythm(effects.rhythm)
        for order in effects.body:
            self.order(order)
        for sensor, is_on in effects.sensors:
            self.switch_sensor(sensor, is_on=is_on, source=Source.SCENARIO)
        for flag in effects.flags:
            self._raise_flag(flag)
        self.raised.extend(effects.raises)
        self._tell(effects)

    def order(self, order: Order) -> None:
        """Give an order; what guards read follows it at once."""
        self._facts.obey(order)
        self._journal.order(order)
        if self._is_modelled:
            self._note_grip(order)

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

    def _tell(self, effects: Effects) -> None:
        at_ms = self._facts.now_ms
        if effects.say is not None:
            words = self._words(effects.say.text)
            self._journal.note(WordsSaid(at_ms=at_ms, by=effects.say.by, words=words))
        if effects.show is not None:
            self._journal.note(MediaShown(at_ms=at_ms, media=effects.show))
        for zone, clip in effects.sounds:
            self._journal.note(SoundPlayed(at_ms=at_ms, zone=zone, clip=clip))
        for actuator, quantity in effects.actuators:
            self._journal.note(
                ActuatorMoved(at_ms=at_ms, actuator=actuator, quantity=str(quantity))
            )
        if effects.note is not None:
            self._journal.note(NoteGiven(at_ms=at_ms, words=self._words(effects.note)))

    def _words(self, text: Text) -> dict[str, str]:
        if text.plain is not None:
            return {self._first_language: text.plain}
        return dict(text.by_language)
