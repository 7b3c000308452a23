"""The real-emergency stop on the screens: one key, one calm panel over every window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from simrunner.app.pacing import wall_text
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.hardware.desk import SafetyReport
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.emergency import EmergencyPresenter, EmergencyState, RoomSafety
from simrunner.ui.widgets.output_banner import put_banner_above
from simrunner.ui.windows.emergency import EmergencyPanel

KEY = "F12"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenCase:
    """What stands still: when, in which state, of which scenario, and the devices of the room.

    ``banner`` says that a real monitor shows our patient, empty while none does.
    """

    frozen_at_ms: int
    state: str
    scenario: str
    devices: tuple[str, ...]
    banner: str = ""


class EmergencyStop(QObject):
    """Covers the windows, the facilitator's first, and says what was confirmed to be safe.

    ``key_pressed`` comes from any of the windows, whatever page has the keyboard.
    """

    key_pressed = Signal()
    resume_wanted = Signal()
    end_wanted = Signal()

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        windows: Sequence[QWidget],
        *,
        settings: Settings,
        case: Callable[[], FrozenCase],
    ) -> None:
        """Listen for the key; nothing is covered yet."""
        super().__init__()
        self._art = art
        self._tr = tr
        self._windows = tuple(windows)
        self._settings = settings
        self._case = case
        self._stopped_at: datetime | None = None
        self._safety: tuple[SafetyReport, ...] = ()
        self._panels: tuple[EmergencyPanel, ...] = ()
        self._keys: tuple[QShortcut, ...] = ()
        for window in self._windows:
            self._listen(window)

    def guard(self, window: QWidget) -> None:
        """Cover one more window from now on, as those of learners, and listen for its key."""
        if window not in self._windows:
            self._windows = (*self._windows, window)
            self._listen(window)

    def _listen(self, window: QWidget) -> None:
        key = QShortcut(QKeySequence(KEY), window)
        key.activated.connect(self.key_pressed)
        self._keys = (*self._keys, key)

    @property
    def is_declared(self) -> bool:
        """Whether the windows are covered."""
        return self._stopped_at is not None

    def declare(self) -> None:
        """Cover every window; learners' ones without buttons."""
        self._stopped_at = _now()
        self._panels = tuple(
            EmergencyPanel(self._art, window, for_learners=number > 0)
            for number, window in enumerate(self._windows)
        )
        banner = self._case().banner
        for panel in self._panels:
            put_banner_above(panel).show_words(banner)
        first, *others = self._panels
        first.resume_requested.connect(self._resume)
        first.end_requested.connect(self._end)
        for panel in others:
            first.counted.connect(panel.show_count)
        self.refresh()
        for panel in self._panels:
            panel.cover()

    def take_safety(self, reports: Sequence[SafetyReport]) -> None:
        """Show what each device said."""
        self._safety = tuple(reports)
        self.refresh()

    def refresh(self) -> None:
        """Let the time go on; call every second."""
        if self._stopped_at is None:
            return
        presenter, state = EmergencyPresenter(self._tr), self._state(self._stopped_at)
        for number, panel in enumerate(self._panels):
            panel.present(presenter.present(state, for_learners=number > 0))

    def shutdown(self) -> None:
        """Uncover the windows and listen no more."""
        self._uncover()
        for key in self._keys:
            key.setEnabled(False)
            key.deleteLater()
        self._keys = ()

    def _state(self, stopped_at: datetime) -> EmergencyState:
        case, settings = self._case(), self._settings
        answered = {report.name for report in self._safety}
        silent = tuple(name for name in case.devices if name not in answered)
        unsafe = tuple(report.name for report in self._safety if not report.is_confirmed)
        room = RoomSafety(
            phone=settings.real_phone, place=settings.real_place,
            defibrillator=settings.real_defibrillator,
        )  # fmt: skip
        return EmergencyState(
            stopped=stopped_at, now=_now(), frozen_at_ms=case.frozen_at_ms, state=case.state,
            by=self._tr("facilitator, key {key}", key=KEY), scenario=case.scenario, room=room,
            safe_devices=sum(report.is_confirmed for report in self._safety),
            unsafe_devices=unsafe + silent, windows=len(self._panels),
        )  # fmt: skip

    def _resume(self) -> None:
        self._uncover()
        self.resume_wanted.emit()

    def _end(self) -> None:
        self._uncover()
        self.end_wanted.emit()

    def _uncover(self) -> None:
        for panel in self._panels:
            panel.hide()
            panel.deleteLater()
        self._panels, self._stopped_at, self._safety = (), None, ()


def _now() -> datetime:
    return datetime.fromisoformat(wall_text())
