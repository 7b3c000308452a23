"""Words for the closed lists of a scenario, and dates, in the user's language."""

from collections.abc import Mapping
from datetime import datetime

from simrunner.domain.text import Translate


def setting_words(tr: Translate) -> Mapping[str, str]:
    """Return the word of every setting (clinscn/1 section 3)."""
    return {
        "emergency": tr("Emergency"),
        "operating-room": tr("Operating room"),
        "ward": tr("Ward"),
        "intensive-care": tr("Intensive care"),
        "prehospital": tr("Prehospital"),
        "delivery": tr("Delivery"),
        "home": tr("At home"),
    }


def system_words(tr: Translate) -> Mapping[str, str]:
    """Return the word of every organ system (clinscn/1 appendix, closed list)."""
    return {
        "cardiovascular": tr("Cardiovascular"),
        "respiratory": tr("Respiratory"),
        "nervous": tr("Nervous system"),
        "immune": tr("Immune"),
        "endocrine": tr("Endocrine"),
        "metabolic": tr("Metabolic"),
        "renal": tr("Renal"),
        "digestive": tr("Digestive"),
        "musculoskeletal": tr("Musculoskeletal"),
        "skin": tr("Skin"),
        "blood": tr("Blood"),
        "reproductive": tr("Reproductive"),
        "infection": tr("Infection"),
        "toxicology": tr("Toxicology"),
        "psychiatric": tr("Psychiatric"),
        "trauma": tr("Trauma"),
        "environmental": tr("Environmental"),
    }


def level_words(tr: Translate) -> Mapping[str, str]:
    """Return the word of every level, easiest first."""
    return {
        "novice": tr("Novice"),
        "intermediate": tr("Intermediate"),
        "advanced": tr("Advanced"),
    }


def language_words() -> Mapping[str, str]:
    """Return every language by its own name, which is never translated."""
    return {"en": "English", "zh-CN": "中文"}


def word(words: Mapping[str, str], code: str) -> str:
    """Return the word of ``code``, or the code itself made readable when the list lacks it."""
    return words.get(code) or code.replace("-", " ").replace("_", " ").capitalize()


def day_words(tr: Translate, when: datetime) -> str:
    """Return a day and month, for example ``20 Nov``."""
    months = (
        tr("Jan"),
        tr("Feb"),
        tr("Mar"),
        tr("Apr"),
        tr("May"),
        tr("Jun"),
        tr("Jul"),
        tr("Aug"),
        tr("Sep"),
        tr("Oct"),
        tr("Nov"),
        tr("Dec"),
    )
    return tr("{day} {month}", day=when.day, month=months[when.month - 1])


def clock_words(at_ms: int) -> str:
    """Return simulated time as minutes and seconds, for example ``06:48``."""
    seconds = at_ms // 1000
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
