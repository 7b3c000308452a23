"""The golden vectors of OML/1, read from the package that ships them."""

import json
from pathlib import Path

import devices.protocol.frame as frame_module

VECTORS = json.loads(Path(frame_module.__file__).with_name("golden-vectors.json").read_text())["vectors"]
