"""What devices feel, do and tell, in people's words; names nobody knows are shown as they are.

The names are the vocabulary of the open protocol (PROTOCOL.md, section 10) and of the drivers.
"""

from collections.abc import Iterable, Mapping

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.ui.presenters.tone import MINUS

DASH = "–"
"""Stands where nobody knows."""

FEEDERS = ("prosim-8", "prosim-6", "prosim-2", "vitalsbridge")
"""Drivers whose device makes a real monitor show the simulated patient."""

PULSE_SITES = ("carotid", "brachial", "radial", "femoral", "popliteal", "pedal")
"""The order of the bits of `pulse.touch`, each left before right."""


def stream_words(name: str, tr: Translate) -> str:
    """Return what a stream measures."""
    return {
        "cpr.depth": tr("compression depth"),
        "cpr.force": tr("compression force"),
        "cpr.hand.x": tr("hand position, sideways"),
        "cpr.hand.y": tr("hand position, lengthwise"),
        "vent.flow": tr("ventilation flow"),
        "vent.volume": tr("ventilation volume"),
        "airway.pressure": tr("airway pressure"),
        "iv.flow": tr("infusion flow"),
        "pulse.touch": tr("touch at the pulses"),
        "bp.cuff": tr("cuff pressure"),
        "head.tilt": tr("head tilt"),
        "oximeter.spo2": tr("oxygen saturation, SpO₂"),
        "oximeter.pulse-rate": tr("pulse rate"),
        "oximeter.pleth": tr("pleth"),
        "oximeter.perfusion": tr("perfusion index"),
        "oximeter.carboxyhaemoglobin": tr("carboxyhaemoglobin"),
        "oximeter.methaemoglobin": tr("methaemoglobin"),
        "oximeter.pleth-variability": tr("pleth variability"),
    }.get(name, name)


def short_stream_words(name: str, tr: Translate) -> str:
    """Return what a stream measures in as few signs as a row of the list has."""
    return {
        "oximeter.spo2": tr("SpO₂"), "oximeter.pulse-rate": tr("PR"),
        "iv.flow": tr("flow"),
    }.get(name, stream_words(name, tr))  # fmt: skip


def kind_words(names: Iterable[str], tr: Translate) -> str:
    """Return what a device is about, from the names of all that it reports and can do."""
    kinds = dict.fromkeys(name.split(".")[0] for name in names)
    words = {
        "cpr": tr("compressions"), "airway": tr("airway"), "pulse": tr("pulses"),
        "iv": tr("infusion"), "eyes": tr("eyes"), "sound": tr("sounds"),
    }  # fmt: skip
    if "vent" in kinds:
        kinds["airway"] = None
    return listed(tr, [words[kind] for kind in words if kind in kinds][:3])


def event_words(name: str, tr: Translate) -> str:
    """Return what an event tells."""
    return {
        "drug": tr("drug tag"),
        "shock": tr("shock"),
        "pace": tr("pacing"),
        "ventilation": tr("breath given"),
        "tube": tr("tube position"),
        "iv.placed": tr("IV placed"),
        "io.placed": tr("IO placed"),
        "pads": tr("pads"),
        "electrodes": tr("electrodes"),
        "touch": tr("touch"),
    }.get(name, name)


def actuator_words(name: str, tr: Translate) -> str:
    """Return what one output does."""
    known = {
        "pulse.rate": tr("pulse rate"),
        "resp.rate": tr("breathing rate"),
        "chest.rise.l": tr("chest rise, left"),
        "chest.rise.r": tr("chest rise, right"),
        "eyes.blink": tr("blinking"),
        "voice": tr("voice"),
        "led.cyanosis": tr("blue lips"),
        "airway.tongue": tr("swollen tongue"),
        "airway.laryngospasm": tr("laryngospasm"),
        "airway.trismus": tr("locked jaw"),
        "airway.compliance": tr("stiff lungs"),
        "airway.resistance": tr("narrow airway"),
        "fluid.sweat": tr("sweat"),
        "fluid.tears": tr("tears"),
        "fluid.blood": tr("bleeding"),
        "seizure": tr("seizure"),
        "device.safe": tr("all outputs off"),
        "sim.rescuer": tr("simulated rescuer"),
        "sim.drug": tr("simulated drug"),
        "sim.shock": tr("simulated shock"),
    }
    return known.get(name, name)


def output_chips(names: Iterable[str], tr: Translate) -> tuple[str, ...]:
    """Return the outputs of a device in words; both sides and all places of a kind as one."""
    families: dict[str, int] = {}
    for name in names:
        family = _family(name)
        families[family] = families.get(family, 0) + 1
    return tuple(_family_words(family, count, tr) for family, count in families.items())


def _family(name: str) -> str:
    parts = name.split(".")
    if parts[0] == "pulse" and len(parts) == 3:
        return "pulse"
    if parts[0] in {"sound", "monitor"} and len(parts) > 1:
        return ".".join(parts[:2]) if parts[0] == "sound" else "monitor"
    if parts[0] == "eyes" and len(parts) == 3:
        return ".".join(parts[:2])
    return name


def _family_words(family: str, count: int, tr: Translate) -> str:
    if family == "pulse":
        return tr("1 pulse") if count == 1 else tr("{count} pulses", count=count)
    if family == "monitor":
        return tr("{count} numbers on a real monitor", count=count)
    return {
        "eyes.lid": tr("eyelids"),
        "eyes.pupil": tr("pupils"),
        "sound.lung": tr("lung sounds"),
        "sound.heart": tr("heart sounds"),
        "sound.bowel": tr("bowel sounds"),
    }.get(family, actuator_words(family, tr))


def touch_places(tr: Translate) -> tuple[str, ...]:
    """Return the places of `pulse.touch` in the order of its bits."""
    sites = {
        "carotid": tr("carotid"), "brachial": tr("brachial"), "radial": tr("radial"),
        "femoral": tr("femoral"), "popliteal": tr("popliteal"), "pedal": tr("pedal"),
    }  # fmt: skip
    sides = (tr("left"), tr("right"))
    return tuple(
        tr("{place}, {side}", place=sites[site], side=side) for site in PULSE_SITES
        for side in sides
    )  # fmt: skip


def driver_words(driver: str, tr: Translate) -> str:
    """Return what a driver is, in people's words; an unknown one by its name."""
    return {
        "oml": tr("open protocol OML/1"),
        "simulated-manikin": tr("simulated manikin, built in"),
        "prosim-8": "ProSim 8", "prosim-6": "ProSim 6", "prosim-2": "ProSim 2",
        "vitalsbridge": "VitalsBridge", "nonin": "Nonin", "nonin-hand-held": "Nonin",
        "contec-cms50d": "Contec CMS50D", "masimo-radical-7": "Masimo Radical-7",
        "ascii-line": tr("home-made board"), "foot-pedal": tr("foot pedal"),
        "keys": tr("USB keyboard"),
    }.get(driver, driver)  # fmt: skip


def place_of(address: str) -> str:
    """Return the place of an address that may begin with its driver: ``DRIVER@PLACE``."""
    return address.rpartition("@")[2]


def place_words(address: str, tr: Translate) -> str:
    """Return how a device is reached, a driver's name before @ left out.

    An address of another form is shown as it is.
    """
    address = place_of(address)
    kind, _, rest = address.partition(":")
    if kind == "usb":
        return tr("USB")
    if kind == "port":
        return tr("serial port {port}", port=rest)
    if kind == "tcp":
        return tr("this computer, port {port}", port=rest)
    if kind == "remote-tcp":
        return tr("network, {host}", host=rest)
    return address


def device_icon(checkup: DeviceCheckup) -> str:
    """Return the icon of a device by what it can do."""
    names = (*checkup.capabilities.streams, *checkup.capabilities.actuators)
    return icon_for(checkup.driver, names)


_ICONS: Mapping[str, str] = {
    "nonin": "heart", "nonin-hand-held": "heart", "contec-cms50d": "heart",
    "masimo-radical-7": "heart", "foot-pedal": "flag", "keys": "flag", "ascii-line": "note",
    "simulated-manikin": "manikin", **dict.fromkeys(FEEDERS, "external"),
}  # fmt: skip


def icon_for(driver: str, names: Iterable[str] = ()) -> str:
    """Return the icon of a driver, else of what the device reports and can do."""
    if driver in _ICONS:
        return _ICONS[driver]
    kinds = {name.split(".")[0] for name in names}
    for kind, icon in (
        ("cpr", "manikin"), ("pulse", "manikin"), ("vent", "lungs"), ("airway", "lungs"),
        ("oximeter", "heart"), ("iv", "syringe"), ("monitor", "external"), ("drug", "syringe"),
    ):  # fmt: skip
        if kind in kinds:
            return icon
    return "devices"


def figure(number: float | None, decimals: int = 0) -> str:
    """Return a number with a true minus sign, a dash where there is none."""
    if number is None:
        return DASH
    shown = f"{number:.{decimals}f}"
    return (shown.lstrip("-") if float(shown) == 0 else shown).replace("-", MINUS)


def length_words(ms: int, tr: Translate) -> str:
    """Return how long something lasted or ago it was: ``12 s``, ``3:12``, ``2 h 05 min``."""
    seconds = max(0, ms) // 1000
    if seconds < 60:
        return tr("{seconds} s", seconds=seconds)
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 86_400:
        return tr("{hours} h {minutes} min", hours=seconds // 3600,
                  minutes=f"{seconds // 60 % 60:02}")  # fmt: skip
    return tr("{days} d {hours} h", days=seconds // 86_400, hours=seconds // 3600 % 24)


def joined(tr: Translate, *sentences: str) -> str:
    """Return sentences in a row, apart as the language wants it."""
    gap = "" if tr.language.startswith("zh") else " "
    return gap.join(sentence for sentence in sentences if sentence)


def listed(tr: Translate, words: Iterable[str]) -> str:
    """Return words one after the other, apart as the language wants it."""
    return ("、" if tr.language.startswith("zh") else ", ").join(words)


def capital(words: str) -> str:
    """Return words with a capital at the beginning, where the language has them."""
    return words[:1].upper() + words[1:]


def unit_words(unit: str) -> str:
    """Return a unit of the vocabulary as people write it."""
    return {"cmH2O": "cmH₂O", "deg": "°", "1": "", "bits": ""}.get(unit, unit)
