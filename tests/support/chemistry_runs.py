"""A chemistry alone, with the other organs held still."""

from simrunner.patient.chemistry.chemistry import Supply, advance_chemistry, start_chemistry
from simrunner.patient.handle import NEUTRAL
from simrunner.patient.lungs import lungs_at_rest
from simrunner.patient.person import Person


class Broth:
    """A body's chemistry that is supplied as at rest unless told otherwise."""

    def __init__(self, person=None, *, furosemide=False, **handles):
        self.person = person or Person()
        self.handles = NEUTRAL._replace(**({"urine": 9.0} if furosemide else {}), **handles)
        self.state = start_chemistry(self.person)
        self.mean = 90.0
        self.output = self.person.resting_output_l_per_min
        self.paco2 = lungs_at_rest(self.person).paco2_mmhg

    def advance(self, seconds, fluids=(), bled_ml=0.0):
        """Go on, and return what the circulation was told to take in, in mL."""
        told = 0.0
        supply = Supply(self.mean, self.output, 0.0, self.paco2)
        for _ in range(round(seconds * 10)):
            self.state = advance_chemistry(
                self.state, self.person, self.handles, fluids=fluids, bled_ml=bled_ml,
                supply=supply,
            )  # fmt: skip
            told += self.state.blood_in_ml
        return told

    def run_in(self, fluid, volume_ml, *, minutes):
        """Let a fluid run in evenly."""
        return self.advance(minutes * 60, fluids=[(fluid, volume_ml / (minutes * 600))])

    def bleed(self, volume_ml, *, minutes):
        """Lose blood evenly."""
        return self.advance(minutes * 60, bled_ml=volume_ml / (minutes * 600))
