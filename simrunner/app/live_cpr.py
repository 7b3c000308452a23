"""Live feedback on the compressions of a run: the facilitator's window, and the learners'."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from simrunner.app.assets import table
from simrunner.cpr.meter import CprMeter
from simrunner.cpr.profile import Profile, profile_of
from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.ui.bridge import FrameBatch
from simrunner.ui.look.icons import Icons
from simrunner.ui.windows.cpr_feedback import CprFeedbackWindow

_INFANT_BELOW_YEARS = 1.0
_CHILD_BELOW_YEARS = 12.0  # guidelines say puberty; an age stands in for it (unverified)


def profile_for(scenario: Scenario) -> Profile:
    """Return the profile for a patient's age: infant below one year, child below twelve."""
    years = float(scenario.patient.age.in_unit("y"))
    name = "adult"
    if years < _CHILD_BELOW_YEARS:
        name = "infant" if years < _INFANT_BELOW_YEARS else "child"
    return profile_of(name, table("cpr", "profiles.toml")[name])


class LiveCpr(QObject):
    """Measures what the run tells and shows it; learners see it only while it is switched on.

    ``remark`` keeps in the record when that was.
    """

    def __init__(
        self, scenario: Scenario, tr: Translate, icons: Icons, *, remark: Callable[[str], None]
    ) -> None:
        """Build both windows, closed."""
        super().__init__()
        self._tr = tr
        self._remark = remark
        self.meter = CprMeter(profile_for(scenario))
        self.window = CprFeedbackWindow(self.meter, tr, icons)
        self.learners = CprFeedbackWindow(self.meter, tr, icons, for_learners=True)
        self.window.shown_to_learners.connect(self._show_to_learners)

    @property
    def windows(self) -> tuple[CprFeedbackWindow, CprFeedbackWindow]:
        """Both windows, for what covers every window."""
        return self.window, self.learners

    def open(self) -> None:
        """Bring the facilitator's window to the front."""
        self.window.show()
        self.window.raise_()

    def show_batch(self, batch: FrameBatch) -> None:
        """Measure everything that happened, and show it where a window is open."""
        self.meter.see(batch.events)
        for window in self.windows:
            if window.isVisible():
                window.show_moment(batch.latest.at_ms)

    def retranslate(self) -> None:
        """Say both windows again."""
        for window in self.windows:
            window.retranslate()

    def close(self) -> None:
        """Close both windows."""
        for window in self.windows:
            window.close()

    def _show_to_learners(self, is_on: bool) -> None:
        tr = self._tr
        self.learners.setVisible(is_on)
        self._remark(
            tr("CPR feedback shown to learners") if is_on
            else tr("CPR feedback hidden from learners")
        )  # fmt: skip
