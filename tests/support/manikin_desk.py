"""A run of the small scenario with a simulated manikin that lives by a clock kept by hand."""

import json
from collections.abc import Callable, Iterable

from devices.simulated.control import look_at, obey_order
from devices.simulated.drill.bench_rig import BenchRig
from devices.simulated.profile import Profile
from devices.simulated.sensors import SensorStyle
from devices.simulated.touch import fault_offers, look_of
from simrunner.app.devices import DeskFeed
from simrunner.cpr.detector import CompressionDetector
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.hands import Hands
from simrunner.hardware.pairing import PairedDevices
from simrunner.rehearsal.play import take_step
from support.frames import English
from support.sessions import Kept, session_of, small_scenario

STEP_S = 0.1


class BenchManikin:
    """The shipped driver on a rig in memory, obeying as the manikin of a process does."""

    def __init__(self, rig: BenchRig) -> None:
        self._rig = rig
        self.fault_offers = fault_offers(is_lock_step=False)

    def obey(self, order):
        return obey_order(self._rig.far, json.dumps(dict(order)).encode())

    def look(self):
        return look_of(look_at(self._rig.far))

    def __getattr__(self, name):
        return getattr(self._rig.device, name)


class ManikinRoom:
    """A session, its desk and the hands; ``pass_s`` lets time go on, with ``at`` what people do."""

    def __init__(self, *changes: tuple[str, str]) -> None:
        self.rig = BenchRig(seed=3, profile=Profile(sensor=SensorStyle(is_whole=True)))
        self.manikin = BenchManikin(self.rig)
        self.hands = Hands([self.manikin], monotonic_s=lambda: self.rig.now_s)
        self.desk = DeviceDesk(
            [self.manikin], paired=PairedDevices(["SM-0001"]), sense_for=CompressionDetector,
            monotonic_s=lambda: self.rig.now_s, wall_text=lambda: "", tr=English(),
        )  # fmt: skip
        self.remarks: list = []
        self.feed = DeskFeed(self.desk, on_remark=self.remarks.append, hands=self.hands)
        self.scenario = small_scenario(*changes)
        self.kept = Kept()
        self.session = session_of(self.scenario, self.kept, draws=False)
        self.session.listen(self.desk.show)
        self.rig.connect()
        self.session.begin()
        self.pass_s(0.5)

    @property
    def now_s(self) -> float:
        return self.rig.now_s

    def pass_s(self, seconds: float, at: Iterable[tuple[float, Callable[[], None]]] = ()) -> None:
        """Live on; ``at`` are moments from now, in order, and what happens at each."""
        begin_s, waiting = self.now_s, list(at)
        end_s = begin_s + seconds
        next_step_s = begin_s + STEP_S
        while self.now_s < end_s - 1e-9:
            due_s = begin_s + waiting[0][0] if waiting else end_s
            self.rig.let_pass(max(0.0, min(due_s, next_step_s, end_s) - self.now_s))
            while waiting and self.now_s >= begin_s + waiting[0][0] - 1e-9:
                waiting.pop(0)[1]()
            if self.now_s >= next_step_s - 1e-9:
                next_step_s += STEP_S
                take_step(self.session, [self.feed])
