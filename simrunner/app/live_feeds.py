"""What the devices of a run bring to its screens: sensors, the banner of outputs, questions."""

from simrunner.app.pacing import monotonic_s
from simrunner.domain.text import Translate
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import LinkState
from simrunner.hardware.seat import DeviceStatus
from simrunner.ui.presenters.feeds import FeedsPresenter, SensorChannel
from simrunner.ui.widgets.output_banner import put_banner_above
from simrunner.ui.windows.monitor_window import MonitorWindow
from simrunner.ui.windows.run_parts import RunParts

FRESH_MS = 5000
"""An older number of a sensor is shown as dashes: the finger may have left it."""


class LiveFeeds:
    """Asks the desk once a second and shows what it says; it decides nothing."""

    def __init__(
        self,
        desk: DeviceDesk,
        tr: Translate,
        windows: tuple[RunParts, MonitorWindow],
    ) -> None:
        """Put the banner into the monitor's window; the console has its own."""
        self._desk = desk
        self._presenter = FeedsPresenter(tr)
        self._parts, monitor = windows
        self._on_monitor = put_banner_above(monitor)

    @property
    def banner(self) -> str:
        """What every screen says of outputs to real monitors, empty while none is on."""
        return self._presenter.banner(
            [status.name for status in self._desk.status() if status.shows_patient]
        )

    def refresh(self) -> tuple[str, ...]:
        """Show how it stands now, in the language in force; call every second.

        Returns the questions about tags since the last call: to be told, waiting for nobody.
        """
        words, presenter = self.banner, self._presenter
        for banner in (self._parts.outputs, self._on_monitor):
            banner.show_words(words)
        now_ms = int(monotonic_s() * 1000)
        channels = [
            channel for status in self._desk.status() for channel in _channels(status, now_ms)
        ]
        self._parts.sensors.show_numbers(
            presenter.numbers(channels), presenter.sensor, presenter.caution
        )
        return tuple(
            presenter.question(question.device, question.code, question.label)
            for question in self._desk.labels.questions.take()
        )


def _channels(status: DeviceStatus, now_ms: int) -> list[SensorChannel]:
    is_up = status.link is LinkState.UP
    return [
        SensorChannel(
            device=status.name, channel=reading.channel, unit=reading.unit,
            value=reading.value if is_up and now_ms - reading.at_ms < FRESH_MS else None,
        )
        for reading in status.readings
    ]  # fmt: skip
