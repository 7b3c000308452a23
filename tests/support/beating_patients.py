"""A circulation with a sinus node, a breath and a rescuer around it, for tests."""

import tomllib
from pathlib import Path

from simrunner.domain.vital import Vital
from simrunner.patient.chest import Press
from simrunner.patient.circulation.start import start_circulation
from simrunner.patient.circulation.state import Contraction
from simrunner.patient.circulation.step import Outside, _stepped
from simrunner.patient.handle import NEUTRAL
from simrunner.patient.person import Person

TEMPLATES = Path(__file__).parents[2] / "resources" / "templates"
SIZES = {
    "adult": {},
    "obese": {"weight_kg": 127.0},
    "elderly": {"age_years": 80.0, "height_cm": 168.0},
    "child": {"age_years": 8.0, "weight_kg": 25.0, "height_cm": 127.0},
    "infant": {"age_years": 0.75, "weight_kg": 8.0, "height_cm": 70.0},
    "neonate": {"age_years": 0.0, "weight_kg": 3.5, "height_cm": 50.0},
    "obstetric": {"age_years": 30.0, "sex": "F", "weight_kg": 75.0, "height_cm": 165.0},
}


def person_like(name, **resting):
    """Return one of SIZES with the vitals of its template."""
    template = name if (TEMPLATES / f"{name}.toml").exists() else "adult"
    vitals = {}
    if template != "adult":
        table = tomllib.loads((TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"))["vitals"]
        vitals = {Vital(key): float(row["value"].split()[0]) for key, row in table.items()}
    vitals.update({Vital(key): number for key, number in resting.items()})
    return Person(template=template, resting=vitals, **SIZES[name])


class BeatingPatient:
    """Moves a circulation in time: sinus beats, quiet breaths, compressions when asked."""

    def __init__(self, name="adult", *, step_ms=100, tick_ms=4, **resting):
        self.person = person_like(name, **resting)
        self.state = start_circulation(self.person)
        self.handles = NEUTRAL
        self.now_ms = 0
        self.next_ms = 500.0
        self.swing_mmhg = 1.5
        self.gas = (95.0, 0.97, 40.0)
        self.is_beating = True
        self.interval_ms = None
        self.has_p = True
        self.press_every_ms = 0.0
        self.press_strength = 1.0
        self.blood_in_ml = 0.0
        self._press_ms = 0.0
        self._length = (step_ms, tick_ms)

    def pleural_mmhg(self):
        """A breath every 4 s as two parabolas, about -4 mmHg on average."""
        x = (self.now_ms % 4000) / 4000.0
        sway = 16.0 * x * (0.5 - x) if x < 0.5 else -16.0 * (x - 0.5) * (1.0 - x)
        return -4.0 - self.swing_mmhg * sway

    def _contractions(self):
        beats = []
        while self.is_beating and self.next_ms <= self.now_ms + 400:
            rate = max(5.0, self.state.sinus_rate_per_min)
            interval = self.interval_ms() if self.interval_ms else 60_000.0 / rate
            at_ms = int(self.next_ms)
            early_ms = int(110 * min(1.0, (interval / 800.0) ** 0.5))
            beats.append(Contraction(at_ms, at_ms - early_ms if self.has_p else None, 1.0))
            self.next_ms += interval
        if not self.is_beating:
            self.next_ms = self.now_ms + 401.0
        return beats

    def _presses(self):
        presses = []
        while self.press_every_ms and self._press_ms <= self.now_ms:
            at_ms = int(max(self._press_ms, self.now_ms - 99))
            presses.append(Press(at_ms=at_ms, strength=self.press_strength))
            self._press_ms += self.press_every_ms
        if not self.press_every_ms:
            self._press_ms = float(self.now_ms)
        return presses

    def step(self):
        """Move one step."""
        self.now_ms += self._length[0]
        outside = Outside(self.pleural_mmhg(), *self.gas, self.blood_in_ml)
        self.state = _stepped(
            self.state, self.person, self.handles, outside, self.now_ms,
            self._contractions(), self._presses(), *self._length,
        )  # fmt: skip
        return self.state

    def run(self, seconds):
        """Move ``seconds`` and return self."""
        for _ in range(round(seconds * 1000 / self._length[0])):
            self.step()
        return self

    def under(self, **handles):
        """Change handles and return self."""
        self.handles = NEUTRAL._replace(**handles)
        return self

    def mean(self, seconds=8.0):
        """Return the average readings of the next ``seconds`` as a state."""
        names = self.state._fields[:13]
        count = round(seconds * 1000 / self._length[0])
        sums = dict.fromkeys(names, 0.0)
        for _ in range(count):
            state = self.step()
            for name in names:
                sums[name] += getattr(state, name) / count
        return self.state._replace(**sums)
