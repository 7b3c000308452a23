"""`simrunner cpr measure`: the quality of compressions in a CSV file of anybody's."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import typer

from simrunner.app.assets import table
from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.cpr.detector import Compression, CompressionDetector, Release
from simrunner.cpr.measures import Stretch, measures_of
from simrunner.cpr.quality import LEAN_MM, Target

KINDS = ("depth", "compressions", "periods")
_COLUMNS = {
    "depth": ("depth_mm", "time_s,depth_mm"),
    "compressions": ("time_s,depth_mm", "time_s,depth_mm,residual_mm"),
    "periods": ("start_s,end_s",),
}
LEAST_RATE_HZ = 99.5
"""About 100 Hz: at 25 Hz a rate near 110 per minute is only known to 8 per minute, and the highest
sample may be 0.85 mm below the peak (reckoned for raised cosines)."""

_SETTLE_SAMPLES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to measure and how; ``gap_s`` is the interval that counts as a pause."""

    file: Path
    kind: str
    profile: str
    gap_s: float
    rate_hz: float | None
    total_s: float | None


def measure(ask: Ask) -> Mapping[str, object]:
    """Return the measures of a file; Refusal with file and line when it cannot be read."""
    profiles = table("cpr", "profiles.toml")
    if ask.profile not in profiles:
        raise Refusal(f"There is no profile {ask.profile}; there are {', '.join(profiles)}.")
    if ask.kind not in KINDS:
        raise Refusal(f"There is no kind {ask.kind}; there are {', '.join(KINDS)}.")
    for name, number in (("gap", ask.gap_s), ("rate", ask.rate_hz), ("total", ask.total_s)):
        if number is not None and not (math.isfinite(number) and number > 0):
            raise Refusal(f"--{name} must be more than 0.")
    rows = _rows(ask)
    row = profiles[ask.profile]
    head: dict[str, object] = {
        "file": ask.file.name, "kind": ask.kind, "profile": ask.profile,
        "guideline": row["guideline"], "profile_verified": row["verified"],
    }  # fmt: skip
    if ask.kind == "periods":
        return head | _periods(ask, rows)
    stretch = _sampled(ask, rows) if ask.kind == "depth" else _listed(ask, rows)
    if stretch.total_us <= 0:
        raise Refusal(f"{ask.file}: there is no time between the first and the last row.")
    low_mm, high_mm = row["depth_mm"]
    low, high = row["rate_per_min"]
    target = Target(
        depth_low_mm=low_mm, depth_high_mm=high_mm, rate_low_per_min=low, rate_high_per_min=high
    )
    if ask.kind == "depth":
        head |= _sampling(ask, rows)
    return head | dict(measures_of(stretch, target, pause_us=round(ask.gap_s * 1e6)))


def print_measures(found: Mapping[str, object], *, is_json: bool) -> None:
    """Print measures as one JSON object, or as a line each."""
    if is_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for name, content in found.items():
        shown = round(content, 4) if isinstance(content, float) else content
        typer.echo(f"{name}: {'-' if shown is None else shown}")


def _rows(ask: Ask) -> list[list[float]]:
    """Return the numbers of the file; a first line of names must be one of the kind's."""
    allowed = [columns.split(",") for columns in _COLUMNS[ask.kind]]
    try:
        with ask.file.open(encoding="utf-8-sig", newline="") as file:
            lines = [(n, row) for n, row in enumerate(csv.reader(file), start=1) if row]
    except OSError as error:
        raise Refusal(f"{ask.file}: {error.strerror}.", ENVIRONMENT) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"{ask.file} is not CSV in UTF-8: {error}.") from error
    names = [name.strip() for name in lines[0][1]] if lines else []
    if names in allowed:
        allowed, lines = [names], lines[1:]
    if not lines:
        raise Refusal(f"{ask.file} has no rows.")
    width = len(lines[0][1])
    if width not in map(len, allowed):
        wanted = " or ".join(_COLUMNS[ask.kind])
        raise Refusal(f"{ask.file}, line {lines[0][0]}: columns must be {wanted}.")
    return [_numbers(ask.file, number, row, width) for number, row in lines]


def _numbers(file: Path, number: int, row: Sequence[str], width: int) -> list[float]:
    try:
        found = [float(cell) for cell in row]
    except ValueError as error:
        raise Refusal(f"{file}, line {number}: {error}.") from error
    if len(found) != width or not all(map(math.isfinite, found)):
        raise Refusal(f"{file}, line {number}: {width} finite numbers are needed.")
    return found


def _sampled(ask: Ask, rows: Sequence[Sequence[float]]) -> Stretch:
    """Find the compressions of a depth signal."""
    if len(rows[0]) == 1:
        if ask.rate_hz is None:
            raise Refusal("Depths without times need --rate, the samples per second.")
        times_us = [round(n * 1e6 / ask.rate_hz) for n in range(len(rows))]
    else:
        times_us = _in_order(ask, [row[0] for row in rows])
    detector, found = CompressionDetector(), []
    for t_us, row in zip(times_us, rows, strict=True):
        found += detector.feed(t_us, 0, (row[-1],))
    ended_us = times_us[-1]
    if rows[-1][-1] < LEAN_MM:
        # A chest that is up at the end has been let go: half a second more settles it.
        for n in range(1, _SETTLE_SAMPLES + 1):
            found += detector.feed(ended_us + n * 10_000, 0, (rows[-1][-1],))
    total_us = ended_us - (found[0].onset_us if found else times_us[0])
    return Stretch(
        compressions=found, releases=detector.take_releases(), total_us=_total(ask, total_us)
    )


def _sampling(ask: Ask, rows: Sequence[Sequence[float]]) -> dict[str, object]:
    """Return how often was sampled, and whether that is often enough for what is measured."""
    timed_hz = (len(rows) - 1) / (rows[-1][0] - rows[0][0]) if len(rows[0]) > 1 else 0.0
    rate_hz = timed_hz or ask.rate_hz or 0.0
    return {"samples_per_s": rate_hz, "is_sampled_enough": rate_hz >= LEAST_RATE_HZ}


def _listed(ask: Ask, rows: Sequence[Sequence[float]]) -> Stretch:
    """Take compressions as another maker's export lists them: peaks only."""
    times_us = _in_order(ask, [row[0] for row in rows])
    releases = [
        Release(peak_us=t_us, release_us=t_us, residual_mm=row[2])
        for t_us, row in zip(times_us, rows, strict=True)
        if len(row) > 2
    ]
    return Stretch(
        compressions=[
            Compression(onset_us=t_us, peak_us=t_us, depth_mm=row[1])
            for t_us, row in zip(times_us, rows, strict=True)
        ],
        releases=releases, total_us=_total(ask, times_us[-1] - times_us[0]), has_onsets=False,
    )  # fmt: skip


def _periods(ask: Ask, rows: Sequence[Sequence[float]]) -> dict[str, object]:
    """Return the fraction of periods that somebody marked."""
    edges_s = [edge for row in rows for edge in row]
    _in_order(ask, edges_s)
    total_s = _total(ask, round((edges_s[-1] - edges_s[0]) * 1e6)) / 1e6
    active_s = sum(end_s - start_s for start_s, end_s in rows)
    pauses_s = [after[0] - before[1] for before, after in pairwise(rows)]
    return {
        "periods": len(rows), "total_s": total_s, "fraction_onset_to_release": active_s / total_s,
        "gap_s": ask.gap_s, "pauses_s": [pause for pause in pauses_s if pause >= ask.gap_s],
    }  # fmt: skip


def _total(ask: Ask, measured_us: int) -> int:
    if ask.total_s is None:
        return measured_us
    asked_us = round(ask.total_s * 1e6)
    if asked_us < measured_us:
        raise Refusal(f"--total is {ask.total_s:g} s, but the file covers {measured_us / 1e6:g} s.")
    return asked_us


def _in_order(ask: Ask, times_s: Sequence[float]) -> list[int]:
    times_us = [round(time_s * 1e6) for time_s in times_s]
    for before, after in pairwise(times_us):
        if after <= before:
            raise Refusal(f"{ask.file}: {after / 1e6:g} s does not come after {before / 1e6:g} s.")
    return times_us
