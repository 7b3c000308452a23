"""A file that says what the lines of a home-made board mean.

TOML: a table ``device`` (vendor, model, baud, longest silence) and rows ``[[line]]``, each with a
regular expression and what a line of this shape is: samples of a stream, or an event.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

_DEVICE_KEYS = frozenset({"vendor", "model", "serial", "baud", "silence_s"})
_LINE_KEYS = frozenset({"match", "stream", "unit", "rate_hz", "scale", "offset", "event"})
_BAUDS = (1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600)


class MappingError(Exception):
    """A mapping file cannot be used; the sentence says where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """What a line of one shape means: a stream (group ``value``), else an event."""

    pattern: re.Pattern[str]
    stream: str = ""
    unit: str = ""
    rate_hz: float = 1.0
    scale: float = 1.0
    offset: float = 0.0
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMapping:
    """A board: who it is, how it talks, what its lines mean. ``silence_s`` 0: it may be silent."""

    vendor: str
    model: str
    serial: str
    baud: int
    silence_s: float
    rules: tuple[LineRule, ...]


def mapping_from(text: str) -> LineMapping:
    """Return the mapping that a file describes; MappingError with a sentence for any other."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"this is not TOML: {error}") from error
    device = table.get("device", {})
    rows = table.get("line", [])
    if not isinstance(device, dict) or not isinstance(rows, list) or not rows:
        raise MappingError("write a table [device] and at least one [[line]]")
    _known("device", device, _DEVICE_KEYS)
    baud = device.get("baud", 9_600)
    if baud not in _BAUDS:
        raise MappingError(f"device: no baud rate {baud!r}; one of {', '.join(map(str, _BAUDS))}")
    return LineMapping(
        vendor=str(device.get("vendor", "")), model=str(device.get("model", "board")),
        serial=str(device.get("serial", "")), baud=baud,
        silence_s=_number("device", device, "silence_s", 2.0),
        rules=tuple(_rule(f"line {place}", row) for place, row in enumerate(rows, 1)),
    )  # fmt: skip


def _rule(where: str, row: dict[str, Any]) -> LineRule:
    _known(where, row, _LINE_KEYS)
    if not isinstance(row.get("match"), str):
        raise MappingError(f"{where}: match is missing: write the regular expression of the line")
    try:
        pattern = re.compile(row["match"], re.ASCII)
    except re.error as error:
        raise MappingError(f"{where}: match is no regular expression: {error}") from error
    stream, event = str(row.get("stream", "")), str(row.get("event", ""))
    if bool(stream) == bool(event):
        raise MappingError(f"{where}: write either stream or event")
    if stream and "value" not in pattern.groupindex:
        raise MappingError(f"{where}: the number of a stream is the group (?P<value>…) of match")
    if stream and not row.get("unit"):
        raise MappingError(f"{where}: unit is missing: {stream} is measured in something")
    rate_hz = _number(where, row, "rate_hz", 1.0)
    if not 0 < rate_hz <= 1_000:
        raise MappingError(f"{where}: rate_hz is more than 0 and at most 1000, not {rate_hz:g}")
    return LineRule(
        pattern=pattern, stream=stream, unit=str(row.get("unit", "")), rate_hz=rate_hz,
        scale=_number(where, row, "scale", 1.0), offset=_number(where, row, "offset", 0.0),
        event=event,
    )  # fmt: skip


def _known(where: str, table: dict[str, Any], keys: frozenset[str]) -> None:
    strange = sorted(set(table) - keys)
    if strange:
        raise MappingError(f"{where}: no key {strange[0]}; there are {', '.join(sorted(keys))}")


def _number(where: str, table: dict[str, Any], key: str, otherwise: float) -> float:
    number = table.get(key, otherwise)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise MappingError(f"{where}: {key} is a number, not {number!r}")
    return float(number)
