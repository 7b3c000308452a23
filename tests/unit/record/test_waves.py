import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sessions import run_of, session_of, small_scenario

from simrunner.record.block import unpacked_samples
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.tables import WaveBlockRow
from simrunner.record.waves import FINEST_STEP, STEPS_PER_PEAK, WaveTape, read_waves, step_for


@given(st.floats(0, 1e6))
def test_that_a_step_is_fine_enough_and_no_finer_than_needed(peak):
    step = step_for(peak)
    assert peak / step <= STEPS_PER_PEAK * (1 + 1e-12)
    assert step == FINEST_STEP or peak / step > STEPS_PER_PEAK / 2.5 * (1 - 1e-9)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a library with a run of 9.5 s, its id, and the samples as the frames had them."""
    path = tmp_path_factory.mktemp("waves") / "runs.sqlite"
    drawn = {}
    with Library.open(path) as library:
        run = run_of(library, small_scenario())
        recorder = library.recorder(run, on_failure=pytest.fail)
        session = session_of(small_scenario(), recorder)
        tape = WaveTape(recorder)
        session.listen(tape.take)
        session.listen(
            lambda frame: [
                drawn.setdefault(name, []).extend(samples) for name, samples in frame.waves.items()
            ]
        )
        session.begin()
        session.advance_to(9500)
        tape.finish()
        recorder.close()
        yield library, run, drawn
    assert verify(path).is_intact


def test_that_every_wave_comes_back_within_half_a_step(kept):
    library, run, drawn = kept
    found = library.ask(lambda connection: read_waves(connection, run, 0, 60_000))
    assert set(found) == set(drawn)
    assert "II" in found
    for name, stretches in found.items():
        samples = np.concatenate([stretch.samples for stretch in stretches])
        assert samples.size == len(drawn[name])
        steps = max(step_for(float(np.max(np.abs(part.samples)))) for part in stretches)
        assert np.max(np.abs(samples - np.array(drawn[name]))) <= steps * 0.51


def test_that_stretches_follow_each_other_without_a_gap(kept):
    library, run, _ = kept
    for stretches in library.ask(lambda c: read_waves(c, run, 0, 60_000)).values():
        ends = [part.begin_ms + part.samples.size * 1000 / part.rate_hz for part in stretches]
        assert [part.begin_ms for part in stretches][1:] == ends[:-1]
        assert ends[-1] == 9500


def test_that_a_moment_is_read_without_the_rest(kept):
    library, run, _ = kept
    found = library.ask(lambda connection: read_waves(connection, run, 5800, 5850))
    assert len(found["II"]) == 1
    part = found["II"][0]
    assert part.begin_ms <= 5800 < part.begin_ms + part.samples.size * 4


def test_that_waves_take_a_fraction_of_their_samples(kept):
    library, _, drawn = kept

    def sizes(connection):
        rows = connection.execute(WaveBlockRow.__table__.select()).all()
        assert all(unpacked_samples(row.body, row.samples).size == row.samples for row in rows)
        return sum(len(row.body) for row in rows)

    assert library.ask(sizes) < 0.45 * 2 * sum(map(len, drawn.values()))
