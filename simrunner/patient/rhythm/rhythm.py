"""What a rhythm is: its complex, how its beats are placed, its atria, its pulse, its pacemaker."""

from dataclasses import dataclass, replace

from simrunner.domain.patient_state import PALPABLE_FRACTION
from simrunner.patient.rhythm.beat import Background, Chamber
from simrunner.patient.rhythm.generator import Generator, Regular, Stroke

_ATRIAL_LEAST_PER_MIN = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The usual ventricular rate of a rhythm and its usual range; all 0 where nothing beats."""

    usual_per_min: float = 0.0
    lowest_per_min: float = 0.0
    highest_per_min: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPacemaker:
    """A pacemaker that does not do what it should, at its own rate beside the heart's beats."""

    rate_per_min: float
    chamber: Chamber
    captures: bool
    senses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """How a rhythm looks from a potassium on."""

    from_potassium_mmol_per_l: float
    rhythm: "Rhythm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One rhythm. The HR vital is its ventricular rate, all complexes counted.

    ``ordinary`` is the beat that is repeated, without a complex where none ever comes.
    ``sway_ratio`` moves beats with the breath and ``jitter_ratio`` at random, both in parts of the
    RR interval and without changing the mean rate. ``follows_sinus`` says that the sinus node sets
    its rate in a modelled body, ``sets_rate`` that its name speaks of that rate. ``fills`` lets
    each beat eject by the pause before it. ``p_rate_per_min`` are P waves that no complex follows;
    ``has_palpable_pulse`` is what a finger feels while the pressures allow a pulse.
    ``stimulated`` are chambers paced before each beat,
    ``can_capture`` says whether a pacemaker through the skin can take over,
    ``has_shock_pause`` that beats which return after a shock come late.
    """

    id: str
    rates: Rates
    ordinary: Stroke
    generator: Generator = Regular()  # noqa: RUF009  (frozen and without state)
    follows_sinus: bool = False
    sets_rate: bool = False
    sway_ratio: float = 0.0
    jitter_ratio: float = 0.0
    fills: bool = False
    has_palpable_pulse: bool = True
    p_rate_per_min: float = 0.0
    background: Background | None = None
    stimulated: tuple[Chamber, ...] = ()
    pacemaker: OwnPacemaker | None = None
    can_capture: bool = True
    has_shock_pause: bool = False
    degrees: tuple[Degree, ...] = ()
    is_verified: bool = False

    @property
    def has_pulse(self) -> bool:
        """Whether its usual beat ejects anything."""
        return self.ordinary.complex is not None and self.ordinary.pulse > 0.0

    def in_degree(self, potassium_mmol_per_l: float) -> "Rhythm":
        """Return how it looks at a potassium: itself, but for rhythms that come in degrees."""
        found = self
        for degree in self.degrees:
            if potassium_mmol_per_l >= degree.from_potassium_mmol_per_l:
                found = degree.rhythm
        return found

    def at_rate(self, rate_per_min: float) -> "Rhythm":
        """Return it with flutter waves that are a whole multiple of the ventricular rate.

        The least multiple above 250/min (flutter: 250 to 350/min): 2:1 at 150, 3:1 at 100, 4:1 at
        75/min. With a changing block the waves are the mean ratio times the rate.
        """
        background = self.background
        if background is None or background.kind != "flutter" or rate_per_min <= 0.0:
            return self
        ratio = background.rate_per_min / self.rates.usual_per_min
        if isinstance(self.generator, Regular):
            ratio = 1.0
            while rate_per_min * ratio < _ATRIAL_LEAST_PER_MIN:
                ratio += 1.0
        return replace(self, background=replace(background, rate_per_min=ratio * rate_per_min))


def is_palpable(pulse_fraction: float) -> bool:
    """Return whether a finger feels a beat."""
    return pulse_fraction >= PALPABLE_FRACTION


def rate_for(rhythm: Rhythm, sinus_rate_per_min: float) -> float:
    """Return the ventricular rate in a modelled body: the sinus node's, else the rhythm's usual."""
    return sinus_rate_per_min if rhythm.follows_sinus else rhythm.rates.usual_per_min
