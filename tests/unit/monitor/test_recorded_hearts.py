"""The heart rate's counter and the alarms on real hearts; nothing is tuned to the recordings."""

import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from support.bodies import Bedside, Body

from simrunner.domain.event import AlarmChanged


@pytest.fixture(scope="module", name="wfdb")
def _wfdb():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the reader's own imports
        import wfdb
        import wfdb.processing
    return wfdb


@pytest.fixture(scope="module", name="folder")
def _folder():
    for parent in Path(__file__).resolve().parents:
        found = parent / "shared" / "data" / "recordings"
        if found.is_dir():
            return found
    pytest.skip("the recordings lie beside the repository, not in it")


def seen_with(beats_ms):
    """Return the bedside of a heart that beats like this from 0.2 s on, to its last beat."""
    body = Body(attached=frozenset({"ecg"}))
    body.rr_ms = [float(after - before) for before, after in pairwise(beats_ms)]
    bedside = Bedside(body)
    bedside.run_until((beats_ms[-1] - beats_ms[0]) // 100 * 100)
    return bedside


def shown(bedside, from_s):
    return [seen.view.numerics["HR"].number for seen in bedside.seen[from_s * 10 :: 10]]


def test_that_the_number_of_an_intensive_care_heart_is_that_of_its_arterial_pulses(wfdb, folder):
    # MIMIC record 037: 122 arterial pulses in the first minute. The annotations that came with it
    # leave out a beat now and then, so the number is judged by its middle.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the reader's own libraries
        notes = wfdb.rdann(str(folder / "03700181"), "gqrsh")
    beats_ms = [round(1000 * at / notes.fs) for at in notes.sample if at < 65 * notes.fs]
    assert np.median(shown(seen_with(beats_ms), 12)) == pytest.approx(122, abs=2)


@pytest.mark.parametrize("record", ["mixedsignals", "a103l"])
def test_that_the_number_follows_a_recorded_heart_and_a_false_alarm_stays_silent(
    wfdb, folder, record
):
    # a103l is labelled "asystole, false alarm" (Challenge 2015): ours must not alarm asystole.
    read = wfdb.rdrecord(str(folder / record), smooth_frames=False, channels=[0])
    lead = read.p_signal[:, 0] if read.p_signal is not None else read.e_p_signal[0]
    found = wfdb.processing.xqrs_detect(np.nan_to_num(lead), fs=250, verbose=False)
    beats_ms = [4 * int(at) for at in found][5:200]
    bedside = seen_with(beats_ms)
    rate = 60_000 * (len(beats_ms) - 1) / (beats_ms[-1] - beats_ms[0])
    assert np.mean(shown(bedside, 15)) == pytest.approx(rate, abs=2)
    raised = {
        event.condition
        for seen in bedside.seen
        for event in seen.events
        if isinstance(event, AlarmChanged)
    }
    assert "HR asystole" not in raised
