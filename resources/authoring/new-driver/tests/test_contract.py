"""The driver keeps the promises of every driver."""

import pytest
from simrunner.hardware.contract import CHECKS

from tests.rig import Rig


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_that_the_driver_keeps_the_contract(check) -> None:
    check(Rig())
