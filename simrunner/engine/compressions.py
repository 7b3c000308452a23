"""When felt compressions count as the act `cpr` (clinscn/1 section 5)."""

from collections.abc import Mapping
from typing import Any

CPR = "cpr"
"""The id of the act that compressions perform, where the file lists it."""

WINDOW_MS = 10_000
"""At least NEEDED compressions in this time are the act, and again each such time."""

NEEDED = 5


class CompressionCounter:
    """Counts compressions by the time they were performed."""

    def __init__(self) -> None:
        """Begin with none felt."""
        self._felt_at_ms: list[int] = []
        self._performed_at_ms: int | None = None

    def feel(self, at_ms: int) -> bool:
        """Add a compression; True when the act is performed with it."""
        self._felt_at_ms = [each for each in self._felt_at_ms if at_ms - each <= WINDOW_MS]
        self._felt_at_ms.append(at_ms)
        if len(self._felt_at_ms) < NEEDED:
            return False
        last_ms = self._performed_at_ms
        if last_ms is not None and at_ms - last_ms < WINDOW_MS:
            return False
        self._performed_at_ms = at_ms
        return True

    def saved(self) -> dict[str, Any]:
        """Return what was felt lately as plain JSON values."""
        return {"felt_at_ms": list(self._felt_at_ms), "performed_at_ms": self._performed_at_ms}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._felt_at_ms = list(saved["felt_at_ms"])
        self._performed_at_ms = saved["performed_at_ms"]
