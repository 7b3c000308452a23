"""What the heart's electricity does: complexes, atrial waves, spikes and what never stops.

The clocks of this folder decide these values ahead of time; simrunner.patient.ecg draws them. A
complex is a QRS with its T and never has a P wave: those are events of their own, so PR is timing
and dissociation needs nothing special.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Complex = Literal[
    "normal", "rbbb", "lbbb", "left-anterior", "wpw", "aberrant", "pvc", "pvc-b", "pvc-c", "vt",
    "escape", "agonal", "paced", "stemi-anterior", "stemi-inferior", "stemi-lateral",
    "stemi-posterior", "nstemi", "hyperkalaemia-mild", "hyperkalaemia-moderate",
    "hyperkalaemia-severe", "hypokalaemia", "hypothermia", "long-qt", "brugada",
    "pulmonary-embolism", "pericarditis", "tricyclic", "lvh", "alternans-a", "alternans-b",
]  # fmt: skip
"""A QRS with its T. ``hyperkalaemia-severe`` is the sine wave."""

AtrialShape = Literal[
    "sinus", "ectopic-a", "ectopic-b", "ectopic-c", "retrograde", "peaked", "small"
]
"""A P wave."""

BackgroundKind = Literal["af", "flutter", "vf", "vf-fine"]
"""What never stops under the complexes, or stands in their place."""

Chamber = Literal["atrium", "ventricle", "skin"]
"""Where a pacemaker stimulates; through the skin a spike is 20 to 40 ms wide."""

R_AFTER_ONSET_MS = 40.0
"""From the beginning of a QRS to its R peak, as in the normal beat of the dipole model."""

P_AFTER_ONSET_MS = 50.0
"""From the beginning of a P wave to its peak: half of 100 ms (normal: below 120 ms)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledBeat:
    """A decided depolarisation with its R peak at ``at_ms``.

    ``pulse_fraction`` is what the pressures of the file are worth at the pulse, 0 for none;
    ``strength`` what the beat is worth to a modelled circulation, where 1 is a beat of sinus
    rhythm. ``interval_ms`` is the usual RR interval at that moment (it sets the QT interval),
    ``preceding_ms`` the real one before it (it sets how full the heart is), 0 for the first.
    ``scale`` is the size, ``turn_rad`` turns the axis in the frontal plane. ``atrial_at_ms`` is
    the peak of the P wave that belongs to the beat.
    """

    at_ms: int
    complex: Complex
    pulse_fraction: float
    interval_ms: float
    preceding_ms: int
    scale: float = 1.0
    turn_rad: float = 0.0
    strength: float = 1.0
    atrial_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtrialWave:
    """A decided P wave with its peak at ``at_ms``; ``interval_ms`` as in ScheduledBeat."""

    at_ms: int
    shape: AtrialShape
    interval_ms: float
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A stimulus of a pacemaker, whether or not it captures."""

    at_ms: int
    chamber: Chamber


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Continuous waves of a rhythm.

    ``amplitude_mv`` is the RMS in lead II of af, vf and vf-fine, and the size of a flutter wave in
    lead II. ``rate_per_min`` is the usual number of waves in a minute.
    """

    kind: BackgroundKind
    amplitude_mv: float
    rate_per_min: float


class Contracted(NamedTuple):
    """A beat as a modelled circulation wants it: R peak, peak of its P wave, strength (0 none)."""

    at_ms: int
    atrial_at_ms: int | None
    strength: float
