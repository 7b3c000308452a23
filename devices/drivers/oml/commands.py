"""Commands on a lossy link: one at a time per target, repeated until answered."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.protocol.message import Acknowledgement, Command
from simrunner.hardware.device import CommandOutcome, CommandResult, DeviceCommand

FIRST_RETRY_MS = 50
BACKOFF = 1.5
TRIES = 5
"""PROTOCOL.md, "Commands": in simulation 20 000 commands at 5 % frame loss all arrived once."""

_OUTCOMES = (
    CommandOutcome.OK, CommandOutcome.UNKNOWN, CommandOutcome.RANGE,
    CommandOutcome.BUSY, CommandOutcome.FAULT, CommandOutcome.UNSAFE,
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Pending:
    command: Command
    tries: int = 0
    retry_at_ms: float = 0.0
    wait_ms: float = FIRST_RETRY_MS


@dataclass(slots=True)
class CommandSender:
    """Stop and wait per target, so that a repeated older state never overwrites a newer one.

    ``write`` sends a command; its flag says whether it is a repetition.
    """

    write: Callable[[Command, bool], None]
    failed: int = 0
    _last_number: int = 0
    _queues: dict[str, deque[_Pending]] = field(default_factory=dict)

    @property
    def is_idle(self) -> bool:
        """Whether every command was answered or given up."""
        return not self._queues

    def submit(self, command: DeviceCommand, now_ms: int) -> int:
        """Send a command, or queue it behind its target's pending one; return its number."""
        self._last_number += 1
        number = self._last_number
        pending = _Pending(
            command=Command(
                command=number, target=command.target, fields=command.fields, at_us=command.at_us
            )
        )  # fmt: skip
        queue = self._queues.setdefault(command.target, deque())
        queue.append(pending)
        if len(queue) == 1:
            self._transmit(pending, now_ms)
        return number

    def settle(self, answer: Acknowledgement, now_ms: int) -> CommandResult | None:
        """Return the result for an answer, None for one that nothing waits for."""
        for queue in tuple(self._queues.values()):
            if queue[0].command.command == answer.command:
                known = 0 <= answer.result < len(_OUTCOMES)
                outcome = _OUTCOMES[answer.result] if known else CommandOutcome.FAULT
                return self._finish(queue, outcome, answer.detail or "", now_ms)
        return None

    def repeat_due(self, now_ms: int) -> tuple[CommandResult, ...]:
        """Repeat what is due; return the results of those that ran out of tries."""
        lost = []
        for queue in tuple(self._queues.values()):
            pending = queue[0]
            if now_ms < pending.retry_at_ms:
                continue
            if pending.tries < TRIES:
                self._transmit(pending, now_ms)
            else:
                lost.append(self._finish(queue, CommandOutcome.LOST, "no answer", now_ms))
        return tuple(lost)

    def drop_all(self) -> tuple[CommandResult, ...]:
        """Give up everything pending, in order of submission, and return the results."""
        waiting = sorted(
            (pending.command for queue in self._queues.values() for pending in queue),
            key=lambda command: command.command,
        )
        self._queues.clear()
        self.failed += len(waiting)
        return tuple(_result(command, CommandOutcome.LOST, "given up") for command in waiting)

    def _transmit(self, pending: _Pending, now_ms: int) -> None:
        pending.tries += 1
        pending.retry_at_ms = now_ms + pending.wait_ms
        pending.wait_ms *= BACKOFF
        self.write(pending.command, pending.tries > 1)

    def _finish(
        self, queue: deque[_Pending], outcome: CommandOutcome, detail: str, now_ms: int
    ) -> CommandResult:
        done = queue.popleft().command
        if outcome is not CommandOutcome.OK:
            self.failed += 1
        if queue:
            self._transmit(queue[0], now_ms)
        else:
            del self._queues[done.target]
        return _result(done, outcome, detail)


def _result(command: Command, outcome: CommandOutcome, detail: str) -> CommandResult:
    return CommandResult(
        command=command.command, target=command.target, outcome=outcome, detail=detail
    )
