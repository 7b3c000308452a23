"""Compressions that a device measures press the modelled chest of a running session.

The whole path is the real one: firmware, driver, desk, detector, engine, body, monitor's trend.
"""

from functools import cache
from itertools import pairwise

import pytest
from support.device_rig import OmlRig
from support.scenario_files import check, small
from support.sessions import Kept

from devices.simulated.manikin import Manikin
from devices.simulated.rescuer import RescuerStyle
from simrunner.app.assets import read_alarm_set
from simrunner.app.bodies import body_for
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.action import Compress, Source
from simrunner.domain.event import ActionTaken
from simrunner.engine.interpreter import Engine
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import DeviceCommand
from simrunner.hardware.pairing import PairedDevices
from simrunner.monitor.monitor import Monitor
from simrunner.session.session import Session

ARREST = small(
    ("weight: 70 kg}", "weight: 70 kg, kind: modelled}"),
    ("duration: 10 min", "duration: 30 min"),
    ("      ill:\n", '      ill:\n        rhythm: vf\n        body: "vent vc 500 10 0"\n'),
    ("          - {after: $wait, go: worse}\n", ""),
    ("        trend: {HR: 140 /min over 60 s}\n", ""),
)
FROM_MS, UNTIL_MS = 20_000, 140_000


@cache
def compressed(depth_mm, *, rate_per_min=110, lean_mm=0.0):
    """Return the mean systolic, diastolic (mmHg) and EtCO2 (kPa) of the last 40 s, and the acts."""
    scenario = check(ARREST)[0]
    assert scenario is not None
    style = RescuerStyle(lean_share=1.0 if lean_mm else 0.0, lean_mm=lean_mm)
    rig = OmlRig(Manikin(seed=1, is_lock_step=True, style=style), is_lock_step=True)
    desk = DeviceDesk(
        [rig.device], paired=PairedDevices(("SM-0001",)), sense_for=CompressionDetector,
        monotonic_s=lambda: rig.now_s, wall_text=lambda: "2026-01-01T00:00:00+00:00",
        tr=lambda words, **fields: words.format(**fields),
    )  # fmt: skip
    desk.connect()
    rig.device.wait_until_up(3.0)
    desk.watch()
    kept = Kept()
    session = Session(
        engine=Engine(scenario, seed=1), body=body_for(scenario, seed=1, draws=False),
        monitor=Monitor(scenario, alarm_set=read_alarm_set()), recorder=kept,
    )  # fmt: skip
    session.begin()
    for now_ms in range(100, UNTIL_MS + 1, 100):
        if now_ms == FROM_MS:
            fields = {
                "duration_ms": UNTIL_MS, "rate_per_min": rate_per_min, "depth_mm": depth_mm
            }  # fmt: skip
            desk.send(DeviceCommand(target="sim.rescuer", fields=fields))
        for action in desk.advance_to(now_ms):
            session.submit(action)
        session.advance_to(now_ms)
    truth = [point.truth for point in kept.trend if point.at_ms > UNTIL_MS - 40_000]
    means = [sum(each[name] for each in truth) / len(truth) for name in ("SBP", "DBP", "EtCO2")]
    acts = [
        fact for fact in kept.events
        if isinstance(fact, ActionTaken) and isinstance(fact.action, Compress)
    ]  # fmt: skip
    return *means, acts


def test_that_what_the_device_felt_reaches_the_record_with_depth_lean_and_moment():
    acts = compressed(54)[3]
    assert len(acts) == pytest.approx(220, abs=2)
    assert {fact.source for fact in acts} == {Source.DEVICE}
    assert all(52 <= fact.action.depth_mm <= 56 and fact.action.lean_mm <= 1 for fact in acts)
    peaks = [fact.action.peak_at_ms for fact in acts]
    assert all(0 < fact.at_ms - peak <= 400 for fact, peak in zip(acts, peaks, strict=True))
    spacing = [after - before for before, after in pairwise(peaks)]
    assert sum(spacing) / len(spacing) == pytest.approx(60_000 / 110, abs=1)
    assert {spaced % 100 for spaced in spacing} != {0}


def test_that_shallow_device_compressions_give_less_pressure_and_carbon_dioxide():
    good, shallow = compressed(54), compressed(30)
    assert 55 <= good[0] <= 95
    assert shallow[0] < good[0] - 12
    assert shallow[1] < good[1]
    assert shallow[2] < 0.8 * good[2]


def test_that_leaning_costs_pressure_and_flow_at_the_same_depth():
    good, leaning = compressed(54), compressed(54, lean_mm=15.0)
    assert {fact.action.lean_mm for fact in leaning[3][2:]} <= {14, 15, 16}
    assert [round(fact.action.depth_mm) for fact in leaning[3]][5] in range(52, 57)
    assert leaning[0] < good[0] - 5
    assert leaning[2] < 0.9 * good[2]


def test_that_slow_device_compressions_move_less():
    good, slow = compressed(54), compressed(54, rate_per_min=60)
    assert slow[1] < good[1]
    assert slow[2] < good[2]
