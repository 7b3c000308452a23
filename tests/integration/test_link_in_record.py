"""What the SQLite record keeps of a device's link: every state with its time, and device times."""

import json
import sqlite3

import pytest
from support.device_rig import OmlRig
from support.runs import PlainEnglish

from devices.protocol.frame import Frame, encode_frame
from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.devices import DeskFeed
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.sim_time import STEP_MS
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.pairing import PairedDevices
from simrunner.record.library import Library
from simrunner.rehearsal.play import take_step


def _fail(failure):
    raise failure


class Misfortunes:
    """A run of a quarter of a minute in which everything happens to the link."""

    def __init__(self, folder) -> None:
        self.rig = OmlRig()
        self.file = folder / "record.sqlite"
        self.felt_at_s = 0.0

    def play(self) -> "Misfortunes":
        rig = self.rig
        pack = open_pack(scenarios_folder() / "anaphylaxis-ed")
        with Library.open(self.file) as library:
            stage = set_stage(pack, library, seed=7, draws=False, on_failure=_fail)
            desk = DeviceDesk(
                [rig.device], paired=PairedDevices(["SM-0001"]), sense_for=CompressionDetector,
                monotonic_s=lambda: rig.now_s, tr=PlainEnglish(),
                wall_text=lambda: f"2026-01-01T00:00:{rig.now_s:06.3f}+00:00",
            )  # fmt: skip
            desk.connect()
            feed = DeskFeed(desk, on_remark=stage.recorder.remark)
            stage.session.listen(desk.show)
            stage.session.begin()
            for step in range(150):
                self._happen(step)
                rig._pass(STEP_MS / 1000)
                take_step(stage.session, [feed])
            desk.close()
            stage.recorder.close()
        return self

    def _happen(self, step: int) -> None:
        rig = self.rig
        if step == 40:
            rig._pass(0.03)  # some milliseconds into the step
            self.felt_at_s = rig.now_s
            rig.manikin.feel_shock(150)
            rig._pass(-0.03)
        elif step == 50:
            rig.fall_silent()
        elif step == 56:
            rig.speak_again()
        elif step == 70:
            rig.unplug()
        elif step == 80:
            rig.plug_in()
        elif step == 110:
            rig.cable.deliver(b"\0" + encode_frame(Frame(frame_type=3, seq=0, t_us=0, version=2)))
        elif step == 120:
            rig.unplug()
        elif step == 125:
            rig.plug_in()

    def rows(self, kind: str) -> list[tuple[int, str, str]]:
        """Read the file itself, as anybody's tool would."""
        database = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        try:
            return database.execute(
                "select at_ms, wall, words from remark where kind = ? order by id", (kind,)
            ).fetchall()
        finally:
            database.close()


@pytest.fixture(scope="module")
def misfortunes(tmp_path_factory):
    return Misfortunes(tmp_path_factory.mktemp("link")).play()


def test_that_every_state_of_the_link_is_in_the_record_with_its_time(misfortunes) -> None:
    told = [(at_ms, words) for at_ms, _, words in misfortunes.rows("link")]
    assert [words for _, words in told] == [
        "Manikin: found",
        "Manikin: link up",
        "Manikin: does not answer (silent)",
        "Manikin: link up",
        "Manikin: link lost (unplugged)",
        "Manikin: found",
        "Manikin: link up",
        "Manikin: speaks another protocol (speaks OML/2, this is OML/1)",
        "Manikin: link lost (unplugged)",
        "Manikin: found",
        "Manikin: link up",
    ]
    stale, up_again, lost, found, back, other, gone = (at_ms for at_ms, _ in told[2:9])
    assert 5000 < stale <= 5000 + 500
    assert 5600 < up_again <= 5600 + 200
    assert 7000 < lost <= 7000 + 500
    assert 8000 < found <= back <= 8000 + 2000
    assert 11_000 < other <= 11_100
    assert 12_000 < gone <= 12_500


def test_that_wall_times_go_with_them(misfortunes) -> None:
    walls = [wall for _, wall, _ in misfortunes.rows("link")]
    assert walls == sorted(walls)
    assert walls[0] < walls[-1]


def test_that_the_time_of_a_shock_is_told_within_a_step(misfortunes) -> None:
    ((at_ms, _, words),) = misfortunes.rows("device-time")
    told = json.loads(words)
    assert told["what"] == "shock"
    assert at_ms == 4100
    assert told["run_ms"] == pytest.approx(4030, abs=1)
    assert told["host_us"] == pytest.approx(misfortunes.felt_at_s * 1e6, abs=1000)
    assert told["heard_us"] is not None


def test_that_the_action_itself_is_a_fact_and_the_time_is_beside_the_chain(misfortunes) -> None:
    with Library.open(misfortunes.file) as library:
        (summary,) = library.runs()
        record = library.read(summary.run)
    shocks = [e.event.at_ms for e in record.events if "DeliverShock" in repr(e.event)]
    assert shocks[0] == 4100
    assert len([r for r in record.remarks if r.kind == "device-time"]) == 1
