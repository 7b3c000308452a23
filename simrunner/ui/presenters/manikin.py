"""What a person beside a manikin feels and sees, in words: pulses, breathing, face."""

from dataclasses import dataclass

from simrunner.domain.text import Translate
from simrunner.hardware.touch import DeviceLook
from simrunner.ui.presenters.tone import Tone

SITES = ("carotid", "brachial", "radial", "femoral", "popliteal", "pedal")
SIDES = ("r", "l")
RIGHT_KEYS, LEFT_KEYS = "123456", "QWERTY"
"""Held down, these feel the patient's right and left, from the neck to the foot."""

_WEAK, _STRONG = 600, 1000
"""Per mille of the strength at 120 mmHg: below 72 mmHg a pulse is called weak (own choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """A pulse under the finger: words, strength from 0 to 1, beats per minute (0: none)."""

    words: str
    strength: float
    rate_per_min: float
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the figure shows; None where the manikin does not show it.

    ``lid`` is 1 for open eyes, ``cyanosis`` 1 for blue lips.
    """

    lid: float | None
    cyanosis: float | None
    lines: tuple[tuple[str, str, Tone], ...]


def site_of_key(key: str) -> str | None:
    """Return the pulse that a key feels, for example ``radial.l``."""
    for keys, side in ((RIGHT_KEYS, "r"), (LEFT_KEYS, "l")):
        if len(key) == 1 and key in keys:
            return f"{SITES[keys.index(key)]}.{side}"
    return None


def key_of_site(site: str) -> str:
    """Return the key that feels a pulse."""
    name, _, side = site.partition(".")
    return (RIGHT_KEYS if side == "r" else LEFT_KEYS)[SITES.index(name)]


def site_name(site: str, tr: Translate) -> str:
    """Return what a place is called, without its side."""
    return {
        "carotid": tr("Carotid"),
        "brachial": tr("Brachial"),
        "radial": tr("Radial"),
        "femoral": tr("Femoral"),
        "popliteal": tr("Popliteal"),
        "pedal": tr("Foot (pedal)"),
    }[site.partition(".")[0]]


def place_words(site: str, tr: Translate) -> str:
    """Return a place with its side, which is the patient's."""
    name = site_name(site, tr)
    if site.endswith(".l"):
        return tr("{site}, left", site=name)
    return tr("{site}, right", site=name)


def felt(look: DeviceLook | None, site: str, tr: Translate) -> Felt:
    """Return what a finger feels there now, by what the manikin's own actuators do."""
    if look is None or not look.outputs:
        return Felt(
            words=tr("nothing: the manikin is off"), strength=0.0, rate_per_min=0.0, tone=Tone.QUIET
        )
    strength = look.outputs.get(f"pulse.{site}")
    rate_per_min = look.outputs.get("pulse.rate", 0.0)
    if strength is None:
        words = tr("this manikin has no pulse there")
        return Felt(words=words, strength=0.0, rate_per_min=0.0, tone=Tone.QUIET)
    if strength <= 0 or rate_per_min <= 0:
        return Felt(words=tr("no pulse"), strength=0.0, rate_per_min=0.0, tone=Tone.BAD)
    words, tone = tr("pulse, about {rate} /min", rate=round(rate_per_min)), Tone.OK
    if strength < _WEAK:
        words = tr("weak pulse, about {rate} /min", rate=round(rate_per_min))
        tone = Tone.WARN
    elif strength >= _STRONG:
        words = tr("strong pulse, about {rate} /min", rate=round(rate_per_min))
    return Felt(words=words, strength=strength / 1000, rate_per_min=rate_per_min, tone=tone)


def face(look: DeviceLook | None, tr: Translate) -> Face:
    """Return eyes, colour and breathing as the manikin shows them."""
    outputs = {} if look is None else look.outputs
    lids = [outputs[name] for name in ("eyes.lid.l", "eyes.lid.r") if name in outputs]
    lid = 1.0 - max(lids) / 1000 if lids else None
    cyanosis = outputs["led.cyanosis"] / 1000 if "led.cyanosis" in outputs else None
    unknown = (tr("not shown"), Tone.QUIET)
    return Face(
        lid=lid,
        cyanosis=cyanosis,
        lines=(
            (tr("Breathing"), *_breathing(look, tr)),
            (tr("Lids"), *(unknown if lid is None else _lids(lid, tr))),
            (tr("Pupils"), *unknown),
            (tr("Skin"), *(unknown if cyanosis is None else _colour(cyanosis, tr))),
        ),
    )


def _breathing(look: DeviceLook | None, tr: Translate) -> tuple[str, Tone]:
    if look is None or "resp.rate" not in look.outputs:
        return tr("not shown"), Tone.QUIET
    rate = round(look.outputs["resp.rate"])
    left, right = (look.outputs.get(f"chest.rise.{side}", 0.0) > 0 for side in ("l", "r"))
    if rate <= 0 or not (left or right):
        return tr("chest does not rise"), Tone.BAD
    if left and right:
        return tr("chest rises on both sides, {rate} /min", rate=rate), Tone.PLAIN
    if left:
        return tr("chest rises on the left alone, {rate} /min", rate=rate), Tone.WARN
    return tr("chest rises on the right alone, {rate} /min", rate=rate), Tone.WARN


def _lids(lid: float, tr: Translate) -> tuple[str, Tone]:
    if lid >= 0.75:
        return tr("eyes open"), Tone.PLAIN
    return (tr("eyes half closed"), Tone.WARN) if lid > 0.1 else (tr("eyes closed"), Tone.WARN)


def _colour(cyanosis: float, tr: Translate) -> tuple[str, Tone]:
    if cyanosis <= 0:
        return tr("pink"), Tone.PLAIN
    return (tr("bluish lips"), Tone.WARN) if cyanosis < 0.6 else (tr("deeply cyanosed"), Tone.BAD)
