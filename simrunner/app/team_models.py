"""Virtual teams as files: the built-in model, and those that users fitted."""

import json
import tomllib
from pathlib import Path
from typing import Any

from simrunner.app.assets import table
from simrunner.app.exit_code import Refusal
from simrunner.rehearsal.team_model import (
    TeamModel,
    TeamModelError,
    team_model_from_table,
    team_model_table,
)

BUILT_IN = "assumed"
LARGEST_BYTES = 100_000


def read_team_model(file: Path | None = None) -> TeamModel:
    """Return the model of a TOML file, the built-in one without; Refusal with every problem."""
    if file is None:
        return team_model_from_table(table("teams", f"{BUILT_IN}.toml"))
    try:
        content = file.read_bytes()
        if len(content) > LARGEST_BYTES:
            raise Refusal(f"{file} is too large for a team model: {LARGEST_BYTES} bytes at most.")
        return team_model_from_table(tomllib.loads(content.decode("utf-8")))
    except OSError as problem:
        raise Refusal(f"{file} cannot be read: {problem.strerror}.") from problem
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refusal(f"{file} is not a TOML file: {problem}.") from problem
    except TeamModelError as problem:
        lines = "\n  ".join(problem.problems)
        raise Refusal(f"{file} is not a team model:\n  {lines}") from problem


def team_model_text(model: TeamModel) -> str:
    """Return the model as a TOML file that ``read_team_model`` reads back as the same model."""
    rows = team_model_table(model)
    lines = [_line(key, rows[key]) for key in rows if isinstance(rows[key], str)]
    for kind in ("parameter", "threshold"):
        for name, row in rows[kind].items():
            lines += ["", f"[{kind}.{name}]", *(_line(key, each) for key, each in row.items())]
    for row in rows["wrong_dose"]:
        lines += ["", "[[wrong_dose]]", *(_line(key, each) for key, each in row.items())]
    lines += ["", "[wrong_route]", *(_line(key, each) for key, each in rows["wrong_route"].items())]
    return "\n".join(lines) + "\n"


def _line(key: str, content: Any) -> str:
    # A JSON string is a TOML basic string; DEL is the one character TOML wants escaped besides.
    text = json.dumps(content, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{key} = {text}"
