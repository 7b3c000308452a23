"""Bring `resources/schema` up to date: `python -m simrunner.app.schemas` (development only)."""

import json
import sys
from pathlib import Path

from simrunner.app.assets import read_catalogue
from simrunner.app.assets_folder import resources_folder
from simrunner.scenario.authoring.json_schema import SCHEMAS, json_schema


def write_schemas(folder: Path) -> None:
    """Write every schema, as editors read them."""
    catalogue = read_catalogue()
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        text = json.dumps(json_schema(name, catalogue), ensure_ascii=False, indent=2)
        (folder / name).write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas(resources_folder() / "schema")
    sys.exit(0)
