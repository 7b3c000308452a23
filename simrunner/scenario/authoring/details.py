"""What the JSON Schemas say about single keys, beyond what the models' types tell."""

from collections.abc import Mapping
from typing import get_args

from simrunner.domain.catalogue import TEMPLATES, Catalogue
from simrunner.domain.chart import Difficulty
from simrunner.domain.quantity import Dimension
from simrunner.scenario import expected
from simrunner.scenario.authoring import forms
from simrunner.scenario.authoring.forms import Form
from simrunner.scenario.grammar.quantity_text import AMOUNT_DIMENSIONS
from simrunner.scenario.section.header import FORMAT, SETTINGS, SKILL_LEVELS
from simrunner.scenario.section.room import MEASURES

Details = Mapping[tuple[str, str], Form]
"""By the section's class and the key as authors write it; merged over what the type says."""

_LEVELS = get_args(Difficulty)
_CONDITION: Form = {"$ref": "#/$defs/Condition"}
_CONDITION_FORM: Form = {
    "type": "string", "minLength": 1, "maxLength": 2000,
    "description": "A condition, such as: MAP < 48 mmHg for 60 s and not done call-help.",
}  # fmt: skip
_DURATION: Form = {"$ref": "#/$defs/Duration"}
_ID = forms.text_like(forms.ID)
_STATE = forms.text_like(r"[^\s.]+(?:\.[^\s.]+)?")
_CONCENTRATIONS = (
    Dimension.CONCENTRATION, Dimension.UNITS_CONCENTRATION, Dimension.SUBSTANCE_CONCENTRATION_ML,
)  # fmt: skip


def details_of(catalogue: Catalogue) -> Details:
    """Return every detail, the closed lists filled from the built-in data."""
    found: dict[tuple[str, str], Form] = {}
    for details in (_header(catalogue), _aims(catalogue), _room(), _chart(), _teams()):
        found.update(details)
    return found


def definitions_of(catalogue: Catalogue) -> Mapping[str, Form]:
    """Return what many keys hold, told once."""
    return {
        "Condition": _CONDITION_FORM,
        "Duration": _said(forms.duration(), "A duration, such as 2 min 30 s, or $name."),
        "Ramps": forms.ramps(),
        "Rhythm": forms.one_of(catalogue.rhythms),
        "Sensors": _sensors(catalogue),
        "Values": forms.set_vitals(),
    }


def _header(catalogue: Catalogue) -> Details:
    version = r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)"
    top: dict[str, Form] = {
        "format": {"const": FORMAT, "description": "The language this file is written in."},
        "scenario": _said(_ID, "The scenario's id."),
        "version": _said(forms.text_like(version), "MAJOR.MINOR.PATCH of this file."),
        "title": {"description": "What people call the scenario."},
        "licence": {"description": "An SPDX id, such as CC-BY-4.0."},
        "languages": _listed(forms.text_like(forms.LANGUAGE), "Languages that must be complete."),
        "setting": _said(forms.one_of(SETTINGS), "Where it happens."),
        "duration": _defined("Duration", "How long it lasts, such as 15 min."),
        "systems": _listed(forms.one_of(catalogue.systems), "The organ systems concerned."),
        "layout": _said(forms.one_of(catalogue.layouts), "The monitor's layout."),
        "rhythm": _defined("Rhythm", "The rhythm at the start."),
        "vitals": _defined("Values", "The values at the start."),
        "anywhere": {"description": "Rules that hold in every state."},
        "params": {
            **_by_id(),
            "additionalProperties": {
                "type": "object", "required": ["normal"], "additionalProperties": False,
                "properties": {level: forms.any_quantity() for level in _LEVELS},
            },
            "description": "Values by difficulty, named $name elsewhere; normal is required.",
        },
        "sensors": _defined("Sensors", "Which sensors are on at the start."),
    }  # fmt: skip
    found = {("ScenarioSection", key): form for key, form in top.items()}
    for key in _IDS:
        found["ScenarioSection", key] = {**_by_id(), **found.get(("ScenarioSection", key), {})}
    return found


def _aims(catalogue: Catalogue) -> Details:
    competency = r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+"
    return {
        ("AudienceSection", "professions"): _listed(
            forms.one_of(catalogue.professions), "For whom."
        ),
        ("AudienceSection", "level"): forms.one_of(SKILL_LEVELS),
        ("ObjectiveSection", "competency"): _said(forms.text_like(competency), "FRAMEWORK.NODE."),
        ("EvaluationSection", "instruments"): _listed(
            forms.one_of(catalogue.instruments), "The rating instruments."
        ),
        ("EvaluationSection", "purpose"): forms.one_of(("formative", "summative")),
    }


_IDS = (
    "sources", "objectives", "roles", "drugs", "actions", "events", "media", "regions", "expect",
)  # fmt: skip


def _room() -> Details:
    token = "|".join(MEASURES)
    amount = forms.quantity(AMOUNT_DIMENSIONS)
    return {
        ("PatientSection", "age"): _said(forms.quantity([Dimension.AGE]), "Such as 42 y."),
        ("PatientSection", "sex"): forms.one_of(("F", "M", "X")),
        ("PatientSection", "weight"): _said(forms.quantity([Dimension.MASS]), "Such as 70 kg."),
        ("PatientSection", "height"): _said(forms.quantity([Dimension.LENGTH]), "Such as 168 cm."),
        ("PatientSection", "labs"): _by_id(),
        ("PatientSection", "kind"): forms.one_of(("scripted", "modelled")),
        ("PatientSection", "template"): forms.one_of(TEMPLATES),
        ("RoleSection", "plays"): forms.one_of(("learner", "confederate", "patient")),
        ("RoleSection", "arrives"): _said(_STATE, "The state in which this person comes."),
        ("CueSection", "if"): _CONDITION,
        ("DrugSection", "measure"): _said(
            forms.text_like(rf"\s*(?:{token})(?:\s*,\s*(?:{token}))*\s*"), "mass, mass/kg, count …"
        ),
        ("DrugSection", "adult_single"): _said(forms.dose_range(), "LOW to HIGH of one dose."),
        ("DrugSection", "max_total"): _said(amount, "The most of the drug in a run."),
        ("DrugSection", "concentration"): forms.quantity(_CONCENTRATIONS),
        ("DrugSection", "distractor"): _said(forms.SWITCH, "Offered, but nothing needs it."),
        ("ActionSection", "hotkey"): {"type": ["string", "integer"], "maxLength": 1, "maximum": 9},
        ("MediaSection", "file"): {"description": "A path inside the pack; LANG is the language."},
        ("MediaSection", "sha256"): forms.text_like("[0-9a-f]{64}"),
    }


def _chart() -> Details:
    names = {"anyOf": [_ID, {"type": "array", "items": _ID}]}
    found: dict[tuple[str, str], Form] = {
        ("RegionSection", "start"): _ID,
        ("RegionSection", "states"): {**_by_id(), "minProperties": 1},
        ("StateSection", "start"): _ID,
        ("StateSection", "final"): _said(forms.SWITCH, "The run ends here, in the first region."),
        ("RuleSection", "id"): _ID,
        ("RuleSection", "event"): {"description": "Such as: give adrenaline, enter shock, shock."},
        ("RuleSection", "if"): _CONDITION,
        ("RuleSection", "after"): _defined("Duration", "Since the state was entered."),
        ("RuleSection", "every"): _defined("Duration", "Again each so long while true."),
        ("RuleSection", "chance"): forms.quantity([Dimension.PERCENT]),
        ("RuleSection", "go"): _said(_STATE, "The state to go to, or back."),
        ("RuleSection", "raise"): _said(names, "Events for other rules."),
        ("RuleSection", "flag"): _said(names, "Flags that stay."),
        ("ExpectationSection", "cue"): _CONDITION,
        ("ExpectationSection", "detect"): _CONDITION,
        ("ExpectationSection", "not_before"): _DURATION,
        ("ExpectationSection", "within"): _DURATION,
        ("ExpectationSection", "critical"): forms.SWITCH,
        ("ExpectationSection", "points"): forms.whole_number(4),
        ("SuppressSection", "code"): forms.text_like("[WI][0-9]{3}"),
    }
    effects = {
        "set": _defined("Values", "Values that vitals jump to."),
        "trend": _defined("Ramps", "Ramps that vitals begin."),
        "rhythm": _defined("Rhythm", "The rhythm from now on."),
        "sensor": _defined("Sensors", "Sensors put on or taken off."),
        "manikin": {"additionalProperties": forms.any_quantity()},
        "show": {"description": "The media to show."},
    }
    found.update({("EffectsSection", key): form for key, form in effects.items()})
    return found


def _teams() -> Details:
    status = forms.one_of(expected.STATUSES)
    return {
        ("ExpectedSection", "format"): {"const": expected.FORMAT},
        ("ExpectedSection", "seed"): forms.whole_number(18),
        ("ExpectedSection", "difficulty"): forms.one_of(_LEVELS),
        ("StepSection", "at"): _defined("Duration", "Since the run began."),
        ("StepSection", "do"): {"description": "A typed command: give adrenaline 0.5 mg IM …"},
        ("VitalSection", "at"): _DURATION,
        ("VitalSection", "that"): _CONDITION,
        ("OutcomeSection", "outcome"): _said(_STATE, "The state of the first region at the end."),
        ("OutcomeSection", "by"): _defined("Duration", "When play stops at the latest."),
        ("OutcomeSection", "path"): _listed(_STATE, "The states of the first region, in order."),
        ("OutcomeSection", "status"): {"additionalProperties": status},
    }


def _said(form: Form, words: str) -> Form:
    return {**form, "description": words}


def _listed(form: Form, words: str) -> Form:
    return {"type": "array", "items": form, "description": words}


def _by_id() -> Form:
    return {"propertyNames": _ID}


def _defined(name: str, words: str) -> Form:
    return {"$ref": f"#/$defs/{name}", "description": words}


def _sensors(catalogue: Catalogue) -> Form:
    switch = {"enum": ["on", "off"], "description": "On the patient, or not."}
    names = sorted(catalogue.sensors)
    return {
        "type": "object", "additionalProperties": False,
        "properties": dict.fromkeys(names, switch),
    }  # fmt: skip
