"""What the benchmarks answer: medians of pairs, one line of JSON each, a miss is no error."""

import json

import pytest

from simrunner.app.bench import __main__ as bench
from simrunner.app.bench.figure import Figure, ratio_figure, take_turns


def figure(**changes):
    fields = {"metric": "P0", "what": "drift", "goal": "< 0.01", "unit": "references", "ours": 0.0}
    return Figure(**(fields | changes))


def test_that_the_median_of_the_pairs_decides_and_one_bad_pair_does_not():
    pairs = [(10.0, 1.0), (10.0, 1.1), (10.0, 9.0), (20.0, 2.0), (10.0, 0.9)]

    found = ratio_figure("P1", "frame", pairs, unit="ms", at_most=0.1, goal="≤ 1/10")

    assert found.ratio == (0.09, 0.1, 0.9)
    assert (found.baseline, found.ours, found.is_met) == (10.0, 1.1, True)


def test_that_a_median_beyond_the_goal_is_missed():
    pairs = [(10.0, 1.1)] * 5

    assert ratio_figure("P1", "frame", pairs, unit="ms", at_most=0.1, goal="").is_met is False


def test_that_baseline_and_ours_take_turns_and_the_order_changes():
    calls = []

    def run(name, took):
        calls.append(name)
        return took

    pairs = take_turns(lambda: run("baseline", 2.0), lambda: run("ours", 1.0), 3)

    assert pairs == [(2.0, 1.0)] * 3
    assert calls == ["baseline", "ours", "ours", "baseline", "baseline", "ours"]


def test_that_a_line_is_json_with_everything_a_reader_needs():
    line = figure(is_met=True, ratio=(0.1, 0.2, 0.3), baseline=2.0).as_line()

    read = json.loads(line)

    assert "\n" not in line
    assert set(read) == {
        "metric", "what", "goal", "unit", "baseline", "ours", "ratio", "met", "versions", "cpu",
    }  # fmt: skip
    assert (read["metric"], read["ratio"], read["met"]) == ("P0", [0.1, 0.2, 0.3], True)
    assert {"python", "PySide6", "numpy"} <= set(read["versions"])


def test_that_a_missed_goal_is_reported_and_is_not_an_error(monkeypatch, capsys):
    monkeypatch.setattr(bench, "_measure", lambda _name: (figure(ours=1.0, is_met=False),))

    assert bench.main(["P0"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["met"] is False
    assert "MISSED" in said.err


def test_that_without_a_name_every_metric_is_measured_once(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(bench, "_measure", lambda name: asked.append(name) or ())

    assert bench.main([]) == 0
    assert asked == list(bench.METRICS)
    assert {"P0", "P1", "P3", "P8", "P16"} <= set(asked)
    assert capsys.readouterr().out == ""


def test_that_what_cannot_be_measured_is_told_and_the_others_still_are(monkeypatch, capsys):
    def measure(name):
        if name == "P0":
            raise ImportError("no Qt here")
        return (figure(metric=name),)

    monkeypatch.setattr(bench, "_measure", measure)

    assert bench.main(["P0", "L1"]) == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["metric"] == "L1"
    assert "P0 cannot be measured: no Qt here" in said.err


@pytest.mark.parametrize("name", ["P99", "--help"])
def test_that_an_unknown_metric_is_refused_with_those_there_are(name, capsys):
    assert bench.main([name]) == 2
    assert "there are P0, P1" in capsys.readouterr().err


@pytest.mark.slow
def test_that_the_pack_loading_figures_are_measured_for_every_shipped_pack():
    names = {found.metric for found in bench._measure("L1")}

    assert {"L1.anaphylaxis-ed", "L1.mh-crisis-or"} <= names
