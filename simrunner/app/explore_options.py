"""The options of `check` that ask for an exploration, as the command line spells them."""

from typing import Annotated

import typer

Explore = Annotated[
    bool, typer.Option("--explore", help="Explore what any team could bring about instead.")
]
Nodes = Annotated[
    int,
    typer.Option(
        "--explore-nodes", min=1, max=1_000_000, help="How many situations --explore keeps."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the exploration as JSON alone.")]

USUAL_NODES = 4_000
"""A minute or less for a pack of twenty rules."""
