"""The golden vectors of OML/1 and its CDDL, read from the package that ships them."""

import json
from pathlib import Path

import devices.protocol.frame as frame_module

_FOLDER = Path(frame_module.__file__).parent

GOLDEN = json.loads((_FOLDER / "golden-vectors.json").read_text(encoding="utf-8"))
VECTORS = GOLDEN["vectors"]
CDDL = (_FOLDER / "oml-1.cddl").read_text(encoding="utf-8")


def name_of(vector: dict) -> str:
    return f"{vector['name']} {vector.get('about', '')}"
