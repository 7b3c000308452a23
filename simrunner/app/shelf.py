"""What Home shows of the packs and of the recorded runs."""

from datetime import datetime
from pathlib import Path
from typing import get_args

from simrunner.app.assets import library_folders, read_catalogue
from simrunner.app.assets_folder import pack_folders
from simrunner.app.compose import open_pack
from simrunner.domain.chart import Difficulty, Scenario
from simrunner.domain.run_record import RunSummary
from simrunner.domain.text import Text
from simrunner.scenario.pack import Pack, check_file
from simrunner.scenario.source.problem import Problem, ScenarioError
from simrunner.scenario.source.reader import MAX_BYTES
from simrunner.ui.presenters.home import (
    LastRun,
    PackTile,
    ProblemLine,
    RecentRun,
    UnfinishedRun,
)
from simrunner.ui.presenters.pack_page import PackDetail, PatientLines, RoleLine

NEEDS_BY_SENSOR = (("ecg", "monitor"), ("nibp", "cuff"), ("co2", "lungs"))


class Shelf:
    """The packs of this computer, checked, with when each was last run."""

    def __init__(self, data_folder: Path) -> None:
        """Read nothing yet."""
        self._data_folder = data_folder
        self._packs: dict[str, Pack] = {}
        self._folders: dict[str, Path] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}

    def read(self) -> None:
        """Read and check every pack; a broken one is kept with its problems."""
        for folder in pack_folders(self._data_folder):
            self._folders[folder.name] = folder
            self.renew(folder.name)

    def renew(self, pack_id: str) -> None:
        """Read and check one pack again; KeyError for an unknown one."""
        folder = self._folders[pack_id]
        try:
            pack = open_pack(folder, is_advised=True)
            self._packs[pack_id] = pack
            self._problems[pack_id] = pack.warnings
        except ScenarioError:
            self._packs.pop(pack_id, None)
            self._problems[pack_id] = check_file(
                folder, read_catalogue(), library=library_folders(self._data_folder)
            )

    def folder(self, pack_id: str) -> Path:
        """Return where a pack is; KeyError for an unknown one."""
        return self._folders[pack_id]

    def find(self, pack_id: str) -> Path | None:
        """Return where a pack is, or nothing when it is not on this computer (any more)."""
        return self._folders.get(pack_id)

    def tiles(self, runs: tuple[RunSummary, ...] = ()) -> tuple[PackTile, ...]:
        """Return every pack for Home, broken ones with their problems."""
        return tuple(self._tile(pack_id, runs) for pack_id in sorted(self._folders))

    def detail(self, pack_id: str) -> PackDetail:
        """Return one pack opened."""
        tile = self._tile(pack_id, ())
        pack = self._packs.get(pack_id)
        if pack is None:
            return PackDetail(tile=tile)
        scenario = pack.scenario
        roles = tuple(
            RoleLine(role=role.id, brief=role.brief, plays=role.plays)
            for role in scenario.roles.values()
        )
        return PackDetail(
            tile=tile, version=scenario.version, licence=scenario.licence or "",
            reviewers=scenario.reviewers, prebrief=pack.prebrief, roles=roles,
            patient=_patient(scenario), parameters=self._parameters(pack_id, scenario),
            variants=tuple(pack.variants.items()),
        )  # fmt: skip

    def _parameters(self, pack_id: str, scenario: Scenario) -> dict[str, dict[str, str]]:
        """Return the named quantities at each difficulty; nothing is read when there are none."""
        if not scenario.parameters:
            return {}
        found = {}
        for difficulty in get_args(Difficulty):
            try:
                read = open_pack(self._folders[pack_id], difficulty).scenario.parameters
            except ScenarioError:
                continue
            found[difficulty] = {name: str(quantity) for name, quantity in read.items()}
        return found

    def _tile(self, pack_id: str, runs: tuple[RunSummary, ...]) -> PackTile:
        problems = self._lines(pack_id)
        pack = self._packs.get(pack_id)
        if pack is None:
            title = Text(by_language={}, plain=pack_id)
            return PackTile(pack_id=pack_id, title=title, problems=problems)
        scenario = pack.scenario
        return PackTile(
            pack_id=pack_id, title=scenario.title, setting=scenario.setting, level=scenario.level,
            systems=scenario.systems, specialties=scenario.specialties,
            languages=scenario.languages, duration_min=round(scenario.duration_ms / 60_000),
            learners=scenario.learners, problems=problems,
            objectives=tuple(each.text for each in scenario.objectives.values()),
            drugs=tuple(scenario.drugs),
            needs=tuple(icon for sensor, icon in NEEDS_BY_SENSOR if scenario.sensors.get(sensor)),
            last_run=_last_run(scenario.id, runs),
        )  # fmt: skip

    def _lines(self, pack_id: str) -> tuple[ProblemLine, ...]:
        """Return the findings, each with its line of the file."""
        found = self._problems.get(pack_id, ())
        sources = {each.file: _source(self._folders[pack_id] / each.file) for each in found}
        return tuple(_line(problem, sources[problem.file]) for problem in found)


def recents(runs: tuple[RunSummary, ...]) -> tuple[RecentRun, ...]:
    """Return the finished runs, newest first."""
    return tuple(
        RecentRun(
            run_id=run.run, pack_id=run.scenario, title=Text(by_language={}, plain=run.title),
            at=datetime.fromisoformat(run.started_wall), team=run.team, ended_at_ms=run.duration_ms,
        )
        for run in runs
        if run.is_ended
    )  # fmt: skip


def unfinished(runs: tuple[RunSummary, ...]) -> UnfinishedRun | None:
    """Return the newest run if it never ended."""
    if not runs or runs[0].is_ended:
        return None
    run = runs[0]
    return UnfinishedRun(
        run_id=run.run, title=Text(by_language={}, plain=run.title), team=run.team,
        at=datetime.fromisoformat(run.started_wall), reached_ms=run.duration_ms,
    )  # fmt: skip


def _last_run(scenario: str, runs: tuple[RunSummary, ...]) -> LastRun | None:
    for run in runs:
        if run.scenario == scenario:
            return LastRun(at=datetime.fromisoformat(run.started_wall), team=run.team)
    return None


def _source(file: Path) -> tuple[str, ...]:
    """Return the lines of a file as far as a scenario may be long; none when it is no text."""
    try:
        with file.open("rb") as opened:
            return tuple(opened.read(MAX_BYTES).decode("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return ()


def _line(problem: Problem, source: tuple[str, ...]) -> ProblemLine:
    has_line = 1 <= problem.line <= len(source) and (problem.line, problem.column) != (1, 1)
    return ProblemLine(
        file=problem.file, line=problem.line, column=problem.column,
        is_error=problem.severity == "error", is_note=problem.severity == "info",
        code=problem.code, sentence=problem.message, hint=problem.hint or "",
        source=source[problem.line - 1] if has_line else "",
    )  # fmt: skip


def _patient(scenario: Scenario) -> PatientLines:
    card = scenario.patient
    return PatientLines(
        name=card.name, age=str(card.age), sex=card.sex, weight_kg=card.weight_kg,
        height_cm=card.height_cm, allergies=card.allergies, medicines=card.medicines,
        history=card.history,
    )  # fmt: skip
