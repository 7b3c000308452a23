"""Checks that an installation is whole; run from any folder, with nothing but the package."""

import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path

import simrunner
from simrunner.app import exit_code
from simrunner.app.assets import read_catalogue
from simrunner.app.assets_folder import pack_folders, resources_folder
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.team import cast_team
from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.rehearsal.play import play

PLAYED_MS = 60_000


def run_selftest(say: Callable[[str], None]) -> int:
    """Run every check, say each result, and return 0 when all passed, 3 when one did not."""
    failed = 0
    for check in (_packages, _data, _scenarios, _one_minute, _window):
        try:
            say(f"ok    {check.__doc__}: {check()}")
        except Exception as problem:  # noqa: BLE001 - every check is tried, each failure is shown
            failed += 1
            say(f"FAIL  {check.__doc__}: {type(problem).__name__}: {problem}")
    return exit_code.ENVIRONMENT if failed else exit_code.OK


def _packages() -> str:
    """simrunner and devices come from the same place"""  # noqa: D403, D415
    found = importlib.util.find_spec("devices")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package devices is not installed")
    ours, theirs = Path(simrunner.__file__).parents[1], Path(found.origin).parents[1]
    if ours != theirs:
        raise FileNotFoundError(f"simrunner is in {ours}, devices in {theirs}")
    return str(ours)


def _data() -> str:
    """the built-in data is there"""  # noqa: D403, D415
    catalogue = read_catalogue()
    wanted = ("fonts", "icons", "i18n", "instruments", "alarms", "docs")
    missing = [name for name in wanted if not (resources_folder() / name).is_dir()]
    if missing:
        raise FileNotFoundError(f"no {', '.join(missing)} in {resources_folder()}")
    return f"{len(catalogue.drugs)} drugs, {len(catalogue.rhythms)} rhythms"


def _scenarios() -> str:
    """every shipped scenario loads without an error"""  # noqa: D403, D415
    with tempfile.TemporaryDirectory() as nowhere:
        folders = pack_folders(Path(nowhere))
        if not folders:
            raise FileNotFoundError("no scenario pack is installed")
        return ", ".join(open_pack(folder).scenario.id for folder in folders)


def _one_minute() -> str:
    """a minute of a session is played, recorded and verified"""  # noqa: D403, D415
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "record.sqlite"
        pack = open_pack(pack_folders(Path(folder))[0])
        with Library.open(file) as library:
            failures: list[RecordError] = []
            stage = set_stage(pack, library, seed=1, on_failure=failures.append)
            stage.session.begin()
            team = cast_team(pack, "average", plays_compressions=True)
            play(stage.session, [team], until_ms=PLAYED_MS)
            stage.recorder.close()
            head = library.head(stage.run)
            if failures:
                raise failures[0]
        report = verify(file)
        if not report.is_intact:
            raise ValueError("; ".join(str(problem) for problem in report.problems))
    return f"head {head[:12]}"


def _window() -> str:
    """a window can be made"""  # noqa: D403, D415
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["simrunner"])
    assert isinstance(application, QApplication)
    return application.platformName()
