"""Getting to know a device over a line that loses, repeats and garbles (PROTOCOL.md, 4 and 5)."""

import zlib

import pytest
from support.device_rig import OmlRig

from devices.drivers.oml.handshake import GIVE_UP_MS, Handshake
from devices.protocol.capability import encode_caps
from devices.protocol.frame import FrameDecoder
from devices.protocol.message import CapsPage, CapsRequest, Hello, Ident, decode_message
from devices.simulated.sensors import CAPABILITIES
from simrunner.hardware.device import LinkChanged, LinkState

DOCUMENT = encode_caps(CAPABILITIES)
PARTS = tuple(DOCUMENT[at : at + 90] for at in range(0, len(DOCUMENT), 90))


def ident(boot_id: int = 7, caps_hash: int = zlib.crc32(DOCUMENT)) -> Ident:
    return Ident(protocol=1, serial="S", boot_id=boot_id, caps_hash=caps_hash)


def page(number: int, part: bytes | None = None) -> CapsPage:
    return CapsPage(page=number, pages=len(PARTS), part=PARTS[number] if part is None else part)


@pytest.fixture
def greeted() -> Handshake:
    handshake = Handshake(host="test", began_ms=1000)
    assert handshake.due(1000) == Hello(protocols=(1,), host="test")
    handshake.take_ident(ident(), 1010)
    return handshake


def test_that_hello_is_repeated_every_quarter_second_for_three_seconds() -> None:
    handshake = Handshake(host="test", began_ms=0)
    asked = [now_ms for now_ms in range(0, GIVE_UP_MS + 1, 10) if handshake.due(now_ms)]
    assert asked == list(range(0, GIVE_UP_MS + 1, 250))
    assert not handshake.has_failed(GIVE_UP_MS)
    assert handshake.has_failed(GIVE_UP_MS + 1)


def test_that_the_pages_are_asked_for_one_after_the_other(greeted) -> None:
    assert len(PARTS) > 3
    for number in range(len(PARTS)):
        assert greeted.due(1100 + number) == CapsRequest(page=number)
        assert greeted.due(1100 + number) is None
        caps = greeted.take_page(page(number), 1101 + number)
    assert caps == CAPABILITIES


def test_that_a_lost_page_is_asked_for_again_and_a_repeated_one_is_no_harm(greeted) -> None:
    assert greeted.due(1010) == CapsRequest(page=0)
    assert greeted.due(1259) is None
    assert greeted.due(1260) == CapsRequest(page=0)
    assert greeted.take_page(page(0), 1270) is None
    assert greeted.take_page(page(0), 1271) is None
    assert greeted.take_page(page(3), 1272) is None
    assert greeted.due(1272) == CapsRequest(page=1)
    found = [greeted.take_page(page(number), 1280) for number in range(1, len(PARTS))]
    assert found[-1] == CAPABILITIES


def test_that_a_document_of_another_hash_is_asked_for_anew(greeted) -> None:
    for number in range(len(PARTS) - 1):
        greeted.take_page(page(number), 1100)
    assert greeted.take_page(page(len(PARTS) - 1, b"other"), 1100) is None
    assert greeted.due(1100) == CapsRequest(page=0)
    found = [greeted.take_page(page(number), 1200) for number in range(len(PARTS))]
    assert found[-1] == CAPABILITIES


def test_that_a_device_that_restarts_meanwhile_begins_at_its_first_page(greeted) -> None:
    greeted.take_page(page(0), 1100)
    greeted.take_ident(ident(boot_id=8), 1200)
    assert greeted.due(1200) == CapsRequest(page=0)


def test_that_a_board_that_resets_when_its_port_is_opened_has_its_time() -> None:
    """An Arduino's DTR: its boot loader swallows the first greetings."""
    rig = OmlRig()
    rig.fall_silent()
    rig.device.connect()
    rig.advance_s(2.7)
    assert rig.device.link is LinkState.OPENING
    rig.reboot()
    rig.speak_again()
    reports = rig.advance_s(1.5)
    assert [report.link for report in reports if isinstance(report, LinkChanged)] == [LinkState.UP]


def test_that_pages_that_never_fit_together_end_in_a_lost_link(greeted) -> None:
    now_ms = 1010
    while not greeted.has_failed(now_ms):
        question = greeted.due(now_ms)
        if isinstance(question, CapsRequest):
            greeted.take_page(page(question.page, b"other"), now_ms)
        now_ms += 10
    assert GIVE_UP_MS < now_ms - 1010 <= GIVE_UP_MS + 20


def test_that_over_a_bad_line_all_pages_come_and_nothing_is_asked_before_the_name() -> None:
    rig = OmlRig()
    draws = iter(range(10**9))
    rig.drop = lambda _wire: next(draws) % 3 == 1
    rig.device.connect()
    rig.advance_s(3.0)
    assert rig.device.link is LinkState.UP
    assert set(rig.device.capabilities.actuators) == {a.name for a in CAPABILITIES.actuators}
    said = [decode_message(frame.frame_type, frame.payload)
            for wire in rig.written for frame in FrameDecoder().feed(wire)]  # fmt: skip
    assert type(said[0]) is Hello
