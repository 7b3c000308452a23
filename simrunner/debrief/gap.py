"""Where a run was cut short and went on later: the words of its remark, and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simrunner.domain.run_record import Remark
from simrunner.domain.sim_time import SimTimeMs, clock_text

GAP = "gap"
"""The kind of remark that tells where a run was cut short and when it went on."""

_CUT = re.compile(r"about (\S+);")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A cut at a time of the run; ``away_s`` is how long nobody recorded, None where unknown."""

    at_ms: SimTimeMs
    resumed: datetime
    away_s: float | None


def gap_words(at_ms: SimTimeMs, cut: datetime, resumed_wall: str) -> str:
    """Return the words of the remark; ``cut`` is the last moment at which the program lived."""
    return (
        f"cut short at {clock_text(at_ms)}, about {cut.isoformat(timespec='seconds')}; resumed "
        f"{resumed_wall}; what was not on the disk by then, at most a few steps, is missing"
    )


def gaps_of(remarks: Iterable[Remark]) -> tuple[Gap, ...]:
    """Return the cuts that the remarks of a run tell of, in their order."""
    return tuple(_gap(remark) for remark in remarks if remark.kind == GAP)


def _gap(remark: Remark) -> Gap:
    resumed, found = datetime.fromisoformat(remark.wall), _CUT.search(remark.words)
    away_s = None
    if found is not None:
        away_s = max(0.0, (resumed - datetime.fromisoformat(found[1])).total_seconds())
    return Gap(at_ms=remark.at_ms, resumed=resumed, away_s=away_s)
