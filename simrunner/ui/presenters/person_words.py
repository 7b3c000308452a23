"""Who the patient is, in the words of a monitor's first line and of the chart."""

from simrunner.domain.text import Translate


def sex_word(sex: str, tr: Translate) -> str:
    """Return the word for ``F``, ``M`` or ``X`` of a scenario."""
    return {"F": tr("F"), "M": tr("M"), "X": tr("X")}.get(sex, sex)


def age_words(age: str, tr: Translate) -> str:
    """Return an age such as ``42 y``, ``3 mo`` or ``2 d`` in the user's language."""
    number, _, unit = age.partition(" ")
    units = {
        "y": tr("{number} y", number=number),
        "mo": tr("{number} mo", number=number),
        "d": tr("{number} d", number=number),
    }
    return units.get(unit, age)


def template_word(template: str, tr: Translate) -> str:
    """Return the kind of patient that the monitor was set to."""
    words = {
        "adult": tr("Adult"),
        "child": tr("Child"),
        "infant": tr("Infant"),
        "neonate": tr("Neonate"),
        "obstetric": tr("Obstetric"),
        "elderly": tr("Elderly"),
    }
    return words.get(template, template.capitalize())
