"""A stage with everything around it: its devices, its pace, its screens."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simrunner.app.clock_watch import ClockWatch, clock_set
from simrunner.app.compose import Occasion, Stage, open_pack, set_stage
from simrunner.app.device_page import DevicePageFeed
from simrunner.app.device_room import DeviceRoom
from simrunner.app.devices import DeskFeed, attached_devices, desk_of, simulated_manikin
from simrunner.app.dossiers import calibration_troubles, dossiers_of
from simrunner.app.live_cpr import profile_for
from simrunner.app.live_run import LiveRun, Room
from simrunner.app.pacing import Pacer, monotonic_s, wall_s, wall_text
from simrunner.app.rescue import Rescue
from simrunner.hardware.device import Device, DeviceError
from simrunner.hardware.hands import Hands
from simrunner.hardware.pipe import Tappable
from simrunner.record.device_log import DeviceTape
from simrunner.record.library import Library
from simrunner.ui.presenters.pack_page import RunChoice

SEED_BELOW = 10_000
"""A fresh run draws a seed of four digits, which people can read to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every run of this program has around it. ``step_failed`` gets what a step raised."""

    room: Room
    devices: DeviceRoom
    device_page: DevicePageFeed
    tell: Callable[[str], None]
    step_failed: Callable[[Exception], None]
    rescue: Rescue


def new_run(folder: Path, choice: RunChoice, library: Library, house: House) -> LiveRun:
    """Return a new run of the pack in a folder; ScenarioError, RecordError."""
    settings, seed = house.room.settings, secrets.randbelow(SEED_BELOW)
    pack = open_pack(folder, choice.difficulty, variant=choice.variant or None)
    stage = set_stage(
        pack, library, seed=seed,
        occasion=Occasion(language=settings.language, keeps_waves=settings.keeps_waves),
        etco2_unit="kPa" if settings.etco2_unit == "kPa" else "mmHg",
        on_failure=house.rescue.failed, on_ack=house.rescue.saved,
    )  # fmt: skip
    return live_run(stage, house)


def keep_bytes(stage: Stage, devices: Sequence[Device]) -> None:
    """Have every byte of the devices' links kept beside the record, until the run ends."""
    session = stage.session
    tape = DeviceTape(stage.recorder, lambda: session.now_ms)
    session.listen(tape.watch)
    for device in devices:
        if isinstance(device, Tappable):
            device.tap(partial(tape.take, device.name))


def live_run(
    stage: Stage, house: House, *, started_wall: str | None = None, note: str = ""
) -> LiveRun:
    """Return the run with its screens, not yet begun, its devices looked for.

    ``note`` is said on the console beside level and seed.
    """
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
    if settings.keeps_device_bytes:
        keep_bytes(stage, devices)

    def pace(live: LiveRun) -> Pacer:
        return Pacer(
            stage.session, [feed], desk=feed, on_remark=stage.recorder.remark,
            on_ended=live.end, on_fault=house.step_failed, on_safety=live.safety.emit,
            clock=ClockWatch(
                wall_s, monotonic_s, lambda jump_s: live.troubled.emit(clock_set(jump_s, tr))
            ),
        )  # fmt: skip

    line = tr("{level} · seed {seed}", level=stage.pack.scenario.level, seed=stage.seed)
    line = " · ".join(part for part in (line, note) if part)
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
