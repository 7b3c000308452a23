"""Getting at the transport: tried again and again, and what stands against it told once."""

from devices.drivers.oml.link import MessageLink
from devices.transport.link import NotThereError, TransportError

_TOLD_AFTER = 3
"""Failures in a row before a word is said: right after plugging in, the system itself holds a
port for a moment (ModemManager probes it, udev has not yet given it to the user)."""


class Opening:
    """Opens a link when it is time to; ``trouble`` is what the last try failed of, "" for none."""

    def __init__(self, wire: MessageLink, *, every_ms: int) -> None:
        """Prepare to try every ``every_ms``; the first try is due at once."""
        self._wire = wire
        self._every_ms = every_ms
        self._due_ms = 0
        self._failures = 0
        self._told = ""
        self.trouble = ""

    def rest(self, now_ms: int) -> None:
        """Let the link be for a while: it was closed just now."""
        self._due_ms = now_ms + self._every_ms

    def succeeds(self, now_ms: int) -> bool:
        """Try when it is time; whether the link is open now."""
        if now_ms < self._due_ms:
            return False
        try:
            self._wire.open()
        except NotThereError:
            self._fail(now_ms, "")
        except TransportError as error:
            self._fail(now_ms, str(error))
        else:
            self._failures, self._told, self.trouble = 0, "", ""
            return True
        return False

    def take_news(self) -> str:
        """Return what stands against opening when it lasts and was not told yet, else ""."""
        if self._failures < _TOLD_AFTER or self.trouble == self._told:
            return ""
        self._told = self.trouble
        return self.trouble

    def _fail(self, now_ms: int, trouble: str) -> None:
        self.rest(now_ms)
        self._failures = self._failures + 1 if trouble and trouble == self.trouble else 1
        self.trouble = trouble
