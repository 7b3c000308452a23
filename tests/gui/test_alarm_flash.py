"""How often and for how long alarms are lit, counted on the timer's own ticks."""

import pytest

from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.flash import TICK_MS, AlarmFlash

# IEC 60601-1-8, table of visual signals: flashes per second and lit share of high and medium
# priority, as makers' manuals quote them (the norm itself was not read).
BANDS = {Tone.HIGH: (1.4, 2.8, 2.0), Tone.MEDIUM: (0.4, 0.8, 0.6)}


@pytest.mark.parametrize("tone", BANDS)
def test_that_alarms_flash_within_the_bands_of_the_norm(qtbot, tone):
    low_hz, high_hz, ours_hz = BANDS[tone]
    flash = AlarmFlash()
    lit, changes, is_lit = 0, 0, True

    def changed(now, whose):
        nonlocal is_lit, changes
        if whose is tone:
            is_lit, changes = now, changes + 1

    flash.changed.connect(changed)
    ticks = round(60_000 / TICK_MS)
    for _ in range(ticks):
        flash.tick()
        lit += is_lit
    flash.shutdown()
    flashes_hz = changes / 2 / 60
    assert low_hz <= flashes_hz <= high_hz
    assert flashes_hz == pytest.approx(ours_hz, rel=0.03)
    assert 0.2 <= lit / ticks <= 0.6
