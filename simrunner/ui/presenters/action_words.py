"""Actions in the words of the log: ``Adrenaline 0.5 mg IM``, ``HR to 120 over 60 s``."""

from decimal import Decimal

from simrunner.debrief.labels import state_title
from simrunner.domain import action as act
from simrunner.domain.chart import Scenario
from simrunner.domain.ecg_action import ecg_order
from simrunner.domain.equipment_action import equipment_order
from simrunner.domain.text import Translate
from simrunner.domain.vital import VITALS, Vital
from simrunner.ui.presenters.ecg_words import ecg_words
from simrunner.ui.presenters.equipment_words import equipment_words


def drug_name(drug: str, scenario: Scenario, tr: Translate) -> str:
    """Return the drug's name in the user's language with a capital, or its id."""
    row = scenario.drugs.get(drug)
    name = row.name.in_language(tr.language) if row else drug
    return name[:1].upper() + name[1:]


def vital_name(vital: Vital) -> str:
    """Return a vital's short name with its subscript, as every screen prints it."""
    return {Vital.SPO2: "SpO₂", Vital.ETCO2: "EtCO₂", Vital.FIO2: "FiO₂"}.get(vital, vital.value)


def plain_number(number: float | Decimal, vital: Vital) -> str:
    """Return a vital's number at its display precision without trailing zeros."""
    return f"{float(number):.{VITALS[vital].decimals}f}".replace("-", "\u2212")


def sensor_word(sensor: str, tr: Translate) -> str:
    """Return a sensor of the monitor as it is called at the bedside."""
    return {
        "ecg": tr("ECG"), "spo2": tr("SpO₂"), "art": tr("arterial line"), "nibp": tr("NIBP cuff"),
        "co2": tr("CO₂"), "temp": tr("temperature"),
    }.get(sensor, sensor)  # fmt: skip


def _treatment(  # noqa: PLR0911 - one sentence per kind
    action: act.Action, scenario: Scenario, tr: Translate
) -> str | None:
    match action:
        case act.GiveDrug():
            return f"{drug_name(action.drug, scenario, tr)} {action.amount} {action.route}"
        case act.InfuseDrug():
            return f"{drug_name(action.drug, scenario, tr)} {action.rate}"
        case act.PerformAct():
            item = scenario.actions.get(action.act)
            return item.title.in_language(tr.language) if item else action.act
        case act.DeliverShock():
            kind = tr("synchronised") if action.synchronised else tr("unsynchronised")
            return tr("Shock {energy} J, {kind}", energy=action.energy_j, kind=kind)
        case act.Pace():
            return tr("Pace {rate} /min, {current} mA", rate=action.rate_per_min,
                      current=action.current_ma)  # fmt: skip
        case act.SetVentilator():
            return tr("Ventilator {setting} {quantity}", setting=action.setting,
                      quantity=action.quantity)  # fmt: skip
        case act.PlaceOrder():
            return tr("Ordered {item}", item=action.item)
        case act.Compress():
            return tr("Compression {depth} mm", depth=action.depth_mm)
        case act.GiveBreath():
            return tr("Breath {volume} mL", volume=action.volume_ml)
    return None


def _vital_change(action: act.Action, tr: Translate) -> str | None:
    match action:
        case act.SetVital():
            fields = {"vital": vital_name(action.vital), "quantity": action.quantity}
            if action.over_ms:
                over = f"{action.over_ms / 1000:g}"
                return tr("{vital} to {quantity} over {over} s", **fields, over=over)
            return tr("{vital} to {quantity}", **fields)
        case act.PinVital():
            return tr("Pin {vital} {quantity}", vital=vital_name(action.vital),
                      quantity=action.quantity)  # fmt: skip
        case act.ReleaseVital():
            return tr("Release {vital}", vital=vital_name(action.vital))
    return None


def _room_words(  # noqa: PLR0911 - see above
    action: act.Action, scenario: Scenario, tr: Translate
) -> str | None:
    match action:
        case act.ReadDevice():
            return f"{action.name} {action.reading}".strip()
        case act.PressMonitorKey():
            return tr("Monitor key {key}", key=action.key)
        case act.FireEvent():
            named = scenario.events.get(action.event)
            event = named.in_language(tr.language) if named else action.event.replace("-", " ")
            return tr("Event {event}", event=event)
        case act.GoToState():
            title = state_title(scenario, action.region, action.state, tr.language)
            return tr("Jump to {state}", state=title)
        case act.SwitchSensor():
            sensor = sensor_word(action.sensor, tr)
            if action.is_on:
                return tr("Sensor {sensor} attached", sensor=sensor)
            return tr("Sensor {sensor} taken off", sensor=sensor)
        case act.DisturbEcg():
            return _begun(ecg_words(ecg_order(action), tr))
        case act.AdjustEquipment():
            return _begun(equipment_words(equipment_order(action), tr))
    return None


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _control_words(action: act.Action, tr: Translate) -> str:  # noqa: PLR0911 - one sentence per kind
    match action:
        case act.SetManual():
            return tr("Automatic rules off") if action.is_on else tr("Automatic rules on")
        case act.FireRule():
            return tr("Rule fired by hand")
        case act.HoldOffRule():
            return tr("Rule held off") if action.is_held else tr("Rule may fire again")
        case act.AnnulEntry():
            return tr("Annulled entry {entry}", entry=action.entry)
        case act.SetBookmark():
            return tr("Bookmark: {label}", label=action.label)
        case act.EndRun():
            return tr("End of the run")
    return type(action).__name__


def action_words(action: act.Action, scenario: Scenario, tr: Translate) -> str:
    """Return one line for any action."""
    return (
        _treatment(action, scenario, tr)
        or _vital_change(action, tr)
        or _room_words(action, scenario, tr)
        or _control_words(action, tr)
    )
