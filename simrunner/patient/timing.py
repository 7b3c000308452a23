"""What whoever draws a patient's waves is told of heart and breath."""

from dataclasses import dataclass

from simrunner.patient.ecg.electrodes import Artefacts
from simrunner.patient.rhythm.rhythm import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What the drawing must know of the heart and the breath at the end of a step.

    ``next_r_ms`` is the next decided beat, ``next_pulse_ms`` the next one that will eject, as far
    as can be told; ``last_r_ms`` the last decided one. ``minutes_in_rhythm`` is None for a rhythm
    that the patient came with; ``qt`` is the handle of that name. ``right_strain`` 0 to 1 is how
    strained the right heart is, ``artefacts`` what lies between the heart and the screen.
    """

    rhythm: Rhythm
    next_r_ms: float | None
    next_pulse_ms: float | None
    last_r_ms: int
    next_breath_ms: float | None
    breath_phase: float
    is_compressed: bool
    minutes_in_rhythm: float | None
    qt: float
    right_strain: float
    is_right_ventricle_hurt: bool
    artefacts: Artefacts
