"""A chip's words and meaning, before anything is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipView:
    """What a chip says; ``tone`` is neutral, ok, warn, bad or info and brings its shape.

    ``icon`` replaces that shape.
    """

    text: str
    tone: str = "neutral"
    icon: str = ""
