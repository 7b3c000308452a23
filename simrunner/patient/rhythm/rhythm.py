"""What each drawn rhythm is made of: its complex, its regularity, its atria and its pulse."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Shape = Literal["sinus", "sinus-long-pr", "narrow", "ventricular", "escape", "agonal", "p-wave"]
"""A kind of complex that simrunner.patient.ecg.dipole can draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One drawn rhythm. The HR vital is its ventricular rate.

    ``shape`` None has no complexes. ``sway_ratio`` moves beats with the breath and
    ``jitter_ratio`` at random, both in parts of the RR interval and without changing the mean
    rate. ``is_irregular`` draws every interval anew, as in atrial fibrillation.
    ``pulse_fraction`` is what the pressures of the file are worth at the pulse: 0 for none.
    ``fibrillation_mv`` is the RMS of ventricular fibrillation, ``f_wave_mv`` of the atrial one,
    both in lead II. ``p_rate_per_min`` are P waves that no complex follows.
    """

    id: str
    shape: Shape | None
    pulse_fraction: float = 1.0
    sway_ratio: float = 0.0
    jitter_ratio: float = 0.0
    is_irregular: bool = False
    fibrillation_mv: float = 0.0
    f_wave_mv: float = 0.0
    p_rate_per_min: float = 0.0


# Rates, widths and pulse of each rhythm: textbook values, unverified. Respiratory variation is a
# teaching choice inside the 10 % that still counts as a regular sinus rhythm. The spread of VF
# (coarse 0.5-1.0 mV peak to peak, fine at most 0.2 mV) is the convention of resuscitation courses.
RHYTHMS: Mapping[str, Rhythm] = MappingProxyType(
    {
        rhythm.id: rhythm
        for rhythm in (
            Rhythm(id="sinus", shape="sinus", sway_ratio=0.020, jitter_ratio=0.004),
            Rhythm(id="sinus-bradycardia", shape="sinus", sway_ratio=0.025, jitter_ratio=0.005),
            Rhythm(id="sinus-tachycardia", shape="sinus", sway_ratio=0.006, jitter_ratio=0.002),
            Rhythm(id="sinus-arrhythmia", shape="sinus", sway_ratio=0.090, jitter_ratio=0.006),
            Rhythm(id="heart-block-1", shape="sinus-long-pr", sway_ratio=0.02, jitter_ratio=0.004),
            Rhythm(id="heart-block-3", shape="narrow", p_rate_per_min=90.0),
            Rhythm(id="heart-block-3-wide", shape="escape", p_rate_per_min=90.0),
            Rhythm(id="svt", shape="narrow", jitter_ratio=0.001),
            Rhythm(id="af", shape="narrow", is_irregular=True, f_wave_mv=0.03),
            Rhythm(id="junctional", shape="narrow", jitter_ratio=0.003),
            Rhythm(id="accelerated-junctional", shape="narrow", jitter_ratio=0.003),
            Rhythm(id="junctional-tachycardia", shape="narrow", jitter_ratio=0.002),
            Rhythm(id="idioventricular", shape="escape", jitter_ratio=0.01),
            Rhythm(id="accelerated-idioventricular", shape="escape", jitter_ratio=0.006),
            Rhythm(
                id="vt", shape="ventricular", jitter_ratio=0.004, p_rate_per_min=90.0
            ),
            Rhythm(
                id="vt-pulseless", shape="ventricular", pulse_fraction=0.0, jitter_ratio=0.004,
                p_rate_per_min=90.0,
            ),
            Rhythm(id="vf", shape=None, pulse_fraction=0.0, fibrillation_mv=0.26),
            Rhythm(id="vf-fine", shape=None, pulse_fraction=0.0, fibrillation_mv=0.045),
            Rhythm(id="asystole", shape=None, pulse_fraction=0.0),
            Rhythm(id="p-wave-asystole", shape=None, pulse_fraction=0.0, p_rate_per_min=60.0),
            Rhythm(id="agonal", shape="agonal", pulse_fraction=0.0, jitter_ratio=0.12),
            # The same electrical list as sinus rhythm: only the pulse is missing, and that is
            # what pulseless electrical activity teaches.
            Rhythm(
                id="pea", shape="sinus", pulse_fraction=0.0, sway_ratio=0.0, jitter_ratio=0.004
            ),
        )
    }
)  # fmt: skip
"""Every rhythm that is drawn as itself."""

STAND_INS: Mapping[str, str] = MappingProxyType(
    {
        # A rhythm without its own drawing must at least not look benign, or pulseless, by mistake.
        "vt-polymorphic": "vt",
        "torsades": "vt",
        "svt-aberrant": "vt",
        "af-wpw": "af",
        "multifocal-atrial-tachycardia": "af",
        "flutter": "svt",
        "flutter-variable": "af",
        "atrial-tachycardia": "svt",
        "paced-vvi": "accelerated-idioventricular",
        "pacing-no-capture": "heart-block-3-wide",
        "pacing-no-output": "heart-block-3-wide",
    }
)
"""What undrawn rhythms look like; ``sinus`` where nothing is said."""


def drawn_as(rhythm_id: str) -> Rhythm:
    """Return the drawing of ``rhythm_id``: its own, its stand-in's, else that of ``sinus``."""
    return RHYTHMS.get(rhythm_id) or RHYTHMS[STAND_INS.get(rhythm_id, "sinus")]
