"""The verbs of the command line that help an author: make a pack, draw its chart."""

from pathlib import Path
from typing import Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.pack_names import pack_folder
from simrunner.app.problem_text import print_problems

authoring_app = typer.Typer()


@authoring_app.command()
def new(
    pack: Annotated[str, typer.Argument(help="The folder to make; its last part is the id.")],
    *,
    lang: Annotated[str, typer.Option(help="both, en or zh-CN: the languages of its texts.")] = (
        "both"
    ),
    setting: Annotated[str, typer.Option(help="Where it plays, for example ward.")] = "ward",
    title: Annotated[str | None, typer.Option(help="Its title; else that of the template.")] = None,
) -> int:
    """Make a new scenario pack: commented, complete, and passing its own tests."""
    from simrunner.app.new_pack import make_pack

    folder = make_pack(Path(pack), languages=lang, setting=setting, title=title)
    typer.echo(f"{folder} is a new scenario pack. Change it, then:")
    typer.echo(f"    simrunner check {folder}")
    typer.echo(f"    simrunner run --test {folder}")
    return exit_code.OK


@authoring_app.command()
def graph(
    pack: Annotated[str, typer.Argument(help="A pack's id or path.")],
    *,
    form: Annotated[str, typer.Option("--format", help="dot, mermaid or scxml.")] = "dot",
    region: Annotated[str | None, typer.Option(help="One region; else all of them.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the titles: en, zh-CN.")] = "en",
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; else standard output.")
    ] = None,
) -> int:
    """Draw a scenario's states and rules as text for a drawing program."""
    from simrunner.app.drawings import draw
    from simrunner.app.results import writing

    text = draw(pack_folder(pack), form=form, region=region, language=lang)
    if out is None:
        typer.echo(text, nl=False)
    else:
        with writing(out):
            out.write_text(text, encoding="utf-8")
    return exit_code.OK


Files = Annotated[list[Path], typer.Argument(help="scenario.yaml files, expected.yaml or packs.")]
OnlyCheck = Annotated[
    bool, typer.Option("--check", help="Write nothing: name the files that would change, 1 if any.")
]


@authoring_app.command()
def fmt(files: Files, *, check: OnlyCheck = False) -> int:
    """Lay scenario files out evenly; every word, comment and order stays."""
    from simrunner.app.rewriting import Told, Verb, rewrite_files
    from simrunner.scenario.authoring.fmt import formatted

    verb = Verb(rewrite=formatted, done="formatted", wanted="would be formatted")
    told = Told(say=typer.echo, complain=print_problems)
    return rewrite_files(files, verb, told, is_check=check)


@authoring_app.command()
def migrate(files: Files, *, check: OnlyCheck = False) -> int:
    """Bring older scenario files to the present format; say what a person must judge."""
    from simrunner.app.rewriting import Told, Verb, rewrite_files
    from simrunner.scenario.migration.steps import migrated

    verb = Verb(rewrite=migrated, done="migrated", wanted="would be migrated")
    told = Told(say=typer.echo, complain=print_problems)
    return rewrite_files(files, verb, told, is_check=check)


@authoring_app.command()
def schema() -> int:
    """Print the first lines that make an editor complete and check scenario files."""
    from simrunner.app.schemas import editor_lines

    for line in editor_lines():
        typer.echo(line)
    return exit_code.OK
