"""The vitals table: units, limits, display precision, codes (clinscn/1 section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from simrunner.domain.quantity import UNITS, Dimension


class Vital(StrEnum):
    """A vital of the patient, by the name that scenario files use."""

    HR = "HR"
    SBP = "SBP"
    DBP = "DBP"
    MAP = "MAP"
    SPO2 = "SpO2"
    FIO2 = "FiO2"
    RR = "RR"
    ETCO2 = "EtCO2"
    TEMP = "Temp"
    GCS = "GCS"
    CVP = "CVP"
    ICP = "ICP"
    PAP_SYSTOLIC = "PAPs"
    PAP_DIASTOLIC = "PAPd"
    PAWP = "PAWP"
    CO = "CO"
    K = "K"
    NA = "Na"
    GLUCOSE = "Glucose"
    LACTATE = "Lactate"
    HB = "Hb"
    BIS = "BIS"
    TOF = "TOF"
    FHR = "FHR"
    UTERINE_TONE = "UterineTone"
    URINE_OUTPUT = "UrineOutput"
    BLOOD_LOSS = "BloodLoss"


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSpec:
    """How one vital is written, limited and shown; numbers are in ``unit``.

    ``mdc_code`` is the ISO/IEEE 11073-10101 reference id where one was checked, else "unverified".
    """

    vital: Vital
    unit: str
    low: float
    high: float
    decimals: int
    adult_default: float
    mdc_code: str = "unverified"
    is_written: bool = True

    @property
    def dimension(self) -> Dimension:
        """What the vital measures."""
        return UNITS[self.unit].dimension

    def decimals_in(self, unit: str) -> int:
        """Return the display precision in ``unit``: a pressure shows none in mmHg, one in kPa."""
        if unit == "mmHg":
            return 0
        return 1 if unit == "kPa" else self.decimals


def _spec(
    vital: Vital,
    unit: str,
    limits: tuple[float, float],
    display: tuple[int, float],
    mdc_code: str = "unverified",
) -> VitalSpec:
    """Return a row from (low, high) limits and (decimals, adult default)."""
    return VitalSpec(
        vital=vital, unit=unit, low=limits[0], high=limits[1], decimals=display[0],
        adult_default=display[1], mdc_code=mdc_code, is_written=vital is not Vital.MAP,
    )  # fmt: skip


VITALS: Mapping[Vital, VitalSpec] = MappingProxyType(
    {
        spec.vital: spec
        for spec in (
            _spec(Vital.HR, "/min", (0, 300), (0, 75), "MDC_ECG_HEART_RATE"),
            _spec(Vital.SBP, "mmHg", (0, 300), (0, 120), "MDC_PRESS_BLD_ART_ABP_SYS"),
            _spec(Vital.DBP, "mmHg", (0, 200), (0, 75), "MDC_PRESS_BLD_ART_ABP_DIA"),
            _spec(Vital.MAP, "mmHg", (0, 300), (0, 90), "MDC_PRESS_BLD_ART_ABP_MEAN"),
            _spec(Vital.SPO2, "%", (0, 100), (0, 98), "MDC_PULS_OXIM_SAT_O2"),
            _spec(Vital.FIO2, "%", (21, 100), (0, 21)),
            _spec(Vital.RR, "/min", (0, 80), (0, 14), "MDC_RESP_RATE"),
            _spec(Vital.ETCO2, "kPa", (0, 20), (1, 5.0)),
            _spec(Vital.TEMP, "°C", (15, 45), (1, 36.8), "MDC_TEMP_BODY"),
            _spec(Vital.GCS, "", (3, 15), (0, 15)),
            _spec(Vital.CVP, "mmHg", (-10, 50), (0, 5)),
            _spec(Vital.ICP, "mmHg", (0, 100), (0, 10)),
            _spec(Vital.PAP_SYSTOLIC, "mmHg", (0, 120), (0, 24)),
            _spec(Vital.PAP_DIASTOLIC, "mmHg", (0, 120), (0, 10)),
            _spec(Vital.PAWP, "mmHg", (0, 120), (0, 9)),
            _spec(Vital.CO, "L/min", (0, 20), (1, 5.0)),
            _spec(Vital.K, "mmol/L", (1, 12), (1, 4.2)),
            _spec(Vital.NA, "mmol/L", (90, 190), (0, 140)),
            _spec(Vital.GLUCOSE, "mmol/L", (0.5, 60), (1, 5.2)),
            _spec(Vital.LACTATE, "mmol/L", (0.2, 30), (1, 1.0)),
            _spec(Vital.HB, "g/L", (10, 250), (0, 140)),
            _spec(Vital.BIS, "", (0, 100), (0, 97)),
            _spec(Vital.TOF, "", (0, 4), (0, 4)),
            _spec(Vital.FHR, "/min", (0, 250), (0, 140)),
            _spec(Vital.UTERINE_TONE, "mmHg", (0, 150), (0, 10)),
            _spec(Vital.URINE_OUTPUT, "mL/h", (0, 1000), (0, 50)),
            _spec(Vital.BLOOD_LOSS, "mL", (0, 10000), (0, 0)),
        )
    }
)


def mean_arterial_mmhg(systolic_mmhg: float, diastolic_mmhg: float) -> float:
    """Return MAP = DBP + (SBP - DBP)/3 (clinscn/1 section 4)."""
    return diastolic_mmhg + (systolic_mmhg - diastolic_mmhg) / 3.0


FROM_OUTSIDE = frozenset({Vital.FIO2, Vital.BLOOD_LOSS})
"""What is done to a body rather than read from it: nothing holds or steers these (ADR 0016)."""

RHYTHMS_WITHOUT_RATE = frozenset({"vf", "vf-fine", "asystole"})
"""Rhythms in which HR reads 0 whatever the file sets (clinscn/1 section 14)."""
