"""Rows 17, 18 and 20: equal seeds, replayed wire logs, and walks through everything at once."""

import hashlib

from devices.simulated.drill.bench_rig import BenchRig, Replay
from devices.simulated.drill.row import Row, Terms
from devices.simulated.drill.walk import STEPS, walk
from devices.simulated.faults.fault import Fault, FaultKind, Way
from devices.simulated.profile import CprPlan, Profile
from devices.simulated.rescuer import RescuerStyle

_SHORTEST = Profile(
    rescuer=RescuerStyle(cycle=30, lean_share=0.2, lean_mm=6.0),
    cpr=CprPlan(from_s=2.0, for_s=3_600.0, rate_per_min=112.0, depth_mm=53.0),
)
"""A rescuer who begins alone, so that there is something to record."""

_MISCHIEF = (
    Fault(kind=FaultKind.FLIP, probability=2e-5, way=Way.BOTH),
    Fault(kind=FaultKind.LOSE, probability=0.01, way=Way.BOTH),
    Fault(kind=FaultKind.DUPLICATE, probability=0.01),
    Fault(kind=FaultKind.REORDER, probability=0.005),
    Fault(kind=FaultKind.STALL, at_us=6_000_000, for_us=900_000),
    Fault(kind=FaultKind.UNPLUG, at_us=10_000_000, for_us=700_000),
    Fault(kind=FaultKind.GARBAGE, at_us=14_000_000, amount=2_000),
)


def wire_of_seed(seed: int, seconds: float) -> tuple[str, str]:
    """Return the digests of every byte both ways and of every report of a bad link's life."""
    rig = BenchRig(seed=seed, profile=_SHORTEST, faults=_MISCHIEF)
    reports = [*rig.connect(), *rig.poll_for(seconds)]
    wire, told = hashlib.sha256(), hashlib.sha256()
    for writes, piece in rig.log.arrived:
        wire.update(f"{writes} {piece.at_s!r} ".encode() + piece.wire)
    for written in rig.log.written:
        wire.update(written)
    for report in reports:
        told.update(repr(report).encode())
    return wire.hexdigest(), told.hexdigest()


def same_seed(terms: Terms) -> Row:
    """Return whether a seed gives the same bytes each time, and another seed others."""
    wire, told = wire_of_seed(terms.seed, terms.wire_s)
    again, told_again = wire_of_seed(terms.seed, terms.wire_s)
    other, _ = wire_of_seed(terms.seed + 1, min(terms.wire_s, 20.0))
    is_equal = (wire, told) == (again, told_again)
    return Row(
        number=17, what=f"the same seed twice, {terms.wire_s:.0f} s with faults",
        required="byte-identical wire log, identical report hash",
        measured=f"{'equal' if is_equal else 'different'}: wire {wire[:12]}, reports {told[:12]}",
        figure=float(is_equal), unit="equal", is_met=is_equal and other != wire,
    )  # fmt: skip


def replay(terms: Terms) -> Row:
    """Return whether a session over a wire log leaves the rows that the live one left."""
    what = "a wire log replayed into a session"
    required = "identical rows of the record and measures"
    if terms.judge is None:
        return Row(
            number=18, what=what, required=required, measured="not without the program",
            figure=0.0, unit="rows", is_met=None,
        )  # fmt: skip
    live = BenchRig(seed=terms.seed, profile=_SHORTEST, faults=_MISCHIEF)
    first, rows = terms.judge(live.device, monotonic_s=lambda: live.now_s, let_pass=live.let_pass)
    told = Replay(live.log)
    second, rows_again = terms.judge(
        told.device, monotonic_s=lambda: told.now_s, let_pass=told.let_pass
    )
    is_equal = (first, rows) == (second, rows_again)
    return Row(
        number=18, what=what, required=required,
        measured=f"{rows} rows, {'identical' if is_equal else 'different'}: {first[:12]}",
        figure=float(rows), unit="rows", is_met=is_equal and rows > 0,
    )  # fmt: skip


def walks(terms: Terms) -> Row:
    """Return how many walks through random operations broke an invariant of the link."""
    broken = [trouble for n in range(terms.walks) if (trouble := walk(terms.seed + n))]
    told = f"; the first: {broken[0]}" if broken else ""
    return Row(
        number=20, what=f"{terms.walks} walks of {STEPS} random operations on a link",
        required="no invariant broken", measured=f"{len(broken)} broken{told}",
        figure=float(len(broken)), unit="walks", is_met=not broken,
    )  # fmt: skip
