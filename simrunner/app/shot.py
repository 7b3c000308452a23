"""Draws any window of the demo session into a picture: for the manual, golden tests and review."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtWidgets import QWidget

from simrunner.app.again import branch_stage, moment_of, rewound
from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.attempts import read_attempts, relatives
from simrunner.app.compose import Occasion
from simrunner.app.demo import DemoSession, picture, raise_it
from simrunner.app.device_example import example_room
from simrunner.app.exit_code import Refusal
from simrunner.app.headless import curtain_ms, finish
from simrunner.app.live_cpr import LiveCpr
from simrunner.app.pack_desk import PackDesk
from simrunner.app.people_example import example_people
from simrunner.app.preflight_store import PreflightStore
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.app.retention_example import example_retention
from simrunner.app.shelf import Shelf, recents
from simrunner.app.shot_spell import ENDS_MS, spell
from simrunner.app.team import cast_team
from simrunner.app.team_models import read_team_model
from simrunner.rehearsal.play import play
from simrunner.rehearsal.rehearse import alone, rehearse
from simrunner.rehearsal.team_model import LEVELS
from simrunner.ui.windows.attempts_page import AttemptsLink
from simrunner.ui.windows.devices_page import DevicesPage
from simrunner.ui.windows.home_page import HomePage

DEMO_PACK = "anaphylaxis-ed"

TAKEN_UP_AT_MS = 45_000
"""Where the picture of two attempts has them part: before anything was treated."""

REHEARSED = 4
"""Virtual teams of each level behind the picture of a pack: enough for a picture, and quick."""


def _home(demo: DemoSession) -> QWidget:
    home = _library(demo)
    home.refresh()
    demo.window.show_page("home")
    return demo.window


def _library(demo: DemoSession) -> HomePage:
    shelf = Shelf(demo.out)
    shelf.read()
    home = demo.window.page("home")
    assert isinstance(home, HomePage)
    runs = demo.library.runs()
    home.presenter.renew(shelf.tiles(runs), recents(runs), None)
    return home


def _pack(demo: DemoSession) -> QWidget:
    """Show the pack of the demo with a rehearsal that a few virtual teams play here and now."""
    _library(demo)
    shelf = Shelf(demo.out)
    shelf.read()
    store, model, scenario = PreflightStore(demo.out), read_team_model(), demo.pack.scenario
    rehearsal = rehearse(
        scenario, runs=REHEARSED, levels=LEVELS, seed=1, model=model,
        executor=alone(scenario, model, 1, rehearsed_body),
    )  # fmt: skip
    store.keep(rehearsal, datetime.fromisoformat(demo.started_wall))
    desk = PackDesk(demo.window, demo.art, demo.tr, shelf, store)
    demo.window.show_page("home")
    desk.open(DEMO_PACK)
    return demo.window


def _run(demo: DemoSession) -> QWidget:
    demo.play_to(demo.picture_at_ms)
    return demo.window


def _monitor(demo: DemoSession) -> QWidget:
    demo.play_to(demo.picture_at_ms)
    return demo.live.monitor


def _manikin(demo: DemoSession) -> QWidget:
    """Show the manikin with a finger on its neck, of which the run hears nothing."""
    demo.play_to(demo.picture_at_ms)
    window = demo.live.manikin.window()
    window.show()
    demo.hands.deliver(demo.picture_at_ms, is_running=False)
    blocker = QSignalBlocker(window.figure)
    window.figure.feel("carotid.l")
    blocker.unblock()
    window.refresh()
    return window


def _cpr(demo: DemoSession, *, for_learners: bool = False) -> QWidget:
    """Show the feedback on a spell that was made for the picture; the demo knows nothing of it."""
    scenario, tr = demo.pack.scenario, demo.tr
    live = LiveCpr(scenario, tr, demo.art.icons, remark=lambda _words: None)
    live.meter.see(spell())
    window = live.windows[for_learners]
    window.show_moment(ENDS_MS)
    return window


def _cpr_learners(demo: DemoSession) -> QWidget:
    return _cpr(demo, for_learners=True)


def _assess(demo: DemoSession) -> QWidget:
    demo.play_out()
    demo.window.show_page("assess")
    return demo.window


def _debrief(demo: DemoSession) -> QWidget:
    page = demo.debrief(demo.play_out())
    demo.window.show_page("debrief")
    page.show_phase("analysis")
    page.cursor_at.move_to(demo.picture_at_ms)
    return demo.window


def _attempts(demo: DemoSession) -> QWidget:
    """Show the demo's run beside one that a good team took up again."""
    record = demo.play_out()
    back = rewound(
        scenarios_folder() / DEMO_PACK, record, moment_of(record, TAKEN_UP_AT_MS), draws=False
    )
    team = cast_team(back.pack, "good", plays_compressions=True)
    team.due(back.point.at_ms)
    occasion = Occasion(team="good", language=demo.tr.language, started_wall=demo.started_wall)
    stage = branch_stage(back, demo.library, occasion, on_failure=raise_it)
    play(stage.session, [team], until_ms=curtain_ms(back.pack))
    finish(stage, [team])
    stage.recorder.close()
    kin = relatives(demo.library, stage.run)
    link = AttemptsLink(load=lambda: read_attempts(demo.library, kin), open_run=lambda _run: None)
    page = demo.debrief(record, link)
    demo.window.show_page("debrief")
    page.show_attempts()
    return demo.window


def _emergency(demo: DemoSession) -> QWidget:
    demo.play_to(demo.picture_at_ms)
    demo.live.declare_emergency()
    return demo.window


def _devices(demo: DemoSession) -> QWidget:
    """Show an example room: what is drawn must not depend on what is plugged in here."""
    page = demo.window.page("devices")
    assert isinstance(page, DevicesPage)
    demo.window.show_page("devices")
    page.show_room(example_room())
    return demo.window


def _people(demo: DemoSession) -> QWidget:
    """Show people who do not exist: codes are drawn by chance, pictures must not be."""
    return example_people(demo.art, demo.tr)


def _retention(demo: DemoSession) -> QWidget:
    """Show runs that do not exist: how long something has been kept must not change a picture."""
    return example_retention(demo.art, demo.tr)


def _other(page: str) -> Callable[[DemoSession], QWidget]:
    def draw(demo: DemoSession) -> QWidget:
        demo.window.show_page(page)
        return demo.window

    return draw


WINDOWS: dict[str, Callable[[DemoSession], QWidget]] = {
    "home": _home, "pack": _pack, "run": _run, "monitor": _monitor, "assess": _assess,
    "debrief": _debrief, "attempts": _attempts, "cpr": _cpr, "cpr-learners": _cpr_learners,
    "emergency": _emergency, "programme": _other("programme"), "devices": _devices,
    "settings": _other("settings"), "manikin": _manikin, "people": _people,
    "retention": _retention,
}  # fmt: skip
"""Every window that can be drawn, and how the demo is brought to show it."""


def draw_window(name: str, file: Path, *, size: tuple[int, int], language: str, seed: int) -> None:
    """Draw a window of the demo session as PNG; Refusal for a name that is none of WINDOWS."""
    if name not in WINDOWS:
        raise Refusal(f"There is no window {name}: choose one of {', '.join(WINDOWS)}.")
    with tempfile.TemporaryDirectory() as folder:
        demo = DemoSession(
            scenarios_folder() / DEMO_PACK, seed=seed, language=language, out=Path(folder)
        )
        try:
            demo.begin()
            widget = WINDOWS[name](demo)
            picture(widget, file, QSize(*size))
        finally:
            demo.close()
