"""What a check of a part of a record found wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A bad row of a table, ``seq`` its number there or None.

    ``message`` is an English sentence with ``{name}`` places that ``fields`` fill.
    """

    table: str
    seq: int | None
    message: str
    fields: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.message.format(**dict(self.fields))
