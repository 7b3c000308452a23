"""Changes of rhythm at any moment never tear the trace."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ecg_strips import Drawn, strip
from support.heart_beats import RHYTHMS, wanted_of

OWN_S = 5
SIZE_OF_A_COMPLEX = 1.06
"""Every complex is up to 3 % larger or smaller than the last, so two strips differ by 6 %."""
NOISE_MV = 0.02


@cache
def steepest_mv(rhythm_id, rate):
    """Return the largest step from sample to sample, in any lead, of a rhythm left alone."""
    return np.abs(np.diff(strip(rhythm_id, OWN_S, rate, has_spikes=False).leads)).max()


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(sorted(RHYTHMS)), st.integers(5, 22)), min_size=2, max_size=5
    )
)
def test_that_no_step_is_larger_than_the_largest_of_either_rhythm(changes):
    drawn = Drawn(has_spikes=False)
    pieces = []
    for rhythm_id, tenths in changes:
        wanted = wanted_of(rhythm_id)
        wanted = wanted._replace(rhythm=wanted.rhythm.at_rate(wanted.rate_per_min))
        pieces.append(drawn.seconds(wanted, tenths / 10))
    jumps = np.abs(np.diff(np.concatenate(pieces, axis=1))).max()
    allowed = max(steepest_mv(rhythm_id, None) for rhythm_id, _ in changes)
    assert jumps <= SIZE_OF_A_COMPLEX * allowed + NOISE_MV
