"""Anything that can happen to a link, in any order, and what must hold all the way."""

from collections.abc import Sequence

from devices.simulated.drill.bench_rig import BenchRig
from devices.simulated.faults.fault import Fault, FaultKind, Way
from simrunner.domain.chance import Stream
from simrunner.hardware.device import (
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceEvent,
    LinkState,
    Report,
    StreamSamples,
)

STEPS = 12
_BACK_WITHIN_S = 6.0
_TARGET = "chest.rise.l"

FAULTS = (
    Fault(kind=FaultKind.LOSE, probability=0.1, for_us=300_000, way=Way.BOTH),
    Fault(kind=FaultKind.FLIP, probability=1e-3, for_us=300_000, way=Way.BOTH),
    Fault(kind=FaultKind.DROP, probability=1e-2, for_us=300_000),
    Fault(kind=FaultKind.INSERT, probability=1e-2, for_us=300_000),
    Fault(kind=FaultKind.DUPLICATE, probability=0.5, for_us=300_000, way=Way.BOTH),
    Fault(kind=FaultKind.REORDER, probability=0.3, for_us=300_000),
    Fault(kind=FaultKind.TRUNCATE, probability=0.3, for_us=300_000),
    Fault(kind=FaultKind.STALL, for_us=700_000),
    Fault(kind=FaultKind.STALL, for_us=2_000_000),
    Fault(kind=FaultKind.UNPLUG, for_us=300_000),
    Fault(kind=FaultKind.REBOOT),
    Fault(kind=FaultKind.NAK, for_us=200_000, amount=3),
    Fault(kind=FaultKind.SLOW_ACK, for_us=200_000, amount=120),
    Fault(kind=FaultKind.UNKNOWN_FRAME),
    Fault(kind=FaultKind.MODEM),
    Fault(kind=FaultKind.GARBAGE, amount=700),
    Fault(kind=FaultKind.OTHER_CAPABILITIES, for_us=400_000),
)


class Walk:
    """A link under operations; each operation checks what must always hold.

    `AssertionError` tells which invariant broke.
    """

    def __init__(self, seed: int) -> None:
        """Bring the link up."""
        self.rig = BenchRig(seed=seed)
        self._sent: list[int] = []
        self._settled: list[int] = []
        self._felt = 0
        self._heard: dict[int, list[int]] = {}
        self._take(self.rig.connect())

    def wait(self, tenths: int) -> None:
        """Let time pass."""
        self._take(self.rig.poll_for(0.1 * tenths))

    def feel(self) -> None:
        """Let the device feel an event."""
        self._felt += 1
        self.rig.far.manikin.feel("touch", {"number": self._felt})
        self.wait(1)

    def send(self, permille: int) -> None:
        """Set an output."""
        command = DeviceCommand(target=_TARGET, fields={"value": permille})
        number = self.rig.device.send(command)
        is_up = self.rig.device.link is LinkState.UP
        assert (number is not None) == is_up, "a command goes out exactly while the link is UP"
        if number is not None:
            self._sent.append(number)
        self.wait(1)

    def cause(self, fault: Fault) -> None:
        """Let something go wrong."""
        self.rig.far.cause(fault)
        self.wait(2)

    def end(self) -> None:
        """Let every fault pass: the link must come back and everything must be settled."""
        self._take(self.rig.poll_for(_BACK_WITHIN_S))
        assert self.rig.device.link is LinkState.UP, f"still {self.rig.device.link.value}"
        number = self.rig.device.send(DeviceCommand(target=_TARGET, fields={"value": 321}))
        assert number is not None
        self._sent.append(number)
        self._take(self.rig.poll_for(1.0))
        assert self._settled == self._sent, "each command has one result, in order"
        shown = self.rig.far.manikin.outputs[_TARGET]
        assert shown == 321, f"the last command was answered, and the output shows {shown}"

    def _take(self, reports: Sequence[Report]) -> None:
        identity = self.rig.device.identity
        boot = 0 if identity is None else identity.boot_id
        for report in reports:
            match report:
                case CommandResult(command=number, outcome=outcome):
                    assert number not in self._settled, "one result for each command"
                    assert outcome in CommandOutcome
                    self._settled.append(number)
                case DeviceEvent(fields=fields):
                    heard = self._heard.setdefault(boot, [])
                    number = int(fields["number"])
                    assert not heard or number > heard[-1], "events once each and in order"
                    heard.append(number)
                case StreamSamples():
                    self._take_samples(report)
                case _:
                    pass  # a change of the link is looked at where it matters

    def _take_samples(self, samples: StreamSamples) -> None:
        assert samples.values
        assert samples.period_us > 0
        assert all(abs(depth_mm) < 5.0 for depth_mm in samples.values), "no false sample"


def walk(seed: int) -> str:
    """Take one walk of random steps; return which invariant broke, "" when none did."""
    chance = Stream(seed, "drill.walk")
    try:
        way = Walk(seed)
        for _ in range(STEPS):
            _step(way, chance)
        way.end()
    except AssertionError as broken:
        return f"seed {seed}: {broken}"
    return ""


def _step(way: Walk, chance: Stream) -> None:
    which = chance.unit()
    if which < 0.2:
        way.wait(1 + int(chance.unit() * 10))
    elif which < 0.4:
        way.feel()
    elif which < 0.6:
        way.send(int(chance.unit() * 1001))
    else:
        way.cause(FAULTS[int(chance.unit() * len(FAULTS))])
