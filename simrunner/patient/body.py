"""The scripted body: numbers follow the file, waves follow the numbers."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from simrunner.domain.chart import Scenario
from simrunner.domain.order import MoveSensor, Order
from simrunner.domain.patient_state import PatientState
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.domain.vital import Vital
from simrunner.domain.vital_track import VitalTracks
from simrunner.patient.circuit import Circuit
from simrunner.patient.heart_tables import HeartTables
from simrunner.patient.signs import NO_WAVES, Signs
from simrunner.patient.wave.conditions import NEUTRAL, WaveConditions


class Body(Protocol):
    """A patient, scripted or modelled: orders and time in, the truth out."""

    def advance(self, now_ms: SimTimeMs, orders: Iterable[Order]) -> PatientState:
        """Obey ``orders`` and return the truth at ``now_ms``, with the waves of the step before.

        The first call is at 0, each later one STEP_MS after the last: ValueError otherwise,
        because a skipped step would tear every trace.
        """

    def saved(self) -> dict[str, Any]:
        """Return everything that decides what follows, as plain JSON values."""

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave, to the bit; in a body made from the same file and seed."""


class ScriptedBody:
    """A patient whose vitals do what the scenario says and whose waves are drawn from them."""

    def __init__(
        self, scenario: Scenario, *, heart: HeartTables, seed: int, draws: bool = True
    ) -> None:
        """Begin with the start values of ``scenario``; ``draws`` False leaves out waves.

        ``seed`` decides every variation.
        """
        self._tracks = VitalTracks(scenario.vitals, scenario.rhythm)
        self._attached = attached_at_start(scenario)
        self._circuit = Circuit()
        self._signs = Signs(
            heart, diastolic_mmhg=self._tracks.read(Vital.DBP, 0), seed=seed, draws=draws
        )
        self._next_ms = 0

    def advance(self, now_ms: SimTimeMs, orders: Iterable[Order]) -> PatientState:
        """See Body."""
        if now_ms != self._next_ms:
            raise ValueError(f"the body is due at {self._next_ms} ms, not at {now_ms} ms")
        self._next_ms += STEP_MS
        orders = tuple(orders)
        self._tracks.obey(orders, now_ms)
        self._circuit.obey(orders, now_ms)
        self._attached = attached_after(self._attached, orders)
        vitals = self._tracks.read_all(now_ms)
        signs = self._signs
        signs.treat(orders, now_ms)
        signs.under(self._conditions(now_ms), self._attached)
        signs.decide(now_ms, vitals, self._tracks.rhythm)
        presses = signs.compressions(orders, now_ms)
        return PatientState(
            at_ms=now_ms,
            vitals=MappingProxyType(vitals),
            rhythm=self._tracks.rhythm,
            beats=signs.beats(now_ms, has_pressure=vitals[Vital.SBP] > 0.0),
            breaths_at_ms=signs.breaths_at_ms(now_ms),
            compressions_at_ms=tuple(press.at_ms for press in presses),
            is_compressed=signs.is_compressed(now_ms),
            attached=self._attached,
            lost_leads=signs.lost_leads,
            line=signs.lines.state,
            catheter=signs.lines.catheter,
            waves=signs.waves(now_ms, vitals, presses) if now_ms else NO_WAVES,
        )

    def _conditions(self, now_ms: SimTimeMs) -> WaveConditions:
        inspired_mmhg = self._circuit.inspired_co2_mmhg(now_ms)
        return WaveConditions(inspired_co2_mmhg=inspired_mmhg) if inspired_mmhg else NEUTRAL

    def saved(self) -> dict[str, Any]:
        """See Body."""
        return {
            "tracks": self._tracks.saved(), "signs": self._signs.saved(),
            "attached": sorted(self._attached), "next_ms": self._next_ms,
            "circuit": self._circuit.saved(),
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """See Body."""
        self._tracks.resume(saved["tracks"])
        self._signs.resume(saved["signs"])
        self._circuit.resume(saved["circuit"])
        self._attached = frozenset(saved["attached"])
        self._next_ms = saved["next_ms"]


def attached_at_start(scenario: Scenario) -> frozenset[str]:
    """Return the sensors that are on; one that the file does not name is off, as in conditions."""
    return frozenset(name for name, is_on in scenario.sensors.items() if is_on)


def attached_after(attached: frozenset[str], orders: Iterable[Order]) -> frozenset[str]:
    """Return the sensors that are on after ``orders``."""
    for order in orders:
        if isinstance(order, MoveSensor):
            one = frozenset({order.sensor})
            attached = attached | one if order.is_on else attached - one
    return attached
