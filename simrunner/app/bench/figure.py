"""One measured goal, and how a ratio is judged: the median of pairs run in turn."""

import gc
import json
import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TypeAlias

PAIRS = 5
"""Baseline and ours in turn, this often: a busy neighbour then slows both."""

_PACKAGES = ("PySide6", "pyqtgraph", "numpy", "SQLAlchemy")

Pair: TypeAlias = tuple[float, float]
"""What the baseline took and what ours took, in the same unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the answer.

    ``baseline`` and ``ours`` are medians in ``unit``; ``ratio`` is ours to baseline as min, median
    and max. ``is_met`` is None where there is no goal.
    """

    metric: str
    what: str
    goal: str
    unit: str
    ours: float
    baseline: float | None = None
    ratio: tuple[float, float, float] | None = None
    is_met: bool | None = None

    def as_line(self) -> str:
        """Return the figure as one line of JSON with what it was measured on."""
        fields = {
            "metric": self.metric, "what": self.what, "goal": self.goal, "unit": self.unit,
            "baseline": _short(self.baseline), "ours": _short(self.ours),
            "ratio": [_short(each) for each in self.ratio] if self.ratio else None,
            "met": self.is_met, "versions": versions(), "cpu": cpu_name(),
        }  # fmt: skip
        return json.dumps(fields, ensure_ascii=False)


def take_turns(
    baseline: Callable[[], float], ours: Callable[[], float], pairs: int = PAIRS
) -> list[Pair]:
    """Run both in turn and return what each took; the order changes from pair to pair."""
    found: list[Pair] = []
    for number in range(pairs):
        if number % 2:
            second = ours()
            found.append((baseline(), second))
        else:
            found.append((baseline(), ours()))
    return found


def set_heap_aside() -> None:
    """Let the garbage collector pass over everything there is by now.

    What other figures and other contenders keep in memory is then no part of what is measured.
    """
    gc.collect()
    gc.freeze()


def ratio_figure(
    metric: str, what: str, pairs: Sequence[Pair], *, unit: str, at_most: float, goal: str
) -> Figure:
    """Return the figure of pairs whose median ratio, ours to baseline, may be ``at_most``."""
    ratios = sorted(ours / baseline for baseline, ours in pairs)
    middle = statistics.median(ratios)
    return Figure(
        metric=metric, what=what, goal=goal, unit=unit,
        baseline=statistics.median(baseline for baseline, _ in pairs),
        ours=statistics.median(ours for _, ours in pairs),
        ratio=(ratios[0], middle, ratios[-1]), is_met=middle <= at_most,
    )  # fmt: skip


def tell(words: str) -> None:
    """Say on stderr what happens now."""
    print(f"· {words}", file=sys.stderr, flush=True)


def versions() -> dict[str, str]:
    """Return what the figures depend on."""
    found = {"python": platform.python_version(), "system": platform.platform(terse=True)}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def cpu_name() -> str:
    """Return the processor's name and how many of it there are."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - not a user's path
            rows = [row.partition(":")[2].strip() for row in file if row.startswith("model name")]
        name = rows[0] if rows else name
    except OSError:  # another system: its own name stands
        return f"{name} × {os.cpu_count()}"
    return f"{name} × {os.cpu_count()}"


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")
