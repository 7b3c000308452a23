"""People who breathe: breathing and gas exchange in a loop, everything else held still."""

import math
import tomllib
from pathlib import Path

from simrunner.domain.body_order import Ventilate
from simrunner.domain.vital import Vital
from simrunner.patient.breathing.breathing import (
    advance_breathing,
    start_breathing,
)
from simrunner.patient.gas.gas import advance_gas, start_gas
from simrunner.patient.handle import NEUTRAL, combined
from simrunner.patient.lungs import LUNGS_EVERY_MS, lungs_at_rest
from simrunner.patient.person import Person

TEMPLATES = Path(__file__).parents[2] / "resources" / "templates"

SIZES = {
    "adult": (40.0, 70.0, 170.0, "M"),
    "child": (8.0, 25.0, 128.0, "M"),
    "infant": (0.75, 8.0, 70.0, "F"),
    "neonate": (0.0, 3.5, 50.0, "F"),
    "obstetric": (30.0, 76.0, 165.0, "F"),
    "elderly": (80.0, 65.0, 165.0, "M"),
}


def person_of(template="adult", **changes):
    """Return a person of a template with the template's resting vitals."""
    age, weight, height, sex = SIZES[template]
    resting = {}
    path = TEMPLATES / f"{template}.toml"
    if path.exists():
        vitals = tomllib.loads(path.read_text(encoding="utf-8"))["vitals"]
        resting = {Vital(name): float(row["value"].split()[0]) for name, row in vitals.items()}
    given = {
        "age_years": age, "weight_kg": weight, "height_cm": height, "sex": sex, "resting": resting,
    }  # fmt: skip
    return Person(template=template, **{**given, **changes})


class Breather:
    """One person's breathing and gas; the blood's pH follows PaCO2 at a fixed bicarbonate.

    ``output_l_per_min``, ``inspired_oxygen``, ``bicarbonate``, ``machine``, ``handles``,
    ``is_driven`` and ``closed`` (apnoea behind a closed airway, without breathing) may be changed.
    """

    def __init__(self, person=None, **influence):
        self.person = person or person_of()
        rest = lungs_at_rest(self.person)
        self.inspired_oxygen = self.person.at_rest(Vital.FIO2) / 100.0
        self.gas = start_gas(self.person, self.inspired_oxygen)
        self.breathing = start_breathing(self.person)
        self.handles = NEUTRAL
        self.output_l_per_min = rest.cardiac_output_l_per_min
        self.haemoglobin_g_per_l = self.person.at_rest(Vital.HB)
        self.temperature_c = self.person.at_rest(Vital.TEMP)
        self.bicarbonate = 0.0307 * rest.paco2_mmhg * 10.0**1.3
        self.machine = None
        self.is_driven = True
        self.closed = False
        self.advance(1.0)
        self.influence(**influence)

    def influence(self, **influence):
        """Put the person under influences from now on; return the person."""
        self.handles = combined([influence]) if influence else NEUTRAL
        return self

    def ventilate(self, tidal_volume_ml, rate_per_min, peep_cmh2o=0.0):
        """Put the person on volume control; return the person."""
        self.machine = Ventilate(
            mode="vc", tidal_volume_ml=tidal_volume_ml, rate_per_min=rate_per_min,
            peep_cmh2o=peep_cmh2o,
        )  # fmt: skip
        return self

    @property
    def ph(self):
        return 6.1 + math.log10(self.bicarbonate / (0.0307 * self.gas.paco2_mmhg))

    def step(self):
        """Live LUNGS_EVERY_MS."""
        self.breathing = advance_breathing(
            self.breathing, self.person, self.handles, paco2_mmhg=self.gas.paco2_mmhg,
            pao2_mmhg=self.gas.pao2_mmhg, ph=self.ph, is_driven=self.is_driven,
            machine=self.machine,
        )  # fmt: skip
        breathing = self.breathing
        self.gas = advance_gas(
            self.gas, self.person, self.handles,
            alveolar_ventilation_ml_per_min=breathing.alveolar_ventilation_ml_per_min,
            is_airway_open=breathing.is_airway_open and not self.closed,
            inspired_oxygen=self.inspired_oxygen, cardiac_output_l_per_min=self.output_l_per_min,
            haemoglobin_g_per_l=self.haemoglobin_g_per_l, temperature_c=self.temperature_c,
            ph=self.ph, peep_cmh2o=breathing.peep_cmh2o,
        )  # fmt: skip

    def advance(self, seconds):
        """Live so long; return the person."""
        for _ in range(round(1000.0 * seconds / LUNGS_EVERY_MS)):
            self.step()
        return self

    def until(self, happened, most_s=3600.0):
        """Live until ``happened(self)``; return the seconds that it took."""
        for count in range(1, round(1000.0 * most_s / LUNGS_EVERY_MS) + 1):
            self.step()
            if happened(self):
                return count * LUNGS_EVERY_MS / 1000.0
        return math.inf

    @property
    def ventilation_l_per_min(self):
        return self.breathing.rate_per_min * self.breathing.tidal_volume_ml / 1000.0
