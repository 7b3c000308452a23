"""A patient's waves on paper and as monitor strips."""

import numpy as np
import pytest

from simrunner.app.patient_plot import (
    MM_PER_MV,
    PX_PER_MM,
    draw_strip,
    draw_twelve_leads,
)
from simrunner.domain.patient_state import ECG_LEADS

pytestmark = pytest.mark.gui


def ink_rows(image, x):
    """Return the rows of a column that are as dark as ink."""
    return [y for y in range(image.height()) if image.pixelColor(x, y).lightness() < 90]


def test_that_a_millivolt_is_ten_millimetres_on_paper(qapp):
    flat = {lead: np.zeros(2500) for lead in ECG_LEADS}
    raised = {lead: np.full(2500, 1.0) for lead in ECG_LEADS}
    x = 500  # inside the first column of leads, right of its name
    low = ink_rows(draw_twelve_leads(flat, ""), x)
    high = ink_rows(draw_twelve_leads(raised, ""), x)
    assert len(low) == len(high) >= 4
    moved = [a - b for a, b in zip(low, high, strict=True)]
    assert set(moved) == {MM_PER_MV * PX_PER_MM}


def test_that_the_name_of_a_lead_hides_no_trace(qapp):
    at_the_name = {lead: np.full(2501, 1.0) for lead in ECG_LEADS}
    image = draw_twelve_leads(at_the_name, "")
    left = 13 * PX_PER_MM
    for zero in (round((10 + (row + 0.5) * 28) * PX_PER_MM) for row in range(4)):
        rows = range(zero - 52, zero - 48)
        broken = [
            x for x in range(left + 2, image.width() - 32)
            if min(image.pixelColor(x, y).lightness() for y in rows) > 120
        ]  # fmt: skip
        assert broken == [], zero


def test_that_a_strip_has_one_line_for_each_wave_and_empty_waves_do_not_matter(qapp):
    waves = {"II": np.zeros(2000), "ART": np.linspace(60, 120, 2000), "CO2": np.zeros(0)}
    one = draw_strip(waves, "one", waves=("II",))
    three = draw_strip(waves, "three", waves=("II", "ART", "CO2"))
    assert three.width() == one.width()
    assert three.height() > 2 * one.height()
    green = [y for y in range(one.height()) if one.pixelColor(600, y).green() > 150]
    assert green
