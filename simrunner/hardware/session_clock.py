"""When in the run something happened that was stamped on the host's clock."""

from bisect import bisect_right

_KEPT = 1200
"""Marks that are kept: two minutes of a run, longer than anything waits in a link."""


class SessionClock:
    """Host seconds to run time, by the marks that the steps leave.

    Between two marks time is shared out evenly; in a pause it stands still.
    """

    def __init__(self) -> None:
        """Begin before the first step."""
        self._host_s: list[float] = []
        self._run_ms: list[int] = []

    def mark(self, host_s: float, run_ms: int) -> None:
        """Note that it is ``run_ms`` now; marks come in order."""
        self._host_s.append(host_s)
        self._run_ms.append(run_ms)
        if len(self._host_s) >= 2 * _KEPT:
            del self._host_s[:_KEPT], self._run_ms[:_KEPT]

    def run_ms_at(self, host_s: float) -> float:
        """Return the run time at ``host_s``, at most that of the last mark; 0 before the first."""
        after = bisect_right(self._host_s, host_s)
        if after == 0:
            return float(self._run_ms[0]) if self._run_ms else 0.0
        if after == len(self._host_s):
            return float(self._run_ms[-1])
        since_s = host_s - self._host_s[after - 1]
        span_s = self._host_s[after] - self._host_s[after - 1]
        share = since_s / span_s if span_s > 0.0 else 1.0
        return self._run_ms[after - 1] + share * (self._run_ms[after] - self._run_ms[after - 1])
