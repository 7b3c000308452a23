"""Per-compression exports of other makers: seconds and milliseconds in columns of their own.

The shape is that of a public example: seconds (which may start again at 60), milliseconds, depth
in inches, thousandths of an inch or mm, then rate, release velocity and a flag of validity, as far
as they are there. The names differ from file to file, so they are recognised by what they mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from simrunner.app.cpr_table import NumberTable
from simrunner.app.exit_code import Refusal
from simrunner.cpr.detector import MIN_PEAK_MM

MM_PER_INCH = 25.4
_ROUND_S = 60.0
_WIDTH = 6
_ORDER = ("seconds", "milliseconds", "depth", "rate", "release", "valid")
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "s": "seconds", "sec": "seconds", "secs": "seconds", "second": "seconds",
        "seconds": "seconds", "ms": "milliseconds", "msec": "milliseconds",
        "millisecond": "milliseconds", "milliseconds": "milliseconds", "d": "depth",
        "depth": "depth", "depthin": "depth", "depthinch": "depth", "depthinches": "depth",
        "depthmil": "depth", "depthmils": "depth", "depthmm": "depth", "rate": "rate",
        "cpm": "rate", "ratecpm": "rate", "rateperminute": "rate", "vr": "release",
        "releasevelocity": "release", "velocity": "release", "valid": "valid",
        "validity": "valid", "isvalid": "valid",
    }
)  # fmt: skip
_UNITS: Mapping[str, float] = MappingProxyType(
    {
        "depthin": MM_PER_INCH, "depthinch": MM_PER_INCH, "depthinches": MM_PER_INCH,
        "depthmil": MM_PER_INCH / 1000, "depthmils": MM_PER_INCH / 1000, "depthmm": 1.0,
    }
)  # fmt: skip
_INCHES_BELOW = 8.0
_MM_BELOW = 150.0
_THOUSANDTHS_FROM = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedCompression:
    """One row of an export; the release velocity (mm/s) is None where there is none."""

    at_s: float
    depth_mm: float
    release_mm_per_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What an export holds: ``left_out`` rows are invalid by their flag or no compression."""

    compressions: tuple[ExportedCompression, ...]
    left_out: int


def is_export(table: NumberTable) -> bool:
    """Return whether a table is of this shape: by its names, or by six columns without any."""
    if not table.names:
        return table.width == _WIDTH
    return {"seconds", "milliseconds", "depth"} <= set(_columns(table.names))


def read_export(table: NumberTable) -> Export:
    """Return the compressions of an export; Refusal naming a line that makes no sense."""
    place = _columns(table.names) if table.names else {n: i for i, n in enumerate(_ORDER)}
    rows = table.numbers()
    times_s = _times_s(table, place, rows)
    depths = [row[place["depth"]] for row in rows]
    mm = _mm_per_unit(table, place, depths)
    found, left_out = [], 0
    for at_s, row in zip(times_s, rows, strict=True):
        depth_mm = row[place["depth"]] * mm
        if depth_mm < MIN_PEAK_MM or ("valid" in place and row[place["valid"]] == 0):
            left_out += 1
            continue
        release = row[place["release"]] if "release" in place else None
        found.append(ExportedCompression(at_s=at_s, depth_mm=depth_mm, release_mm_per_s=release))
    if not found:
        raise Refusal(f"{table.file} has no valid compression of {MIN_PEAK_MM:g} mm or more.")
    return Export(compressions=tuple(found), left_out=left_out)


def _columns(names: Sequence[str]) -> dict[str, int]:
    """Return which column is what, by its name without figures, signs and spaces."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        meaning = _NAMES.get(_bare(name))
        if meaning is not None:
            found.setdefault(meaning, place)
    return found


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())


def _times_s(
    table: NumberTable, place: Mapping[str, int], rows: Sequence[Sequence[float]]
) -> list[float]:
    """Return the times in order; seconds that start again at 60 go on with the next minute."""
    wraps = max(row[place["seconds"]] for row in rows) < _ROUND_S
    times: list[float] = []
    minute_s = 0.0
    for line, row in zip(table.lines, rows, strict=True):
        seconds, milliseconds = row[place["seconds"]], row[place["milliseconds"]]
        if seconds < 0 or not 0 <= milliseconds < 1000:
            raise Refusal(
                f"{table.file}, line {line}: {seconds:g} s and {milliseconds:g} ms are no time; "
                f"seconds must not be below 0, and milliseconds 0 to 999."
            )
        at_s = minute_s + seconds + milliseconds / 1000
        if times and at_s <= times[-1]:
            if not wraps or at_s + _ROUND_S <= times[-1] or at_s == times[-1]:
                raise Refusal(
                    f"{table.file}, line {line}: {at_s:g} s does not come after {times[-1]:g} s."
                )
            minute_s += _ROUND_S
            at_s += _ROUND_S
        times.append(at_s)
    return times


def _mm_per_unit(table: NumberTable, place: Mapping[str, int], depths: Sequence[float]) -> float:
    """Return the mm of the depths' unit, by the column's name, else by how large they are."""
    if table.names and (named := _UNITS.get(_bare(table.names[place["depth"]]))) is not None:
        return named
    middle = sorted(depths)[len(depths) // 2]
    if 0 < middle < _INCHES_BELOW:
        return MM_PER_INCH
    if MIN_PEAK_MM <= middle < _MM_BELOW:
        return 1.0
    if middle >= _THOUSANDTHS_FROM:
        return MM_PER_INCH / 1000
    raise Refusal(
        f"{table.file}: half of the depths are below {middle:g}, which is neither inches, nor mm, "
        f"nor thousandths of an inch; name the column depth_in, depth_mm or depth_mil."
    )
