"""Serial ports found by what is plugged in, with the names that each system has for them."""

from types import SimpleNamespace

import pytest

from devices.transport.address import transport_at
from devices.transport.link import NotThereError, TransportError
from devices.transport.ports import Port, UsbIdentity, UsbPort, openable_name, ports_here

UNO = UsbIdentity(vid=0x2341, pid=0x0043, serial="7533831353735")
CLONE = UsbIdentity(vid=0x1A86, pid=0x7523)


def row(device, vid=None, pid=None, serial=None):
    """A port as pyserial tells it."""
    return SimpleNamespace(
        device=device, vid=vid, pid=pid, serial_number=serial, location=None, description=None,
    )  # fmt: skip


def plugged(*ports):
    return lambda: ports


@pytest.mark.parametrize("written", ["2341:0043:7533831353735", "1A86:7523", "0001:FFFF:a:b c"])
def test_that_an_identity_is_read_as_it_is_written(written) -> None:
    assert str(UsbIdentity.parse(written)) == written


@pytest.mark.parametrize("written", ["", "2341", "xyz:0043", "2341:", "12345:0043", "-1:0043:A"])
def test_that_another_text_is_no_identity(written) -> None:
    with pytest.raises(ValueError, match="VID:PID"):
        UsbIdentity.parse(written)


def test_that_a_device_is_found_again_under_another_name() -> None:
    here = [Port(name="COM3", usb=UNO)]
    find = UsbPort(UNO, ports=lambda: here)
    assert find() == "COM3"
    here.clear()
    assert find() is None
    here.append(Port(name="COM17", usb=UNO))
    assert find() == "COM17"


def test_that_a_serial_number_in_capitals_is_the_same() -> None:
    wanted = UsbIdentity(vid=1, pid=2, serial="a1b2")
    told = UsbIdentity(vid=1, pid=2, serial="A1B2")
    assert UsbPort(wanted, ports=plugged(Port(name="COM4", usb=told)))() == "COM4"


def test_that_others_are_left_alone() -> None:
    others = (
        Port(name="/dev/ttyS0"),
        Port(name="/dev/ttyACM0", usb=UsbIdentity(vid=0x2341, pid=0x0043, serial="other")),
        Port(name="/dev/ttyACM1", usb=UsbIdentity(vid=0x2341, pid=0x0044, serial=UNO.serial)),
    )
    assert UsbPort(UNO, ports=plugged(*others))() is None


def test_that_two_devices_with_one_serial_number_are_named_in_a_sentence() -> None:
    two = (Port(name="COM3", usb=UNO, place="1-1"), Port(name="COM7", usb=UNO, place="1-2"))
    with pytest.raises(TransportError) as told:
        UsbPort(UNO, ports=plugged(*two))()
    assert str(told.value) == (
        "2 devices say that they are 2341:0043:7533831353735 (COM3, COM7): "
        "unplug all but one, or name the port"
    )


def test_that_the_ports_of_one_device_are_tried_in_turn() -> None:
    two = (
        Port(name="/dev/ttyACM0", usb=UNO, place="1-2.3:1.0"),
        Port(name="/dev/ttyACM1", usb=UNO, place="1-2.3:1.2"),
    )
    find = UsbPort(UNO, ports=plugged(*two))
    assert [find() for _ in range(3)] == ["/dev/ttyACM0", "/dev/ttyACM1", "/dev/ttyACM0"]


def test_that_boards_without_a_serial_number_are_tried_in_turn() -> None:
    find = UsbPort(CLONE, ports=plugged(Port(name="A", usb=CLONE), Port(name="B", usb=CLONE)))
    assert [find() for _ in range(3)] == ["A", "B", "A"]


# ---------------------------------------------------------------- the systems' own ways


@pytest.mark.parametrize(
    ("system", "name", "opened"),
    [
        ("darwin", "/dev/tty.usbmodem14101", "/dev/cu.usbmodem14101"),
        ("darwin", "/dev/cu.usbmodem14101", "/dev/cu.usbmodem14101"),
        ("linux", "/dev/tty.usbmodem14101", "/dev/tty.usbmodem14101"),
        ("linux", "/dev/ttyUSB0", "/dev/ttyUSB0"),
        ("win32", "com3", "COM3"),
        ("win32", "COM12:", "COM12"),
        ("win32", "\\\\.\\COM12", "COM12"),
        ("win32", " com10 ", "COM10"),
        ("win32", "\\\\.\\CNCA0", "\\\\.\\CNCA0"),
    ],
)
def test_that_a_port_is_opened_under_the_name_that_works(system, name, opened) -> None:
    assert openable_name(name, system=system) == opened


def test_that_a_mac_shows_each_port_once_and_as_the_one_that_opens() -> None:
    rows = [row("/dev/tty.usbserial-A1", 1, 2, "A1"), row("/dev/cu.usbserial-A1", 1, 2, "A1")]
    (port,) = ports_here(lambda: rows, system="darwin")
    assert port.name == "/dev/cu.usbserial-A1"
    assert UsbPort(UsbIdentity(vid=1, pid=2, serial="A1"), ports=lambda: (port,))() == port.name


def test_that_what_windows_makes_up_for_a_socket_is_no_serial_number() -> None:
    rows = [row("COM5", 0x1A86, 0x7523, "5&2A6F6C0&0&2"), row("COM1")]
    first, second = ports_here(lambda: rows, system="win32")
    assert first.usb == CLONE
    assert second.usb is None


def test_that_a_list_that_fails_while_something_is_pulled_out_is_no_crash() -> None:
    def fails():
        raise OSError(6, "Device not configured")

    with pytest.raises(TransportError, match="cannot be listed"):
        ports_here(fails)


def test_that_this_computers_ports_can_be_listed() -> None:
    assert all(port.name for port in ports_here())


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "no address"),
        ("COM3", "no address"),
        ("port:", "no address"),
        ("usb:2341", "VID:PID"),
        ("tcp:", "port a number"),
        ("tcp:localhost:7", "numeric address"),
        ("tcp:70000", "1 to 65535"),
        ("tcp:192.0.2.1:7000", "remote-tcp:192.0.2.1:7000"),
        ("tcp:[::]:7000", "another computer"),
    ],
)
def test_that_a_wrong_address_is_told_in_a_sentence(address, words) -> None:
    with pytest.raises(ValueError, match=words.replace("[", r"\[")):
        transport_at(address, monotonic_s=lambda: 0.0)


@pytest.mark.parametrize(
    "address",
    ["usb:2341:0043:77", "port:/dev/ttyUSB0", "tcp:7000", "tcp:127.0.0.1:7000",
     "tcp:[::1]:7000", "remote-tcp:192.0.2.1:7000"],
)  # fmt: skip
def test_that_an_address_opens_nothing_by_itself(address) -> None:
    assert not transport_at(address, monotonic_s=lambda: 0.0, ports=plugged()).is_open


def test_that_a_usb_device_that_is_not_plugged_in_is_simply_not_there() -> None:
    link = transport_at("usb:2341:0043:77", monotonic_s=lambda: 0.0, ports=plugged())
    with pytest.raises(NotThereError):
        link.open()
