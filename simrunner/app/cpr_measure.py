"""`simrunner cpr measure`: the quality of compressions in a file of anybody's, or in a record."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import typer

from simrunner.app.assets import table
from simrunner.app.cpr_export import is_export, read_export
from simrunner.app.cpr_table import LARGEST, NumberTable, read_table
from simrunner.app.exit_code import Refusal
from simrunner.cpr.detector import Compression, CompressionDetector, Release
from simrunner.cpr.load_cell import with_forces
from simrunner.cpr.measures import Stretch, measures_of
from simrunner.cpr.meter import CprMeter
from simrunner.cpr.profile import Profile, profile_of
from simrunner.cpr.quality import left_out_us
from simrunner.cpr.release import LEAN_MM
from simrunner.cpr.ventilation import Breath, breaks_us, breath_measures

KINDS = ("depth", "compressions", "periods", "record")
_COLUMNS = {
    "depth": ("depth_mm", "time_s,depth_mm", "time_s,depth_mm,force_n"),
    "compressions": ("time_s,depth_mm", "time_s,depth_mm,residual_mm"),
    "periods": ("start_s,end_s",),
    "breaths": ("time_s,volume_ml",),
}
_NAMED_ONLY = ("force_n",)  # three bare columns are compressions more often than a load cell
LEAST_RATE_HZ = 99.5
"""About 100 Hz: at 25 Hz a rate near 110 per minute is only known to 8 per minute, and the highest
sample may be 0.85 mm below the peak (reckoned for raised cosines)."""

LEAST_ASKED_HZ = 1.0
"""Slower than once a second no compression can be seen."""

_SETTLE_SAMPLES = 50
_SAMPLED_BELOW_S = 0.15  # people compress at most six times a second, sensors tell far more often
_RECORD_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to measure and how; ``gap_s`` is the interval that counts as a pause.

    ``kind`` None is guessed; ``run`` chooses a run of a record, else its last.
    """

    file: Path
    profile: str
    gap_s: float
    kind: str | None = None
    rate_hz: float | None = None
    total_s: float | None = None
    rosc_gap_s: float | None = None
    shocks_s: Sequence[float] = ()
    ventilations: Path | None = None
    has_airway: bool = False
    run: str | None = None

    @property
    def gap_us(self) -> int:
        """The interval that counts as a pause."""
        return round(self.gap_s * 1e6)

    @property
    def rosc_gap_us(self) -> int | None:
        """From which interval on a gap is left out altogether."""
        return None if self.rosc_gap_s is None else round(self.rosc_gap_s * 1e6)


def read_profiles() -> dict[str, Profile]:
    """Return every profile by its name."""
    return {name: profile_of(name, row) for name, row in table("cpr", "profiles.toml").items()}


def measure(ask: Ask) -> Mapping[str, object]:
    """Return the measures of a file; Refusal with file and line when it cannot be read."""
    profiles = read_profiles()
    if ask.profile not in profiles:
        raise Refusal(f"There is no profile {ask.profile}; there are {', '.join(profiles)}.")
    if ask.kind is not None and ask.kind not in KINDS:
        raise Refusal(f"There is no kind {ask.kind}; there are {', '.join(KINDS)}.")
    _judge_numbers(ask)
    profile = profiles[ask.profile]
    if ask.kind == "record" or (ask.kind is None and _is_record(ask.file)):
        _refuse_besides(ask, "a record", "tells its own shocks and breaths")
        return _head(ask, "record", profile) | _recorded(ask, profile)
    rows = read_table(ask.file)
    kind = _guess(ask, rows) if ask.kind is None else ask.kind
    head = _head(ask, kind, profile)
    if kind == "periods":
        _refuse_besides(ask, "a list of periods", "has only its fraction and pauses")
        return head | _periods(ask, _columned(rows, kind))
    if kind == "compressions" and is_export(rows):
        stretch, more = _exported(ask, rows)
    elif kind == "compressions":
        stretch, more = _listed(ask, _columned(rows, kind)), {}
    else:
        numbers = _columned(rows, kind)
        stretch, more = _sampled(ask, numbers), _sampling(ask, numbers)
    return head | more | _judged(ask, stretch, profile)


def print_measures(found: Mapping[str, object], *, is_json: bool) -> None:
    """Print measures as one JSON object, or as a line each."""
    if is_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for name, content in found.items():
        typer.echo(f"{name}: {_shown(content)}")


def _shown(content: object) -> str:
    """Return a measure as people read it, without signs of JSON."""
    if content is None or content in ([], {}, ()):
        return "-"
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, float):
        return f"{round(content, 4)}"
    if isinstance(content, Mapping):
        return ", ".join(f"{name} {_shown(inner)}" for name, inner in content.items())
    if isinstance(content, list | tuple):
        parts = [_shown(inner) for inner in content]
        return ("; " if any(isinstance(each, Mapping) for each in content) else ", ").join(parts)
    return str(content)


def _judge_numbers(ask: Ask) -> None:
    asked = (
        ("gap", ask.gap_s), ("rate", ask.rate_hz), ("total", ask.total_s),
        ("rosc-gap", ask.rosc_gap_s),
    )  # fmt: skip
    for name, number in asked:
        if number is not None and not 0 < number <= LARGEST:
            raise Refusal(f"--{name} must be more than 0, and at most {LARGEST:g}.")
    if ask.rate_hz is not None and ask.rate_hz < LEAST_ASKED_HZ:
        raise Refusal(f"--rate must be at least {LEAST_ASKED_HZ:g} samples per second.")
    if ask.rosc_gap_s is not None and ask.rosc_gap_s < ask.gap_s:
        raise Refusal("--rosc-gap must not be below --gap: it is the longer of the two.")
    if not all(0 <= at_s <= LARGEST for at_s in ask.shocks_s):
        raise Refusal("--shock must be a time in seconds, 0 or more.")


def _refuse_besides(ask: Ask, what: str, why: str) -> None:
    """Refuse shocks and breaths where they would be left unread."""
    if ask.shocks_s or ask.ventilations is not None:
        raise Refusal(f"--shock and --ventilations are not for {what}, which {why}.")


def _head(ask: Ask, kind: str, profile: Profile) -> dict[str, object]:
    return {
        "file": ask.file.name, "kind": kind, "is_kind_guessed": ask.kind is None,
        "profile": profile.name, "guideline": profile.guideline,
        "profile_verified": profile.is_verified, "unverified": list(profile.unverified),
    }  # fmt: skip


def _is_record(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_RECORD_MAGIC)) == _RECORD_MAGIC
    except OSError:
        return False  # reading it as a table tells why it cannot be read


def _guess(ask: Ask, rows: NumberTable) -> str:
    """Return what a row is: by the names, else by how many columns and how they go on."""
    names = [",".join(rows.names)]
    for kind in ("periods", "compressions", "depth"):
        if names[0] in _COLUMNS[kind] and names[0] != "time_s,depth_mm":
            return kind
    if is_export(rows) or rows.width == 3:
        return "compressions"
    if rows.width == 1:
        return "depth"
    if rows.width != 2:
        raise Refusal(
            f"{ask.file}: what {rows.width} columns mean cannot be told; say it with --kind."
        )
    numbers = rows.numbers()
    if not rows.names and _are_periods(numbers):
        return "periods"
    gaps = sorted(after[0] - before[0] for before, after in pairwise(numbers))
    is_sampled = not gaps or gaps[len(gaps) // 2] < _SAMPLED_BELOW_S
    return "depth" if is_sampled else "compressions"


def _are_periods(rows: Sequence[Sequence[float]]) -> bool:
    edges = [edge for row in rows for edge in row]
    return all(after > before for before, after in pairwise(edges))


def _columned(rows: NumberTable, kind: str) -> list[list[float]]:
    """Return the numbers of a table whose columns must be those of the kind."""
    allowed = [columns.split(",") for columns in _COLUMNS[kind]]
    wanted = " or ".join(_COLUMNS[kind])
    if rows.names and list(rows.names) not in allowed:
        raise Refusal(f"{rows.file}, line 1: columns must be {wanted}, not {','.join(rows.names)}.")
    widths = {len(columns) for columns in allowed if rows.names or columns[-1] not in _NAMED_ONLY}
    if (len(rows.names) or rows.width) != rows.width or rows.width not in widths:
        raise Refusal(f"{rows.file}, line {rows.lines[0]}: columns must be {wanted}.")
    return rows.numbers()


def _judged(ask: Ask, stretch: Stretch, profile: Profile) -> dict[str, object]:
    """Return the measures of a stretch, with those of breaths where a file of them was given."""
    left_out = max(left_out_us(stretch.compressions, stretch.releases, ask.rosc_gap_us))
    if stretch.total_us - left_out <= 0:
        raise Refusal(f"{ask.file}: there is no time between the first and the last row.")
    found = dict(
        measures_of(stretch, profile.target, pause_us=ask.gap_us, rosc_gap_us=ask.rosc_gap_us)
    )
    if ask.ventilations is not None:
        breaks = breaks_us(stretch.compressions, stretch.releases, pause_us=ask.gap_us)
        found["ventilation"] = breath_measures(
            _breaths(ask.ventilations), breaks, profile.breaths, has_airway=ask.has_airway
        )
    return found


def _breaths(file: Path) -> list[Breath]:
    rows = _columned(read_table(file), "breaths")
    times_us = _in_order(file, [row[0] for row in rows])
    return [
        Breath(at_us=at_us, volume_ml=row[1]) for at_us, row in zip(times_us, rows, strict=True)
    ]


def _recorded(ask: Ask, profile: Profile) -> dict[str, object]:
    """Return the measures of a run: peaks are known, onsets and releases are not."""
    from simrunner.app.records import read_run

    record = read_run(ask.file, ask.run)
    meter = CprMeter(profile, pause_us=ask.gap_us, rosc_gap_us=ask.rosc_gap_us)
    meter.see(recorded.event for recorded in record.events)
    total_us = None if ask.total_s is None else round(ask.total_s * 1e6)
    found = meter.measures(total_us=total_us, has_airway=ask.has_airway)
    if not found:
        raise Refusal(f"{ask.file}: run {record.summary.run} has fewer than two compressions.")
    if total_us is not None:
        _total(ask, meter.spanned_us)
    return {"run": record.summary.run, **found}


def _sampled(ask: Ask, rows: Sequence[Sequence[float]]) -> Stretch:
    """Find the compressions of a depth signal."""
    if len(rows[0]) == 1:
        if ask.rate_hz is None:
            raise Refusal("Depths without times need --rate, the samples per second.")
        times_us = [round(n * 1e6 / ask.rate_hz) for n in range(len(rows))]
    else:
        times_us = _in_order(ask.file, [row[0] for row in rows])
    column = min(1, len(rows[0]) - 1)
    detector, found = CompressionDetector(), []
    for t_us, row in zip(times_us, rows, strict=True):
        found += detector.feed(t_us, 0, (row[column],))
    ended_us = times_us[-1]
    if rows[-1][column] < LEAN_MM:
        # A chest that is up at the end has been let go: half a second more settles it.
        for n in range(1, _SETTLE_SAMPLES + 1):
            found += detector.feed(ended_us + n * 10_000, 0, (rows[-1][column],))
    total_us = ended_us - (found[0].onset_us if found else times_us[0])
    releases = detector.take_releases()
    if len(rows[0]) > column + 1:
        releases = with_forces(releases, times_us, [row[column + 1] for row in rows])
    return Stretch(
        compressions=found, releases=releases, total_us=_total(ask, total_us),
        shocks_us=_shocks_us(ask),
    )  # fmt: skip


def _shocks_us(ask: Ask) -> list[int]:
    return [round(at_s * 1e6) for at_s in sorted(ask.shocks_s)]


def _sampling(ask: Ask, rows: Sequence[Sequence[float]]) -> dict[str, object]:
    """Return how often was sampled, and whether that is often enough for what is measured."""
    is_timed = len(rows) > 1 and len(rows[0]) > 1
    timed_hz = (len(rows) - 1) / (rows[-1][0] - rows[0][0]) if is_timed else 0.0
    rate_hz = timed_hz or ask.rate_hz or 0.0
    return {"samples_per_s": rate_hz, "is_sampled_enough": rate_hz >= LEAST_RATE_HZ}


def _listed(ask: Ask, rows: Sequence[Sequence[float]]) -> Stretch:
    """Take compressions as a list gives them: peaks only."""
    times_us = _in_order(ask.file, [row[0] for row in rows])
    releases = [
        Release(peak_us=t_us, release_us=t_us, residual_mm=row[2])
        for t_us, row in zip(times_us, rows, strict=True)
        if len(row) > 2
    ]
    return _peaks(ask, times_us, [row[1] for row in rows], releases)


def _exported(ask: Ask, rows: NumberTable) -> tuple[Stretch, dict[str, object]]:
    """Take compressions as another maker's export lists them."""
    export = read_export(rows)
    found = export.compressions
    velocities = [c.release_mm_per_s for c in found if c.release_mm_per_s is not None]
    more: dict[str, object] = {
        "rows_left_out": export.left_out,
        "release_mm_per_s": sum(velocities) / len(velocities) if velocities else None,
    }
    times_us = [round(c.at_s * 1e6) for c in found]
    return _peaks(ask, times_us, [c.depth_mm for c in found], []), more


def _peaks(
    ask: Ask, times_us: Sequence[int], depths_mm: Sequence[float], releases: Sequence[Release]
) -> Stretch:
    return Stretch(
        compressions=[
            Compression(onset_us=t_us, peak_us=t_us, depth_mm=depth_mm)
            for t_us, depth_mm in zip(times_us, depths_mm, strict=True)
        ],
        releases=releases, total_us=_total(ask, times_us[-1] - times_us[0]), has_onsets=False,
        shocks_us=_shocks_us(ask),
    )  # fmt: skip


def _periods(ask: Ask, rows: Sequence[Sequence[float]]) -> dict[str, object]:
    """Return the fraction of periods that somebody marked."""
    edges_s = [edge for row in rows for edge in row]
    _in_order(ask.file, edges_s)
    pauses_s = [after[0] - before[1] for before, after in pairwise(rows)]
    left_out_s = sum(p for p in pauses_s if ask.rosc_gap_s is not None and p >= ask.rosc_gap_s)
    total_s = _total(ask, round((edges_s[-1] - edges_s[0]) * 1e6)) / 1e6 - left_out_s
    if total_s <= 0:
        raise Refusal(f"{ask.file}: there is no time between the first and the last row.")
    active_s = sum(end_s - start_s for start_s, end_s in rows)
    kept = [p for p in pauses_s if ask.rosc_gap_s is None or p < ask.rosc_gap_s]
    return {
        "periods": len(rows), "total_s": total_s, "left_out_s": left_out_s,
        "fraction_onset_to_release": active_s / total_s, "gap_s": ask.gap_s,
        "rosc_gap_s": ask.rosc_gap_s, "pauses_s": [p for p in kept if p >= ask.gap_s],
    }  # fmt: skip


def _total(ask: Ask, measured_us: int) -> int:
    if ask.total_s is None:
        return measured_us
    asked_us = round(ask.total_s * 1e6)
    if asked_us < measured_us:
        raise Refusal(f"--total is {ask.total_s:g} s, but the file covers {measured_us / 1e6:g} s.")
    return asked_us


def _in_order(file: Path, times_s: Sequence[float]) -> list[int]:
    times_us = [round(time_s * 1e6) for time_s in times_s]
    for before, after in pairwise(times_us):
        if after <= before:
            raise Refusal(f"{file}: {after / 1e6:g} s does not come after {before / 1e6:g} s.")
    return times_us
