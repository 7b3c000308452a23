"""Tables on standard output."""

from rich.console import Console
from rich.table import Table

WIDE_COLUMNS = 160
"""How wide a table may be where no terminal limits it: in a file or a pipe."""


def print_table(table: Table) -> None:
    """Print a table on stdout, whole even where no terminal says how wide it may be."""
    console = Console()
    Console(width=None if console.is_terminal else WIDE_COLUMNS).print(table)
