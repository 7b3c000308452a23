"""Sessions that a desk of devices feeds, step by step."""

from simrunner.app.assets import read_alarm_set
from simrunner.app.bodies import body_for
from simrunner.cpr.detector import CompressionDetector
from simrunner.engine.interpreter import Engine
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.pairing import PairedDevices
from simrunner.monitor.monitor import Monitor
from simrunner.session.session import Session
from support.sessions import Kept


def english(message, /, **fields):
    return message.format(**fields)


def desk_with(device, *, serial, monotonic_s):
    """Return the desk of one paired device, looked for."""
    desk = DeviceDesk(
        [device], paired=PairedDevices((serial,)), sense_for=CompressionDetector,
        monotonic_s=monotonic_s, wall_text=lambda: "2026-01-01T00:00:00+00:00", tr=english,
    )  # fmt: skip
    desk.connect()
    return desk


class StreamedRun:
    """A session without waves, what it recorded, and every action that the desk brought."""

    def __init__(self, scenario, desk):
        self.desk = desk
        self.kept = Kept()
        self.actions = []
        self.session = Session(
            engine=Engine(scenario, seed=1), body=body_for(scenario, seed=1, draws=False),
            monitor=Monitor(scenario, alarm_set=read_alarm_set()), recorder=self.kept,
        )  # fmt: skip
        self.session.listen(desk.show)
        desk.wait_for(self.session.devices)
        self.session.begin()

    def play_to(self, until_ms):
        """Let the devices live and act, a step at a time."""
        for now_ms in range(self.session.now_ms + 100, until_ms + 1, 100):
            for action in self.desk.advance_to(now_ms):
                self.actions.append((now_ms, action))
                self.session.submit(action)
            self.session.advance_to(now_ms)

    def of(self, kind):
        """Return what the desk brought of one kind."""
        return [action for _, action in self.actions if isinstance(action, kind)]

    def truth(self, vital):
        """Return a true vital at the last second."""
        return self.kept.trend[-1].truth[vital]
