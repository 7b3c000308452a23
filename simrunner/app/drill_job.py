"""The fault drill in the background: a process of its own, its rows as they come."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROWS = (6, 7, 8, 9, 10, 2, 16, 12)
"""What a technician looks at before a session; the command line has all twenty."""

THREAD = "device drill"
_STOP_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRow:
    """One row that was tried, as `devices drill --json` tells it."""

    number: int
    what: str
    required: str
    measured: str
    figure: float
    unit: str
    is_met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillState:
    """The drill as it stands: rows by number, which one is being tried, when it ended (ISO)."""

    rows: Mapping[int, DrillRow] = field(default_factory=dict)
    asked: tuple[int, ...] = ()
    is_running: bool = False
    made_on: str = ""
    trouble: str = ""

    @property
    def trying(self) -> int | None:
        """The row that is being tried now."""
        waiting = [number for number in sorted(self.asked) if number not in self.rows]
        return waiting[0] if self.is_running and waiting else None


class DrillJob:
    """Runs the short drill once at a time; ``state`` may be read from any thread."""

    def __init__(self, *, wall_text: Callable[[], str], command: Sequence[str] = ()) -> None:
        """Prepare; ``command`` starts the program's command line, this Python's unless given."""
        self._wall_text = wall_text
        self._command = tuple(command) or (sys.executable, "-m", "simrunner")
        self._child: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self.state = DrillState()

    def start(self, rows: Sequence[int] = ROWS) -> None:
        """Begin to try these rows; nothing happens while others are being tried."""
        if self.state.is_running:
            return
        self.state = DrillState(asked=tuple(rows), is_running=True)
        words = [*self._command, "devices", "drill", "--short", "--json", *map(str, rows)]
        self._child = subprocess.Popen(  # noqa: S603  our own program with numbers
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, encoding="utf-8",
        )  # fmt: skip
        self._thread = threading.Thread(
            target=self._read, args=(self._child,), name=THREAD, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End what is being tried and wait until nothing of it is left."""
        child, thread = self._child, self._thread
        if child is not None:
            child.terminate()
        if thread is not None:
            thread.join(_STOP_S)
        self._child = self._thread = None

    def _read(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        rows: dict[int, DrillRow] = {}
        asked = self.state.asked
        with child.stdout as lines:
            for line in lines:
                row = _row(line)
                if row is not None:
                    rows[row.number] = row
                    self.state = DrillState(rows=dict(rows), asked=asked, is_running=True)
        status = child.wait()
        is_whole = set(asked) <= set(rows)
        trouble = "" if is_whole else f"The drill ended before its last row (status {status})."
        self.state = DrillState(
            rows=rows, asked=asked, made_on=self._wall_text()[:10], trouble=trouble
        )


def _row(line: str) -> DrillRow | None:
    try:
        told: dict[str, Any] = json.loads(line)
        return DrillRow(**{name: told[name] for name in DrillRow.__dataclass_fields__})
    except (ValueError, TypeError, KeyError):
        return None  # not a row: what a library prints
