"""The verb `rehearse`: virtual teams play a pack, and the pre-flight is printed."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from simrunner.app.assets import read_catalogue
from simrunner.app.assets_folder import resources_folder
from simrunner.app.exit_code import Refusal
from simrunner.app.records import look_or_say, open_existing
from simrunner.app.rehearsal_crew import in_processes, on_cluster
from simrunner.app.rehearsal_worker import stage_text
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.app.results import writing
from simrunner.app.team_models import read_team_model, team_model_text
from simrunner.domain.chart import Scenario
from simrunner.domain.person import Deed, Reason
from simrunner.domain.sim_time import clock_text
from simrunner.rehearsal.findings import finding_text, met_share_pct, share_pct
from simrunner.rehearsal.fit import (
    FEWEST,
    Fitted,
    Observation,
    fit_levels,
    fitted_model,
    observations,
)
from simrunner.rehearsal.preflight import LevelResult, Rehearsal
from simrunner.rehearsal.rehearse import Batch, Executor, PlayedBatch, alone, rehearse
from simrunner.rehearsal.team_model import LEVELS, Level, TeamModel
from simrunner.scenario.pack import load_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Casting:
    """Who rehearses and where: levels (all three when empty), runs of each, processes, cluster."""

    runs: int = 200
    levels: tuple[Level, ...] = LEVELS
    seed: int = 1
    jobs: int | None = None
    cluster: str | None = None


class English:
    """The command line's language: messages as they are written."""

    language = "en"

    def __call__(self, message: str, /, **fields: object) -> str:
        """Return the message filled in."""
        return message.format(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Where a pre-flight goes besides the terminal: ``out`` as JSON, ``pdf`` as one page."""

    out: Path | None = None
    pdf: Path | None = None
    language: str = "en"


def rehearse_pack(
    scenario: Scenario, casting: Casting, model_file: Path | None, papers: Papers, *, as_json: bool
) -> None:
    """Rehearse a scenario, print its pre-flight and write it where it is wanted."""
    model = read_team_model(model_file)
    rehearsal = rehearse_scenario(scenario, casting, model)
    out, pdf = papers.out, papers.pdf
    if out is not None:
        with writing(out):
            out.write_text(rehearsal.to_json() + "\n", encoding="utf-8")
    if pdf is not None:
        write_preflight(pdf, rehearsal, scenario, papers.language)
    if as_json:
        print(rehearsal.to_json())
    else:
        print_rehearsal(rehearsal, scenario, model)


def write_preflight(file: Path, rehearsal: Rehearsal, scenario: Scenario, language: str) -> None:
    """Write the pre-flight as a PDF; Refusal when the file cannot be written."""
    from simrunner.app.demo import application
    from simrunner.app.i18n import Translator
    from simrunner.ui.look.artwork import load_artwork
    from simrunner.ui.report.preflight_report import write_preflight_pdf

    application()
    with writing(file):
        write_preflight_pdf(
            file, rehearsal=rehearsal, scenario=scenario,
            tr=Translator(resources_folder() / "i18n", language),
            art=load_artwork(resources_folder()),
        )  # fmt: skip


def rehearse_scenario(scenario: Scenario, casting: Casting, model: TeamModel) -> Rehearsal:
    """Return the pre-flight of a loaded scenario; a bar on stderr shows how far it is."""
    executor = _executor(scenario, casting, model)
    with Progress(console=Console(stderr=True), transient=True,
                  disable=not Console(stderr=True).is_terminal) as progress:  # fmt: skip
        bar = progress.add_task(scenario.id, total=casting.runs * len(casting.levels))

        def watched(batches: Sequence[Batch]) -> Iterator[PlayedBatch]:
            for batch, results in executor(batches):
                progress.advance(bar, batch.count)
                yield batch, results

        return rehearse(
            scenario, runs=casting.runs, levels=casting.levels, seed=casting.seed, model=model,
            executor=watched, variant=scenario.variant,
        )  # fmt: skip


def _executor(scenario: Scenario, casting: Casting, model: TeamModel) -> Executor:
    jobs = casting.jobs or os.cpu_count() or 1
    stage = stage_text(scenario, model, casting.seed)
    if casting.cluster is not None:
        return on_cluster(stage, casting.cluster, jobs)
    return (
        in_processes(stage, jobs)
        if jobs > 1
        else alone(scenario, model, casting.seed, rehearsed_body)
    )


def print_rehearsal(rehearsal: Rehearsal, scenario: Scenario, model: TeamModel) -> None:
    """Print the pre-flight for people on stdout."""
    console = Console(width=None if Console().is_terminal else 120, highlight=False)
    title = scenario.title.in_language("en")
    console.print(
        f"{title}\n{rehearsal.levels[0].runs} virtual teams of each level, difficulty "
        f"{rehearsal.difficulty}, seed {rehearsal.seed}\n{model.title.in_language('en')}\n",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    table = Table("", *(each.level for each in rehearsal.levels))
    for heading, rows in _sections(rehearsal):
        table.add_section()
        table.add_row(heading, *("" for _ in rehearsal.levels), style="bold")
        for name, cells in rows:
            table.add_row(f"  {name}", *cells)
    console.print(table)
    for finding in rehearsal.findings:
        line = f"- {finding_text(finding, English())}"
        console.print(line, markup=False, soft_wrap=True)
    if not rehearsal.findings:
        console.print("Nothing to report.", markup=False)


_Row: TypeAlias = tuple[str, list[str]]


def _sections(rehearsal: Rehearsal) -> Iterator[tuple[str, list[_Row]]]:
    levels = rehearsal.levels
    outcomes = dict.fromkeys(name for level in levels for name in level.outcomes)
    yield (
        "outcome",
        [
            (name, [f"{share_pct(each.outcomes.get(name, 0), each.runs)} %" for each in levels])
            for name in outcomes
        ],
    )
    yield (
        "duration",
        [
            ("half end by", [clock_text(each.duration_p50_ms) for each in levels]),
            ("nine of ten end by", [clock_text(each.duration_p90_ms) for each in levels]),
        ],
    )
    yield (
        "runs that exercise the objective",
        [
            (name, [f"{share_pct(each.objective_runs[name], each.runs)} %" for each in levels])
            for name in levels[0].objective_runs
        ],
    )
    yield (
        "met, of the runs that ask for it",
        [
            ("all expectations", [_all_met(each) for each in levels]),
            *((name, [_met(each, name) for each in levels]) for name in levels[0].expectation_met),
        ],
    )


def _all_met(level: LevelResult) -> str:
    is_asked = any(level.expectation_opened.values())
    return f"{met_share_pct(level)} %" if is_asked else "never asked"


def _met(level: LevelResult, expectation: str) -> str:
    opened = level.expectation_opened[expectation]
    return f"{share_pct(level.expectation_met[expectation], opened)} %" if opened else "never asked"


def fit_records(files: Sequence[Path], model_file: Path | None, out: Path) -> tuple[Fitted, ...]:
    """Fit a model to every run of some records and write it to ``out``; return the estimates."""
    if out.suffix != ".toml":
        raise Refusal(f"A team model ends in .toml, not {out.suffix or 'nothing'}.")
    base = read_team_model(model_file)
    fitted = fit_levels([each for file in files for each in _observed(file, base)], base)
    if all(each.delay_median_s is None and each.omission_pct is None for each in fitted):
        seen = max(each.expectations for each in fitted)
        raise Refusal(
            f"These records show too little: {seen} expectations of one level that can be used, "
            f"and at least {FEWEST} are needed."
        )
    model = fitted_model(base, fitted, name=out.stem)
    with writing(out):
        out.write_text(team_model_text(model), encoding="utf-8")
    return fitted


def _observed(file: Path, base: TeamModel) -> list[Observation]:
    catalogue = read_catalogue()
    found: list[Observation] = []
    with open_existing(file) as library:
        rows = library.runs()
        look_or_say(library, [row.run for row in rows], Deed.RESULTS_READ, Reason.RESEARCH)
        for row in rows:
            record = library.read(row.run)
            scenario = load_stored(record.canonical_scenario, catalogue)
            found += observations(scenario, record, base)
    return found


def fitted_lines(fitted: Sequence[Fitted]) -> Iterator[str]:
    """Yield what was estimated for each level, in words."""
    for each in fitted:
        seen = f"{each.level}: {each.expectations} expectations"
        if each.delay_median_s is None and each.omission_pct is None:
            yield f"{seen}, fewer than {FEWEST}: assumptions kept"
            continue
        omitted = f"{each.omission_pct:.1f} % omitted"
        if each.delay_median_s is None:
            yield f"{seen}, {omitted}; {each.delays} delays are too few: assumptions kept"
        else:
            yield f"{seen}, {omitted}; median delay {each.delay_median_s:.1f} s of {each.delays}"
