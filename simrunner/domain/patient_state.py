"""What the body is doing in one step: true vitals, beats and wave samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simrunner.domain.body_order import CatheterPlace, LineState
from simrunner.domain.vital import Vital

ECG_LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
WAVES = (*ECG_LEADS, "ART", "PLETH", "CO2", "RESP")
"""Wave ids. Units: ECG mV, ART mmHg, PLETH 0 to 1 of full scale, CO2 mmHg, RESP 0 to 1."""

SENSOR_WAVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cvp": ("CVP",), "pa": ("PA",), "icp": ("ICP",), "ventilator": ("PAW", "FLOW", "VOLUME"),
        "bis": ("EEG",), "fhr": ("FHR", "TOCO"),
    }
)  # fmt: skip
"""Wave ids that a state carries besides WAVES, by the sensor that must be on the patient.

Units: CVP, PA, ICP and TOCO mmHg, PAW cmH2O, FLOW L/min (into the patient is positive), VOLUME mL,
EEG microvolt, FHR beats/min (0: no fetal heart is heard). ``ventilator`` is no sensor: its waves
come while a machine ventilates. FHR and TOCO are held from one 250 ms to the next.
"""


PALPABLE_FRACTION = 0.35
"""A finger, a probe and a line count a beat that ejects at least this part of a usual one.

A teaching choice, unverified: with the filling of simrunner.patient.rhythm.filling it gives atrial
fibrillation at 140/min a pulse deficit of 20 to 50/min, and none at 90/min.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One ventricular depolarisation; ``pulse_fraction`` is what it ejects in parts of a usual one.

    Below PALPABLE_FRACTION no finger feels it, at 0 it moves nothing.
    """

    at_ms: int
    pulse_fraction: float

    @property
    def is_felt(self) -> bool:
        """Whether it gives a pulse that is counted."""
        return self.pulse_fraction >= PALPABLE_FRACTION


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientState:
    """The truth at ``at_ms``, the end of the step, and what happened inside the step.

    ``vitals`` are in the units of VITALS. ``beats`` and ``breaths_at_ms`` lie in the step.
    ``waves`` hold SAMPLES_PER_STEP float32 samples each (a memoryview of format ``f``), those of
    WAVES always and those of SENSOR_WAVES while their sensor is on; none at time 0. ``attached``
    names the sensors on the patient. ``is_compressed`` is true while compressions perfuse.
    ``lost_leads`` are ECG leads that lack an electrode, ``line`` says how the arterial line answers
    and ``catheter`` where the pulmonary artery catheter measures.
    """

    at_ms: int
    vitals: Mapping[Vital, float]
    rhythm: str
    beats: tuple[Beat, ...]
    breaths_at_ms: tuple[int, ...]
    compressions_at_ms: tuple[int, ...]
    is_compressed: bool
    attached: frozenset[str]
    waves: Mapping[str, memoryview]
    lost_leads: tuple[str, ...] = ()
    line: LineState = "normal"
    catheter: CatheterPlace = "pa"
