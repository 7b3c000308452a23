"""The JSON Schemas in `resources/schema`; `python -m simrunner.app.schemas` writes them anew."""

import json
import sys
from pathlib import Path

from simrunner.app.assets import read_catalogue, table
from simrunner.app.assets_folder import resources_folder
from simrunner.scenario.authoring.json_schema import SCHEMAS, json_schema


def editor_lines() -> tuple[str, ...]:
    """Return, for each kind of file, the line that editors look for at its top."""
    return tuple(
        f"# yaml-language-server: $schema={(resources_folder() / 'schema' / name).as_uri()}"
        for name in SCHEMAS
    )


def write_schemas(folder: Path) -> None:
    """Write every schema, as editors read them."""
    catalogue, meanings = read_catalogue(), table("authoring", "key-meanings.toml")
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        text = json.dumps(json_schema(name, catalogue, meanings), ensure_ascii=False, indent=2)
        (folder / name).write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas(resources_folder() / "schema")
    sys.exit(0)
