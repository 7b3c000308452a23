"""The schemas that editors use: valid themselves, accepting what is right, refusing bad form."""

import copy
import json

import pytest
import yaml
from jsonschema import Draft202012Validator
from support.packs import PACKS, ROOT
from support.scenario_files import SMALL

from simrunner.app.assets import read_catalogue
from simrunner.scenario.authoring.json_schema import SCHEMAS, json_schema

FOLDER = ROOT / "resources" / "schema"


def validator(name):
    return Draft202012Validator(json.loads((FOLDER / name).read_text(encoding="utf-8")))


SCENARIO = validator("clinscn-1.schema.json")
EXPECTED = validator("clinscn-expected-1.schema.json")


@pytest.mark.parametrize("name", SCHEMAS)
def test_that_the_kept_schema_is_the_one_the_models_give(name):
    made = json_schema(name, read_catalogue())
    assert json.loads((FOLDER / name).read_text(encoding="utf-8")) == made


@pytest.mark.parametrize("name", SCHEMAS)
def test_that_a_schema_is_valid_json_schema_2020_12(name):
    schema = validator(name).schema
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"]


@pytest.mark.parametrize("loader", [yaml.CBaseLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_that_the_shipped_packs_validate_as_texts_and_as_editors_type_them(pack, loader):
    for file, judge in (("scenario.yaml", SCENARIO), ("expected.yaml", EXPECTED)):
        read = yaml.load((pack / file).read_text(encoding="utf-8"), loader)
        assert [error.message for error in judge.iter_errors(read)] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_that_every_key_tells_what_it_is_for(name):
    schema = validator(name).schema

    def defined(form):
        return schema["$defs"].get(form.get("$ref", "").removeprefix("#/$defs/"), {})

    silent = [
        f"{part}.{key}"
        for part, form in {"": schema, **schema["$defs"]}.items()
        for key, inner in form.get("properties", {}).items()
        if "description" not in {**defined(inner), **inner}
    ]
    assert silent == []


FAULTS = [
    ("format", "clinscn/2"), ("scenario", "Not An Id"), ("scenario", "within"),
    ("version", "1.0"), ("title", {"english": "x"}), ("title", {}),
    ("audience.level", "expert"), ("audience.professions", ["wizard"]),
    ("audience.learners", None), ("setting", "moon"), ("duration", "10:00"),
    ("duration", "10 minutes"), ("patient.age", "40"), ("patient.weight", "70 lb"),
    ("patient.sex", "female"), ("patient.shoes", "42"), ("params.wait", {"hard": "1 s"}),
    ("params.wait.normal", "soon"), ("drugs.adrenaline.measure", "mass, volume"),
    ("drugs.adrenaline.adult_single", "0.1 mg"), ("actions.help.hotkey", "F12"),
    ("vitals.HR", "80 mmHg"), ("vitals.HR", "080 /min"), ("vitals.MAP", "80 mmHg"),
    ("vitals.hr", "80 /min"), ("rhythm", "sinus-rhythm"), ("regions.patient.start", ["ill"]),
    ("regions.patient.states", {}), ("regions.patient.states.well.final", "yes"),
    ("regions.patient.states.worse.trend.HR", "140 /min"),
    ("regions.patient.states.worse.trend.HR", "140 /min over 60 s curve steep"),
    ("regions.patient.states.ill.when.0.goto", "well"),
    ("regions.patient.states.ill.when.0.after", "0:30"),
    ("regions.patient.states.ill.when.0.chance", "30"),
    ("expect.helped.within", 120), ("expect.helped.points", "many"),
    ("expect.helped.detect", ""), ("expect.Helped", {"detect": "done help"}),
    ("evaluation", {"instruments": ["apgar"]}), ("sensors", {"spo2": "maybe"}),
    ("layout", "space"), ("systems", ["soul"]), ("suppress", [{"code": "E101"}]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), FAULTS, ids=lambda part: str(part)[:40])
def test_that_a_fault_of_form_is_refused(path, value):
    tree = yaml.load(SMALL, yaml.CSafeLoader)
    assert SCENARIO.is_valid(tree)
    assert not SCENARIO.is_valid(changed(tree, path, value)), f"{path} = {value}"


def changed(tree, path, value):
    tree = copy.deepcopy(tree)
    *above, last = path.split(".")
    node = tree
    for step in above:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return tree


def test_that_a_missing_key_of_each_required_one_is_refused():
    tree = yaml.load(SMALL, yaml.CSafeLoader)
    for key in SCENARIO.schema["required"]:
        assert not SCENARIO.is_valid({name: tree[name] for name in tree if name != key}), key


@pytest.mark.parametrize(
    "text",
    [
        "format: clinscn-expected/1\n", "format: clinscn/1\nteams: {}\n",
        "format: clinscn-expected/1\nteams: {good: [{do: act help}]}\n",
        "format: clinscn-expected/1\nteams: {good: [{at: soon, do: act help}]}\n",
        "format: clinscn-expected/1\nseed: one\nteams: {}\n",
        "format: clinscn-expected/1\nteams: {}\nexpect: {good: {status: {helped: done}}}\n",
    ],
)  # fmt: skip
def test_that_a_fault_of_form_in_the_teams_is_refused(text):
    assert not EXPECTED.is_valid(yaml.load(text, yaml.CSafeLoader))
