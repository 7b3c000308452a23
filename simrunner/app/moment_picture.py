"""The learners' monitor at one moment of a recorded run, as a picture."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt

from simrunner.app import exit_code
from simrunner.app.assets_folder import resources_folder
from simrunner.app.branching import time_ms
from simrunner.app.demo import FULL_HD, application, picture, settle
from simrunner.app.exit_code import Refusal
from simrunner.app.i18n import Translator
from simrunner.app.records import read_run
from simrunner.app.telling import recorded_scenario, session_again, tell_difference
from simrunner.domain.chart import Scenario
from simrunner.domain.frame import Frame, TrendPoint
from simrunner.domain.person import Deed
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.session.replay import Difference, Memory, ViewOnlyError
from simrunner.session.seek import Seek, Stretch, stretches
from simrunner.ui.look.artwork import load_artwork
from simrunner.ui.windows.monitor_window import MonitorWindow

SHOWN_MS = 60_000
"""What the slowest sweep of the monitor shows, at 6.25 mm/s on a wide screen."""


def draw_moment(
    file: Path | str, run: str | None, say: Callable[[str], None], *, at: str, out: Path
) -> int:
    """Write the monitor of a run (the last without ``run``) at a time as PNG.

    1 when a fact came otherwise before that time, and then nothing is written; Refusal when the
    record can only be looked at, or when the run was over by then.
    """
    at_ms = time_ms(at, "--at")
    if out.suffix.lower() != ".png":
        raise Refusal(f"A picture ends in .png, not {out.suffix or 'nothing'}.")
    record = read_run(file, run, Deed.RUN_REPLAYED)
    ended_ms = record.events[-1].event.at_ms if record.events else 0
    if at_ms > ended_ms:
        lasted = clock_text(ended_ms)
        raise Refusal(f"Run {record.summary.run} lasted {lasted}: ask for a time in it.")
    try:
        seek, trend, difference = _tell(record, at_ms)
    except ViewOnlyError as problem:
        raise Refusal(str(problem)) from problem
    if difference is not None:
        tell_difference(record, difference, say)
        return exit_code.CHECK_FAILED
    frames = seek.frames(at_ms, SHOWN_MS)
    _draw(recorded_scenario(record), _start_clock_s(record), frames, trend, out)
    say(f"{out}: {record.summary.run} at {clock_text(at_ms)}")
    return exit_code.OK


def _tell(record: RunRecord, at_ms: SimTimeMs) -> tuple[Seek, list[TrendPoint], Difference | None]:
    """Tell a run up to a moment; a difference after it does not count."""
    scenario, memory, seek = recorded_scenario(record), Memory(), Seek()
    trend: list[TrendPoint] = []

    def note(frame: Frame) -> None:
        if frame.trend is not None and frame.at_ms <= at_ms:
            trend.append(frame.trend)

    session = session_again(record, scenario, memory, draws=True)
    session.listen(note)
    for told in stretches(record, scenario, session, memory):
        if isinstance(told, Stretch):
            seek.add(told)
        else:
            return seek, trend, told
        if seek.told_ms >= at_ms:
            break
    return seek, trend, None


def _start_clock_s(record: RunRecord) -> int:
    """Return the second of the day at which a run began; midnight where nobody wrote it."""
    wall = record.summary.started_wall
    began = datetime.fromisoformat(wall) if wall else datetime.min.replace(tzinfo=UTC)
    return began.hour * 3600 + began.minute * 60 + began.second


def _draw(
    scenario: Scenario,
    start_clock_s: int,
    frames: tuple[Frame, ...],
    trend: list[TrendPoint],
    out: Path,
) -> None:
    application()
    tr = Translator(resources_folder() / "i18n")
    art = load_artwork(resources_folder())
    window = MonitorWindow(
        scenario, tr, art.icons, submit=lambda _action: None, start_clock_s=start_clock_s
    )
    try:
        window.clock.shutdown()
        window.flash.shutdown()
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(FULL_HD)
        window.show()
        settle(window)
        waves = [(frame.at_ms, frame.waves) for frame in frames]
        window.show_batch(frames[-1], waves=waves, trends=trend)
        window.advance(SHOWN_MS)
        picture(window, out)
    finally:
        window.close()
        window.shutdown()
