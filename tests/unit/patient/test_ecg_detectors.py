"""QRS detectors written by others find the beats of every organised rhythm, and none elsewhere.

xqrs reads the noisy leads II and V5, as a monitor shows them. It is known to read bigeminy as half
(then Pan and Tompkins judge) and to see nothing in a sine wave (the beat list is all there is).
"""

import warnings

import numpy as np
import pytest
from support.ecg_beat_lists import BeatList, play, regular

from simrunner.patient.rhythm.beat import Background

SECONDS = 62
FS = 250


def xqrs(wave):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the judge's own imports
        from wfdb import processing

        return processing.xqrs_detect(wave, FS, verbose=False)


def pan_tompkins(wave):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ecgdetectors import Detectors

    return np.array(Detectors(FS).pan_tompkins_detector(wave))


def rate_of(found):
    """Return beats per minute from the whole intervals after the detector has learnt."""
    found = found[found > 5 * FS]
    return 60.0 * FS * (len(found) - 1) / (found[-1] - found[0])


def background(kind, size_mv, rate=370.0):
    return Background(kind=kind, amplitude_mv=size_mv, rate_per_min=rate)


def irregular(complex_, rate, of):
    intervals = np.random.default_rng(3).uniform(0.55, 1.45, 400) * 60_000 / rate
    at = np.cumsum(intervals)
    beats = [(round(each), complex_, 60_000 / rate) for each in at if each < SECONDS * 1000]
    return BeatList(beats, [], of)


def dissociated(complex_, rate, p_rate=90):
    rhythm = regular(complex_, rate, p=None)
    return BeatList(
        rhythm.beats, [(round(at), "sinus") for at in np.arange(700, 62_000, 60_000 / p_rate)]
    )


FLUTTER = background("flutter", 0.2, 300)
ORGANISED = {
    "sinus": (75, regular("normal", 75)),
    "sinus bradycardia": (45, regular("normal", 45, pr_ms=170)),
    "sinus tachycardia": (120, regular("normal", 120, pr_ms=130)),
    "fast sinus": (160, regular("normal", 160, pr_ms=120)),
    "svt": (190, regular("normal", 190, p=None)),
    "svt aberrant": (180, regular("aberrant", 180, p=None)),
    "atrial tachycardia": (150, regular("normal", 150, p="ectopic-a", pr_ms=120)),
    "flutter 2:1": (150, regular("normal", 150, p=None, background=FLUTTER)),
    "flutter 4:1": (75, regular("normal", 75, p=None, background=FLUTTER)),
    "af slow": (70, irregular("normal", 70, background("af", 0.03))),
    "af fast": (140, irregular("normal", 140, background("af", 0.03))),
    "junctional": (45, regular("normal", 45, p="retrograde", pr_ms=-100)),
    "first degree": (70, regular("normal", 70, pr_ms=280)),
    "third degree, junctional": (45, dissociated("normal", 45)),
    "third degree, ventricular": (32, dissociated("escape", 32)),
    "idioventricular": (35, regular("escape", 35, p=None)),
    "vt": (170, dissociated("vt", 170)),
    "fast vt": (220, regular("vt", 220, p=None)),
    "paced": (70, regular("paced", 70, p=None)),
    **{
        name: (rate, regular(name, rate))
        for name, rate in (
            ("rbbb", 75), ("lbbb", 75), ("left-anterior", 75), ("stemi-anterior", 85),
            ("stemi-inferior", 85), ("stemi-lateral", 85), ("stemi-posterior", 85), ("nstemi", 85),
            ("hyperkalaemia-mild", 75), ("hypokalaemia", 80), ("long-qt", 75), ("brugada", 75),
            ("pulmonary-embolism", 120), ("pericarditis", 95), ("tricyclic", 120), ("lvh", 75),
            ("alternans-a", 100),
        )
    },
    "wpw": (75, regular("wpw", 75, pr_ms=100)),
    "hyperkalaemia-moderate": (60, regular("hyperkalaemia-moderate", 60, p="small", pr_ms=240)),
    "hypothermia": (40, regular("hypothermia", 40, pr_ms=220)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("lead", ["II", "V5"])
@pytest.mark.parametrize("rhythm", list(ORGANISED))
def test_that_xqrs_reads_the_rate_of_every_organised_rhythm(rhythm, lead):
    _, beat_list = ORGANISED[rhythm]
    inside = [at for at, *_ in beat_list.beats if 5000 < at < SECONDS * 1000 - 600]
    listed = 60_000 * (len(inside) - 1) / (inside[-1] - inside[0])
    assert rate_of(xqrs(play(beat_list, SECONDS)[lead])) == pytest.approx(listed, abs=1)


@pytest.mark.slow
def test_that_pan_and_tompkins_read_all_beats_of_bigeminy():
    beats = [
        beat
        for n in range(38)
        for beat in ((700 + 1600 * n, "normal", 800.0), (1150 + 1600 * n, "pvc", 800.0))
    ]
    waves = [(at - 150, "sinus") for at, name, _ in beats if name == "normal"]
    found = pan_tompkins(play(BeatList(beats, waves), SECONDS)["II"])
    assert rate_of(found) == pytest.approx(75, abs=1)


@pytest.mark.slow
@pytest.mark.parametrize("detect", [xqrs, pan_tompkins], ids=["xqrs", "pan-tompkins"])
@pytest.mark.parametrize(
    "of",
    [background("vf", 0.26), background("vf-fine", 0.045), None],
    ids=["vf", "fine", "asystole"],
)
def test_that_no_detector_finds_a_steady_rate_where_nothing_is_organised(of, detect):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = detect(play(BeatList([], [], of), SECONDS)["II"])
    found = found[found > 5 * FS]
    if len(found) < 20:
        return
    intervals = np.diff(found)
    assert intervals.std() > 0.08 * intervals.mean()
