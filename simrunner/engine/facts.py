"""What conditions can read at a moment: time, vitals, ledger, flags, sensors, events, states."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from simrunner.domain.chart import Scenario
from simrunner.domain.condition import Atom
from simrunner.domain.order import Order
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital
from simrunner.domain.vital_track import FeltTracks, VitalTracks
from simrunner.engine.dose.amount import drug_scales
from simrunner.engine.dose.ledger import Ledger
from simrunner.engine.event_name import EventNames


class Scope:
    """What `since entry` and `since cue` refer to.

    ``entry_record`` is the place in the record of the owning state's entry, ``cue_at_ms`` the
    cue's time; None while there is none.
    """

    __slots__ = ("cue_at_ms", "entry_record")

    def __init__(self) -> None:
        """Begin with neither an entry nor a cue."""
        self.entry_record: int | None = None
        self.cue_at_ms: int | None = None


class Presence(Protocol):
    """A state, as far as a condition asks whether it is active."""

    is_active: bool


class Readings(dict[Vital, float]):
    """The vitals as they are now, each read once: for guards, which ask for the same ones."""

    def __init__(self, facts: "Facts") -> None:
        """Read from the tracks of ``facts`` at its time."""
        super().__init__()
        self._facts = facts

    def __missing__(self, vital: Vital) -> float:
        """Read a vital that nobody asked for yet in this tick."""
        number = self[vital] = self._facts.tracks.read(vital, self._facts.now_ms)
        return number


class Facts:
    """The present, kept up to date by the interpreter and read by conditions."""

    def __init__(self, scenario: Scenario) -> None:
        """Begin at time 0 with the file's starting values and no state active."""
        self.now_ms = 0
        tracks = FeltTracks if scenario.patient.kind == "modelled" else VitalTracks
        self.tracks = tracks(scenario.vitals, scenario.rhythm)
        self.readings = Readings(self)
        self.ledger = Ledger(drug_scales(scenario))
        self.names = EventNames(scenario)
        self.flags: list[str] = []
        self.sensors: dict[str, bool] = dict(scenario.sensors)
        self.happened_at_ms: dict[str, int] = {}
        self.states: dict[tuple[str, str], Presence] = {}
        self.looks: dict[Atom, Callable[[], bool]] = {}

    @property
    def active(self) -> list[tuple[str, str]]:
        """The active states, each as its region and path."""
        return [place for place, state in self.states.items() if state.is_active]

    def tick(self, now_ms: int) -> None:
        """Let time pass."""
        self.now_ms = now_ms
        self.readings.clear()

    def feel(self, truth: PatientState) -> None:
        """Take over what a modelled body was like at the end of the step before."""
        if isinstance(self.tracks, FeltTracks):
            self.tracks.feel(truth.vitals, truth.rhythm)
            self.readings.clear()

    def obey(self, order: Order) -> None:
        """Carry out an order that concerns vitals and rhythm."""
        for vital in self.tracks.follow(order, self.now_ms):
            self.readings.pop(vital, None)

    def happen(self, event: str, at_ms: int) -> None:
        """Remember when an event last happened, by the time it was performed."""
        if at_ms >= self.happened_at_ms.get(event, 0):
            self.happened_at_ms[event] = at_ms

    def saved(self) -> dict[str, Any]:
        """Return the present as plain JSON values; the active states are the regions' to keep."""
        return {
            "now_ms": self.now_ms,
            "tracks": self.tracks.saved(),
            "ledger": self.ledger.saved(),
            "flags": list(self.flags),
            "sensors": dict(self.sensors),
            "happened_at_ms": dict(self.happened_at_ms),
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self.tracks.resume(saved["tracks"])
        self.tick(saved["now_ms"])
        self.ledger.resume(saved["ledger"])
        self.flags[:] = saved["flags"]
        self.sensors.clear()
        self.sensors.update(saved["sensors"])
        self.happened_at_ms.update(saved["happened_at_ms"])
