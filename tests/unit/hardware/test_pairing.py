"""Pairing codes and the list of trusted serials."""

import pytest

from simrunner.hardware.device import DeviceIdentity
from simrunner.hardware.pairing import PairedDevices, pairing_code


def identity(serial: str = "SM-0001", boot_id: int = 7) -> DeviceIdentity:
    return DeviceIdentity(
        vendor="v", model="m", serial=serial, firmware="1", protocol=1, boot_id=boot_id
    )


def test_that_the_code_is_the_crc_that_a_microcontroller_computes() -> None:
    # CRC-32/ISO-HDLC of "SM-0001:7", bit by bit as its specification says
    crc = 0xFFFFFFFF
    for byte in b"SM-0001:7":
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    assert pairing_code(identity()) == f"{(crc ^ 0xFFFFFFFF) % 10_000:04}"


def test_that_two_devices_with_one_model_show_different_codes() -> None:
    codes = {pairing_code(identity(f"SM-{n:04}")) for n in range(50)}
    assert len(codes) > 45
    assert all(len(code) == 4 and code.isdigit() for code in codes)


def test_that_only_listed_serials_are_trusted() -> None:
    paired = PairedDevices(["A"])
    assert paired.holds(identity("A"))
    assert not paired.holds(identity("B"))
    assert not paired.holds(None)
    paired.pair("B")
    paired.unpair("A")
    assert paired.serials == {"B"}


def test_that_a_device_without_a_serial_is_never_trusted() -> None:
    paired = PairedDevices([""])
    assert not paired.holds(identity(""))
    with pytest.raises(ValueError, match="serial"):
        paired.pair("")
