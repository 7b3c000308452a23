"""The belt that carries a run: actions in, one step of 100 ms, a frame out.

Speed, pause and a stalled window decide only when the next step is taken, never what it does: the
same scenario, seed and actions give the same facts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from simrunner.domain.action import Action, Compress
from simrunner.domain.event import ActionTaken, Event
from simrunner.domain.frame import ChartView, Frame, TrendPoint, VitalView
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.domain.vital import VITALS, Vital, mean_arterial_mmhg
from simrunner.domain.vital_track import VitalTracks
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor, Observation
from simrunner.patient.body import Body
from simrunner.session.inbox import Inbox

VIEW_INTERVAL_MS = 500
"""How often pending rules are explained anew while nothing happens; a fact refreshes at once."""


class Recorder(Protocol):
    """Where facts go; they are acknowledged later, after COMMIT."""

    def append(self, events: Sequence[Event], trend: TrendPoint | None) -> None:
        """Take the facts of one step, in their order."""


class Session:
    """One run of one scenario."""

    def __init__(self, *, engine: Engine, body: Body, monitor: Monitor, recorder: Recorder) -> None:
        """Compose the stages; nothing happens before begin()."""
        self._engine = engine
        self._body = body
        self._monitor = monitor
        self._recorder = recorder
        self._inbox = Inbox()
        self._listeners: list[Callable[[Frame], None]] = []
        self._now_ms: SimTimeMs = 0
        self._chart: ChartView | None = None
        self._vitals: Mapping[Vital, VitalView] = {}
        self._compressions = 0

    @property
    def now_ms(self) -> SimTimeMs:
        """The simulated time of the last step."""
        return self._now_ms

    @property
    def devices(self) -> frozenset[str]:
        """The names of device readings that the scenario waits for."""
        return self._engine.devices

    @property
    def is_ended(self) -> bool:
        """Whether the run is over; advance_to() then does nothing."""
        return self._engine.is_ended

    @property
    def chart(self) -> ChartView | None:
        """What the scenario was doing at the last step; None before begin()."""
        return self._chart

    def listen(self, listener: Callable[[Frame], None]) -> None:
        """Give every frame from now on to ``listener``, in the thread that advances."""
        self._listeners.append(listener)

    def submit(self, action: Action) -> None:
        """Take an action from any thread; it may still be refused, and the frame says so."""
        self._inbox.submit(action)

    def begin(self) -> Frame:
        """Enter the start states at time 0."""
        started = self._engine.start()
        patient = self._body.advance(0, started.orders)
        self._engine.feel(patient)
        observation = self._monitor.observe(0, patient, started.orders)
        return self._finish(started.events, observation, patient.waves, patient.is_compressed)

    def advance_to(self, target_ms: SimTimeMs) -> None:
        """Take every step up to ``target_ms``; stops early when the run ends."""
        while self._now_ms + STEP_MS <= target_ms and not self.is_ended:
            self._step(self._now_ms + STEP_MS)

    def _step(self, now_ms: SimTimeMs) -> Frame:
        self._now_ms = now_ms
        actions = self._inbox.drain()  # learners, facilitator, devices
        orders, steps = self._engine.step(now_ms, actions)  # what the scenario wants
        patient = self._body.advance(now_ms, orders)  # what the body does
        self._engine.feel(patient)  # what the scenario's next conditions find
        observation = self._monitor.observe(now_ms, patient, orders)  # what the room can see
        return self._finish(steps, observation, patient.waves, patient.is_compressed)

    def _finish(
        self,
        steps: Sequence[Event],
        observation: Observation,
        waves: Mapping[str, memoryview],
        is_compressed: bool,
    ) -> Frame:
        events = (*steps, *observation.events)
        self._recorder.append(events, observation.trend)
        self._compressions += sum(
            isinstance(event, ActionTaken) and isinstance(event.action, Compress) for event in steps
        )
        frame = self._frame(events, observation, waves, is_compressed=is_compressed)
        for listener in self._listeners:
            listener(frame)
        return frame

    def _frame(
        self,
        events: tuple[Event, ...],
        observation: Observation,
        waves: Mapping[str, memoryview],
        *,
        is_compressed: bool,
    ) -> Frame:
        if self._chart is None or events or self._now_ms % VIEW_INTERVAL_MS == 0:
            self._chart = self._engine.view(self._now_ms)
            self._vitals = vital_views(self._engine.tracks, self._now_ms)
        return Frame(
            at_ms=self._now_ms, monitor=observation.view, vitals=self._vitals,
            rhythm=self._engine.tracks.rhythm, chart=self._chart, waves=waves, events=events,
            trend=observation.trend, is_compressed=is_compressed,
            compressions=self._compressions,
        )  # fmt: skip


def vital_views(tracks: VitalTracks, at_ms: SimTimeMs) -> Mapping[Vital, VitalView]:
    """Return every vital with its target, remaining time and origin; MAP follows SBP and DBP."""
    views: dict[Vital, VitalView] = {}
    for vital, spec in VITALS.items():
        if not spec.is_written:
            continue
        track = tracks.track(vital)
        remaining_ms = track.remaining_ms(at_ms)
        views[vital] = VitalView(
            number=tracks.read(vital, at_ms),
            underneath=track.underneath(at_ms),
            target=track.to_number if remaining_ms else None,
            remaining_ms=remaining_ms,
            is_pinned=track.is_pinned(),
            origin=track.pin_origin or track.origin,
        )
    systolic, diastolic = views[Vital.SBP], views[Vital.DBP]
    views[Vital.MAP] = VitalView(
        number=tracks.read(Vital.MAP, at_ms),
        underneath=mean_arterial_mmhg(systolic.underneath, diastolic.underneath),
        target=None,
        remaining_ms=max(systolic.remaining_ms, diastolic.remaining_ms),
        is_pinned=systolic.is_pinned or diastolic.is_pinned,
        origin=systolic.origin,
    )
    return views
