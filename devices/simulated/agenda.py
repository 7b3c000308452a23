"""Commands for later: kept in order of time until their moment comes."""

from devices.protocol.frame import nearest_us
from devices.protocol.message import Command

CAPACITY = 32


class Agenda:
    """The device's list of scheduled commands; a full one takes no more."""

    def __init__(self) -> None:
        """Begin with nothing planned."""
        self._kept: list[tuple[int, int, Command]] = []
        self._entries = 0

    def add(self, command: Command, at_us: int, now_us: int) -> bool:
        """Keep a command for the moment nearest to now with these low 32 bits; False when full."""
        if len(self._kept) == CAPACITY:
            return False
        self._entries += 1
        self._kept.append((nearest_us(at_us, now_us), self._entries, command))
        self._kept.sort(key=lambda entry: entry[:2])
        return True

    def take_due(self, now_us: int) -> tuple[Command, ...]:
        """Return the commands whose moment has come, earliest first, and forget them."""
        due = tuple(command for at_us, _, command in self._kept if at_us <= now_us)
        del self._kept[: len(due)]
        return due

    def clear(self) -> None:
        """Forget everything planned."""
        self._kept.clear()
