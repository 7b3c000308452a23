"""The fault drill from the command line: its table, and the session that its replay row needs."""

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from rich.table import Table

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import Stage, open_pack, set_stage
from simrunner.app.devices import SIMULATED_SERIAL, DeskFeed, device_tool
from simrunner.app.exit_code import CHECK_FAILED, OK, Refusal
from simrunner.app.pacing import monotonic_s
from simrunner.app.tables import print_table
from simrunner.cpr.detector import Compression, CompressionDetector
from simrunner.cpr.quality import mean_instant_rate_per_min, pauses_us, rate_per_min
from simrunner.domain.sim_time import STEP_MS
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import Device, DeviceError
from simrunner.hardware.pairing import PairedDevices
from simrunner.hardware.seat import CompressionSense
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.rehearsal.play import play, take_step

ROWS = 20
PLAYED_MS = 20_000
_PACK = "anaphylaxis-ed"
_SEED = 5


class DrillRow(Protocol):
    """What is read of a row; see the drill's own."""

    number: int
    what: str
    required: str
    measured: str
    figure: float
    unit: str
    is_met: bool | None


def drill_rows(*, is_short: bool, chosen: Sequence[int] = ()) -> Iterable[DrillRow]:
    """Yield the rows of the installed drill, tried one after the other."""
    tool = cast(Callable[..., Iterable[DrillRow]], device_tool("drill"))
    return tool(
        is_short=is_short, monotonic_s=monotonic_s, judge=judge_session, live=LiveRun, chosen=chosen
    )


def run_drill(chosen: Sequence[int], *, is_short: bool, as_json: bool) -> int:
    """Try the rows, print them, and return the exit status: 1 when a row is not met."""
    for number in chosen:
        if not 1 <= number <= ROWS:
            raise Refusal(f"The drill has rows 1 to {ROWS}, not {number}.")
    table = Table("#", "what", "required", "measured", "pass")
    is_met = True
    for row in drill_rows(is_short=is_short, chosen=chosen):
        is_met = is_met and row.is_met is True
        if as_json:
            print(json.dumps(asdict(cast(Any, row)), ensure_ascii=False), flush=True)
        else:
            print(f"· {row.number} {row.what}", file=sys.stderr, flush=True)
            table.add_row(
                str(row.number), row.what, row.required, row.measured, _verdict(row.is_met)
            )
    if not as_json:
        print_table(table)
    return OK if is_met else CHECK_FAILED


def _verdict(is_met: bool | None) -> str:
    return "not measured" if is_met is None else "yes" if is_met else "NO"


class _PlainEnglish:
    """Remarks of the drill's own sessions are compared, not read."""

    language = "en"

    def __call__(self, message: str, /, **fields: object) -> str:
        return message.format(**fields)


@dataclass(slots=True)
class _Tapped:
    """A detector that also keeps what it found, for the measures."""

    found: list[Compression] = field(default_factory=list)
    _inner: CompressionDetector = field(default_factory=CompressionDetector)

    def feed(self, t0_us: int, period_us: int, depths_mm: Sequence[float]) -> Sequence[Compression]:
        found = self._inner.feed(t0_us, period_us, depths_mm)
        self.found.extend(found)
        return found


def judge_session(
    device: Device, *, monotonic_s: Callable[[], float], let_pass: Callable[[float], None]
) -> tuple[str, int]:
    """Play a shipped scenario with a device; return a digest of rows and measures, and how many.

    Rows are the facts (by the head of their chain) and the remarks on links without wall time.
    """
    pack = open_pack(scenarios_folder() / _PACK)
    tapped = _Tapped()
    with (
        tempfile.TemporaryDirectory(prefix="drill-") as folder,
        Library.open(Path(folder) / "record.sqlite") as library,
    ):
        stage = set_stage(pack, library, seed=_SEED, draws=False, on_failure=_fail)
        desk = _desk_of(device, lambda: tapped, monotonic_s)
        _play(stage, desk, let_pass)
        record = library.read(stage.run)
    told = [f"{remark.at_ms} {remark.words}" for remark in record.remarks]
    digest = hashlib.sha256("\n".join([record.head, *told, *_measures(tapped.found)]).encode())
    return digest.hexdigest(), len(record.events) + len(told)


class LiveRun:
    """A shipped scenario that shows its patient on a device, for the row of restarts."""

    def __init__(self, device: Device) -> None:
        """Begin the run and look for the device."""
        self._folder = tempfile.TemporaryDirectory(prefix="drill-")
        self._library = Library.open(Path(self._folder.name) / "record.sqlite")
        self._stage = set_stage(
            open_pack(scenarios_folder() / _PACK), self._library, seed=_SEED, draws=False,
            on_failure=_fail,
        )  # fmt: skip
        self._desk = _desk_of(device, CompressionDetector, monotonic_s)
        self._feed = DeskFeed(self._desk, on_remark=self._stage.recorder.remark)
        self._desk.connect()
        self._stage.session.listen(self._desk.show)
        self._stage.session.begin()

    def step(self) -> None:
        """Hear the device, let the run live for a step, show it."""
        take_step(self._stage.session, [self._feed])

    def close(self) -> None:
        """End everything; nothing of the run is kept."""
        self._desk.close()
        self._stage.recorder.close()
        self._library.shutdown()
        self._folder.cleanup()


def _desk_of(
    device: Device, sense_for: Callable[[], CompressionSense], clock_s: Callable[[], float]
) -> DeviceDesk:
    return DeviceDesk(
        [device], paired=PairedDevices([SIMULATED_SERIAL]), sense_for=sense_for,
        monotonic_s=clock_s, wall_text=lambda: "", tr=_PlainEnglish(),
    )  # fmt: skip


def _play(stage: Stage, desk: DeviceDesk, let_pass: Callable[[float], None]) -> None:
    """Play, letting the device's time go on before each step."""
    feed = DeskFeed(desk, on_remark=stage.recorder.remark)
    desk.connect()
    stage.session.listen(desk.show)
    stage.session.begin()
    try:
        play(
            stage.session, [feed], until_ms=PLAYED_MS,
            on_step=lambda _now_ms: let_pass(STEP_MS / 1000),
        )  # fmt: skip
    finally:
        desk.close()
        stage.recorder.close()


def _measures(found: Sequence[Compression]) -> list[str]:
    """Return the measures as text with every bit."""
    mean_mm = sum(each.depth_mm for each in found) / len(found) if found else None
    measured = (
        len(found), mean_mm, rate_per_min(found), mean_instant_rate_per_min(found),
        pauses_us(found) if found else [],
    )  # fmt: skip
    return [repr(each) for each in measured]


def _fail(failure: RecordError) -> None:
    raise DeviceError(str(failure))
