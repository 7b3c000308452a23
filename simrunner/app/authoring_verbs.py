"""The verbs of the command line that help an author: make a pack, draw its chart."""

from pathlib import Path
from typing import Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.pack_names import pack_folder

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
