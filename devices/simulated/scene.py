"""The people around the simulated manikin: who compresses, and who shocks when."""

from collections import deque
from collections.abc import Mapping

from devices.protocol.message import Scalar
from devices.simulated.profile import Profile
from devices.simulated.rescuer import Rescuer


class Scene:
    """A rescuer who may begin by a plan, and who takes the hands off around shocks."""

    def __init__(self, profile: Profile, *, seed: int, began_us: int) -> None:
        """Stand around a device that was switched on at ``began_us``."""
        self.rescuer = Rescuer(seed=seed, style=profile.rescuer)
        self._style = profile.rescuer
        self._plan = profile.cpr
        self._plan_us = began_us + (round(profile.cpr.from_s * 1e6) if profile.cpr else 0)
        self._shocks: deque[tuple[int, dict[str, Scalar]]] = deque()

    def begin_planned(self, now_us: int) -> None:
        """Begin the compressions that the profile plans, once their time has come."""
        if self._plan is None or now_us < self._plan_us:
            return
        plan, self._plan = self._plan, None
        self.compress(
            now_us, duration_ms=round(plan.for_s * 1000), rate_per_min=plan.rate_per_min,
            depth_mm=plan.depth_mm,
        )  # fmt: skip

    def compress(
        self, now_us: int, *, duration_ms: int, rate_per_min: float, depth_mm: float
    ) -> None:
        """Compress from now on."""
        self.rescuer.compress(
            from_us=now_us, duration_ms=duration_ms, rate_per_min=rate_per_min, depth_mm=depth_mm
        )

    def obey(self, fields: Mapping[str, Scalar], now_us: int) -> None:
        """Compress as a ``sim.rescuer`` command says; KeyError or ValueError for a wrong one."""
        self.compress(
            now_us, duration_ms=int(fields["duration_ms"]),
            rate_per_min=float(fields["rate_per_min"]), depth_mm=float(fields["depth_mm"]),
        )  # fmt: skip

    def plan_shock(self, fields: dict[str, Scalar], now_us: int) -> None:
        """Shock now, or once a rescuer who is compressing has had the hands off long enough."""
        shock_us = now_us
        if self.rescuer.is_compressing:
            shock_us += round(self._style.shock_before_s * 1e6)
            self.rescuer.hands_off(shock_us + round(self._style.shock_after_s * 1e6))
        self._shocks.append((shock_us, fields))

    def take_shocks(self, now_us: int) -> tuple[dict[str, Scalar], ...]:
        """Return what the shocks that are due by now are like."""
        due = []
        while self._shocks and self._shocks[0][0] <= now_us:
            due.append(self._shocks.popleft()[1])
        return tuple(due)
