"""Every shipped driver keeps the contract of the device port."""

import pytest
from support.device_rig import OmlRig
from support.kit_rigs import RIGS as KIT_RIGS

from simrunner.hardware.contract import CHECKS

RIGS = {"oml": OmlRig, **KIT_RIGS}


@pytest.mark.parametrize("driver", RIGS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_that_the_driver_keeps_the_contract(driver, check) -> None:
    check(RIGS[driver]())
