"""The window of a run's simulated manikin, made when somebody first asks for it."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from simrunner.app.assets import read_catalogue
from simrunner.app.live_cpr import profile_for
from simrunner.domain.action import GiveDrug
from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.hardware.hands import Hands
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.manikin_drugs import Syringes, drug_choices
from simrunner.ui.presenters.quick_events import quick_events
from simrunner.ui.windows.manikin_window import ManikinWindow


class LiveManikin(QObject):
    """Opens the window of the first device of a run that can be touched.

    ``remark`` keeps in the record which faults a person asked for.
    """

    def __init__(
        self, scenario: Scenario, hands: Hands, art: Artwork, tr: Translate, *,
        remark: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Make nothing yet."""
        super().__init__()
        self._scenario, self._hands, self._art, self._tr = scenario, hands, art, tr
        self._remark = remark
        self._window: ManikinWindow | None = None

    @property
    def can_open(self) -> bool:
        """Whether the run has a device that can be touched."""
        return bool(self._hands.names)

    @property
    def windows(self) -> tuple[ManikinWindow, ...]:
        """The window, once there is one, for what covers every window."""
        return () if self._window is None else (self._window,)

    def window(self) -> ManikinWindow:
        """Return the window, made now if need be; IndexError where nothing can be touched."""
        if self._window is None:
            scenario = self._scenario
            expected = {
                event.action.drug: event.action
                for event in quick_events(scenario, self._tr)
                if isinstance(event.action, GiveDrug)
            }
            choices = drug_choices(
                scenario.drugs, read_catalogue().drugs, scenario.patient.template,
                expected=expected,
            )  # fmt: skip
            self._window = ManikinWindow(
                self._hands, self._hands.names[0], self._art, self._tr,
                syringes=Syringes(choices, self._tr), target=profile_for(scenario).target,
            )  # fmt: skip
            self._window.caused.connect(self._remark)
        return self._window

    def open(self) -> None:
        """Bring the window to the front."""
        if self.can_open:
            self.window().show()
            self.window().raise_()

    def retranslate(self) -> None:
        """Say the window again."""
        for window in self.windows:
            window.retranslate()

    def close(self) -> None:
        """Close the window."""
        for window in self.windows:
            window.close()
