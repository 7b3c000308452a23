"""`simrunner patient run`: what a case writes, says and refuses, with real files."""

import csv
from pathlib import Path

import numpy as np
import pytest
from support.hostile_files import CASES

from simrunner.app import case_run, exit_code
from simrunner.app.case_page import EXAMPLE
from simrunner.app.case_run import run_case_file
from simrunner.app.exit_code import Refusal
from simrunner.domain.sim_time import SAMPLE_RATE_HZ

SHORT = "until: 3 s\nsample: 0.5 s\ncolumns: [HR, PaCO2, Ce.propofol]\n"


@pytest.fixture(name="out")
def _out(tmp_path):
    return tmp_path / "readings.csv"


def case_file(tmp_path, text):
    file = tmp_path / "case.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_that_a_case_writes_a_head_and_one_row_per_sample(tmp_path, out, capsys):
    assert run_case_file(case_file(tmp_path, SHORT), out, None) == exit_code.OK

    head, *rows = rows_of(out)
    assert head == ["time_s", "HR", "PaCO2", "Ce.propofol"]
    assert [row[0] for row in rows] == ["0", "0.5", "1", "1.5", "2", "2.5", "3"]
    assert all(60 <= float(row[1]) <= 90 and float(row[3]) == 0 for row in rows)
    assert capsys.readouterr() == ("", "")


def test_that_the_times_of_a_long_case_keep_their_tenths(tmp_path, out):
    run_case_file(case_file(tmp_path, "until: 20 min\nsample: 0.1 s\ncolumns: [HR]"), out, None)

    assert rows_of(out)[-2][0] == "1199.9"


def test_that_waves_are_kept_sample_by_sample(tmp_path, out):
    waves = tmp_path / "waves.npz"
    run_case_file(case_file(tmp_path, SHORT), out, waves)

    arrays = np.load(waves)
    assert {"II", "V5", "ART", "PLETH", "CO2", "RESP", "CVP", "PA", "ICP"} <= set(arrays)
    assert {arrays[name].shape for name in arrays} == {(3 * SAMPLE_RATE_HZ,)}
    assert arrays["ART"].max() > 100
    assert np.ptp(arrays["II"]) > 0.5


def test_that_the_same_case_gives_the_same_files_with_and_without_waves(tmp_path, out):
    again, waves = tmp_path / "again.csv", tmp_path / "waves.npz"
    file = case_file(tmp_path, SHORT)
    run_case_file(file, out, None)
    run_case_file(file, again, waves)

    assert again.read_bytes() == out.read_bytes()


def test_that_what_does_nothing_is_said_once(tmp_path, out, capsys):
    text = "until: 2 s\norders:\n" + "  - {at: 0, do: give aspirin 300 mg PO}\n" * 2

    assert run_case_file(case_file(tmp_path, text), out, None) == exit_code.OK
    assert capsys.readouterr().err == (
        "simrunner: aspirin was given without effect: "
        "nobody has written down what it does to a body.\n"
    )


def test_that_every_reason_for_no_effect_has_its_words():
    assert set(case_run._WHY) == set(case_run.Reason.__args__)


def test_that_mistakes_are_told_as_check_tells_them_and_nothing_is_written(tmp_path, out, capsys):
    file = case_file(tmp_path, "until: 1 min\ncolumns: [HRR]\norders:\n  - {at: 0, do: giv x}\n")

    assert run_case_file(file, out, None) == exit_code.BAD_INPUT
    told = capsys.readouterr().err
    assert f"{file}:2:11: error E206\n    there is no column 'HRR'" in told.replace("\n\n", "\n")
    assert "there is no order 'giv'" in told
    assert told.endswith("2 errors, 0 warnings or notes\n")
    assert not out.exists()


@pytest.mark.parametrize("which", ["out", "waves"])
def test_that_a_place_that_cannot_be_written_is_refused_before_anything_runs(
    tmp_path, which, monkeypatch
):
    monkeypatch.setattr(case_run, "body_of", None)
    nowhere = tmp_path / "missing" / "file"
    places = {"out": tmp_path / "out.csv", "waves": None, which: nowhere}

    with pytest.raises(Refusal, match="missing") as refused:
        run_case_file(case_file(tmp_path, SHORT), places["out"], places["waves"])
    assert refused.value.code == exit_code.ENVIRONMENT


@pytest.mark.parametrize("which", ["out", "waves"])
def test_that_earlier_results_stay_when_a_new_one_cannot_be_written(tmp_path, which):
    places = {name: tmp_path / f"{name}.old" for name in ("out", "waves")}
    for place in places.values():
        place.write_text("earlier")
    kept = dict(places)
    kept.pop(which)
    places[which] = tmp_path / "missing" / "file"

    with pytest.raises(Refusal, match="missing"):
        run_case_file(case_file(tmp_path, SHORT), places["out"], places["waves"])
    assert [place.read_text() for place in kept.values()] == ["earlier"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("which", ["out", "waves"])
def test_that_a_full_disk_is_told_with_the_name_of_the_file(tmp_path, which):
    places = {"out": tmp_path / "out.csv", "waves": tmp_path / "w.npz", which: Path("/dev/full")}

    with pytest.raises(Refusal, match="/dev/full cannot be written: No space"):
        run_case_file(case_file(tmp_path, SHORT), places["out"], places["waves"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("patient: {weight: 0.4}", "nobody of 170 cm weighs 0.4 kg"),
        ("patient: {template: neonate, weight: 150}", "weighs 150 kg"),
        ("patient: {template: obstetric, sex: M}", "a male patient is taken as pregnant"),
        ("orders: [{at: 0, do: give propofol 1 mg PO}]", "propofol is not given PO (but IV, IO)"),
        ("patient: {template: neonate, weight: 0.8, height: 35}", ""),
        ("patient: {weight: 220 kg}\norders: [{at: 0, do: give propofol 1 mg IV}]", ""),
    ],
)
def test_that_what_nobody_can_mean_is_doubted_and_run(tmp_path, out, capsys, text, said):
    file = case_file(tmp_path, f"{text}\nuntil: 0.1 s\nsample: 0.1 s")

    assert run_case_file(file, out, None) == exit_code.OK
    told = capsys.readouterr().err
    assert said in told
    assert bool(told) == bool(said)


def test_that_no_result_takes_the_place_of_the_case_or_of_another(tmp_path, out):
    file = case_file(tmp_path, SHORT)

    with pytest.raises(Refusal, match="files of their own"):
        run_case_file(file, file, None)
    with pytest.raises(Refusal, match="files of their own"):
        run_case_file(file, out, out)
    assert file.read_text() == SHORT


def test_that_waves_of_a_day_are_refused(tmp_path, out):
    with pytest.raises(Refusal, match="at most 2 h"):
        run_case_file(case_file(tmp_path, "until: 24 h"), out, tmp_path / "waves.npz")


def test_that_compressions_end_with_the_case(tmp_path, out):
    text = "until: 3 s\norders:\n" + "  - {at: 1 s, do: cpr 300 50 for 24 h}\n" * 50
    case = case_run._told_case(case_file(tmp_path, text))

    assert len(case_run._timed_orders(case)) == 50 * 10


@pytest.mark.parametrize("content", [content for _, content in CASES if len(content) < 100_000])
def test_that_rubbish_ends_in_sentences(tmp_path, out, capsys, content):
    assert run_case_file(case_file(tmp_path, content), out, None) == exit_code.BAD_INPUT
    assert " error E" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("until: [1]", "1:8: error E204"),
        ("until: 25 h", "24 h"),
        ("until: -1 s", "above 0"),
        ("until: 1 s\npatient: hello", "a map of keys"),
        ("until: 1 s\npatient: {weight: 1e999}", "number"),
        ("until: 1 s\npatient: {weight: 0}", "between"),
        ("until: 1 s\npatient: {age: 200}", "between"),
        ("until: 1 s\npatient: {template: ghost}", "ghost"),
        ("until: 1 s\nmodels: {propofol: x}", "propofol"),
        ("until: 1 s\nsample: 0.15 s", "0.1 s"),
        ("until: 1 s\ncolumns: HR", "2:10: error E204"),
        ("until: 1 s\ncolumns: [Cp.x]", "Cp.x"),
        ("until: 1 s\nseed: x", "number"),
        ("until: 1 s\nseed: 1.5", "a whole number from 0, not 1.5"),
        ("until: 1 s\nseed: -1", "a whole number from 0, not -1"),
        ("until: 1 s\nseed: 9007199254740992", "at most 12 digits"),
        ("until: 0", "above 0"),
        ("until: 1 s\npatient: {age: -3}", "between 0 and 120 y"),
        ("[1, 2]", "begin with 'until: …'"),
        ("until: 1 s\norders: [{at: 0, do: bleed 20 L/min}]", "between 0 and 10000 mL/min, not 20"),
        ("until: 1 s\norders: [{at: 0, do: bleed -1 L/min}]", "between 0 and 10000 mL/min, not -1"),
        ("until: 1 s\norders: [{at: 0, do: fluid saline 500 L over 1 s}]", "0 and 100000 mL"),
        ("until: 1 s\norders: [{at: 0, do: hold MAP 80 mmHg}]", "order SBP and DBP"),
        ("until: 1 s\norders: [{at: 0, do: give}]", "the drug is missing"),
        ("until: 1 s\norders: [{at: 0, do: rhythm xyz}]", ", …"),
        ("until: 1 s\norders: [{at: 0, do: cpr for ten s}]", "'ten' is not a number\n1 error"),
        ("until: 1 s\norders: {at: 0, do: apnoea}", "this must be a list"),
        ("until: 1 s\norders: [{at: 0}]", "do"),
        ("until: 1 s\norders: [{at: x, do: apnoea}]", "x"),
        ("until: 1 s\norders: [{at: 0, do: fluid crystalloid NaN mL over 1 s}]", "NaN"),
        ("until: 1 s\norders: [{at: 0, do: vent vc ... 12 5}]", "..."),
        ("until: 1 s\norders: [{at: 0, do: shock 99999999999999999999}]", "not a number"),
    ],
)
def test_that_wrong_values_are_named(tmp_path, out, capsys, text, said):
    assert run_case_file(case_file(tmp_path, text), out, None) == exit_code.BAD_INPUT
    assert said in capsys.readouterr().err


def test_that_a_folder_in_the_place_of_a_case_is_told(tmp_path, out, capsys):
    assert run_case_file(tmp_path, out, None) == exit_code.BAD_INPUT
    assert "Is a directory" in capsys.readouterr().err


def test_that_every_column_of_every_drug_can_be_read(tmp_path, out):
    drugs = list(case_run.body_names().drugs)
    names = [f"{kind}.{drug}" for drug in drugs for kind in ("Cp", "Ce")]
    text = f"until: 1 s\ncolumns: [{', '.join([*case_run.columns(), *names])}]\n"

    assert run_case_file(case_file(tmp_path, text), out, None) == exit_code.OK
    assert len(rows_of(out)[0]) == 1 + len(case_run.columns()) + 2 * len(drugs)


@pytest.mark.slow
def test_that_the_case_of_the_manual_runs_and_shows_what_it_is_about(tmp_path, out):
    assert run_case_file(case_file(tmp_path, EXAMPLE), out, None) == exit_code.OK

    head, *rows = rows_of(out)
    at = {float(row[0]): dict(zip(head[1:], map(float, row[1:]), strict=True)) for row in rows}
    asleep = min(row["BIS"] for at_s, row in at.items() if 120 < at_s < 240)
    assert at[230]["TOF"] == 0
    assert asleep < 60 < at[0]["BIS"]
    assert at[1500]["HR"] > at[590]["HR"] + 10
    assert at[1500]["CO"] < at[590]["CO"]


def test_that_what_comes_after_the_end_is_told(tmp_path, capfd):
    case = tmp_path / "short.yaml"
    case.write_text("orders: [{at: 20 s, do: apnoea}]\nsample: 1 min\nuntil: 1 s\n")

    assert run_case_file(case, tmp_path / "o.csv", None) == exit_code.OK
    told = capfd.readouterr().err
    assert "line 1: 'apnoea' at 20 s never came" in told
    assert "only the first row is written" in told


def test_that_no_concentration_is_below_nothing(tmp_path):
    case = tmp_path / "marsh.yaml"
    case.write_text(
        "models: {propofol: marsh}\norders: [{at: 0, do: give propofol 140 mg IV}]\n"
        "until: 0.1 s\ncolumns: [Cp.propofol, Ce.propofol]\n"
    )
    run_case_file(case, tmp_path / "o.csv", None)
    assert "-" not in (tmp_path / "o.csv").read_text()
