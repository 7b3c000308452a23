"""Pacing, shocks, changes at any moment, and hearts that are put away and taken up again."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.heart_beats import RHYTHMS, Told, beating, told, wanted_of

from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.rhythm.heart import CAPTURE_MA, Heart

BEATING = sorted(name for name, rhythm in RHYTHMS.items() if rhythm.ordinary.complex)


def paced(rhythm, current_ma, *, rate=None, pacer=70, capture_ma=CAPTURE_MA, until_ms=60_000):
    heart = Heart(7, capture_ma=capture_ma)
    before = told(heart, lambda _: wanted_of(rhythm, rate), until_ms=10_000)
    heart.pace(10_000, pacer, current_ma)
    after = told(heart, lambda _: wanted_of(rhythm, rate), from_ms=10_100, until_ms=until_ms)
    return before, after


@pytest.mark.parametrize("rhythm", ["heart-block-3-wide", "p-wave-asystole", "sinus-bradycardia"])
def test_that_enough_current_through_the_skin_takes_over_at_its_own_rate(rhythm):
    _, done = paced(rhythm, CAPTURE_MA)
    late = [beat for beat in done.beats if beat.at_ms > 15_000]
    assert {beat.complex for beat in late} == {"paced"}
    intervals = [b.at_ms - a.at_ms for a, b in pairwise(late)]
    # A spike waits a whole interval after the beat that it senses, 60 ms after the one before.
    assert {round(each, -1) for each in intervals} == {round(60_000 / 70 + 60, -1)}
    spikes = [spike.at_ms for spike in done.spikes]
    for beat in late[:-1]:
        assert beat.at_ms - 60 in spikes
    assert {spike.chamber for spike in done.spikes} == {"skin"}


def test_that_too_little_current_shows_spikes_and_captures_nothing():
    _, done = paced("heart-block-3-wide", CAPTURE_MA - 1)
    assert {beat.complex for beat in done.beats} == {"escape"}
    assert len(done.spikes) > 20
    own = beating("heart-block-3-wide", until_ms=60_000).beats
    assert [beat.at_ms for beat in done.beats] == [b.at_ms for b in own if b.at_ms > 10_500]


def test_that_a_heart_whose_pacing_is_the_files_affair_is_never_captured():
    _, done = paced("heart-block-3-wide", 200, capture_ma=None)
    assert done.spikes
    assert {beat.complex for beat in done.beats} == {"escape"}


def test_that_a_faster_heart_holds_the_pacemaker_back():
    _, done = paced("sinus", CAPTURE_MA, rate=90)
    assert done.spikes[1:] == []  # one may come before the first beat is sensed
    assert {beat.complex for beat in done.beats} == {"normal"}


@pytest.mark.parametrize("rhythm", ["vf", "vf-fine"])
def test_that_fibrillation_cannot_be_captured(rhythm):
    _, done = paced(rhythm, 200)
    assert done.spikes
    assert done.beats == []


def test_that_no_current_ends_the_pacing():
    heart, wanted = Heart(7), wanted_of("asystole")
    heart.pace(0, 70, 100)
    assert told(heart, lambda _: wanted, until_ms=10_000).beats
    heart.pace(10_000, 70, 0)
    done = told(heart, lambda _: wanted, from_ms=10_100, until_ms=30_000)
    assert (done.beats, done.spikes) == ([], [])


def test_that_a_pacemaker_that_works_has_a_spike_at_each_chamber_it_paces():
    for rhythm, chambers in {
        "paced-aai": ["atrium"], "paced-vvi": ["ventricle"], "paced-ddd": ["atrium", "ventricle"],
    }.items():  # fmt: skip
        done = beating(rhythm)
        assert len(done.spikes) == len(chambers) * len(done.beats)
        for chamber in chambers:
            times = {spike.at_ms for spike in done.spikes if spike.chamber == chamber}
            for beat in done.beats:
                if chamber == "ventricle":
                    assert beat.at_ms - 60 in times
                else:
                    assert beat.atrial_at_ms - 50 in times


def test_that_dual_chamber_pacing_has_its_av_delay_between_the_spikes():
    spikes = beating("paced-ddd").spikes
    delays = {b.at_ms - a.at_ms for a, b in pairwise(spikes) if b.chamber == "ventricle"}
    assert 145 <= min(delays) <= max(delays) <= 205


def test_that_a_pacemaker_without_capture_fires_beside_the_escape_rhythm():
    done = beating("pacing-no-capture")
    assert set(done.kinds().split()) == {"escape"}
    own = [beat.at_ms for beat in done.beats]
    followed = [spike for spike in done.spikes if any(0 < at - spike.at_ms <= 60 for at in own)]
    assert len(done.spikes) > 90
    assert len(followed) < 0.1 * len(done.spikes)


def test_that_a_pacemaker_that_does_not_sense_fires_on_and_captures_where_it_can():
    done = beating("pacing-no-sensing")
    spikes = [spike.at_ms for spike in done.spikes]
    assert {b - a for a, b in pairwise(spikes)} <= {937, 938}
    paced_at = [beat.at_ms for beat in done.beats if beat.complex == "paced"]
    assert len(paced_at) > 10
    assert all(at - 60 in spikes for at in paced_at)
    own = [beat.at_ms for beat in done.beats]
    on_t = [at for at in spikes if any(150 <= at - beat <= 300 for beat in own)]
    assert on_t
    assert not [at for at in on_t if at + 60 in paced_at]


def test_that_a_pacemaker_without_output_shows_no_spike():
    assert beating("pacing-no-output").spikes == []


@pytest.mark.parametrize("seed", range(12))
def test_that_beats_return_two_to_five_seconds_after_a_shock(seed):
    heart = Heart(seed)
    told(heart, lambda _: wanted_of("vf"), until_ms=10_000)
    heart.shock(10_000, RHYTHMS["vf"])
    done = told(heart, lambda _: wanted_of("sinus"), from_ms=10_100, until_ms=25_000)
    assert 12_000 <= done.beats[0].at_ms <= 15_001
    assert done.beats[1].at_ms - done.beats[0].at_ms == pytest.approx(800, rel=0.1)


def test_that_a_shock_in_sinus_rhythm_stops_nothing():
    heart = Heart(7)
    heart.shock(0, RHYTHMS["sinus"])
    done = told(heart, lambda _: wanted_of("sinus"), until_ms=60_000)
    assert done.beats == beating("sinus", until_ms=60_000).beats


@pytest.mark.parametrize("rhythm", sorted(RHYTHMS))
def test_that_the_same_seed_gives_the_same_heart(rhythm):
    one, same = (beating(rhythm, until_ms=40_000) for _ in range(2))
    assert one == same


@pytest.mark.parametrize("rhythm", ["af", "sinus-pvc", "torsades", "sick-sinus", "sinus"])
def test_that_another_seed_gives_another_heart(rhythm):
    assert beating(rhythm).beats != beating(rhythm, seed=8).beats


@pytest.mark.parametrize("rhythm", sorted(RHYTHMS))
def test_that_a_heart_goes_on_as_it_would_have_from_a_snapshot_in_json(rhythm):
    heart, wanted = Heart(7), wanted_of(rhythm)
    heart.pace(3000, 64, 100)
    heart.shock(5000, RHYTHMS[rhythm])
    told(heart, lambda _: wanted, until_ms=21_700)
    snapshot = json.dumps(heart.saved())
    again = Heart(7)
    again.resume(json.loads(snapshot))
    go_on = [told(one, lambda _: wanted, from_ms=21_800, until_ms=60_000) for one in (heart, again)]
    assert go_on[0] == go_on[1]
    assert heart.saved() == again.saved()


RATES = st.sampled_from([0, 8, 33, 60, 75, 110, 150, 190, 225])


@settings(max_examples=60, deadline=None)
@given(
    moments=st.lists(
        st.tuples(
            st.integers(1, 40), st.sampled_from(sorted(RHYTHMS)), RATES,
            st.sampled_from(["", "", "pace", "stop", "shock"]),
        ),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_that_changes_at_any_moment_never_tear_the_list(moments):
    heart, done, now_ms = Heart(11), Told(), 0
    decided_until = []
    for steps, rhythm, rate, deed in moments:
        wanted = wanted_of(rhythm, rate)
        if deed == "shock":
            heart.shock(now_ms, wanted.rhythm)
        elif deed:
            heart.pace(now_ms, 80, 100 if deed == "pace" else 0)
        for _ in range(steps):
            decided = heart.decide(now_ms, wanted)
            done.beats += decided.beats
            done.waves += decided.waves
            done.spikes += decided.spikes
            decided_until += [each.at_ms - now_ms for each in (*decided.beats, *decided.waves)]
            now_ms += STEP_MS
    times = [beat.at_ms for beat in done.beats]
    assert all(late - early >= 200 for early, late in pairwise(times))
    assert all(lead >= 50 for lead in decided_until)  # nothing is decided when it is too late
    own = [beat for beat in done.beats if beat.atrial_at_ms is not None]
    assert all(-120 <= beat.at_ms - beat.atrial_at_ms <= 460 for beat in own)
    belonging = {beat.atrial_at_ms for beat in own}
    assert belonging <= {wave.at_ms for wave in done.waves}
    for beat in done.beats:
        assert 0.0 <= beat.pulse_fraction <= 1.2
        assert beat.interval_ms > 0.0


@pytest.mark.parametrize("rhythm", ["bigeminy", "torsades", "heart-block-2-to-1", "couplets"])
@pytest.mark.parametrize("at_ms", [20_000, 20_300, 20_600, 20_900])
def test_that_nothing_of_a_group_is_left_when_the_rhythm_changes_within_it(rhythm, at_ms):
    heart = Heart(7)
    told(heart, lambda _: wanted_of(rhythm), until_ms=at_ms)
    done = told(heart, lambda _: wanted_of("sinus"), from_ms=at_ms + 100, until_ms=40_000)
    assert set(done.kinds().split()) == {"normal"}
    assert all(beat.scale == 1.0 and beat.turn_rad == 0.0 for beat in done.beats)
    assert len(done.waves) == len(done.beats)


@pytest.mark.parametrize("rhythm", ["heart-block-1", "heart-block-2-1", "hypothermia"])
def test_that_no_av_delay_puts_a_p_wave_into_the_past(rhythm):
    heart, leads = Heart(7), []
    for now_ms in range(0, 60_001, 100):
        decided = heart.decide(now_ms, wanted_of(rhythm, 45, av_delay=2.5))
        leads += [wave.at_ms - now_ms for wave in decided.waves]
    assert len(leads) > 30
    assert min(leads) >= 50


@pytest.mark.parametrize("rhythm", BEATING)
def test_that_a_new_rhythm_begins_within_two_of_its_intervals(rhythm):
    heart = Heart(7)
    told(heart, lambda _: wanted_of("sinus", 75), until_ms=20_000)
    done = told(heart, lambda _: wanted_of(rhythm), from_ms=20_100, until_ms=60_000)
    first = next(beat for beat in done.beats if beat.at_ms > 20_600)
    assert first.complex in {RHYTHMS[rhythm].ordinary.complex, "paced"}
    assert first.at_ms - 20_000 < 600 + 2 * 60_000 / RHYTHMS[rhythm].rates.usual_per_min
