"""The self-test of one device: do its sensors answer, its outputs move, its safety work?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import CheckLine, CheckOutcome
from simrunner.hardware.device import (
    Actuator,
    CommandOutcome,
    CommandResult,
    Device,
    DeviceCommand,
    LinkState,
    ListeningDevice,
    Report,
    Scalar,
    StreamSamples,
)

SENSORS_MS = 3_000
"""How long each sensor has to be heard."""

ANSWER_MS = 4_000
"""How long a command may take; the slowest shipped driver waits 2 s for its device."""

SAFE_S = 2.0
"""The firmware's own dead man's switch needs as long (devices/protocol/PROTOCOL.md)."""

BATTERY_LOW_PERCENT = 20
"""Below this a battery is charged before a session: a teaching choice of this project."""

KEYS = ("sensors", "actuators", "safe-state", "supply")

_SMALL_SHARE = 0.05
_NAMED = 3


@dataclass(slots=True, kw_only=True)
class _Move:
    """One output that is to move a little and to return."""

    target: str
    values: list[Scalar]
    number: int | None = None
    until_ms: int = 0


@dataclass(slots=True)
class SelfTest:
    """Tries one device, a small piece at each ``step``, while nobody else commands it.

    ``shown`` is what its outputs were told last; they return to that. ``monotonic_s`` measures.
    """

    device: Device
    shown: Mapping[str, int]
    monotonic_s: Callable[[], float]
    tr: Translate
    lines: dict[str, CheckLine] = field(
        default_factory=lambda: {
            key: CheckLine(key=key, outcome=CheckOutcome.WAITING) for key in KEYS
        }
    )
    _began_ms: int | None = None
    _missing: set[str] = field(default_factory=set)
    _moves: list[_Move] = field(default_factory=list)
    _failed: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether every line has its outcome."""
        return not any(
            line.outcome in {CheckOutcome.WAITING, CheckOutcome.RUNNING}
            for line in self.lines.values()
        )

    def take(self, reports: Iterable[Report]) -> None:
        """Look at what the device reported."""
        for report in reports:
            if isinstance(report, StreamSamples):
                self._missing.discard(report.name)
            elif isinstance(report, CommandResult):
                self._on_result(report)

    def step(self, now_ms: int) -> bool:
        """Go on with what is due at link time ``now_ms``; safety waits up to SAFE_S.

        Whether that ended the test.
        """
        if self.is_done:
            return False
        self._go_on(now_ms)
        return self.is_done

    def _go_on(self, now_ms: int) -> None:
        if self.device.link is not LinkState.UP:
            self._give_up()
        elif self._began_ms is None:
            self._begin(now_ms)
        elif self._is_at("sensors"):
            self._listen(now_ms)
        elif self._is_at("actuators"):
            self._move(now_ms)
        else:
            self._make_safe()
            self._read_supply()

    # -- sensors

    def _begin(self, now_ms: int) -> None:
        self._began_ms = now_ms
        if isinstance(self.device, ListeningDevice):
            self.device.listen_to_all()
        streams = self.device.capabilities.streams
        self._missing = set(streams)
        self._tell("sensors", CheckOutcome.RUNNING, asked=len(streams))

    def _listen(self, now_ms: int) -> None:
        asked = len(self.device.capabilities.streams)
        done = asked - len(self._missing)
        if self._missing and now_ms - (self._began_ms or 0) < SENSORS_MS:
            self._tell("sensors", CheckOutcome.RUNNING, done=done, asked=asked)
            return
        if asked == 0:
            words = self.tr("it has no sensors")
            self._tell("sensors", CheckOutcome.NOT_POSSIBLE, words=words)
        else:
            # What a driver declares for every model, this one may lack; a device that declares
            # its own channels has to keep its word.
            is_enough = done > 0 and not isinstance(self.device, ListeningDevice)
            has_passed = is_enough or not self._missing
            names = _some(sorted(self._missing))
            self._tell(
                "sensors", CheckOutcome.PASSED if has_passed else CheckOutcome.FAILED, done=done,
                asked=asked, words=self.tr("silent: {names}", names=names) if names else "",
            )  # fmt: skip
        self._moves = [
            _Move(target=each.name, values=_there_and_back(each, self.shown))
            for each in _movable(self.device.capabilities.actuators)
        ]
        if self._moves:
            self._tell("actuators", CheckOutcome.RUNNING, asked=len(self._moves))
        else:
            words = self.tr("it has no outputs")
            self._tell("actuators", CheckOutcome.NOT_POSSIBLE, words=words)

    # -- actuators

    def _move(self, now_ms: int) -> None:
        """One output after the other, so that somebody who looks on sees which one moves."""
        line = self.lines["actuators"]
        if not self._moves:
            outcome = CheckOutcome.FAILED if self._failed else CheckOutcome.PASSED
            self.lines["actuators"] = replace(line, outcome=outcome, words=_some(self._failed))
            return
        move = self._moves[0]
        if move.number is None:
            command = DeviceCommand(target=move.target, fields={"value": move.values.pop(0)})
            move.number = self.device.send(command)
            move.until_ms = now_ms + ANSWER_MS
        elif now_ms > move.until_ms:
            self._fail(move, self.tr("no answer"))

    def _on_result(self, result: CommandResult) -> None:
        if not self._moves or result.command != self._moves[0].number:
            return
        move = self._moves[0]
        if result.outcome is not CommandOutcome.OK:
            told = f"{result.outcome.value}: {result.detail}".removesuffix(": ")
            self._fail(move, told)
            return
        move.number = None
        if not move.values:
            self._moves.pop(0)
            line = self.lines["actuators"]
            self.lines["actuators"] = replace(line, done=line.done + 1)

    def _fail(self, move: _Move, why: str) -> None:
        self._failed.append(f"{move.target} ({why})")
        self._moves.pop(0)

    # -- safety and supply

    def _make_safe(self) -> None:
        if not self.device.capabilities.actuators:
            words = self.tr("it has no outputs")
            self._tell("safe-state", CheckOutcome.NOT_POSSIBLE, words=words)
            return
        began_s = self.monotonic_s()
        is_safe = self.device.make_safe(SAFE_S)
        took_s = self.monotonic_s() - began_s
        words = "" if is_safe else self.tr("not confirmed: switch it off by hand")
        self._tell(
            "safe-state", CheckOutcome.PASSED if is_safe else CheckOutcome.FAILED, asked=1,
            done=int(is_safe), measured=took_s, unit="s", words=words,
        )  # fmt: skip

    def _read_supply(self) -> None:
        percent = self.device.health.battery_percent
        if percent is None:
            words = self.tr("it does not tell")
            self._tell("supply", CheckOutcome.NOT_POSSIBLE, words=words)
            return
        is_low = percent < BATTERY_LOW_PERCENT
        words = self.tr("charge it before a session") if is_low else ""
        self._tell(
            "supply", CheckOutcome.FAILED if is_low else CheckOutcome.PASSED, asked=1,
            done=int(not is_low), measured=float(percent), unit="%", words=words,
        )  # fmt: skip

    # -- lines

    def _is_at(self, key: str) -> bool:
        return self.lines[key].outcome in {CheckOutcome.WAITING, CheckOutcome.RUNNING}

    def _give_up(self) -> None:
        for key, line in self.lines.items():
            if self._is_at(key):
                words = self.tr("the link was lost")
                self.lines[key] = replace(line, outcome=CheckOutcome.FAILED, words=words)

    def _tell(
        self, key: str, outcome: CheckOutcome, *, done: int = 0, asked: int = 0,
        measured: float | None = None, unit: str = "", words: str = "",
    ) -> None:  # fmt: skip
        self.lines[key] = CheckLine(
            key=key, outcome=outcome, done=done, asked=asked, measured=measured, unit=unit,
            words=words,
        )  # fmt: skip


def _movable(actuators: Mapping[str, Actuator]) -> tuple[Actuator, ...]:
    """Return the outputs that take numbers: not the people of a simulation, not the safe state.

    An output without a range (a rhythm by its name) cannot be moved a little.
    """
    return tuple(
        each for name, each in actuators.items()
        if each.kind != "simulated" and name != "device.safe" and each.low < each.high
    )  # fmt: skip


def _there_and_back(actuator: Actuator, shown: Mapping[str, int]) -> list[Scalar]:
    """Return a small value and the one that the output has now: what it showed, else rest."""
    low, high = actuator.low, actuator.high
    rest = shown.get(actuator.name, min(max(0.0, low), high))
    small = rest + (high - low) * _SMALL_SHARE
    if small > high:
        small = rest - (high - low) * _SMALL_SHARE
    if float(low).is_integer() and float(high).is_integer():
        small = min(int(high), int(small) + (small != int(small)))
        return [small, int(rest)]
    return [small, rest]


def _some(names: Iterable[str]) -> str:
    """Return the first few of many names."""
    all_names = list(names)
    more = len(all_names) - _NAMED
    return ", ".join(all_names[:_NAMED]) + (f" +{more}" if more > 0 else "")
