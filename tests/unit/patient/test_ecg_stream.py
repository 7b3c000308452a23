"""What streams: lead algebra, determinism, snapshots, backgrounds, spikes, shocks, artefacts."""

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.ecg_beat_lists import STILL, BeatList, one, play, regular, scheduled, shapes

from simrunner.domain.patient_state import ECG_LEADS
from simrunner.patient.chest import Press
from simrunner.patient.ecg.artefact import ARTEFACTS
from simrunner.patient.ecg.electrocardiogram import Ecg
from simrunner.patient.ecg.electrodes import CLEAN, Artefacts, lost_leads
from simrunner.patient.ecg.leads import DIPOLE_ROWS, twelve
from simrunner.patient.ecg.milieu import NORMAL
from simrunner.patient.ecg.shape import shapes_from_table
from simrunner.patient.rhythm.beat import Background, Spike

VF = Background(kind="vf", amplitude_mv=0.26, rate_per_min=330.0)
FLUTTER = Background(kind="flutter", amplitude_mv=0.2, rate_per_min=300.0)
AF = Background(kind="af", amplitude_mv=0.03, rate_per_min=370.0)


def sums(leads):
    return (
        np.abs(leads["I"] + leads["III"] - leads["II"]).max(),
        np.abs(leads["aVR"] + leads["aVL"] + leads["aVF"]).max(),
    )


@pytest.mark.parametrize("name", list(shapes().complexes))
def test_that_einthoven_and_goldberger_hold_for_every_complex(name):
    assert max(sums(play(regular(name, 90, seconds=4), 4))) <= 1e-12


DIRTY = Artefacts(
    mains_mv=0.2, shiver_mv=0.1, motion_mv=0.3, diathermy_mv=0.5, swapped="RA-LA", mains_hz=60
)


@pytest.mark.parametrize("artefacts", [CLEAN, DIRTY, replace(DIRTY, swapped="LA-LL")])
def test_that_they_hold_under_every_disturbance(artefacts):
    ecg = Ecg(3, shapes())
    ecg.artefacts = artefacts
    ecg.press([Press(at_ms=1000, strength=1.0)])
    ecg.shock(1500)
    ecg.expect_spikes([Spike(at_ms=800, chamber="skin")])
    assert max(sums(play(regular("vt", 150, seconds=4, background=VF), 4, ecg=ecg))) <= 1e-12


def test_that_a_residual_never_reaches_a_limb_lead():
    rows = one("brugada")
    assert np.abs(rows[DIPOLE_ROWS:]).max() > 0.2
    bare = rows.copy()
    bare[DIPOLE_ROWS:] = 0.0
    from simrunner.patient.ecg.leads import independent_leads

    assert np.array_equal(twelve(independent_leads(rows))[:6], twelve(independent_leads(bare))[:6])


def recordings():
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "data" / "recordings"
        if folder.is_dir():
            return folder
    pytest.skip("no recordings beside the repository")


def test_that_our_algebra_gives_the_limb_leads_of_a_recorded_patient():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the reader's own imports
        import wfdb

    record = wfdb.rdrecord(str(recordings() / "s0010_re"))
    by_name = dict(zip([n.lower() for n in record.sig_name], record.p_signal.T, strict=True))
    made = twelve(np.array([by_name[n] for n in ("i", "ii", "v1", "v2", "v3", "v4", "v5", "v6")]))
    for lead, ours in zip(ECG_LEADS, made, strict=True):
        assert np.abs(ours - by_name[lead.lower()]).max() <= 0.0021, lead  # its own rounding


def bytes_of(leads):
    return b"".join(leads[lead].tobytes() for lead in ECG_LEADS)


def test_that_the_same_seed_gives_the_same_bytes_and_another_does_not():
    rhythm = regular("normal", 75, seconds=5, background=AF)
    assert bytes_of(play(rhythm, 5)) == bytes_of(play(rhythm, 5))
    assert bytes_of(play(rhythm, 5)) != bytes_of(play(rhythm, 5, seed=8))


@pytest.mark.parametrize("background", [VF, AF, FLUTTER, None])
def test_that_a_restored_snapshot_goes_on_with_the_same_bytes(background):
    rhythm = regular("normal", 110, seconds=27, background=background)
    first = Ecg(7, shapes())
    first.artefacts = replace(DIRTY, swapped=None)
    first.shock(3000)
    first.press([Press(at_ms=3900, strength=1.0)])
    play(rhythm, 4, ecg=first, milieu=NORMAL._replace(potassium_mmol_per_l=6.6))
    saved = json.loads(json.dumps(first.saved()))
    second = Ecg(7, shapes())
    second.resume(saved)
    second.artefacts = first.artefacts
    rest = [play(rhythm, 22, ecg=ecg, from_ms=4000) for ecg in (first, second)]
    assert bytes_of(rest[0]) == bytes_of(rest[1])


def quiet(background, seconds=12.0):
    return play(BeatList([], [], background), seconds)


def test_that_fibrillation_has_the_size_that_is_asked_for_in_lead_two():
    for kind, size in (("vf", 0.26), ("vf-fine", 0.045), ("af", 0.03)):
        wave = quiet(Background(kind=kind, amplitude_mv=size, rate_per_min=330.0), 60)["II"][500:]
        assert wave.std() == pytest.approx(size, rel=0.25), kind


def test_that_fibrillation_fades_without_a_step_when_its_size_is_let_down():
    ecg = Ecg(7, shapes())
    waves = []
    for now_ms in range(100, 20_001, 100):
        size = max(0.0, 0.26 * (1 - now_ms / 20_000))
        background = Background(kind="vf", amplitude_mv=size, rate_per_min=330.0)
        waves.append(ecg.samples(now_ms, background, 0, STILL)[1])
    wave = np.concatenate(waves)
    assert np.abs(np.diff(wave)).max() < 0.15
    assert wave[1000:2000].std() > 2 * wave[4000:].std()


@pytest.mark.parametrize(("ratio", "rate"), [(2, 150), (3, 100), (4, 75)])
def test_that_flutter_waves_keep_their_phase_to_the_beats_and_go_on_under_them(ratio, rate):
    rhythm = regular("normal", rate, p=None, seconds=30, background=FLUTTER)
    without = play(BeatList(rhythm.beats), 30)["II"]
    saw = play(rhythm, 30)["II"] - without
    r = [at // 4 for at, *_ in rhythm.beats if 10_000 < at < 29_000]
    at_r = np.array([saw[index - 1] for index in r])
    assert at_r.std() < 0.02
    assert np.ptp(saw[2500:]) == pytest.approx(0.2, abs=0.03)
    power = np.abs(np.fft.rfft(saw[2500:7500] * np.hanning(5000)))
    assert power[20:].argmax() + 20 == pytest.approx(5.0 * 20, abs=1)  # 300/min


def test_that_a_spike_is_one_sample_of_full_height_and_broad_through_the_skin():
    for chamber, samples in (("atrium", 1), ("ventricle", 1), ("skin", 7)):
        ecg, plain = Ecg(7, shapes()), Ecg(7, shapes())
        ecg.expect_spikes([Spike(at_ms=500, chamber=chamber)])
        spike = play(BeatList([]), 1, ecg=ecg)["II"] - play(BeatList([]), 1, ecg=plain)["II"]
        assert list(np.flatnonzero(np.abs(spike) > 1e-9)) == list(range(124, 124 + samples))
        assert np.ptp(spike[124 : 124 + samples]) < 1e-9
        # Seen, and no more than half of an R wave of 0.83 mV; through the skin it towers.
        height = np.abs(spike).max()
        assert height >= 0.5 if chamber == "skin" else 0.25 <= height <= 0.41
    assert 20 <= samples * 4 <= 40


def test_that_a_shock_throws_the_trace_off_the_screen_and_lets_it_back_within_five_seconds():
    ecg, plain = Ecg(7, shapes()), Ecg(7, shapes())
    ecg.shock(1000)
    rest = play(BeatList([]), 10, ecg=ecg)["II"] - play(BeatList([]), 10, ecg=plain)["II"]
    assert np.abs(rest[:249]).max() == 0.0
    assert np.abs(rest[250:280]).max() > 4.0
    assert np.abs(rest[1500:]).max() < 0.01


def test_that_a_beat_keeps_the_milieu_in_which_it_was_decided():
    def after(milieus):
        ecg = Ecg(7, shapes())
        out = []
        for now_ms, milieu in zip(range(100, 2001, 100), milieus, strict=True):
            if now_ms == 300:
                ecg.expect([scheduled(750, "normal", 800.0)])
            out.append(ecg.samples(now_ms, None, 0, STILL, milieu))
        return np.concatenate(out, axis=1)

    ill = NORMAL._replace(potassium_mmol_per_l=8.0)
    assert np.array_equal(after([NORMAL] * 20), after([NORMAL] * 3 + [ill] * 17))
    assert not np.array_equal(after([NORMAL] * 20), after([ill] * 20))


def test_that_torsades_turn_and_swell_through_a_whole_circle():
    ecg = Ecg(7, shapes())
    steps, beat = [], 0
    for now_ms in range(100, 10_001, 100):
        while 800 + 273 * beat <= now_ms + 500:
            ecg.expect([scheduled(800 + 273 * beat, "vt", 273.0, turn_rad=beat * 0.4, scale=0.8)])
            beat += 1
        steps.append(ecg.samples(now_ms, None, 0, STILL)[1])
    wave = np.concatenate(steps)[500:]
    net = [wave[n : n + 68].sum() for n in range(0, 1900, 68)]
    peaks = [wave[n : n + 68][np.abs(wave[n : n + 68]).argmax()] for n in range(0, 1900, 68)]
    assert min(peaks) < -0.6
    assert max(peaks) > 0.6
    assert len(net) > 20


def test_that_exchanged_arms_turn_one_over_and_swap_the_others_exactly():
    rhythm = regular("normal", 75, seconds=3)
    right = play(rhythm, 3)
    ecg = Ecg(7, shapes())
    ecg.artefacts = Artefacts(swapped="RA-LA")
    wrong = play(rhythm, 3, ecg=ecg)
    assert np.array_equal(wrong["I"], -right["I"])
    for one_, other in (("II", "III"), ("aVR", "aVL")):
        assert np.array_equal(wrong[one_], right[other])
        assert np.array_equal(wrong[other], right[one_])
    for lead in ("aVF", "V1", "V6"):
        assert np.array_equal(wrong[lead], right[lead])


@pytest.mark.parametrize(
    ("electrode", "kept"),
    [
        ("RA", {"III"}), ("LA", {"II"}), ("LL", {"I"}), ("RL", set()),
        ("V3", set(ECG_LEADS) - {"V3"}), (None, set(ECG_LEADS)),
    ],
)  # fmt: skip
def test_that_a_peeled_electrode_flattens_the_leads_that_need_it(electrode, kept):
    ecg = Ecg(7, shapes())
    ecg.artefacts = Artefacts(peeled=(electrode,))
    leads = play(regular("normal", 75, seconds=3), 3, ecg=ecg)
    assert {lead for lead in ECG_LEADS if np.ptp(leads[lead]) > 0} == kept
    assert set(ECG_LEADS) - kept == set(lost_leads((electrode,)))


@pytest.mark.parametrize("hertz", [50, 60])
def test_that_mains_hum_has_its_frequency_and_size(hertz):
    ecg = Ecg(7, shapes())
    ecg.artefacts = Artefacts(mains_mv=0.2, mains_hz=hertz)
    wave = play(BeatList([]), 8, ecg=ecg)["II"]
    power = np.abs(np.fft.rfft(wave)) / 1000
    assert power[50:].argmax() + 50 == hertz * 8
    assert power[hertz * 8] == pytest.approx(0.2, rel=0.1)


@pytest.mark.parametrize(
    ("artefacts", "low_hz", "high_hz"),
    [
        (Artefacts(shiver_mv=0.1), 15.0, 90.0),
        (Artefacts(motion_mv=0.4), 0.0, 2.0),
        (Artefacts(diathermy_mv=1.0), 20.0, 125.0),
    ],
)
def test_that_each_noise_lies_where_its_cause_puts_it(artefacts, low_hz, high_hz):
    ecg, plain = Ecg(7, shapes()), Ecg(7, shapes())
    ecg.artefacts = artefacts
    wave = play(BeatList([]), 20, ecg=ecg)["I"] - play(BeatList([]), 20, ecg=plain)["I"]
    power = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1 / 250)
    assert wave.std() > 0.08
    assert power[(hertz >= low_hz) & (hertz <= high_hz)].sum() > 0.7 * power[1:].sum()


def test_that_the_list_of_artefacts_is_closed():
    fields = {name.removesuffix("_mv") for name in Artefacts.__dataclass_fields__} - {"mains_hz"}
    assert fields == set(ARTEFACTS)


def test_that_a_wrong_table_is_answered_with_what_is_wrong_in_it():
    good = {"qrs_ms": 90, "qtc_ms": 400, "axis_deg": 30, "qrs": [[0, 0.01, 0.01, 1, 0, 0]]}
    for bad, said in (
        ({**good, "qrs": [[0, 0.01, 1, 0, 0]]}, "complex 'x', qrs, row 1: 5 numbers"),
        ({**good, "qrs": [[0, 0, 0.01, 1, 0, 0]]}, "rise and fall must be above 0"),
        ({**good, "ts": [[0, 0.01, 0.01, 1, 0, 0]]}, "no group 'ts'"),
        ({"like": "y"}, "like 'y', which is not in the table"),
        ({"like": "x"}, "is like itself"),
    ):
        with pytest.raises(ValueError, match=said.replace("(", r"\(")):
            shapes_from_table({"complex": {"x": bad}, "atrial": {}})
