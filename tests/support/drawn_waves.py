"""Waves for tests: signs drawn from vitals that hold still, or change as a test says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simrunner.app.assets import read_heart_tables
from simrunner.domain.order import Order
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.signs import Signs
from simrunner.patient.wave.conditions import NEUTRAL, WaveConditions
from support.patients import compression

SENSORS = ("cvp", "pa", "icp", "bis", "fhr")
Scene = Callable[[int, dict[Vital, float]], WaveConditions]


@dataclass(kw_only=True)
class Drawn:
    """Samples by wave id, R peaks and breaths."""

    waves: dict[str, npt.NDArray[np.float64]]
    r_ms: list[int]
    breaths_ms: list[int]

    def part(self, wave: str, from_s: float, to_s: float | None = None) -> npt.NDArray[np.float64]:
        """Return a wave between two times."""
        end = None if to_s is None else round(250 * to_s)
        return self.waves[wave][round(250 * from_s) : end]

    def at(self, wave: str, at_ms: float) -> float:
        """Return the sample at a time."""
        return float(self.waves[wave][round(at_ms / 4) - 1])


def draw(
    seconds: int,
    vitals: Mapping[Vital, float] | None = None,
    rhythm: str = "sinus",
    *,
    conditions: WaveConditions | Scene = NEUTRAL,
    sensors: Iterable[str] = SENSORS,
    presses_ms: Iterable[int] = (),
) -> Drawn:
    """Draw ``seconds`` from time 0; a scene may change vitals and conditions at every step."""
    still = {vital: spec.adult_default for vital, spec in VITALS.items()} | dict(vitals or {})
    signs = Signs(read_heart_tables(), diastolic_mmhg=still[Vital.DBP], seed=5)
    presses = sorted(presses_ms)
    blocks: dict[str, list[npt.NDArray[np.float64]]] = {}
    r_ms: list[int] = []
    breaths_ms: list[int] = []
    for now_ms in range(0, 1000 * seconds + 1, STEP_MS):
        now = dict(still)
        acting = conditions(now_ms, now) if callable(conditions) else conditions
        signs.under(acting, frozenset(sensors))
        signs.decide(now_ms, now, rhythm)
        orders: list[Order] = [
            compression(at_ms) for at_ms in presses if now_ms - STEP_MS < at_ms <= now_ms
        ]
        pressed = signs.compressions(orders, now_ms)
        r_ms += [beat.at_ms for beat in signs.beats(now_ms, has_pressure=now[Vital.SBP] > 0.0)]
        breaths_ms += signs.breaths_at_ms(now_ms)
        if now_ms:
            for wave, samples in signs.waves(now_ms, now, pressed).items():
                blocks.setdefault(wave, []).append(np.asarray(samples, dtype=np.float64))
    waves = {wave: np.concatenate(parts) for wave, parts in blocks.items()}
    return Drawn(waves=waves, r_ms=r_ms, breaths_ms=breaths_ms)
