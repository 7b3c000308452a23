"""Where the beats of each rhythm lie: PR, groups, couplings, pauses, size, axis and pulse."""

from itertools import pairwise

import pytest
from support.heart_beats import RHYTHMS, SETTLED_MS, beating, breathing, told, wanted_of

from simrunner.domain.patient_state import PALPABLE_FRACTION
from simrunner.patient.rhythm.beats import PR_TO_LEAD_MS
from simrunner.patient.rhythm.filling import filling_fraction
from simrunner.patient.rhythm.heart import Heart, Wanted


def prs_ms(done):
    """PR of every beat that has a P wave, from the times alone."""
    return [
        beat.at_ms - beat.atrial_at_ms - PR_TO_LEAD_MS
        for beat in done.beats
        if beat.atrial_at_ms is not None and beat.at_ms > SETTLED_MS
    ]


@pytest.mark.parametrize(
    ("rhythm", "pr_ms"),
    [
        ("sinus", 160), ("sinus-bradycardia", 170), ("sinus-tachycardia", 130),
        ("heart-block-1", 280), ("wpw", 100), ("paced-aai", 180), ("heart-block-2-2", 180),
        ("heart-block-2-to-1", 180), ("accelerated-junctional", 90),
    ],
)  # fmt: skip
def test_that_every_conducted_beat_has_the_pr_of_its_rhythm(rhythm, pr_ms):
    found = prs_ms(beating(rhythm))
    assert len(found) > 60
    assert found == pytest.approx([pr_ms] * len(found), abs=1)


def test_that_every_belonging_p_wave_is_drawn_and_no_other_in_sinus_rhythm():
    done = beating("sinus")
    assert [beat.atrial_at_ms for beat in done.beats] == [wave.at_ms for wave in done.waves]


def test_that_wenckebach_goes_180_260_320_and_drops_over_even_p_waves():
    done = beating("heart-block-2-1")
    found = prs_ms(done)
    start = next(index for index, pr in enumerate(found) if pr == pytest.approx(180, abs=1))
    cycles = [found[index : index + 3] for index in range(start, len(found) - 2, 3)]
    assert len(cycles) > 30
    for cycle in cycles:
        assert cycle == pytest.approx([180, 260, 320], abs=1)
    p_times = [wave.at_ms for wave in done.waves if wave.at_ms > SETTLED_MS]
    assert {late - early for early, late in pairwise(p_times)} <= {749, 750, 751}  # 80/min
    assert len(p_times) / len(found) == pytest.approx(4 / 3, abs=0.05)
    # RR shortens within the group, and the pause is shorter than two of its P intervals.
    rr = done.intervals_ms()
    assert set(rr) <= {*range(829, 832), *range(809, 812), *range(1359, 1362)}


@pytest.mark.parametrize(
    ("rhythm", "p_per_beat"),
    [("heart-block-2-to-1", 2.0), ("heart-block-2-3-to-1", 3.0), ("heart-block-2-2", 9 / 5)],
)
def test_that_blocks_drop_beats_in_their_ratio_while_the_p_waves_go_on(rhythm, p_per_beat):
    done = beating(rhythm)
    p_times = [wave.at_ms for wave in done.waves if wave.at_ms > SETTLED_MS]
    beats = [beat for beat in done.beats if beat.at_ms > SETTLED_MS]
    assert len(p_times) / len(beats) == pytest.approx(p_per_beat, rel=0.03)
    gaps = [late - early for early, late in pairwise(p_times)]
    assert max(gaps) - min(gaps) <= 2


def test_that_mobitz_two_has_groups_of_3_to_2_and_3_to_1():
    p_ms = 60_000 / 90
    ratios = {round(rr / p_ms, 1) for rr in beating("heart-block-2-2").intervals_ms()}
    assert ratios == {1.0, 2.0, 3.0}


@pytest.mark.parametrize("rhythm", ["heart-block-3", "heart-block-3-wide", "vt", "paced-vvi"])
def test_that_dissociated_p_waves_march_through_the_beats(rhythm):
    done = beating(rhythm)
    assert all(beat.atrial_at_ms is None for beat in done.beats)
    rate = sum(SETTLED_MS < wave.at_ms <= 130_000 for wave in done.waves) / 2
    assert rate == pytest.approx(RHYTHMS[rhythm].p_rate_per_min, abs=1)
    beat_times = [beat.at_ms for beat in done.beats]
    before = {
        min(beat - wave.at_ms for beat in beat_times if beat >= wave.at_ms) // 100
        for wave in done.waves
        if wave.at_ms < 120_000
    }
    assert before >= set(range(int(0.9 * 60_000 / RHYTHMS[rhythm].rates.usual_per_min) // 100))


def early(done, names=("pvc", "pvc-b", "pvc-c")):
    """Pairs of (interval before, interval after) of each early ventricular beat."""
    triples = zip(done.beats, done.beats[1:], done.beats[2:], strict=False)
    return [
        (beat.at_ms - before.at_ms, after.at_ms - beat.at_ms)
        for before, beat, after in triples
        if beat.complex in names and before.at_ms > SETTLED_MS
    ]


@pytest.mark.parametrize("rhythm", ["sinus-pvc", "pvc-multifocal", "bigeminy", "trigeminy"])
def test_that_early_ventricular_beats_are_coupled_and_fully_compensated(rhythm):
    usual_ms = 60_000 / RHYTHMS[rhythm].rates.usual_per_min
    found = early(beating(rhythm))
    assert len(found) > 8
    for coupling, pause in found:
        assert 0.43 * usual_ms <= coupling <= 0.62 * usual_ms
        assert coupling + pause == pytest.approx(2 * usual_ms, rel=0.02)


def test_that_an_early_ventricular_beat_has_no_p_wave_less_pulse_and_a_stronger_follower():
    done = beating("sinus-pvc")
    pairs = [(a, b) for a, b in pairwise(done.beats) if a.complex == "pvc"]
    assert pairs
    for beat, after in pairs:
        assert beat.atrial_at_ms is None
        assert 0.2 <= beat.pulse_fraction <= 0.4
        assert after.pulse_fraction > 1.0
        assert after.strength > 1.0


def test_that_twos_and_threes_repeat_and_couplets_come_in_pairs():
    assert "normal pvc normal pvc normal pvc" in beating("bigeminy").kinds()
    assert "normal normal pvc normal normal pvc" in beating("trigeminy").kinds()
    couplets = beating("couplets").kinds().rpartition(" pvc ")[0]
    assert couplets.count("pvc pvc-b normal") == couplets.split().count("pvc") > 5
    assert {"pvc", "pvc-b", "pvc-c"} <= set(beating("pvc-multifocal").kinds().split())


def test_that_r_on_t_falls_300_to_350_ms_after_the_beat_at_any_rate():
    for rate in (60, 75, 95):
        couplings = [coupling for coupling, _ in early(beating("r-on-t", rate))]
        assert len(couplings) > 5
        assert 298 <= min(couplings) <= max(couplings) <= 352


@pytest.mark.parametrize(("rhythm", "shape"), [("sinus-pac", "ectopic-a"), ("sinus-pjc", None)])
def test_that_early_beats_from_above_are_not_compensated_and_stay_narrow(rhythm, shape):
    done = beating(rhythm)
    shapes = {wave.at_ms: wave.shape for wave in done.waves}
    usual_ms = 60_000 / 75
    sums, triples = [], zip(done.beats, done.beats[1:], done.beats[2:], strict=False)
    for before, beat, after in triples:
        if beat.at_ms - before.at_ms < 0.75 * usual_ms and before.at_ms > SETTLED_MS:
            assert shapes.get(beat.atrial_at_ms) == shape
            sums.append(after.at_ms - before.at_ms)
    assert 8 <= len(sums) <= 18  # 4 to 8 in a minute
    assert max(sums) < 1.95 * usual_ms
    assert set(done.kinds().split()) == {"normal"}


def test_that_sinus_arrest_pauses_for_two_to_six_seconds():
    pauses = [rr for rr in beating("sinus-arrest", until_ms=300_000).intervals_ms() if rr > 1500]
    assert len(pauses) > 8
    assert 1950 <= min(pauses) <= max(pauses) <= 6050
    assert max(pauses) - min(pauses) > 500


def test_that_sick_sinus_runs_slow_then_fast():
    rates = [60_000 / rr for rr in beating("sick-sinus", until_ms=300_000).intervals_ms()]
    slow = [rate for rate in rates if rate < 60]
    fast = [rate for rate in rates if rate > 110]
    assert len(slow) + len(fast) == len(rates)
    assert sum(slow) / len(slow) == pytest.approx(45, abs=3)
    assert sum(fast) / len(fast) == pytest.approx(130, abs=8)
    runs = "".join("s" if rate < 60 else "f" for rate in rates).strip("s").strip("f").strip("s")
    lengths = [len(run) for run in runs.split("f") if run]
    assert lengths
    assert 8 <= min(lengths) <= max(lengths) <= 12


def test_that_variable_flutter_conducts_whole_flutter_waves():
    wave_ms = 60_000 / 300
    ratios = {round(rr / wave_ms, 2) for rr in beating("flutter-variable").intervals_ms()}
    assert {round(ratio) for ratio in ratios} == {2, 3, 4}
    assert all(abs(ratio - round(ratio)) < 0.02 for ratio in ratios)


def test_that_multifocal_atrial_tachycardia_has_three_p_waves_and_many_intervals():
    done = beating("multifocal-atrial-tachycardia")
    assert {wave.shape for wave in done.waves} == {"ectopic-a", "ectopic-b", "ectopic-c"}
    found = prs_ms(done)
    assert 115 <= min(found) < 130
    assert 185 < max(found) <= 205
    rr = done.intervals_ms()
    assert max(rr) - min(rr) > 150


def test_that_fibrillation_over_an_accessory_pathway_is_fast_and_irregular_with_changing_width():
    done = beating("af-wpw")
    rr = done.intervals_ms()
    assert 240 <= min(rr) < 250  # Klein 1979: 250 ms or less in those who came to fibrillate
    assert 340 < max(rr) <= 440
    assert {"wpw", "normal", "aberrant"} == set(done.kinds().split())


def test_that_torsades_turns_once_around_in_ten_to_twenty_beats_and_swells_twice():
    beats = [beat for beat in beating("torsades").beats if beat.at_ms > SETTLED_MS]
    starts = [index for index, beat in enumerate(beats) if beat.turn_rad == 0.0]
    lengths = [late - early_ for early_, late in pairwise(starts)]
    assert len(lengths) > 10
    assert 10 <= min(lengths) <= max(lengths) <= 20
    for first, last in pairwise(starts):
        turn = beats[first:last]
        assert [a.turn_rad < b.turn_rad for a, b in pairwise(turn)] == [True] * (len(turn) - 1)
        sizes = [beat.scale for beat in turn]
        peaks = [b for a, b, c in zip(sizes, sizes[1:], sizes[2:], strict=False) if a < b >= c]
        assert len(peaks) == 2
        assert min(sizes) == pytest.approx(0.3, abs=0.01)


def test_that_polymorphic_tachycardia_never_repeats_itself():
    beats = beating("vt-polymorphic").beats[5:]
    assert len({round(beat.turn_rad, 3) for beat in beats}) > 0.9 * len(beats)
    assert max(beat.scale for beat in beats) > 1.6 * min(beat.scale for beat in beats)


def test_that_alternans_alternates():
    kinds = beating("electrical-alternans").kinds().split()[2:]
    assert {(a, b) for a, b in pairwise(kinds)} == {
        ("alternans-a", "alternans-b"), ("alternans-b", "alternans-a"),
    }  # fmt: skip


@pytest.mark.parametrize(("rate", "least", "most"), [(140, 20, 50), (90, 0, 3)])
def test_that_atrial_fibrillation_has_the_pulse_deficit_of_its_rate(rate, least, most):
    done = beating("af", rate, until_ms=610_000)
    deficit = done.per_min() - done.per_min(palpable=True)
    assert least <= deficit <= most


def test_that_a_heart_fills_with_time_and_never_more_than_full():
    filled = [filling_fraction(at_ms, 500.0) for at_ms in range(200, 1200, 10)]
    assert filled[0] == 0.0
    assert filled[-1] == 1.0
    assert all(a <= b for a, b in pairwise(filled))


@pytest.mark.parametrize(
    ("rhythm", "low", "high"),
    [("vt", 0.4, 0.6), ("vt-pulseless", 0, 0), ("pea", 0, 0), ("pea-pseudo", 0.15, 0.15),
     ("sinus", 1, 1)],
)  # fmt: skip
def test_that_a_beat_is_worth_what_the_table_of_rhythms_says(rhythm, low, high):
    strengths = {beat.strength for beat in beating(rhythm, until_ms=20_000).beats}
    assert low <= min(strengths) <= max(strengths) <= high


def test_that_electrical_activity_is_the_same_with_and_without_a_pulse():
    with_pulse = beating("pea-pseudo", 70).beats
    without = beating("pea", 70).beats
    assert [beat.at_ms for beat in with_pulse] == [beat.at_ms for beat in without]
    assert all(beat.pulse_fraction == 0.0 for beat in without)
    assert all(0.0 < beat.pulse_fraction < PALPABLE_FRACTION for beat in with_pulse)


def test_that_a_modelled_circulation_gets_each_beat_with_its_p_wave():
    heart, wanted = Heart(7), wanted_of("sinus")
    for beat in told(heart, lambda _: wanted, until_ms=20_000).beats:
        contracted = heart.contracted(beat, wanted.rhythm)
        assert contracted.atrial_at_ms == beat.atrial_at_ms < contracted.at_ms


def test_that_in_complete_block_only_a_p_wave_near_the_beat_helps_it():
    heart, wanted, found = Heart(7), wanted_of("heart-block-3"), []
    for now_ms in range(0, 60_001, 100):
        found += [
            heart.contracted(beat, wanted.rhythm) for beat in heart.decide(now_ms, wanted).beats
        ]
    near = [each for each in found if each.atrial_at_ms is not None]
    assert 0 < len(near) < len(found)
    assert all(-300 <= each.atrial_at_ms - each.at_ms <= 200 for each in near)


def test_that_the_sinus_node_of_a_modelled_body_drives_p_waves_without_complexes():
    wanted = wanted_of("heart-block-3", sinus_rate_per_min=120.0)
    waves = told(Heart(7), lambda _: wanted, until_ms=70_000).waves
    assert sum(10_000 < wave.at_ms <= 70_000 for wave in waves) == pytest.approx(120, abs=1)


def test_that_the_av_delay_stretches_pr_and_leaves_the_beats_where_they_are():
    plain = beating("sinus", until_ms=60_000)
    slow = told(Heart(7), lambda _: wanted_of("sinus", av_delay=1.5), until_ms=60_000)
    assert [beat.at_ms for beat in plain.beats] == [beat.at_ms for beat in slow.beats]
    assert prs_ms(slow) == pytest.approx([240] * len(prs_ms(slow)), abs=1)


def test_that_ectopy_replaces_beats_in_the_number_asked_for():
    def wanted(_):
        return Wanted(
            rhythm=RHYTHMS["sinus"], rate_per_min=80.0, phase_at=breathing, ectopy_per_min=10.0
        )

    done = told(Heart(7), wanted, until_ms=610_000)
    assert done.kinds().split().count("pvc") / 10 == pytest.approx(10, abs=2)
    assert done.per_min() == pytest.approx(80, abs=0.5)
