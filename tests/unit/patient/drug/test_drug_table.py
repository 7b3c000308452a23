"""The rows of the drug table that a modelled body obeys."""

import tomllib

import pytest
from support.drug_runs import ADULT, TABLE, Run

from simrunner.app.assets_folder import resources_folder
from simrunner.domain.drug_table import quantity_from_text
from simrunner.patient.drug.drug import MODELS, Evidence
from simrunner.patient.drug.table import formulary_from_tables
from simrunner.patient.handle import NEUTRAL

ROWS = {
    name: row
    for path in sorted((resources_folder() / "drugs").glob("*.toml"))
    for name, row in tomllib.loads(path.read_text(encoding="utf-8"))["drug"].items()
}
BY_HAND = {
    "aspirin", "ceftriaxone", "crystalloid", "fibrinogen", "plasma", "platelets", "red-cells",
}  # fmt: skip
"""What has no course in the body: fluids are the chemistry's, the others change no handle."""


def evidence(drug):
    yield drug.kinetics.evidence
    for rows in (drug.absorptions, drug.effects, drug.antagonisms, drug.bindings):
        yield from (row.evidence for row in rows)


def test_that_every_drug_but_the_named_few_has_kinetics_and_does_something():
    assert set(ROWS) - set(TABLE.drugs) == BY_HAND
    for drug in TABLE.drugs.values():
        assert drug.effects or drug.antagonisms or drug.bindings, drug.id


def test_that_only_what_was_read_in_a_source_is_verified_and_has_a_day():
    for drug in TABLE.drugs.values():
        for each in evidence(drug):
            assert each.source, drug.id
            assert each.is_verified == bool(each.checked) == bool(each.says), (drug.id, each)
            assert not (each.is_verified and each.source.startswith("From memory")), drug.id


def is_moved(run):
    return any(
        abs(number - neutral) > 0.02 for number, neutral in zip(run.handles, NEUTRAL, strict=True)
    )


@pytest.mark.parametrize("drug", sorted(TABLE.drugs))
def test_that_a_usual_dose_moves_a_handle_or_an_antagonist(drug):
    row = ROWS[drug]
    doses = [each for each in row["dose"] if "adult" in each["for"] or "obstetric" in each["for"]]
    single = next((each["single"] for each in doses if "single" in each), None)
    rate = next((each["infusion"] for each in doses if "infusion" in each), None)
    route = next(each for each in row["routes"] if each in {"IV", "NEB", "IM", "PO", "SPINAL"})
    if single:
        run = Run((0, drug, single[1], route))
    else:
        assert rate is not None
        run = Run((0, drug, rate[1], "RATE"))

    acts = bool(TABLE.drugs[drug].antagonisms or TABLE.drugs[drug].bindings)
    assert any(
        (acts and moment.plasma(drug) > 0.0) or is_moved(moment) for moment in run.steps(300)
    )


def test_that_every_named_model_can_be_chosen():
    for drug, model in MODELS:
        found = TABLE.with_model(drug, model).drugs[drug].disposition(ADULT, with_opioid=False)
        assert found.v1_l > 0.0
    with pytest.raises(KeyError):
        TABLE.with_model("propofol", "guesswork")


def wrong(**changes):
    row = {
        "concentrations": [],
        "kinetics": {"unit": "mg", "volume_l": 10.0, "half_life_min": 60.0, "source": "x",
                     "verified": False},
        "effect": [{"handle": "sinus_rate", "most": 2.0, "source": "x", "verified": False}],
    }  # fmt: skip
    row.update(changes)
    return {"new-drug": row}


def test_that_a_small_row_is_enough():
    assert formulary_from_tables(wrong()).drugs["new-drug"].effects[0].most == 2.0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"effect": [{"handle": "sinus_rhythm", "source": "x", "verified": False}]}, "no handle"),
        ({"effect": [{"handle": "sinus_rate", "at_route": "SPINAL", "source": "x",
                      "verified": False}]}, "needs delay_min"),
        ({"effect": [{"handle": "sinus_rate", "most": 2.0, "verified": False}]}, "source"),
        ({"effect": [{"handle": "sinus_rate", "via": "gamma", "source": "x",
                      "verified": False}]}, "no receptor 'gamma'"),
        ({"antagonist": [{"receptor": "gamma", "ki": 1.0, "source": "x",
                          "verified": False}]}, "no receptor 'gamma'"),
        ({"kinetics": {"unit": "mg", "source": "x", "verified": False}}, "volume_l"),
        ({"kinetics": {"unit": "drops", "source": "x", "verified": False}}, "no unit 'drops'"),
        ({"kinetics": {"unit": "mg", "model": "marsh", "source": "x",
                       "verified": False}}, "no model 'marsh'"),
        ({"kinetics": {"unit": "mg", "dose": "1 mg", "peak_min": 9, "duration_min": 10,
                       "source": "x", "verified": False}}, "too short"),
    ],
)  # fmt: skip
def test_that_a_wrong_row_is_refused_with_the_drug_and_what_is_wrong(changes, says):
    with pytest.raises(ValueError, match=f"'new-drug'.*{says}"):
        formulary_from_tables(wrong(**changes))


def test_that_what_is_not_verified_says_so_by_default():
    assert not Evidence(source="From memory").is_verified


def test_that_the_hypnotic_measure_is_propofol_and_the_opioid_measure_remifentanil():
    for drug, handle in (
        ("propofol", "hypnotic_mcg_per_ml"), ("remifentanil", "opioid_ng_per_ml"),
    ):  # fmt: skip
        found = next(each for each in TABLE.drugs[drug].effects if each.handle == handle)
        assert found.slope == 1.0
    assert TABLE.drugs["propofol"].kinetics.unit == "mg"
    assert TABLE.drugs["remifentanil"].kinetics.unit == "mcg"


def test_that_concentrations_of_the_table_are_the_ones_used_for_volumes():
    assert TABLE.drugs["rocuronium"].concentration == quantity_from_text("10 mg/mL")
