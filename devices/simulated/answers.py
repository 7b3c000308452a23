"""What the firmware answers to commands: once each, and by its mood late or not at all well."""

from collections import deque
from collections.abc import Callable

from devices.protocol.message import Acknowledgement, Command

REMEMBERED = 32


class Answers:
    """The last answers, and those that are held back until they are due."""

    def __init__(self) -> None:
        """Begin prompt and willing."""
        self._given: deque[Acknowledgement] = deque(maxlen=REMEMBERED)
        self._held: deque[tuple[int, Acknowledgement]] = deque()
        self.delay_us = 0
        self.refusal: Callable[[], int | None] = _willing
        self.carried_out = 0

    def answer(self, command: Command, execute: Callable[[Command], int]) -> Acknowledgement:
        """Return the answer to a command, which is carried out the first time only."""
        for known in self._given:
            if known.command == command.command:
                return known
        refused = self.refusal()
        if refused is None:
            self.carried_out += 1
        result = execute(command) if refused is None else refused
        given = Acknowledgement(command=command.command, result=result)
        self._given.append(given)
        return given

    def forget(self) -> None:
        """Forget what was answered: another host begins its numbers anew."""
        self._given.clear()
        self._held.clear()

    def hold(self, answer: Acknowledgement, now_us: int) -> None:
        """Keep an answer back for the delay."""
        self._held.append((now_us + self.delay_us, answer))

    def take_due(self, now_us: int) -> tuple[Acknowledgement, ...]:
        """Return the answers whose delay is over."""
        due = []
        while self._held and self._held[0][0] <= now_us:
            due.append(self._held.popleft()[1])
        return tuple(due)


def _willing() -> int | None:
    return None
