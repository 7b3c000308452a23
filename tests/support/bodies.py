"""Patients built by hand, one step at a time, for whoever observes a PatientState."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from simrunner.domain.chart import PatientCard, Scenario
from simrunner.domain.order import Order
from simrunner.domain.patient_state import Beat, PatientState
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.text import Text
from simrunner.domain.vital import VITALS, Vital, mean_arterial_mmhg
from simrunner.monitor.alarm_set import AlarmSet, alarm_set_from_table
from simrunner.monitor.monitor import Monitor, Observation

ALL_SENSORS = frozenset({"ecg", "spo2", "nibp", "art", "co2", "temp"})
ROOT = Path(__file__).parents[2]


class Body:
    """A patient whose beats follow ``rr_ms`` over and over; every attribute may be changed."""

    def __init__(
        self,
        *,
        heart_rate_per_min: float = 75,
        attached: frozenset[str] = ALL_SENSORS,
        vitals: Mapping[Vital, float] | None = None,
    ) -> None:
        self.rr_ms: Sequence[float] = (60_000 / heart_rate_per_min,)
        self.is_beating = True
        self.pulse_fraction = 1.0
        self.attached = attached
        self.rhythm = "sinus"
        self.is_compressed = False
        self.vitals = {vital: spec.adult_default for vital, spec in VITALS.items()}
        self.vitals.update(vitals or {})
        self._beats = 0
        self._next_beat_ms = 200.0
        self._next_breath_ms = 500.0

    def beat_at(self, heart_rate_per_min: float) -> None:
        """Beat regularly at another rate from the next beat on."""
        self.rr_ms = (60_000 / heart_rate_per_min,)

    def step(self, now_ms: int) -> PatientState:
        """Return the state at the end of the step ``now_ms``."""
        self.vitals[Vital.MAP] = mean_arterial_mmhg(self.vitals[Vital.SBP], self.vitals[Vital.DBP])
        return PatientState(
            at_ms=now_ms,
            vitals=dict(self.vitals),
            rhythm=self.rhythm,
            beats=tuple(self._beats_until(now_ms)),
            breaths_at_ms=tuple(self._breaths_until(now_ms)),
            compressions_at_ms=(now_ms,) if self.is_compressed and now_ms % 500 == 0 else (),
            is_compressed=self.is_compressed,
            attached=self.attached,
            waves={},
        )

    def _beats_until(self, now_ms: int) -> Iterator[Beat]:
        while self._next_beat_ms <= now_ms:
            at_ms = round(self._next_beat_ms)
            self._next_beat_ms += self.rr_ms[self._beats % len(self.rr_ms)]
            self._beats += 1
            if self.is_beating:
                yield Beat(at_ms=at_ms, pulse_fraction=self.pulse_fraction)

    def _breaths_until(self, now_ms: int) -> Iterator[int]:
        rate_per_min = self.vitals[Vital.RR]
        while self._next_breath_ms <= now_ms:
            at_ms = round(self._next_breath_ms)
            self._next_breath_ms += 60_000 / rate_per_min if rate_per_min else STEP_MS
            if rate_per_min:
                yield at_ms


def adult_alarm_table() -> dict[str, Any]:
    """Return the shipped adult alarm set as parsed, to be changed and fed to the parser."""
    return tomllib.loads((ROOT / "resources/alarms/adult.toml").read_text(encoding="utf-8"))


def adult_alarms() -> AlarmSet:
    """Return the shipped adult alarm set."""
    return alarm_set_from_table(adult_alarm_table())


def bare_scenario(template: str = "adult") -> Scenario:
    """Return a scenario without states, for stages that only ask who the patient is."""
    return Scenario(
        id="bare", version="1.0.0", title=Text(by_language={}, plain="Bare"), summary=None,
        languages=("en",), licence=None, reviewers=(), professions=("nurse",), level="novice",
        learners="1", setting="ward", duration_ms=600_000, systems=(), specialties=(), sources={},
        objectives={}, prebrief=None, handover=None, debrief=(),
        patient=PatientCard(
            name="Alex Morgan", age=Quantity(number=Decimal(42), unit="y"), sex="F", weight_kg=70,
            template=template,
        ),
        roles={}, equipment=(), layout="emergency", sensors=dict.fromkeys(ALL_SENSORS, True),
        difficulty="normal", parameters={}, drugs={}, actions={}, events={}, media={}, vitals={},
        rhythm="sinus", regions=(), anywhere=(), expectations=(), instruments=(),
        purpose="formative", canonical="{}", sha256="0" * 64,
    )  # fmt: skip


class Bedside:
    """A body under a monitor, advanced together; keeps every observation."""

    def __init__(self, body: Body, monitor: Monitor | None = None) -> None:
        self.body = body
        self.monitor = monitor or Monitor(bare_scenario(), alarm_set=adult_alarms())
        self.seen: list[Observation] = []
        self.now_ms = -STEP_MS

    def step(self, orders: tuple[Order, ...] = ()) -> Observation:
        """Advance by 100 ms."""
        self.now_ms += STEP_MS
        state = self.body.step(self.now_ms)
        self.seen.append(self.monitor.observe(self.now_ms, state, orders))
        return self.seen[-1]

    def run_until(self, until_ms: int) -> Observation:
        """Advance to ``until_ms`` and return the last observation."""
        while self.now_ms < until_ms:
            self.step()
        return self.seen[-1]

    def first_ms(self, holds: Callable[[Observation], bool], *, limit_s: int = 60) -> int:
        """Advance until ``holds`` and return that time; AssertionError after ``limit_s``."""
        end_ms = self.now_ms + 1_000 * limit_s
        while self.now_ms < end_ms:
            if holds(self.step()):
                return self.now_ms
        raise AssertionError(f"not seen within {limit_s} s")

    @property
    def numbers(self) -> dict[str, float | None]:
        """The shown numbers now."""
        return {name: one.number for name, one in self.seen[-1].view.numerics.items()}
