"""Reading a fault script, a TOML file that people write.

```toml
[[fault]]
kind = "flip"
probability = 1e-4

[[fault]]
kind = "unplug"
at_s = 30
for_s = 2
```
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from devices.simulated.faults.fault import LINE_KINDS, Fault, FaultKind, Way
from devices.simulated.settings_table import SettingsTable, read_toml

_DAY_S = 86_400.0

AMOUNTS: Mapping[FaultKind, tuple[str, float, float, float]] = MappingProxyType(
    {
        FaultKind.DRIFT: ("ppm", 80.0, -100_000.0, 100_000.0),
        FaultKind.CLOCK_STEP: ("step_ms", 1000.0, -3_600_000.0, 3_600_000.0),
        FaultKind.NAK: ("result", 4.0, 1.0, 255.0),
        FaultKind.SLOW_ACK: ("delay_ms", 200.0, 1.0, 60_000.0),
        FaultKind.WRONG_VERSION: ("version", 2.0, 2.0, 15.0),
        FaultKind.GARBAGE: ("bytes", 1000.0, 1.0, 1_000_000.0),
    }
)
"""For each kind that has an amount: its key, what it is when left out, lowest and highest."""

_LASTING_S: Mapping[FaultKind, float] = MappingProxyType(
    {FaultKind.STALL: 1.0, FaultKind.UNPLUG: 1.0}
)
"""How long these last when nobody says so: a device that never comes back needs to be asked for."""


def read_faults(path: Path) -> tuple[Fault, ...]:
    """Return the faults of a TOML file, in its order; SettingsError says what is wrong with it."""
    whole = SettingsTable(read_toml(path), str(path))
    faults = tuple(_fault(table) for table in whole.tables("fault"))
    whole.finish()
    return faults


def fault_from(content: Mapping[str, Any], place: str) -> Fault:
    """Return one fault written as a table; SettingsError says what is wrong with it."""
    return _fault(SettingsTable(content, place))


def _fault(table: SettingsTable) -> Fault:
    if not table.has("kind"):
        raise table.wrong(f'kind is missing, for example kind = "{FaultKind.UNPLUG}".')
    kind = FaultKind(table.choice("kind", "", tuple(FaultKind)))
    probability = table.number("probability", 0, 0, 1) if table.has("probability") else None
    if probability is None and kind in LINE_KINDS:
        raise table.wrong(f"{kind} needs a probability, for example probability = 0.001.")
    is_lasting = table.has("for_s")
    for_s = table.number("for_s", _LASTING_S.get(kind, 1.0), 0.001, _DAY_S)
    key, usual, low, high = AMOUNTS.get(kind, ("", 0.0, 0.0, 0.0))
    fault = Fault(
        kind=kind, at_us=_us(table.number("at_s", 0, 0, _DAY_S)),
        for_us=_us(for_s) if is_lasting or kind in _LASTING_S else None,
        every_us=_us(table.number("every_s", 0, 0, _DAY_S)), probability=probability,
        amount=table.number(key, usual, low, high) if key else 0.0,
        way=Way(table.choice("way", Way.HOST, tuple(Way))),
    )  # fmt: skip
    if fault.every_us and (fault.for_us is None or fault.for_us > fault.every_us):
        raise table.wrong("every_s needs a for_s that is not longer.")
    table.finish()
    return fault


def _us(seconds: float) -> int:
    return round(seconds * 1e6)
