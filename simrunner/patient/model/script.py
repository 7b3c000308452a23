"""What the scenario orders of a modelled body: hold a reading, or steer the body towards one.

Three strengths (decision record 0016). *Bias*: a constant is added to a reading. *Servo*: the
reading follows the ordered curve while the natural actuator is moved underneath, and stays at its
end until the nerves have come to rest there (SETTLES_MS) or somebody treats; then actuator and
remaining bias stand still, so that a treatment moves the reading from there (0025).
*Hold*: the reading is a number whatever the body does; released, it blends back.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from simrunner.domain.chart import Curve, Ramp
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital
from simrunner.domain.vital_track import curve_fraction

SETTLES_MS = 150_000
"""How long a servo stays at the end of its curve: four times the slowest reflex (veins, 35 s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actuator:
    """The handle that moves a reading in a living body, and how hard the servo turns it.

    ``gain_per_s`` is the change per second and per unit of error: of the handle's logarithm for a
    factor (``is_factor``), else of the handle itself. Between ``low`` and ``high``.
    """

    handle: str
    gain_per_s: float
    is_factor: bool
    low: float
    high: float


# The gains are engineering choices: fast enough to reach the end of a ramp of 30 s, slow enough not
# to ring with the organs' own delays. The limits keep the body one that could be alive.
ACTUATORS: Mapping[Vital, Actuator] = MappingProxyType(
    {
        Vital.HR: Actuator(
            handle="sinus_rate_per_min", gain_per_s=0.8, is_factor=False, low=-200.0, high=200.0
        ),
        Vital.SBP: Actuator(
            handle="systemic_resistance", gain_per_s=0.006, is_factor=True, low=0.2, high=4.0
        ),
        Vital.DBP: Actuator(
            handle="arterial_stiffness", gain_per_s=-0.006, is_factor=True, low=0.5, high=3.0
        ),
        Vital.SPO2: Actuator(
            handle="shunt", gain_per_s=-0.0008, is_factor=False, low=0.0, high=0.8
        ),
        Vital.RR: Actuator(
            handle="respiratory_rate", gain_per_s=0.03, is_factor=True, low=0.05, high=6.0
        ),
        Vital.ETCO2: Actuator(
            handle="co2_production", gain_per_s=0.01, is_factor=True, low=0.2, high=6.0
        ),
    }
)
"""Readings that the body itself can be moved to; every other one is moved by a bias alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of one reading.

    ``hold`` is a forced number. While a servo runs, ``target`` is where it ends, ``is_treated``
    whether something was done to the body since it began. ``bias`` is added
    to the body's number, ``drive`` is the actuator's place (a logarithm for a factor), ``natural``
    the body's own number when the servo moved last.
    """

    hold: float | None = None
    released_at_ms: int | None = None
    release_ms: int = 0
    from_number: float = 0.0
    target: float | None = None
    began_at_ms: int = 0
    duration_ms: int = 0
    curve: Curve = "linear"
    is_treated: bool = False
    bias: float = 0.0
    drive: float = 0.0
    natural: float = 0.0

    def wanted(self, at_ms: int) -> float | None:
        """Return where the servo's curve is now; None without one or before its delay is over."""
        if self.target is None or at_ms < self.began_at_ms:
            return None
        elapsed_ms = at_ms - self.began_at_ms
        x = 1.0 if elapsed_ms >= self.duration_ms else elapsed_ms / self.duration_ms
        return self.from_number + (self.target - self.from_number) * curve_fraction(self.curve, x)

    def is_over(self, at_ms: int) -> bool:
        """Return whether the servo lets go: at the end of its curve, or of the rest after it."""
        rests_ms = 0 if self.is_treated else SETTLES_MS
        return self.target is not None and at_ms >= self.began_at_ms + self.duration_ms + rests_ms

    def shown(self, vital: Vital, natural: float, at_ms: int) -> float:
        """Return the reading, from what the body alone would give.

        The bias of a rate or pressure fades with what it was added to: a body that has stopped
        breathing shows no breaths.
        """
        below = natural + self.bias
        if vital in _FADING and 0.0 <= natural < self.natural:
            below = natural + self.bias * (natural / self.natural)
        if self.hold is None:
            return below
        if self.released_at_ms is None:
            return self.hold
        elapsed_ms = at_ms - self.released_at_ms
        if elapsed_ms >= self.release_ms:
            return below
        return self.hold + (below - self.hold) * (elapsed_ms / self.release_ms)

    @property
    def is_held(self) -> bool:
        """Whether a number is forced now."""
        return self.hold is not None and self.released_at_ms is None


_FADING = frozenset({Vital.HR, Vital.SBP, Vital.DBP, Vital.RR, Vital.ETCO2})
NOTHING_WISHED = Wish()


class Script:
    """Every wish of one patient."""

    def __init__(self) -> None:
        """Begin with a body left to itself."""
        self._wishes: dict[Vital, Wish] = {}

    def set_out_from(self, vital: Vital, number: float, natural: float) -> None:
        """Let a reading begin at a number: what the body lacks of it is a constant bias."""
        self._wishes[vital] = Wish(bias=number - natural, natural=natural)

    def hold(self, vital: Vital, number: float) -> None:
        """Force a reading from now on, whatever the body does."""
        wish = self._wishes.get(vital, NOTHING_WISHED)
        self._wishes[vital] = replace(
            wish, hold=number, released_at_ms=None, release_ms=0, target=None
        )

    def release(self, vital: Vital, at_ms: int, over_ms: int) -> None:
        """Let a held reading blend back to the body's over a time."""
        wish = self._wishes.get(vital, NOTHING_WISHED)
        if wish.is_held:
            self._wishes[vital] = replace(wish, released_at_ms=at_ms, release_ms=over_ms)

    def steer(self, ramp: Ramp, present: float, at_ms: int) -> None:
        """Steer a reading along a ramp from where it is or was just set; a hold ends."""
        wish = self._wishes.get(ramp.vital, NOTHING_WISHED)
        if wish.hold is not None and wish.is_held:
            present = wish.hold
        target = ramp.number
        if ramp.target == "by":
            target = present + ramp.number
        elif ramp.target == "times":
            target = present * ramp.number
        spec = VITALS[ramp.vital]
        self._wishes[ramp.vital] = replace(
            wish, hold=None, released_at_ms=None, release_ms=0, from_number=present,
            target=min(spec.high, max(spec.low, target)), began_at_ms=at_ms + ramp.delay_ms,
            duration_ms=ramp.duration_ms, curve=ramp.curve, is_treated=False,
        )  # fmt: skip

    def let_go(self) -> None:
        """Something is done to the body: every servo ends with its curve, or now where that has."""
        for vital, wish in self._wishes.items():
            if wish.target is not None:
                self._wishes[vital] = replace(wish, is_treated=True)

    def is_held(self, vital: Vital) -> bool:
        """Return whether a number is forced on a reading."""
        return self._wishes.get(vital, NOTHING_WISHED).is_held

    def read(self, natural: dict[Vital, float], at_ms: int) -> dict[Vital, float]:
        """Return every reading from what the body alone would give, and move on by one step.

        While a servo runs, the bias is what the body still lacks, and the actuator is turned so
        that the body needs less of it; where it lets go both stay as they are.
        """
        if not self._wishes:
            return natural
        shown = dict(natural)
        for vital, wish in self._wishes.items():
            wanted = wish.wanted(at_ms)
            if wanted is not None:
                missing = wanted - natural[vital]
                wish = replace(  # noqa: PLW2901 - the wish as it is after this step
                    wish,
                    bias=missing,
                    natural=natural[vital],
                    drive=_turned(vital, wish.drive, missing),
                )
                if wish.is_over(at_ms):
                    wish = replace(wish, target=None)  # noqa: PLW2901
                self._wishes[vital] = wish
            shown[vital] = wish.shown(vital, natural[vital], at_ms)
        return shown

    def influence(self) -> dict[str, float]:
        """Return what the actuators do to the handles."""
        found: dict[str, float] = {}
        for vital, wish in self._wishes.items():
            actuator = ACTUATORS.get(vital)
            if actuator is not None and wish.drive:
                drive = wish.drive
                found[actuator.handle] = math.exp(drive) if actuator.is_factor else drive
        return found

    def saved(self) -> dict[str, Any]:
        """Return every wish as plain JSON values."""
        return {
            vital.value: {field.name: getattr(wish, field.name) for field in fields(wish)}
            for vital, wish in self._wishes.items()
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._wishes = {Vital(name): Wish(**wish) for name, wish in saved.items()}


def _turned(vital: Vital, drive: float, missing: float) -> float:
    """Return where the actuator stands after one step in which ``missing`` was missing."""
    actuator = ACTUATORS.get(vital)
    if actuator is None:
        return drive
    moved = drive + actuator.gain_per_s * missing * (STEP_MS / 1000.0)
    low, high = actuator.low, actuator.high
    if actuator.is_factor:
        low, high = math.log(low), math.log(high)
    return min(high, max(low, moved))
