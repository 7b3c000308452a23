"""Alarm conditions in the words of a bedside monitor."""

from collections.abc import Iterable
from dataclasses import dataclass

from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import AlarmView
from simrunner.domain.text import Translate
from simrunner.ui.presenters.tone import PREFIX, TONE_OF_PRIORITY, URGENCY, Tone

_FIRST_IDEOGRAPH = "\u4e00"


def numeric_label(numeric: str, tr: Translate) -> str:
    """Return the label that a monitor prints for a numeric of NUMERICS."""
    labels = {
        "HR": tr("HR"),
        "PR": tr("PR"),
        "SpO2": tr("SpO₂"),
        "ARTs": tr("ART SYS"),
        "ARTd": tr("ART DIA"),
        "ARTm": tr("ART MEAN"),
        "NIBPs": tr("NIBP SYS"),
        "NIBPd": tr("NIBP DIA"),
        "NIBPm": tr("NIBP MEAN"),
        "EtCO2": tr("EtCO₂"),
        "RR": tr("RR"),
        "Temp": tr("TEMP"),
        "ecg": tr("ECG"),
        "spo2": tr("SpO₂"),
        "art": tr("ART"),
        "nibp": tr("NIBP"),
        "co2": tr("CO₂"),
        "temp": tr("TEMP"),
    }
    return labels.get(numeric, numeric)


def code_word(alarm: AlarmView, tr: Translate) -> str:
    """Return the condition's word: ``LOW``, ``DESAT``, ``ASYSTOLE``, ``PROBE OFF``."""
    if alarm.code == "off":
        if alarm.numeric in ("HR", "ecg"):
            return tr("LEADS OFF")
        if alarm.numeric in ("ARTs", "ARTd", "ARTm", "art", "EtCO2", "RR", "co2"):
            return tr("DISCONNECTED")
        return tr("PROBE OFF")
    words = {
        "low": tr("LOW"),
        "high": tr("HIGH"),
        "desat": tr("DESAT"),
        "asystole": tr("ASYSTOLE"),
        "vf": tr("VENT FIB"),
        "vt": tr("VENT TACHY"),
        "apnoea": tr("APNOEA"),
    }
    return words.get(alarm.code, alarm.code.upper())


def condition_phrase(label: str, word: str) -> str:
    """Return ``HR LOW``; between two Chinese words there is no space."""
    is_chinese = label[-1:] >= _FIRST_IDEOGRAPH and word[:1] >= _FIRST_IDEOGRAPH
    return f"{label}{'' if is_chinese else ' '}{word}".strip()


def alarm_sentence(condition: str, shown: str, limit: str, tr: Translate) -> str:
    """Return a stored condition (``NIBPs low``) for the log: ``NIBP systolic low (66 < 90)``."""
    numeric, _, code = condition.partition(" ")
    names = {
        "ARTs": tr("ART systolic"), "ARTd": tr("ART diastolic"), "ARTm": tr("ART mean"),
        "NIBPs": tr("NIBP systolic"), "NIBPd": tr("NIBP diastolic"), "NIBPm": tr("NIBP mean"),
        "Temp": tr("Temp"), "temp": tr("Temp"),
    }  # fmt: skip
    codes = {
        "low": tr("low"), "high": tr("high"), "desat": tr("very low"), "off": tr("sensor off"),
        "asystole": tr("asystole"), "vf": tr("ventricular fibrillation"),
        "vt": tr("ventricular tachycardia"), "apnoea": tr("apnoea"),
    }  # fmt: skip
    name = "" if code in ("asystole", "vf", "vt", "apnoea") else numeric
    words = condition_phrase(names.get(name) or numeric_label(name, tr), codes.get(code, code))
    if shown and limit:
        sign = ">" if code == "high" else "<"
        words += f" ({shown} {sign} {limit})"
    return words[:1].upper() + words[1:]


def alarm_text(alarm: AlarmView, tr: Translate) -> str:
    """Return one alarm as the banner prints it: ``*** ART SYS LOW 66 < 90``."""
    prefix = PREFIX[TONE_OF_PRIORITY[alarm.priority]]
    parts = [prefix]
    label = numeric_label(alarm.numeric, tr)
    is_alone = alarm.code in ("asystole", "vf", "vt", "apnoea")
    parts.append(condition_phrase("" if is_alone else label, code_word(alarm, tr)))
    if alarm.shown and alarm.limit:
        sign = ">" if alarm.limit_side == "high" else "<"
        parts.append(f"{alarm.shown} {sign} {alarm.limit}")
    return " ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """The alarm line: at most two texts of ``tone``, where they stand (``2 of 5``), the chip."""

    texts: tuple[str, ...]
    tone: Tone
    position: str
    technical: str
    is_acknowledged: bool


def by_urgency(alarms: Iterable[AlarmView]) -> list[AlarmView]:
    """Return alarms with the most urgent and, among equals, the newest first."""
    return sorted(alarms, key=lambda alarm: (URGENCY.index(alarm.priority), -alarm.since_ms))


def banner(alarms: Iterable[AlarmView], page: int, tr: Translate) -> Banner:
    """Return the banner for the ``page``-th pair of physiological alarms (wraps around)."""
    ordered = by_urgency(alarms)
    clinical = [a for a in ordered if a.priority is not AlarmPriority.TECHNICAL]
    technical = [a for a in ordered if a.priority is AlarmPriority.TECHNICAL]
    chip = alarm_text(technical[0], tr) if technical else ""
    if len(technical) > 1:
        chip = f"{chip} +{len(technical) - 1}"
    if not clinical:
        return Banner(texts=(), tone=Tone.PLAIN, position="", technical=chip, is_acknowledged=False)
    pages = (len(clinical) + 1) // 2
    first = page % pages * 2
    pair = clinical[first : first + 2]
    last = first + len(pair)
    position = tr("{shown} of {total}", shown=last, total=len(clinical))
    return Banner(
        texts=tuple(alarm_text(alarm, tr) for alarm in pair),
        tone=TONE_OF_PRIORITY[pair[0].priority],
        position=position if len(clinical) > 1 else "",
        technical=chip,
        is_acknowledged=all(alarm.is_acknowledged for alarm in clinical),
    )
