"""The verbs of the command line about people: codes, roles, teams, consent, erasing, audit."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.leaving_verbs import leaving_app
from simrunner.app.tables import print_table
from simrunner.domain.person import Purpose, Reason

people_app = typer.Typer(
    help="People by code: roles, teams, consent, export, erasing, audit.", no_args_is_help=True
)
people_app.add_typer(leaving_app)

File = Annotated[
    Path | None, typer.Option("--file", help="The record; else this computer's library.")
]
Code = Annotated[str, typer.Argument(help="The person's code, as P-7KQ2MX.")]
Why = Annotated[Reason, typer.Option("--reason", help="Why: the audit keeps it.")]


@people_app.command("add")
def people_add(
    name: Annotated[str, typer.Argument(help="Who it is: kept in the key table alone.")],
    contact: Annotated[str, typer.Option(help="How to reach them.")] = "",
    file: File = None,
) -> int:
    """Enter a person and print the code that stands for them everywhere else."""
    from simrunner.app.people_desk import acting, people_of
    from simrunner.record.people import add_person

    if not name.strip():
        raise Refusal("A person has a name: without one, nobody knows whose code it is.")
    with people_of(file) as library:
        by = acting(library, Reason.UPKEEP)
        typer.echo(add_person(library, name.strip(), contact.strip(), by))
    return exit_code.OK


@people_app.command("list")
def people_list(
    *,
    names: Annotated[
        bool, typer.Option("--names", help="Look the names up too; the audit remembers it.")
    ] = False,
    reason: Why = Reason.UPKEEP,
    file: File = None,
) -> int:
    """List the people of a record by code."""
    from simrunner.app.people_desk import acting, people_of
    from simrunner.record.people import people, people_with_names

    with people_of(file) as library:
        found = people_with_names(library, acting(library, reason)) if names else people(library)
    table = Table("code", "entered", "erased", *(("name", "contact") if names else ()))
    for one in found:
        key = (one.name or "", one.contact or "") if names else ()
        table.add_row(one.code, one.created_wall[:10], (one.erased_wall or "")[:10], *key)
    print_table(table)
    return exit_code.OK


@people_app.command("roles")
def people_roles(
    run: Annotated[str | None, typer.Argument(help="A run; else all of them.")] = None,
    add: Annotated[
        list[str] | None, typer.Option("--add", help="CODE=ROLE, as P-7KQ2MX=team-leader.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="A code whose roles in the run end.")
    ] = None,
    file: File = None,
) -> int:
    """Say who took part in a run and as what, or show it."""
    from simrunner.app.people_desk import code_of, people_of
    from simrunner.record.people import check_run, give_role, roles_in, take_role

    with people_of(file) as library:
        if run is None and (add or remove):
            raise Refusal("Name the run whose roles change.")
        if run is not None:
            library.ask(lambda connection: check_run(connection, run))
            for code in remove or ():
                if not take_role(library, run, code_of(code)):
                    raise Refusal(f"{code_of(code)} has no role in run {run}.")
            for pair in add or ():
                code, _, role = pair.partition("=")
                give_role(library, run, code_of(code), role)
        found = library.ask(lambda connection: roles_in(connection, run))
    table = Table("run", "person", "role")
    for row in found:
        table.add_row(*row)
    print_table(table)
    return exit_code.OK


@people_app.command("team")
def people_team(
    team: Annotated[str | None, typer.Argument(help="A team; else all of them.")] = None,
    add: Annotated[list[str] | None, typer.Option("--add", help="A code that joins.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="A code that leaves.")
    ] = None,
    file: File = None,
) -> int:
    """Make a team, change who belongs to it, or show the teams."""
    from simrunner.app.people_desk import code_of, people_of
    from simrunner.record.people import set_team, teams

    with people_of(file) as library:
        if team is not None:
            join, leave = ([code_of(one) for one in codes or ()] for codes in (add, remove))
            set_team(library, team, join=join, leave=leave)
        elif add or remove:
            raise Refusal("Name the team that somebody joins or leaves.")
        found = library.ask(teams)
    table = Table("team", "members")
    for name, members in found.items():
        if team in (None, name):
            table.add_row(name, " ".join(members))
    print_table(table)
    return exit_code.OK


@people_app.command("consent")
def people_consent(
    code: Annotated[
        str | None, typer.Argument(help="The person's code; else the texts are shown.")
    ] = None,
    give: Annotated[
        list[Purpose] | None, typer.Option("--give", help="A purpose that the person agreed to.")
    ] = None,
    withdraw: Annotated[
        list[Purpose] | None, typer.Option("--withdraw", help="One that they agree to no more.")
    ] = None,
    file: File = None,
) -> int:
    """Show what people are asked, or what one agreed to; store a consent or its withdrawal."""
    from simrunner.app.consent_texts import read_consent_texts
    from simrunner.app.people_desk import acting, code_of, people_of
    from simrunner.app.settings import data_folder
    from simrunner.record.consent import consents_of, give_consent, withdraw_consent
    from simrunner.record.people import check_person

    texts = read_consent_texts(data_folder())
    if code is None:
        if give or withdraw:
            raise Refusal("Name the person who agrees or withdraws.")
        for line in texts.told():
            typer.echo(line)
        return exit_code.OK
    with people_of(file) as library:
        who, by = code_of(code), acting(library, Reason.REQUEST)
        library.ask(lambda connection: check_person(connection, who))
        for purpose in withdraw or ():
            withdraw_consent(library, who, purpose, by)
        for purpose in give or ():
            give_consent(library, who, purpose, text_version=texts.version, by=by)
        found = library.ask(lambda connection: consents_of(connection, who))
    table = Table("purpose", "words", "agreed", "withdrawn")
    for one in found:
        wall = (one.given_wall[:16], (one.withdrawn_wall or "")[:16])
        table.add_row(one.purpose, one.text_version, *wall)
    print_table(table)
    return exit_code.OK


@people_app.command("audit")
def people_audit(
    code: Annotated[str | None, typer.Argument(help="Only what is about this code.")] = None,
    file: File = None,
) -> int:
    """Show who looked at, exported or erased what, and why; 1 when that was tampered with."""
    from simrunner.app.people_desk import code_of, people_of
    from simrunner.record.audit import check_audit, read_audit

    about = None if code is None else code_of(code)
    with people_of(file) as library:
        lines = library.ask(lambda connection: read_audit(connection, about))
        findings = library.ask(lambda connection: tuple(check_audit(connection)))
    table = Table("n", "when", "who", "did", "about", "why")
    for line in lines:
        by = line.by
        table.add_row(str(line.seq), by.wall[:19], by.who, line.deed, line.about, by.reason)
    print_table(table)
    for finding in findings:
        typer.echo(f"NOT intact: {finding}")
    return exit_code.CHECK_FAILED if findings else exit_code.OK
