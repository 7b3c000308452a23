"""`simrunner cpr measure` on files whose compressions are known, and on wrong ones."""

import json
import math

import pytest

from simrunner.app.cpr_measure import KINDS, Ask, measure, print_measures
from simrunner.app.exit_code import BAD_INPUT, ENVIRONMENT, Refusal

INTERVAL_S = 60 / 110


def bump(u: float) -> float:
    return (1 - math.cos(2 * math.pi * u)) / 2 if 0 <= u <= 1 else 0.0


def depths(starts_s, end_s, *, peak_mm=54.0, rate_hz=100):
    found = [0.0] * round(end_s * rate_hz)
    for start_s in starts_s:
        first = math.ceil(start_s * rate_hz)
        for n in range(first, min(len(found), first + rate_hz)):
            found[n] += peak_mm * bump((n / rate_hz - start_s) / INTERVAL_S)
    return found


@pytest.fixture
def asked(tmp_path):
    def ask(text: str, kind: str = "depth", **changes):
        file = tmp_path / "file.csv"
        file.write_text(text, encoding="utf-8")
        options = {"profile": "adult", "gap_s": 1.0, "rate_hz": None, "total_s": None} | changes
        return measure(Ask(file=file, kind=kind, **options))

    return ask


def steady(seconds=120, **changes):
    starts = [n * INTERVAL_S for n in range(round(seconds * 110 / 60))]
    return "\n".join(f"{d:.4f}" for d in depths(starts, seconds + 1, **changes))


def test_that_two_minutes_at_110_are_220_good_compressions(asked) -> None:
    found = asked(steady(), rate_hz=100)
    assert found["compressions"] == 220
    assert found["rate_per_min"] == pytest.approx(110.0, abs=0.05)
    assert found["depth_mm"] == pytest.approx(54.0, abs=0.05)
    assert (found["depth_share"], found["release_share"], found["pauses_s"]) == (1, 1, [])
    assert found["score"] == pytest.approx(100, abs=0.1)
    assert found["is_sampled_enough"]


def test_that_times_in_the_file_count_and_sparse_samples_are_called_so(asked) -> None:
    starts = [n * INTERVAL_S for n in range(50)]
    rows = enumerate(depths(starts, 30, rate_hz=25))
    found = asked("time_s,depth_mm\n" + "\n".join(f"{n / 25},{d:.3f}" for n, d in rows))
    assert found["samples_per_s"] == pytest.approx(25)
    assert not found["is_sampled_enough"]
    assert found["compressions"] == 50
    assert found["depth_mm"] == pytest.approx(54, abs=0.85)


def test_that_thirty_to_two_has_the_two_fractions_of_the_definitions(asked) -> None:
    cycle_s = 30 * INTERVAL_S + 5.0
    starts = [c * cycle_s + n * INTERVAL_S for c in range(10) for n in range(30)]
    text = "\n".join(f"{d:.4f}" for d in depths(starts, 10 * cycle_s))
    found = asked(text, rate_hz=100)
    assert found["fraction_onset_to_release"] == pytest.approx(0.7660, abs=0.0018)
    assert 1 - (1 - found["fraction_by_gaps"]) * 10 / 9 == pytest.approx(0.7404, abs=0.001)
    assert len(found["pauses_s"]) == 9
    assert asked(text, rate_hz=100, gap_s=6.0)["pauses_s"] == []


def test_that_a_list_of_compressions_is_measured_by_gaps(asked) -> None:
    times = [0.0]
    for n in range(100):
        times.append(times[-1] + (0.5 if n % 2 == 0 else 0.6))
    rows = "\n".join(f"{t:.1f},45,{8 if n % 2 else 0}" for n, t in enumerate(times))
    found = asked("time_s,depth_mm,residual_mm\n" + rows, "compressions")
    assert found["rate_per_min"] == pytest.approx(109.09, abs=0.01)
    assert found["mean_instant_rate_per_min"] == pytest.approx(110.0, abs=0.01)
    assert found["release_share"] == pytest.approx(0.5, abs=0.01)
    assert (found["depth_share"], found["fraction_onset_to_release"]) == (0, None)
    assert found["score_deductions"]["depth"] == pytest.approx(0.25)
    assert asked(rows, "compressions", profile="child")["depth_share"] == 1


def test_that_marked_periods_give_their_fraction(asked) -> None:
    found = asked("start_s,end_s\n0,30\n40,70\n70.5,100", "periods")
    assert found["fraction_onset_to_release"] == pytest.approx(0.895)
    assert found["pauses_s"] == [10]
    assert asked("0,30\n40,70", "periods", total_s=120)["fraction_onset_to_release"] == 0.5


def test_that_a_file_without_compressions_is_measured_all_the_same(asked) -> None:
    found = asked("0\n" * 500, rate_hz=100)
    assert (found["compressions"], found["rate_per_min"], found["score"]) == (0, None, None)
    assert found["fraction_by_gaps"] == 0


def test_that_what_is_printed_is_json_or_a_line_each(asked, capsys) -> None:
    found = asked("0\n" * 500, rate_hz=100)
    print_measures(found, is_json=True)
    assert json.loads(capsys.readouterr().out) == found
    print_measures(found, is_json=False)
    assert "rate_per_min: -\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "kind", "changes", "says"),
    [
        ("", "depth", {}, "has no rows"),
        ("depth_mm\n", "depth", {}, "has no rows"),
        ("1\n2\n", "depth", {}, "need --rate"),
        ("1\nx\n", "depth", {"rate_hz": 100}, "line 2: 'x' is no number"),
        ("1\nnan\n", "depth", {"rate_hz": 100}, "line 2: 'nan' is no finite number"),
        ("0,1\n1\n", "depth", {}, "line 2: 2 columns are needed, not 1"),
        ("1,2,3\n", "depth", {}, "columns must be depth_mm or time_s,depth_mm"),
        ("time,depth\n1,2\n", "depth", {}, "line 1: columns must be depth_mm or time_s,depth_mm"),
        ("0,5\n1,6\n1,7\n", "compressions", {}, "1 s does not come after 1 s"),
        ("0,5\n", "compressions", {}, "no time between"),
        ("0,30\n20,40\n", "periods", {}, "20 s does not come after 30 s"),
        ("0,30\n", "periods", {"total_s": 20.0}, "--total is 20 s, but the file covers 30 s"),
        ("1\n", "depth", {"rate_hz": 0.0}, "--rate must be more than 0"),
        ("1\n", "depth", {"gap_s": -1.0}, "--gap must be more than 0"),
        ("1\n", "depth", {"profile": "elf"}, "no profile elf; there are adult, child, infant"),
        ("1\n", "sound", {}, f"no kind sound; there are {', '.join(KINDS)}"),
    ],
)
def test_that_a_file_that_makes_no_sense_says_where_and_what(
    asked, text, kind, changes, says
) -> None:
    with pytest.raises(Refusal) as caught:
        asked(text, kind, **changes)
    assert says in str(caught.value)
    assert caught.value.code == BAD_INPUT


def test_that_a_missing_file_is_the_environment(tmp_path) -> None:
    ask = Ask(file=tmp_path / "none.csv", kind="depth", profile="adult", gap_s=1.0, rate_hz=100.0,
              total_s=None)  # fmt: skip
    with pytest.raises(Refusal, match="No such file") as caught:
        measure(ask)
    assert caught.value.code == ENVIRONMENT


def test_that_a_load_cell_in_a_file_judges_the_release(asked) -> None:
    rows = []
    for n in range(1100):
        depth_mm = 3 + 51 * (1 - math.cos(2 * math.pi * n / 55)) / 2
        leaned_n = 24.4 if n // 55 < 10 else 24.6
        rows.append(f"{n / 100},{depth_mm:.3f},{leaned_n + 9 * (depth_mm - 3):.2f}")
    found = asked("time_s,depth_mm,force_n\n" + "\n".join(rows), None)
    assert found["kind"] == "depth"
    assert found["release_share"] == pytest.approx(0.5, abs=0.051)
    assert found["residual_force_n"] == pytest.approx(24.5, abs=0.2)
