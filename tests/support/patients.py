"""Bodies for tests: a scenario that holds still, and what its body did over some seconds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simrunner.app.assets import read_heart_tables
from simrunner.domain.action import Compress, Source
from simrunner.domain.chart import PatientCard, Scenario
from simrunner.domain.order import Order, Treat
from simrunner.domain.patient_state import WAVES, Beat, PatientState
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital
from simrunner.patient.body import ScriptedBody


def scenario_of(
    vitals: Mapping[Vital, float], rhythm: str = "sinus", sensors: Mapping[str, bool] | None = None
) -> Scenario:
    """Return a scenario without states: its start values are all that a body needs."""
    card = PatientCard(
        name="Alex Morgan", age=Quantity(number=Decimal(42), unit="y"), sex="f", weight_kg=70.0
    )
    return Scenario(
        id="still", version="1.0.0", title=Text(by_language={}, plain="Still"), summary=None,
        languages=("en",), licence=None, reviewers=(), professions=(), level="novice",
        learners="1", setting="ward", duration_ms=600_000, systems=(), specialties=(), sources={},
        objectives={}, prebrief=None, handover=None, debrief=(), patient=card, roles={},
        equipment=(), layout="ward", sensors=sensors or {}, difficulty="normal", parameters={},
        drugs={}, actions={}, events={}, media={}, vitals=vitals, rhythm=rhythm, regions=(),
        anywhere=(), expectations=(), instruments=(), purpose="formative", canonical="", sha256="",
    )  # fmt: skip


def body_of(vitals: Mapping[Vital, float], rhythm: str = "sinus", *, seed: int = 7) -> ScriptedBody:
    """Return a body at 0 ms that has not been advanced."""
    return ScriptedBody(scenario_of(vitals, rhythm), heart=read_heart_tables(), seed=seed)


def compression(at_ms: int, depth_mm: int = 50) -> Treat:
    """Return the order that a felt compression becomes."""
    return Treat(action=Compress(source=Source.DEVICE, depth_mm=depth_mm), performed_at_ms=at_ms)


@dataclass(kw_only=True)
class Recording:
    """What a body did: samples by wave, and every beat, breath and compression."""

    waves: dict[str, npt.NDArray[np.float32]]
    beats: list[Beat]
    breaths_at_ms: list[int]
    compressions_at_ms: list[int]
    states: list[PatientState] = field(default_factory=list)

    def after(self, from_ms: int, wave: str) -> npt.NDArray[np.float64]:
        """Return a wave from ``from_ms`` on, in double precision."""
        return self.waves[wave][from_ms // 4 :].astype(np.float64)


def record(
    body: ScriptedBody, seconds: float, orders: Mapping[int, Sequence[Order]] | None = None
) -> Recording:
    """Advance a fresh body for ``seconds``; ``orders`` are by the time of their step in ms."""
    todo = dict(orders or {})
    states = [
        body.advance(now_ms, tuple(todo.pop(now_ms, ())))
        for now_ms in range(0, round(seconds * 1000) + 1, STEP_MS)
    ]
    assert not todo, f"orders outside the recording or off the grid: {sorted(todo)}"
    return Recording(
        waves={
            wave: np.concatenate([np.asarray(state.waves[wave]) for state in states[1:]])
            for wave in WAVES
        },
        beats=[beat for state in states for beat in state.beats],
        breaths_at_ms=[at for state in states for at in state.breaths_at_ms],
        compressions_at_ms=[at for state in states for at in state.compressions_at_ms],
        states=states,
    )


def by_step(orders: Iterable[Treat]) -> dict[int, list[Order]]:
    """Return treatments by the first step that ends at or after them."""
    steps: dict[int, list[Order]] = {}
    for order in orders:
        now_ms = -(-order.performed_at_ms // STEP_MS) * STEP_MS
        steps.setdefault(now_ms, []).append(order)
    return steps
