"""Every shipped driver keeps the contract of the device port."""

import json

import pytest
from support.device_rig import OmlRig
from support.kit_rigs import RIGS as KIT_RIGS
from support.runs import PlainEnglish

from simrunner.app.device_check import plain
from simrunner.cpr.detector import CompressionDetector
from simrunner.hardware.checkup import CheckOutcome
from simrunner.hardware.contract import BACK_WITHIN_S, CHECKS
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import LinkState
from simrunner.hardware.pairing import PairedDevices

RIGS = {"oml": OmlRig, **KIT_RIGS}


@pytest.mark.parametrize("driver", RIGS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_that_the_driver_keeps_the_contract(driver, check) -> None:
    check(RIGS[driver]())


@pytest.mark.parametrize("driver", RIGS)
def test_that_a_self_test_ends_and_leaves_the_device_as_it_was(driver) -> None:
    rig = RIGS[driver]()
    rig.device.connect()
    rig.advance_s(BACK_WITHIN_S)
    assert rig.device.link is LinkState.UP
    seconds = iter(range(1_000_000))
    desk = DeviceDesk(
        [rig.device], paired=PairedDevices([rig.device.identity.serial]),
        sense_for=CompressionDetector, monotonic_s=lambda: next(seconds) / 1000,
        wall_text=lambda: "", tr=PlainEnglish(),
    )  # fmt: skip
    desk.examiner.begin_self_test(rig.device.name)
    test = desk._seats[0].self_test
    for tenth in range(600):
        test.take(rig.advance_s(0.1))
        if test.step(tenth * 100):
            break
    told = json.dumps(plain(desk.checkups(0)[0]), allow_nan=False)
    assert json.loads(told)["capabilities"]["streams"] == dict(rig.device.capabilities.streams)
    lines = test.lines
    assert test.is_done
    assert {line.key: line.words for line in lines.values() if line.outcome == "failed"} == {}
    has_outputs = rig.traits.has_outputs
    safe = CheckOutcome.PASSED if has_outputs else CheckOutcome.NOT_POSSIBLE
    assert lines["safe-state"].outcome is safe
    if driver == "masimo":  # its recorded lines have no carboxyhaemoglobin
        assert lines["sensors"].words == "silent: oximeter.carboxyhaemoglobin"
    assert lines["actuators"].done == lines["actuators"].asked
    if has_outputs:
        assert rig.output(rig.known_output) == 0
    rig.advance_s(1.0)
    assert rig.device.link is LinkState.UP
