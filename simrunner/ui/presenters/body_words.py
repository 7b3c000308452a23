"""What is done to a modelled body, in words: orders of the file, readings out of its hands."""

from simrunner.domain.body_order import (
    Bleed,
    BodyOrder,
    Breathe,
    DampLine,
    Disturb,
    FallIll,
    FlushLine,
    HarmRightVentricle,
    MoveBalloon,
    MoveElectrode,
    MoveTip,
    Rebreathe,
    RunFluid,
    SwapElectrodes,
)
from simrunner.domain.event import Grip, ReadingForced
from simrunner.domain.text import Translate
from simrunner.domain.vital import VITALS
from simrunner.ui.presenters.action_words import plain_number, vital_name
from simrunner.ui.presenters.condition_words import duration_words
from simrunner.ui.presenters.ecg_words import ecg_words
from simrunner.ui.presenters.equipment_words import equipment_words


def body_words(order: BodyOrder, tr: Translate) -> str:  # noqa: PLR0911 - one sentence per kind
    """Return what a state or a rule asks of the body."""
    match order:
        case Bleed(rate_ml_per_min=0.0):
            return tr("bleeding stops")
        case Bleed(for_ms=None):
            return tr("bleeds {rate} mL/min", rate=f"{order.rate_ml_per_min:g}")
        case Bleed():
            change = tr("bleeds {rate} mL/min", rate=f"{order.rate_ml_per_min:g}")
            time = duration_words(order.for_ms or 0, tr)
            return tr("{change} over {time}", change=change, time=time)
        case RunFluid():
            change = f"{fluid_word(order.fluid, tr)} {order.volume_ml:g} mL"
            time = duration_words(order.over_ms, tr)
            return tr("{change} over {time}", change=change, time=time)
        case FallIll():
            return tr(
                "{illness}: {severity}", illness=illness_word(order.illness, tr),
                severity=_severity(order, tr),
            )  # fmt: skip
        case Breathe():
            return tr("breathes again") if order.is_on else tr("stops breathing")
        case Disturb() | MoveElectrode() | SwapElectrodes() | HarmRightVentricle():
            return ecg_words(order, tr)
        case DampLine() | FlushLine() | MoveBalloon() | MoveTip() | Rebreathe():
            return equipment_words(order, tr)
    if order.mode == "off":
        return tr("ventilator off")
    return tr(
        "ventilated: {volume} mL, {rate} /min, PEEP {peep} cmH₂O",
        volume=f"{order.tidal_volume_ml:g}", rate=f"{order.rate_per_min:g}",
        peep=f"{order.peep_cmh2o:g}",
    )  # fmt: skip


def _severity(order: FallIll, tr: Translate) -> str:
    return {
        "off": tr("recovers"), "mild": tr("mild"), "moderate": tr("moderate"),
        "severe": tr("severe"),
    }[order.severity]  # fmt: skip


def grip_words(fact: ReadingForced, tr: Translate) -> str:
    """Return how a reading left the body's hands: ``HELD: HR 120 /min``."""
    name, time = vital_name(fact.vital), duration_words(fact.over_ms, tr)
    if fact.number is None or fact.grip is Grip.RELEASED:
        return tr("RELEASED over {time}: {vital}", vital=name, time=time)
    number = f"{plain_number(fact.number, fact.vital)} {VITALS[fact.vital].unit}".rstrip()
    if fact.grip is Grip.HELD:
        return tr("HELD: {vital} {number}", vital=name, number=number)
    return tr("STEERED over {time}: {vital} → {number}", vital=name, number=number, time=time)


def illness_word(illness: str, tr: Translate) -> str:
    """Return the name of an illness, or its id made readable when the list lacks it."""
    names = {
        "haemorrhage": tr("Haemorrhage"),
        "anaphylaxis": tr("Anaphylaxis"),
        "sepsis": tr("Sepsis"),
        "tension-pneumothorax": tr("Tension pneumothorax"),
        "tamponade": tr("Cardiac tamponade"),
        "pulmonary-embolism": tr("Pulmonary embolism"),
        "asthma": tr("Asthma"),
        "airway-obstruction": tr("Airway obstruction"),
        "opioid-overdose": tr("Opioid overdose"),
        "local-anaesthetic-toxicity": tr("Local anaesthetic systemic toxicity"),
        "malignant-hyperthermia": tr("Malignant hyperthermia"),
        "hyperkalaemia": tr("Hyperkalaemia"),
        "ketoacidosis": tr("Diabetic ketoacidosis"),
        "hypothermia": tr("Hypothermia"),
        "burns": tr("Burns with inhalation"),
        "raised-intracranial-pressure": tr("Raised intracranial pressure"),
        "eclampsia": tr("Eclampsia"),
        "postpartum-haemorrhage": tr("Postpartum haemorrhage"),
        "high-altitude": tr("High-altitude hypoxia"),
        "bronchospasm": tr("Bronchospasm"),
        "mainstem-intubation": tr("Mainstem intubation"),
        "oesophageal-intubation": tr("Oesophageal intubation"),
        "ards": tr("Acute respiratory distress syndrome"),
        "labour": tr("Labour"),
        "cord-compression": tr("Compression of the umbilical cord"),
    }
    return names.get(illness) or illness.replace("-", " ")


def fluid_word(fluid: str, tr: Translate) -> str:
    """Return the name of a fluid, or its id made readable when the list lacks it."""
    names = {
        "crystalloid": tr("Balanced crystalloid"),
        "saline": tr("Sodium chloride 0.9 %"),
        "hartmann": tr("Compound sodium lactate"),
        "plasma-lyte": tr("Plasma-Lyte 148"),
        "glucose-5": tr("Glucose 5 %"),
        "glucose-10": tr("Glucose 10 %"),
        "saline-3": tr("Sodium chloride 3 %"),
        "albumin-5": tr("Albumin 5 %"),
        "gelatin": tr("Succinylated gelatin 4 %"),
        "plasma": tr("Fresh frozen plasma"),
        "platelets": tr("Platelets"),
        "red-cells": tr("Red cells in additive solution"),
        "whole-blood": tr("Whole blood"),
    }
    return names.get(fluid) or fluid.replace("-", " ")
