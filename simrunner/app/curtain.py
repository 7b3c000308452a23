"""A stage with everything around it: its devices, its pace, its screens."""

from collections.abc import Callable
from dataclasses import dataclass

from simrunner.app.compose import Stage
from simrunner.app.device_page import DevicePageFeed
from simrunner.app.device_room import DeviceRoom
from simrunner.app.devices import DeskFeed, attached_devices, desk_of, simulated_manikin
from simrunner.app.dossiers import calibration_troubles, dossiers_of
from simrunner.app.live_cpr import profile_for
from simrunner.app.live_run import LiveRun, Room
from simrunner.app.pacing import Pacer, monotonic_s, wall_text
from simrunner.hardware.device import DeviceError
from simrunner.hardware.hands import Hands


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every run of this program has around it. ``step_failed`` gets what a step raised."""

    room: Room
    devices: DeviceRoom
    device_page: DevicePageFeed
    tell: Callable[[str], None]
    step_failed: Callable[[Exception], None]


def live_run(stage: Stage, house: House, *, started_wall: str | None = None) -> LiveRun:
    """Return the run with its screens, not yet begun, its devices looked for."""
    tr, settings = house.room.tr, house.room.settings
    attached, told = attached_devices(settings)
    for sentence in (*told, *calibration_troubles(settings, wall_text())):
        house.tell(sentence)
    devices = [simulated_manikin(stage.seed, tr("Simulated manikin")), *attached]
    paired = settings.paired_devices
    desk = desk_of(devices, paired, tr, dossiers_of(settings, paired))
    house.devices.attend(desk)
    house.device_page.judge_by(profile_for(stage.pack.scenario))
    hands = Hands(devices, monotonic_s=monotonic_s)
    feed = DeskFeed(desk, on_remark=stage.recorder.remark, hands=hands)

    def pace(live: LiveRun) -> Pacer:
        return Pacer(
            stage.session, [feed], desk=feed, on_remark=stage.recorder.remark,
            on_ended=live.end, on_fault=house.step_failed, on_safety=live.safety.emit,
        )  # fmt: skip

    line = tr("{level} · seed {seed}", level=stage.pack.scenario.level, seed=stage.seed)
    live = LiveRun(
        stage, house.room, desk=desk, feed=feed, pace=pace, team_line=line,
        started_wall=started_wall,
    )  # fmt: skip
    live.troubled.connect(house.tell)
    try:
        live.connect_devices()
    except DeviceError as trouble:
        # One that does not start costs a sentence, never the session.
        house.tell(str(trouble))
    return live
