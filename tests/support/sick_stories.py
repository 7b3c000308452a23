"""Bodies that fall ill, each lived once however many tests look at it."""

from functools import cache

from support.sick_bodies import DEGREES, Shown, Sick, Timed, ill, ventilated

LOOKS: dict[str, tuple[float, ...]] = {
    "haemorrhage": (240, 612, 1212),
    "anaphylaxis": (240, 300),
    "sepsis": (900,),
    "tension-pneumothorax": (240,),
    "tamponade": (300,),
    "pulmonary-embolism": (240,),
    "asthma": (300,),
    "bronchospasm": (120,),
    "airway-obstruction": (120,),
    "mainstem-intubation": (120,),
    "ards": (620,),
    "opioid-overdose": (300,),
    "local-anaesthetic-toxicity": (60,),
    "malignant-hyperthermia": (660,),
    "hyperkalaemia": (612,),
    "ketoacidosis": (900,),
    "hypothermia": (620,),
    "burns": (420,),
    "raised-intracranial-pressure": (240,),
    "eclampsia": (120,),
    "postpartum-haemorrhage": (920,),
    "high-altitude": (600,),
}
"""When each illness is looked at, in s; it begins at 10 s."""

_SAMPLES = 10
_REST_S = sorted({second for looks in LOOKS.values() for second in looks})


@cache
def _story(template: str, illness: str, degree: str, how: str) -> dict[float, Shown]:
    sick = Sick(template)
    orders: list[Timed] = ventilated(oxygen_pct=50) if how == "ventilated" else []
    if illness:
        orders.append(ill(illness, degree))
    sick.will(*orders)
    return {second: _mean(sick, second) for second in (LOOKS[illness] if illness else _REST_S)}


def _mean(sick: Sick, second: float) -> Shown:
    """Return the mean of what is read in the 7 s before, for pressures swing with the breath."""
    looks = [sick.at(second - 0.7 * (_SAMPLES - each)) for each in range(1, _SAMPLES + 1)]
    return {name: sum(look[name] for look in looks) / _SAMPLES for name in looks[0]}


def at_rest(second: float, template: str = "adult", how: str = "") -> Shown:
    """Return what a healthy body shows at a second of LOOKS."""
    return _story(template, "", "", how)[second]


def sick_at(
    illness: str, degree: str, second: float, template: str = "adult", how: str = ""
) -> Shown:
    """Return what a body shows that fell ill in a degree 10 s after it began.

    ``how`` is ``ventilated`` for one that a machine breathes for, with 50 % oxygen and PEEP 5.
    """
    return _story(template, illness, degree, how)[second]


def degrees(illness: str, second: float, template: str = "adult", how: str = "") -> list[Shown]:
    """Return a body at rest and in each degree, at one second of LOOKS."""
    found = [at_rest(second, template, how)]
    return found + [sick_at(illness, each, second, template, how) for each in DEGREES]
