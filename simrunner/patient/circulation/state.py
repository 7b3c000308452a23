"""What the circulation is at one moment, and what makes it beat."""

from typing import NamedTuple, TypeAlias

Volumes: TypeAlias = tuple[float, ...]
"""mL in: left ventricle, right ventricle, arteries, peripheral veins, central veins with the
right atrium, pulmonary arteries, pulmonary veins with the left atrium."""


class Contraction(NamedTuple):
    """A heartbeat as its muscle feels it: R at ``at_ms``, the P wave's peak at ``atrial_at_ms``.

    ``strength`` is 1 for a normal beat and 0 for one that moves nothing; None: no P wave. A P
    wave that no R follows is a contraction of strength 0.
    """

    at_ms: int
    atrial_at_ms: int | None = None
    strength: float = 1.0


class Build(NamedTuple):
    """What one person's circulation is made of, solved once by start_circulation.

    Elastances in mmHg/mL, resistances in mmHg s/mL, unstressed volumes in mL.
    """

    rate_per_min: float
    stroke_ml: float
    systolic_mmhg: float
    mean_mmhg: float
    filling_mmhg: float
    coronary_mmhg: float
    press_mmhg: float
    weight_kg: float
    blood_ml: float
    intrinsic_per_min: float
    fastest_per_min: float
    systemic_resistance: float
    pulmonary_resistance: float
    venous_resistance: float
    mitral_resistance: float
    aortic_resistance: float
    tricuspid_resistance: float
    pulmonic_resistance: float
    left_diastolic: float
    left_stiffening: float
    left_systolic: float
    right_diastolic: float
    right_stiffening: float
    right_systolic: float
    arterial_linear: float
    arterial_stiffening: float
    venous_elastance: float
    central_elastance: float
    pulmonary_arterial_elastance: float
    pulmonary_venous_elastance: float
    unstressed_ml: Volumes


class CirculationState(NamedTuple):
    """The circulation after a step: what others read first, then what only the next step needs.

    Pressures in mmHg against the air outside. ``stroke_volume_ml`` is that of the last beat;
    systolic and diastolic pressure those of the last beat that a finger feels, and of the last
    two seconds where there is none. ``ischaemia`` is the share of the heart's need for blood
    that stays unmet.
    """

    systolic_mmhg: float
    diastolic_mmhg: float
    mean_mmhg: float
    central_venous_mmhg: float
    pulmonary_systolic_mmhg: float
    pulmonary_diastolic_mmhg: float
    wedge_mmhg: float
    cardiac_output_l_per_min: float
    stroke_volume_ml: float
    sinus_rate_per_min: float
    blood_volume_ml: float
    bled_ml: float
    ischaemia: float
    # Vessels and heart
    volumes_ml: Volumes
    since_beat_s: float
    since_atria_s: float
    since_press_s: float
    press_strength: float
    beat_strength: float
    interval_s: float
    due: tuple[tuple[int, int, float], ...]
    # The beat in progress
    tally: tuple[float, ...]
    tallied_s: float
    unfelt_s: float
    # Reflexes: filtered pressures, the drive of the last 5 s, and what the nerves have done
    arterial_mmhg: float
    filling_mmhg: float
    drives: tuple[float, ...]
    vagal: tuple[float, float]
    beta: float
    alpha: float
    venous: float
    hypoxia: float
    exhaustion: float
    build: tuple[object, ...]
