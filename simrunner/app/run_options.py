"""The options of `run`, and of other verbs that play a pack, as the command line spells them."""

from pathlib import Path
from typing import Annotated

import typer

LARGEST_SEED = 999_999_999_999_999_999
"""As in an expected.yaml: 18 digits."""

Out = Annotated[Path | None, typer.Option("--out", help="Folder for the results; made if missing.")]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", min=0, max=LARGEST_SEED, help="Same pack, seed and actions: same record."
    ),
]
Variant = Annotated[
    str | None, typer.Option("--variant", help="One of the scenario's variants, by its id.")
]
KeepWaves = Annotated[bool, typer.Option("--keep-waves", help="Keep every wave in the record too.")]
