"""What `simrunner cpr measure` reads besides plain lists: exports, odd encodings, records, breaths.

The exports are ours, in the shape of a public example of one maker's.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simrunner.app.assets import table
from simrunner.app.cpr_measure import Ask, measure, read_profiles
from simrunner.app.exit_code import Refusal

INTERVAL_MS = 545


def export(*, seconds_wrap=True, depth="2126", header="Second,ms,Depth,CPM,Vr,Valid", rows=120):
    """A minute and more at 110 per min; the tenth row is marked invalid, the first is no press."""
    lines = [header] if header else []
    for n in range(rows):
        at_ms = 40_000 + n * INTERVAL_MS
        second = at_ms // 1000 % 60 if seconds_wrap else at_ms // 1000
        mark, deep = (0 if n == 9 else 1), ("0" if n == 0 else depth)
        lines.append(f"{second},{at_ms % 1000},{deep},110,{400 + n % 3},{mark}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def asked(tmp_path):
    def ask(content, **changes):
        file = tmp_path / "export.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return measure(Ask(file=file, **({"profile": "adult", "gap_s": 1.2} | changes)))

    return ask


@pytest.mark.parametrize(
    "text",
    [
        export(), export(seconds_wrap=False), export(depth="2.126"), export(depth="54"),
        export(header="seconds; milliseconds; depth (mil)", depth="2126").replace(",", ";"),
        export(header=""), export(header="sec,msec,Depth (in),rate,Release Velocity,valid",
                                  depth="2.126"),
    ],
    ids=["thousandths", "no-wrap", "inches", "mm", "semicolons", "no-names", "named-inches"],
)  # fmt: skip
def test_that_an_export_is_read_in_any_of_its_units(asked, text) -> None:
    found = asked(text)
    assert (found["kind"], found["is_kind_guessed"]) == ("compressions", True)
    has_flag = "Valid" in text or "valid" in text or "110,400,1" in text
    assert (found["compressions"], found["rows_left_out"]) == ((118, 2) if has_flag else (119, 1))
    assert found["depth_mm"] == pytest.approx(54.0, abs=0.01)
    # the second half is across the minute; the invalid row leaves a double interval, no pause
    assert found["total_s"] == pytest.approx(118 * INTERVAL_MS / 1000)
    assert found["depth_share"] == 1
    assert found["pauses_s"] == []


def test_that_release_velocities_are_told(asked) -> None:
    assert asked(export())["release_mm_per_s"] == pytest.approx(401, abs=0.1)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "utf-8-sig"])
def test_that_the_encoding_is_recognised_without_a_mark(asked, encoding) -> None:
    assert asked(export().encode(encoding))["compressions"] == 118


def test_that_lines_of_windows_are_lines(asked) -> None:
    assert asked(export().replace("\n", "\r\n").encode("utf-16-le"))["compressions"] == 118


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (export().replace("\n41,", "\nforty,", 1), "line 4: 'forty' is no number"),
        (export(seconds_wrap=False).replace("\n60,", "\n12,", 1), "does not come after"),
        ("sec,ms,depth\n5,1000,2100\n", "line 2: 5 s and 1000 ms are no time"),
        ("sec,ms,depth\n5,1,9\n6,1,9\n", "neither inches, nor mm, nor thousandths"),
        ("sec,ms,depth_mm\n5,1,3\n6,1,4\n", "no valid compression of 12 mm or more"),
        (b"\xff\xfe\x00", "not CSV in UTF-8 or UTF-16"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff", "not CSV in UTF-8 or UTF-16"),
        ("a,b,c,d\n1,2,3,4\n", "what 4 columns mean cannot be told"),
        ("hello world\n", "has no rows"),
    ],
)  # fmt: skip
def test_that_rubbish_is_told_with_its_line(asked, text, says) -> None:
    with pytest.raises(Refusal, match=says):
        asked(text)


@pytest.mark.parametrize(
    ("text", "kind", "changes"),
    [
        ("0\n1\n2\n", "depth", {"rate_hz": 100.0}),
        ("".join(f"{n / 100},{n % 50}\n" for n in range(300)), "depth", {}),
        ("".join(f"{n * 0.55},54\n" for n in range(30)), "compressions", {}),
        ("".join(f"{n * 0.55},54,3\n" for n in range(30)), "compressions", {}),
        ("0,30\n40,70\n71,100\n", "periods", {}),
        ("start_s,end_s\n0,30\n", "periods", {}),
        ("time_s,depth_mm\n0,50\n0.6,52\n1.2,51\n", "compressions", {}),
    ],
)
def test_that_the_kind_is_guessed_from_what_the_rows_are_like(asked, text, kind, changes) -> None:
    found = asked(text, **changes)
    assert (found["kind"], found["is_kind_guessed"]) == (kind, True)


def test_that_breaths_of_a_second_file_are_judged(asked, tmp_path) -> None:
    breaths = tmp_path / "breaths.csv"
    rows = "".join(f"{45 + n * 4},{520 if n else 60}\n" for n in range(12))
    breaths.write_text("time_s,volume_ml\n" + rows)
    with_airway = asked(export(), ventilations=breaths, has_airway=True)["ventilation"]
    assert (with_airway["breaths"], with_airway["is_too_fast"]) == (11, True)
    assert with_airway["breath_rate_per_min"] == pytest.approx(15)
    assert asked(export(), ventilations=breaths)["ventilation"]["is_too_fast"] is None
    breaths.write_text("1,2,3\n")
    with pytest.raises(Refusal, match="columns must be time_s,volume_ml"):
        asked(export(), ventilations=breaths)


def test_that_what_would_stay_unread_is_refused(asked) -> None:
    with pytest.raises(Refusal, match="--shock and --ventilations are not for a list of periods"):
        asked("0,30\n40,70\n", shocks_s=(3.0,))


def test_that_shocks_are_told_by_their_time(asked) -> None:
    found = asked("".join(f"{n * 0.5},54,0\n" for n in range(20)) + "15,54,0\n15.5,54,0\n",
                  shocks_s=(13.0,))  # fmt: skip
    (shock,) = found["shocks"]
    assert (shock["pre_s"], shock["post_s"], shock["peri_band"]) == (3.5, 2.0, "< 20 s")
    with pytest.raises(Refusal, match="--shock must be a time"):
        asked("0,54\n1,54\n", shocks_s=(-1.0,))


def test_that_a_long_gap_is_left_out_of_periods_and_lists(asked) -> None:
    periods = asked("0,30\n40,70\n270,300\n", rosc_gap_s=120.0, gap_s=1.0)
    assert (periods["total_s"], periods["left_out_s"], periods["pauses_s"]) == (100, 200, [10])
    assert periods["fraction_onset_to_release"] == pytest.approx(0.9)
    with pytest.raises(Refusal, match="--rosc-gap must not be below --gap"):
        asked("0,30\n40,70\n", rosc_gap_s=0.5)


def test_that_every_profile_names_its_guideline_year_and_what_nobody_checked() -> None:
    profiles = read_profiles()
    assert list(profiles) == ["adult", "child", "infant"]
    for name, row in table("cpr", "profiles.toml").items():
        profile = profiles[name]
        assert "20" in profile.guideline
        assert set(profile.unverified) <= set(row)
        # limits that were not read in the guideline make the whole profile unverified
        assert profile.is_verified == ("depth_mm" not in profile.unverified)
    adult = profiles["adult"].target
    assert (adult.depth_low_mm, adult.depth_high_mm) == (50, 60)
    assert (adult.rate_low_per_min, adult.rate_high_per_min) == (100, 120)


_CELL = st.one_of(
    st.floats().map(str), st.integers(-5, 3000).map(str), st.sampled_from(["", "x", "1e308", "-0"])
)
_LINE = st.lists(_CELL, min_size=1, max_size=7).map(",".join)
_TEXT = st.lists(
    st.one_of(_LINE, st.sampled_from(["sec,ms,d", "time_s,depth_mm", "start_s,end_s"])), max_size=12
).map("\n".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.one_of(st.binary(max_size=200), _TEXT.map(str.encode)),
    kind=st.sampled_from([None, "depth", "compressions", "periods"]),
    gaps=st.sampled_from([(1.0, None), (1e-9, 1e-6), (1e9, 1e9), (2.0, 120.0)]),
    rate_hz=st.sampled_from([None, 1.0, 100.0, 1e9]),
)
def test_that_no_file_whatever_makes_more_than_a_sentence(
    tmp_path, content, kind, gaps, rate_hz
) -> None:
    file = tmp_path / "any.csv"
    file.write_bytes(content)
    ask = Ask(
        file=file, profile="adult", kind=kind, gap_s=gaps[0], rosc_gap_s=gaps[1], rate_hz=rate_hz
    )
    try:
        found = measure(ask)
    except Refusal as refused:
        assert str(refused).endswith(".")
    else:
        json.dumps(found, allow_nan=False)
