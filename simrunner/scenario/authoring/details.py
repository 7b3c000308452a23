"""What the JSON Schemas say about single keys, beyond what the models' types tell."""

from collections.abc import Mapping
from typing import get_args

from simrunner.domain.catalogue import TEMPLATES, Catalogue
from simrunner.domain.chart import Difficulty
from simrunner.domain.quantity import Dimension
from simrunner.scenario import expected
from simrunner.scenario.authoring import forms
from simrunner.scenario.authoring.forms import Form
from simrunner.scenario.composition import item
from simrunner.scenario.composition.library import NAME, PREFIX, VERSION
from simrunner.scenario.grammar.quantity_text import AMOUNT_DIMENSIONS
from simrunner.scenario.section.header import FORMAT, SETTINGS, SKILL_LEVELS
from simrunner.scenario.section.room import MEASURES

Details = Mapping[tuple[str, str], Form]
"""By the section's class and the key as authors write it; merged over what the type says."""

_LEVELS = get_args(Difficulty)
_BY_LEVEL: Form = {
    "type": "object", "additionalProperties": False,
    "properties": {level: forms.any_quantity() for level in _LEVELS},
}  # fmt: skip
_CONDITION: Form = {"$ref": "#/$defs/Condition"}
_CONDITION_FORM: Form = {
    "type": "string", "minLength": 1, "maxLength": 2000,
    "description": "A condition, such as: MAP < 48 mmHg for 60 s and not done call-help.",
}  # fmt: skip
_DURATION: Form = {"$ref": "#/$defs/Duration"}
_ID = forms.text_like(forms.ID)
_STATE = forms.text_like(r"[^\s.]+(?:\.[^\s.]+)?")
_USE: Form = {
    "propertyNames": _ID,
    "additionalProperties": forms.text_like(f"{PREFIX}{NAME.pattern}@{VERSION.pattern}"),
}
_CONCENTRATIONS = (
    Dimension.CONCENTRATION, Dimension.UNITS_CONCENTRATION, Dimension.SUBSTANCE_CONCENTRATION_ML,
)  # fmt: skip


def details_of(catalogue: Catalogue) -> Details:
    """Return every detail, the closed lists filled from the built-in data."""
    found: dict[tuple[str, str], Form] = {}
    for details in (_header(catalogue), _aims(catalogue), _room(), _chart(), _teams(), _library()):
        found.update(details)
    return found


def definitions_of(catalogue: Catalogue) -> Mapping[str, Form]:
    """Return what many keys hold, told once."""
    return {
        "Condition": _CONDITION_FORM,
        "Duration": {
            **forms.duration(),
            "description": "A duration, such as 2 min 30 s, or $name.",
        },
        "Ramps": forms.ramps(),
        "BodyOrder": forms.body_order(catalogue.fluids, catalogue.illnesses),
        "Rhythm": forms.one_of(catalogue.rhythms),
        "Sensors": _sensors(catalogue),
        "Values": forms.set_vitals(),
    }


def _header(catalogue: Catalogue) -> Details:
    top: dict[str, Form] = {
        "format": {"const": FORMAT},
        "scenario": _ID,
        "version": forms.text_like(VERSION.pattern),
        "languages": _listed(forms.text_like(forms.LANGUAGE)),
        "setting": forms.one_of(SETTINGS),
        "duration": _defined("Duration"),
        "systems": _listed(forms.one_of(catalogue.systems)),
        "layout": forms.one_of(catalogue.layouts),
        "rhythm": _defined("Rhythm"),
        "vitals": _defined("Values"),
        "params": {
            **_by_id(),
            "additionalProperties": {**_BY_LEVEL, "required": ["normal"]},
        },
        "sensors": _defined("Sensors"),
        "use": _USE,
    }  # fmt: skip
    found = {("ScenarioSection", key): form for key, form in top.items()}
    for key in _IDS:
        found["ScenarioSection", key] = {**_by_id(), **found.get(("ScenarioSection", key), {})}
    return found


def _aims(catalogue: Catalogue) -> Details:
    competency = r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+"
    return {
        ("AudienceSection", "professions"): _listed(forms.one_of(catalogue.professions)),
        ("AudienceSection", "level"): forms.one_of(SKILL_LEVELS),
        ("ObjectiveSection", "competency"): forms.text_like(competency),
        ("EvaluationSection", "instruments"): _listed(forms.one_of(catalogue.instruments)),
        ("EvaluationSection", "purpose"): forms.one_of(("formative", "summative")),
    }


_IDS = (
    "sources", "objectives", "roles", "drugs", "actions", "events", "media", "regions", "expect",
    "variants",
)  # fmt: skip


def _room() -> Details:
    token = "|".join(MEASURES)
    amount = forms.quantity(AMOUNT_DIMENSIONS)
    return {
        ("PatientSection", "age"): forms.quantity([Dimension.AGE]),
        ("PatientSection", "sex"): forms.one_of(("F", "M", "X")),
        ("PatientSection", "weight"): forms.quantity([Dimension.MASS]),
        ("PatientSection", "height"): forms.quantity([Dimension.LENGTH]),
        ("PatientSection", "labs"): _by_id(),
        ("PatientSection", "kind"): forms.one_of(("scripted", "modelled")),
        ("PatientSection", "template"): forms.one_of(TEMPLATES),
        ("RoleSection", "plays"): forms.one_of(("learner", "confederate", "patient")),
        ("RoleSection", "arrives"): _STATE,
        ("CueSection", "if"): _CONDITION,
        ("DrugSection", "measure"): forms.text_like(rf"\s*(?:{token})(?:\s*,\s*(?:{token}))*\s*"),
        ("DrugSection", "adult_single"): forms.dose_range(),
        ("DrugSection", "max_total"): amount,
        ("DrugSection", "concentration"): forms.quantity(_CONCENTRATIONS),
        ("DrugSection", "distractor"): forms.SWITCH,
        ("ActionSection", "hotkey"): {"type": ["string", "integer"], "maxLength": 1, "maximum": 9},
        ("MediaSection", "sha256"): forms.text_like("[0-9a-f]{64}"),
    }


def _chart() -> Details:
    names = {"anyOf": [_ID, {"type": "array", "items": _ID}]}
    found: dict[tuple[str, str], Form] = {
        ("RegionSection", "start"): _ID,
        ("RegionSection", "states"): {**_by_id(), "minProperties": 1},
        ("StateSection", "start"): _ID,
        ("StateSection", "final"): forms.SWITCH,
        ("RuleSection", "id"): _ID,
        ("RuleSection", "if"): _CONDITION,
        ("RuleSection", "after"): _defined("Duration"),
        ("RuleSection", "every"): _defined("Duration"),
        ("RuleSection", "chance"): forms.quantity([Dimension.PERCENT]),
        ("RuleSection", "go"): _STATE,
        ("RuleSection", "raise"): names,
        ("RuleSection", "flag"): names,
        ("ExpectationSection", "cue"): _CONDITION,
        ("ExpectationSection", "detect"): _CONDITION,
        ("ExpectationSection", "not_before"): _DURATION,
        ("ExpectationSection", "within"): _DURATION,
        ("ExpectationSection", "critical"): forms.SWITCH,
        ("ExpectationSection", "points"): forms.whole_number(4),
        ("SuppressSection", "code"): forms.text_like("[WI][0-9]{3}"),
    }
    effects = {
        "set": _defined("Values"),
        "trend": _defined("Ramps"),
        "rhythm": _defined("Rhythm"),
        "body": {"anyOf": [_defined("BodyOrder"), _listed(_defined("BodyOrder"))]},
        "sensor": _defined("Sensors"),
        "manikin": {"additionalProperties": forms.any_quantity()},
    }
    found.update({("EffectsSection", key): form for key, form in effects.items()})
    return found


def _teams() -> Details:
    status = forms.one_of(expected.STATUSES)
    return {
        ("ExpectedSection", "format"): {"const": expected.FORMAT},
        ("ExpectedSection", "seed"): forms.whole_number(18),
        ("ExpectedSection", "difficulty"): forms.one_of(_LEVELS),
        ("StepSection", "at"): _defined("Duration"),
        ("VitalSection", "at"): _DURATION,
        ("VitalSection", "that"): _CONDITION,
        ("OutcomeSection", "outcome"): _STATE,
        ("OutcomeSection", "by"): _defined("Duration"),
        ("OutcomeSection", "path"): _listed(_STATE),
        ("OutcomeSection", "status"): {"additionalProperties": status},
    }


def _library() -> Details:
    parameter = {
        "type": "object", "required": ["dimension"], "additionalProperties": False,
        "properties": {"dimension": forms.one_of(each.value for each in Dimension)},
    }  # fmt: skip
    either = {"anyOf": [forms.any_quantity(), parameter]}
    return {
        ("VariantSection", "params"): {
            **_by_id(),
            "additionalProperties": {"anyOf": [forms.any_quantity(), _BY_LEVEL]},
        },
        ("VariantSection", "vitals"): _defined("Values"),
        ("ItemSection", "format"): {"const": item.FORMAT},
        ("ItemSection", "kind"): forms.one_of(item.KINDS),
        ("ItemSection", "item"): forms.text_like(NAME.pattern),
        ("ItemSection", "version"): forms.text_like(VERSION.pattern),
        ("ItemSection", "sources"): _by_id(),
        ("ItemSection", "use"): _USE,
        ("ItemSection", "params"): {**_by_id(), "additionalProperties": either},
        ("ItemSection", "vitals"): _defined("Values"),
    }


def _listed(form: Form) -> Form:
    return {"type": "array", "items": form}


def _by_id() -> Form:
    return {"propertyNames": _ID}


def _defined(name: str) -> Form:
    return {"$ref": f"#/$defs/{name}"}


def _sensors(catalogue: Catalogue) -> Form:
    switch = {"enum": ["on", "off"], "description": "On the patient, or not."}
    names = sorted(catalogue.sensors)
    return {
        "type": "object", "additionalProperties": False,
        "properties": dict.fromkeys(names, switch),
    }  # fmt: skip
