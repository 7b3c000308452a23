"""Treatments and rhythms as a whole body shows them: the file's affair, or the heart's own."""

import numpy as np
import pytest
from support.patients import body_of, record

from simrunner.app.assets import read_heart_tables
from simrunner.domain.action import DeliverShock, Pace, Source
from simrunner.domain.order import ChangeRhythm, Treat
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.rhythm.beats import LOOKAHEAD_MS
from simrunner.patient.rhythm.heart import CAPTURE_MA
from simrunner.patient.signs import Signs


def pace(at_ms, rate=70, current=100):
    action = Pace(source=Source.LEARNER, rate_per_min=rate, current_ma=current)
    return Treat(action=action, performed_at_ms=at_ms)


def shock(at_ms):
    return Treat(action=DeliverShock(source=Source.LEARNER, energy_j=200), performed_at_ms=at_ms)


def test_that_a_scripted_heart_shows_the_spikes_and_beats_as_the_file_says():
    vitals = {Vital.HR: 32.0, Vital.RR: 0.0}
    plain = record(body_of(vitals, "heart-block-3-wide"), 20)
    paced = record(body_of(vitals, "heart-block-3-wide"), 20, {10_000: [pace(10_000)]})
    assert plain.beats == paced.beats
    differing = np.abs(paced.after(0, "II") - plain.after(0, "II")) > 0.05
    assert not differing[: 10_000 // 4].any()
    assert differing[10_000 // 4 :].any()


def test_that_a_scripted_heart_returns_when_the_file_says_and_not_later():
    orders = {10_000: [shock(10_000), ChangeRhythm(rhythm="sinus")]}
    beats = record(body_of({Vital.HR: 75.0}, "vf"), 20, orders).beats
    assert 10_000 < beats[0].at_ms <= 11_000


def signs_of(rhythm, rate, *, orders=(), until_ms=40_000, **handles):
    """Beats, contractions of a heart that answers for itself; orders reach it at 10 s."""
    vitals = {vital: spec.adult_default for vital, spec in VITALS.items()}
    vitals[Vital.HR] = rate
    signs = Signs(read_heart_tables(), diastolic_mmhg=75.0, seed=7, capture_ma=CAPTURE_MA)
    beats, contractions = [], []
    for now_ms in range(0, until_ms + 1, 100):
        signs.treat(orders if now_ms == 10_000 else (), now_ms)
        contractions += signs.decide(now_ms, vitals, rhythm(now_ms), **handles)
        beats += signs.beats(now_ms, has_pressure=True)
    return beats, contractions


def test_that_a_heart_that_answers_for_itself_is_captured():
    beats, _ = signs_of(lambda _: "heart-block-3-wide", 32.0, orders=(pace(10_000),))
    assert sum(20_000 < beat.at_ms <= 40_000 for beat in beats) == pytest.approx(22, abs=1)


def test_that_a_heart_that_answers_for_itself_returns_late_after_a_shock():
    beats, _ = signs_of(
        lambda now_ms: "sinus" if now_ms > 10_000 else "vf", 75.0, orders=(shock(10_000),)
    )
    assert 12_000 <= beats[0].at_ms <= 15_100


@pytest.mark.parametrize("rhythm", ["sinus", "af", "heart-block-3", "bigeminy", "pea"])
def test_that_every_beat_is_handed_to_the_circulation_once(rhythm):
    beats, contractions = signs_of(lambda _: rhythm, 75.0)
    happened = [each.at_ms for each in contractions if each.at_ms <= 40_000]
    assert [beat.at_ms for beat in beats] == happened
    assert all(each.at_ms <= 40_000 + LOOKAHEAD_MS for each in contractions)
    assert all(each.strength == 0.0 for each in contractions) == (rhythm == "pea")


def test_that_bigeminy_has_half_as_many_pulses_as_beats_at_the_finger():
    recording = record(body_of({Vital.HR: 80.0}, "bigeminy"), 40)
    fractions = [beat.pulse_fraction for beat in recording.beats if beat.at_ms > 5000]
    felt = sum(fraction > 0.35 for fraction in fractions)
    assert felt / len(fractions) == pytest.approx(0.5, abs=0.03)
