"""The command line: every verb of `simrunner`, each a few lines over the stages."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner import __version__
from simrunner.app import exit_code, explore_options
from simrunner.app import rehearse_options as options
from simrunner.app.authoring_verbs import authoring_app
from simrunner.app.cpr_verbs import cpr_app
from simrunner.app.exit_code import Refusal
from simrunner.app.library_verbs import library_app
from simrunner.app.pack_names import pack_folder, pack_path
from simrunner.app.pairing_verbs import pairing_app
from simrunner.app.patient_verbs import patient_app
from simrunner.app.problem_text import print_problems
from simrunner.app.run_options import KeepWaves, Out, Seed, Variant
from simrunner.app.settings import data_folder
from simrunner.app.tables import print_table
from simrunner.domain.chart import Difficulty
from simrunner.domain.text import LANGUAGES
from simrunner.rehearsal.team_model import LEVELS, Level
from simrunner.scenario.source.problem import ScenarioError

INTERRUPTED = 130
"""What a shell expects after Ctrl-C: 128 and the number of the signal."""


def language(tag: str) -> str:
    """Return the language if the program speaks it; Refusal else."""
    if tag not in LANGUAGES:
        raise Refusal(f"There is no language {tag}: choose {' or '.join(LANGUAGES)}.")
    return tag


Language = Annotated[
    str,
    typer.Option("--lang", help="Language of words and pictures: en, zh-CN.", callback=language),
]
app = typer.Typer(
    name="simrunner",
    help="Run clinical simulation scenarios. Without arguments, the window opens.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
devices_app = typer.Typer(help="Simulated and attached hardware.", no_args_is_help=True)
app.add_typer(authoring_app)
app.add_typer(cpr_app, name="cpr")
devices_app.add_typer(pairing_app)
app.add_typer(devices_app, name="devices")
app.add_typer(patient_app, name="patient")
app.add_typer(library_app)


def run_command_line() -> int:
    """Run the verb of sys.argv and return its exit code; errors are one block on stderr."""
    try:
        result = app(standalone_mode=False, prog_name="simrunner")
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - told in one block, a bug with its report
        return _tell(error)
    return result if isinstance(result, int) else exit_code.OK


def _tell(error: Exception) -> int:
    """Say what went wrong and return whose fault it is."""
    match error:
        case ScenarioError():
            print_problems(error.problems, error.folder)
            return exit_code.BAD_INPUT
        case typer.TyperException():
            return _refuse(_usage(error), exit_code.BAD_INPUT)
        case Refusal():
            return _refuse(str(error), error.code)
        case OSError() if error.errno in exit_code.STORAGE_ERRORS:
            place = error.filename or "The output"
            return _refuse(f"{place}: {error.strerror}.", exit_code.ENVIRONMENT)
        case _:
            return _tell_of_a_stage(error)


def _tell_of_a_stage(error: Exception) -> int:
    from simrunner.hardware.device import DeviceError
    from simrunner.record.errors import RecordError

    if isinstance(error, RecordError | DeviceError):
        return _refuse(str(error), exit_code.ENVIRONMENT)
    return _report(error)


def _refuse(sentence: str, code: int) -> int:
    print(f"simrunner: {sentence}", file=sys.stderr)
    return code


def _usage(error: typer.TyperException) -> str:
    """Return what was wrong with the words of a command, and where its help is."""
    words = error.format_message().replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    if context is None:
        return words
    if words.startswith("Usage"):  # a group without a verb: the words are its whole help
        return f"{context.command_path} needs one of its commands.\n{words}"
    return f"{words}\nTry: {context.command_path} --help"


def _report(fault: Exception) -> int:
    from simrunner.app.crash import write_report

    file = write_report(fault, data_folder())
    print(f"simrunner: a bug in the program itself; the report is {file}", file=sys.stderr)
    return exit_code.BUG


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="scenario.yaml files or packs.")],
    *,
    sarif: Annotated[
        Path | None, typer.Option(help="Write the findings as SARIF 2.1.0 too, for other tools.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="A warning counts like an error.")
    ] = False,
    show_suppressed: Annotated[
        bool, typer.Option("--show-suppressed", help="Show what the files suppress, and why.")
    ] = False,
    explore: explore_options.Explore = False,
    explore_nodes: explore_options.Nodes = explore_options.USUAL_NODES,
    as_json: explore_options.AsJson = False,
) -> int:
    """Check scenario files: every problem with line, column, hint; 2 when one has an error."""
    from simrunner.app.checking import check_files

    if as_json and not explore:
        raise Refusal("--json prints an exploration: write --explore, too.")
    found = exit_code.OK
    if not as_json:
        found = check_files(
            files, pack_path, sarif=sarif, is_strict=strict, shows_suppressed=show_suppressed
        )
    if not explore or found != exit_code.OK:
        return found
    from simrunner.app.exploration_verb import explore_packs

    folders = [pack_folder(str(file)) for file in files]
    return explore_packs(folders, most=explore_nodes, as_json=as_json, say=typer.echo)


@app.command()
@app.command()
def lock(pack: Annotated[str, typer.Argument(help="A pack's id or path.")]) -> int:
    """Write scenario.lock: the parts and media that a pack was written with, by digest."""
    from simrunner.app.locking import write_lock

    for line in write_lock(pack_folder(pack)):
        typer.echo(line)
    return exit_code.OK


@app.command()
def run(  # noqa: PLR0913 - one argument for each option of the verb
    packs: Annotated[list[str], typer.Argument(help="A pack's id or path; more with --test.")],
    *,
    test: Annotated[
        bool, typer.Option("--test", help="Judge the teams of each pack's expected.yaml.")
    ] = False,
    seed: Seed = 1,
    team: Annotated[
        str, typer.Option(help="good, average, poor, or a file of timed acts.")
    ] = "average",
    difficulty: Annotated[Difficulty, typer.Option(help="How fast things go wrong.")] = "normal",
    variant: Variant = None,
    speed: Annotated[str, typer.Option(help="max, or simulated seconds per second.")] = "max",
    out: Out = None,
    keep_waves: KeepWaves = False,
) -> int:
    """Run a scenario without a window, played by a scripted team."""
    if test:
        if variant is not None or out is not None:
            raise Refusal("--test plays what expected.yaml says: leave out --variant and --out.")
        from simrunner.app.text_tests import run_text_tests

        return run_text_tests(packs, say=typer.echo, tell=_tell)
    if len(packs) > 1:
        raise Refusal("One pack runs at a time; --test takes several.")
    folder = pack_folder(packs[0])
    from simrunner.app.headless import run_headless

    summary = run_headless(
        folder, seed=seed, team=team, difficulty=difficulty, speed=speed, out=out,
        variant=variant, keeps_waves=keep_waves,
    )  # fmt: skip
    typer.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    return exit_code.OK


@app.command()
def rehearse(  # noqa: PLR0913 - one argument for each option of the verb
    pack: Annotated[str | None, typer.Argument(help="A pack's id or path.")] = None,
    *,
    runs: options.Runs = 200,
    level: Annotated[Level | None, typer.Option(help="One level alone; else all three.")] = None,
    seed: Seed = 1,
    jobs: options.Jobs = None,
    difficulty: Annotated[Difficulty, typer.Option(help="How fast things go wrong.")] = "normal",
    variant: Variant = None,
    model: options.ModelFile = None,
    cluster: options.Cluster = None,
    as_json: options.AsJson = False,
    fit: options.FitRecords = None,
    out: options.ResultFile = None,
    pdf: options.PdfFile = None,
    lang: Language = "en",
) -> int:
    """Let virtual teams play a scenario, and say what to expect before class."""
    from simrunner.app import rehearse as verb
    from simrunner.app.compose import open_pack

    if fit:
        if pack is not None or out is None:
            raise Refusal("--fit takes no pack, and needs --out FILE.toml for the model.")
        for line in verb.fitted_lines(verb.fit_records(fit, model, out)):
            typer.echo(line)
        return exit_code.OK
    if pack is None:
        raise Refusal("rehearse needs a pack, or --fit RECORD --out FILE.toml.")
    levels = (level,) if level else LEVELS
    casting = verb.Casting(runs=runs, levels=levels, seed=seed, jobs=jobs, cluster=cluster)
    scenario = open_pack(pack_folder(pack), difficulty, variant=variant).scenario
    papers = verb.Papers(out=out, pdf=pdf, language=lang)
    verb.rehearse_pack(scenario, casting, model, papers, as_json=as_json)
    return exit_code.OK


@app.command()
def demo(
    pack: Annotated[str, typer.Option(help="The pack to play.")] = "anaphylaxis-ed",
    seed: Seed = 7,
    lang: Language = "en",
    out: Out = None,
) -> int:
    """Play a whole session with a simulated manikin: record, debrief and pictures."""
    chosen = pack_folder(pack)
    from simrunner.app.demo import play_demo

    folder = out or Path("demo-results")
    summary = play_demo(chosen, seed=seed, language=lang, out=folder)
    typer.echo(f"{summary['scenario']}: {summary['outcome']} after {summary['duration_s']:.1f} s")
    typer.echo(f"head {summary['head']}")
    typer.echo(f"The record, the debrief and the pictures are in {folder.resolve()}")
    return exit_code.OK


@app.command()
def shot(
    window: Annotated[str, typer.Argument(help="home, run, monitor, assess, debrief …")],
    out: Annotated[Path, typer.Option("--out", help="The PNG to write.")],
    size: Annotated[str, typer.Option(help="Width x height in pixels.")] = "1920x1080",
    lang: Language = "en",
    seed: Seed = 7,
) -> int:
    """Draw any window of the demo session into a picture."""
    width, _, height = size.partition("x")
    if not (_is_side(width) and _is_side(height)):
        raise Refusal(f"A size reads like 1920x1080, not {size}.")
    if out.suffix.lower() != ".png":
        raise Refusal(f"A picture ends in .png, not {out.suffix or 'nothing'}.")
    from simrunner.app.shot import draw_window

    draw_window(window, out, size=(int(width), int(height)), language=lang, seed=seed)
    return exit_code.OK


def _is_side(text: str) -> bool:
    """Return whether a text is a picture's width or height: 1 to 9999 pixels."""
    return text.isascii() and text.isdecimal() and len(text) < 5 and int(text) > 0


@app.command()
def selftest() -> int:
    """Check that this installation is whole: data, record, engine, window."""
    from simrunner.app.selftest import run_selftest

    return run_selftest(typer.echo)


@app.command()
def version() -> int:
    """Print the version."""
    typer.echo(f"simrunner {__version__}")
    return exit_code.OK


@devices_app.command("list")
def devices_list() -> int:
    """List the installed drivers and the paired devices."""
    from simrunner.app.devices import describe_devices, paired_rows
    from simrunner.app.settings import data_folder, read_settings

    drivers, paired = Table("driver", "implemented by"), Table("paired", "looked for at")
    for row in describe_devices():
        drivers.add_row(*row)
    print_table(drivers)
    settings, problem = read_settings(data_folder())
    if problem is not None:
        raise Refusal(problem, exit_code.ENVIRONMENT)
    for row in paired_rows(settings):
        paired.add_row(*row)
    print_table(paired)
    return exit_code.OK


@devices_app.command(
    "simulate", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def devices_simulate(context: typer.Context) -> int:
    """Start a simulated manikin: --link pty|tcp, --profile FILE, --faults FILE (see its --help)."""
    from simrunner.app.devices import device_tool

    return device_tool("simulate")(context.args)


@devices_app.command("drill")
def devices_drill(
    rows: Annotated[list[int] | None, typer.Argument(help="Rows 1 to 20; all without one.")] = None,
    is_short: Annotated[
        bool, typer.Option("--short", help="Everything fewer times: seconds, not minutes.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per row.")] = False,
) -> int:
    """Try twenty things that go wrong on a link and print what is required and measured."""
    from simrunner.app.drill import run_drill

    return run_drill(rows or [], is_short=is_short, as_json=as_json)


@devices_app.command("decode")
def devices_decode(
    file: Annotated[str, typer.Argument(help="A capture of an OML/1 link; - is standard input.")],
    out: Annotated[str, typer.Option("--out", help="Where the JSON lines go; - is stdout.")] = "-",
) -> int:
    """Tell what is in the raw bytes of a link: frames, damage and counters as JSON lines."""
    from simrunner.app.devices import device_tool

    return device_tool("decode")(["--out", out, "--", file])


@devices_app.command("new-driver")
def devices_new_driver(
    name: Annotated[str, typer.Argument(help="Small letters and dashes; may be a path.")],
) -> int:
    """Write a small driver package that passes the contract, to be changed into yours."""
    from simrunner.app.new_driver import make_driver

    typer.echo(f"{make_driver(Path(name))} is made; try `python -m pytest` in it.")
    return exit_code.OK


@devices_app.command("try")
def devices_try(
    driver: Annotated[str, typer.Argument(help="A driver that `devices list` names.")],
    address: Annotated[str, typer.Argument(help="Where the device is, as the driver wants it.")],
    seconds: Annotated[float, typer.Option("--for", min=0.1, help="How long, in seconds.")] = 5.0,
    show: Annotated[list[str] | None, typer.Option("--show", help="output=value")] = None,
) -> int:
    """Talk to a device without a run and tell what it says as JSON lines."""
    from simrunner.app.device_trial import try_device

    return try_device(driver, address, seconds=seconds, shows=show or (), say=typer.echo)


@devices_app.command("encode")
def devices_encode(
    file: Annotated[str, typer.Argument(help="JSON lines as `decode` writes them; - is stdin.")],
    out: Annotated[str, typer.Option("--out", help="Where the bytes go; - is stdout.")] = "-",
) -> int:
    """Make raw bytes of JSON lines again, byte for byte those of the frames that were decoded."""
    from simrunner.app.devices import device_tool

    return device_tool("encode")(["--out", out, "--", file])
