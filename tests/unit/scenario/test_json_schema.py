"""The schemas that editors use: valid themselves, accepting what is right, refusing bad form."""

import copy
import json

import pytest
import yaml
from jsonschema import Draft202012Validator
from support.packs import PACKS, ROOT
from support.scenario_files import SMALL

from simrunner.app.assets import read_catalogue, table
from simrunner.scenario.authoring.json_schema import SCHEMAS, json_schema

FOLDER = ROOT / "resources" / "schema"


def validator(name):
    return Draft202012Validator(json.loads((FOLDER / name).read_text(encoding="utf-8")))


SCENARIO = validator("clinscn-1.schema.json")
EXPECTED = validator("clinscn-expected-1.schema.json")
PART = validator("clinscn-library-1.schema.json")
SHARED = (ROOT / "tests/data/packs/shared-parts/scenario.yaml").read_text(encoding="utf-8")
PARTS = sorted((ROOT / "resources" / "library").glob("*.yaml"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_that_the_kept_schema_is_the_one_the_models_give(name):
    made = json_schema(name, read_catalogue(), table("authoring", "key-meanings.toml"))
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


@pytest.mark.parametrize("loader", [yaml.CBaseLoader, yaml.CSafeLoader])
def test_that_a_scenario_of_parts_and_the_parts_validate(loader):
    assert [error.message for error in SCENARIO.iter_errors(yaml.load(SHARED, loader))] == []
    assert len(PARTS) > 2
    for part in PARTS:
        read = yaml.load(part.read_text(encoding="utf-8"), loader)
        assert [error.message for error in PART.iter_errors(read)] == []


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


WRONG_USES = [
    ("use", ["library/a@1.0.0"]), ("use.help", "help-coming@1.0.0"), ("use.help", "library/help"),
    ("patient.include", ["woman"]), ("patient.override", "perhaps"), ("patient.include", None),
    ("vitals.include", {"snippet": "woman"}), ("vitals.include", None),
    ("drugs.include", {"snippet": "trolley"}), ("drugs.override", True), ("drugs.include", None),
    ("drugs.adenosine.include", "trolley"), ("regions.override", True),
    ("regions.team.states.include", {"with": {"delay": "90 s"}}),
    ("regions.team.states.include.with.delay", ["90 s"]),
    ("regions.team.states.include.with.delay", "soon"),
    ("regions.team.states.include.for", "x"), ("regions.team.states.include", None),
    ("regions.team.states.arrived.override", "maybe"),
    ("regions.team.states.arrived.include", "help"), ("regions.team.include", "help"),
    ("regions.patient.states.fast.override", True), ("expect.help.override", True),
    ("expect.include", "help"), ("include", "help"), ("override", True),
    ("variants.frail.vitals.HR", "160 mmHg"), ("variants.frail.patient.imaging", ["x-ray"]),
    ("variants.frail.patient.override", True), ("variants.frail.params.walk.normal", "far"),
    ("variants.frail.states", {}), ("variants.frail.title", None), ("variants.Frail", {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), WRONG_USES, ids=lambda part: str(part)[:40])
def test_that_a_wrong_use_of_parts_or_variants_is_refused(path, value):
    tree = yaml.load(SHARED, yaml.CSafeLoader)
    assert not SCENARIO.is_valid(changed(tree, path, value)), f"{path} = {value}"


RIGHT_USES = [
    ("drugs.include", ["trolley", "sedation"]), ("regions.team.states.include", "help"),
    ("regions.team.states.include", ["help", {"snippet": "help", "with": {"delay": "$walk"}}]),
    ("variants.frail.params.walk", "2 min"), ("patient.override", "true"),
    ("regions.patient.states.fast.states", {"include": "help"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), RIGHT_USES, ids=lambda part: str(part)[:40])
def test_that_every_way_to_use_parts_is_accepted(path, value):
    tree = changed(yaml.load(SHARED, yaml.CSafeLoader), path, value)
    assert [error.message for error in SCENARIO.iter_errors(tree)] == []


@pytest.mark.parametrize(
    ("part", "path", "value"),
    [
        (1, "format", "clinscn/1"), (1, "kind", "region"), (1, "item", "Help"),
        (1, "version", "1.0"), (1, "states", None), (1, "drugs", {"adrenaline": {}}),
        (1, "states.alone.goto", "x"), (1, "params.delay", "soon"), (1, "licence", None),
        (1, "params.delay", {"dimension": "patience"}), (1, "params.delay", {"default": "1 s"}),
        (0, "patient.shoes", "42"), (0, "vitals.HR", "80"), (0, "states", {"calm": {}}),
        (0, "patient.override", True), (2, "drugs.adrenaline.override", True), (2, "drugs", None),
    ],
)  # fmt: skip
def test_that_a_fault_of_form_in_a_part_is_refused(part, path, value):
    tree = yaml.load(PARTS[part].read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert not PART.is_valid(changed(tree, path, value)), f"{path} = {value}"


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
