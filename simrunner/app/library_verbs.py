"""The groups of verbs about what was recorded: runs, people, and how long both are kept."""

import typer

from simrunner.app.people_verbs import people_app
from simrunner.app.record_verbs import record_app
from simrunner.app.retention_verbs import retention_app

library_app = typer.Typer()
library_app.add_typer(record_app, name="record")
library_app.add_typer(people_app, name="people")
library_app.add_typer(retention_app, name="retention")
