"""What the rater looks at: the live run by its clock, or a recorded one by its playhead."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord, RunSummary
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.bridge import FrameBatch
from simrunner.ui.presenters.assess_session import SessionStory, live_numbers, stored_numbers
from simrunner.ui.windows.assess_playhead import Playhead
from simrunner.ui.windows.assess_session import SessionPanel


class Sight(QObject):
    """Keeps the left panel at the time looked at; ``moved`` tells a new second of it.

    ``clock`` gives the simulated time of the live run, until a record is loaded.
    """

    moved = Signal()

    def __init__(
        self,
        panel: SessionPanel,
        scenario: Scenario,
        tr: Translate,
        clock: Callable[[], int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._scenario = scenario
        self._tr = tr
        self._clock = clock
        self._record: RunRecord | None = None
        self._numbers = stored_numbers(None, tr)
        self._second = -1
        self.story = SessionStory(scenario)
        self.playhead = Playhead(self)
        self.playhead.moved.connect(self.show_time)
        panel.lanes.time_picked.connect(self.playhead.seek)
        panel.transport.stepped.connect(self.step)
        panel.transport.toggled.connect(self.playhead.toggle)
        panel.transport.sped.connect(self.playhead.set_speed)

    @property
    def summary(self) -> RunSummary | None:
        """What is known of the recorded run, None for a live one."""
        return None if self._record is None else self._record.summary

    def now_ms(self) -> int:
        """Return the simulated time looked at."""
        return self._clock() if self._record is None else self.playhead.at_ms

    def take(self, batch: FrameBatch) -> bool:
        """Take in frames of the live run; return whether states or facts of the clock changed."""
        self._panel.take_trend(batch.trends)
        self._numbers = live_numbers(batch.latest.monitor, self._tr)
        is_new = self.story.take(batch.events)
        self.show_time()
        return is_new

    def load(self, record: RunRecord) -> None:
        """Look at a recorded run from its beginning."""
        self._record = record
        self.story = SessionStory(self._scenario)
        self.story.take(entry.event for entry in record.events)
        self.story.take_trend(record.trend)
        self._panel.take_trend(record.trend)
        self.playhead.end_ms = record.summary.duration_ms
        self.playhead.seek(0)

    def retranslate(self) -> None:
        """Say everything again."""
        self._panel.retranslate(self._tr, is_recorded=self._record is not None)
        self._panel.transport.choose_speed(self.playhead.speed)
        self._second = -1
        self.show_time()

    def show_time(self) -> None:
        """Show the time looked at, if it is another second."""
        tr, now_ms, is_recorded = self._tr, self.now_ms(), self._record is not None
        self._panel.transport.show_playing(is_playing=self.playhead.is_playing)
        if is_recorded:
            self._numbers = self.story.numbers_at(now_ms, tr)
        self._panel.show_numbers(self._numbers, tr("What the monitor shows"))
        if now_ms // 1000 == self._second:
            return
        self._second = now_ms // 1000
        end_ms = self._end_ms(now_ms)
        of = tr("of {length}", length=clock_text(end_ms)) if is_recorded else tr("live")
        self._panel.transport.show_time(now_ms, of)
        self._panel.show_now(now_ms, end_ms, can_seek=is_recorded)
        self.moved.emit()

    def step(self, by_ms: int) -> None:
        """Go on or back in a recorded run; a live one has no such steps."""
        self.look_at(self.playhead.at_ms + by_ms)

    def look_at(self, at_ms: int) -> None:
        """Go to a time of a recorded run."""
        if self._record is not None:
            self.playhead.seek(at_ms)

    def play(self) -> None:
        """Play a recorded run, or let it stand."""
        if self._record is not None:
            self.playhead.toggle()

    def _end_ms(self, now_ms: int) -> int:
        if self._record is not None:
            return max(1, self._record.summary.duration_ms)
        return max(self._scenario.duration_ms, now_ms)
