"""A link that nobody reads while bytes pour in: its thread keeps a bounded amount and counts."""

import socket
import threading
import tracemalloc

import pytest

from devices.drivers.oml.driver import OmlDriver
from devices.transport.memory_link import MemoryLink
from devices.transport.tcp_link import TcpLink

FLOOD_BYTES = 48 << 20
KEPT_BYTES = 1 << 20


@pytest.fixture
def flood():
    """A link whose far end pours, and the wait for its end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = TcpLink(lambda: server.getsockname()[1])
        link.open()
        far, _ = server.accept()
        garbage = bytes(range(1, 256)) * 257

        def pour() -> None:
            for _ in range(FLOOD_BYTES // len(garbage)):
                far.sendall(garbage)

        pourer = threading.Thread(target=pour, name="flood")
        yield link, pourer
        pourer.join(10)
        far.close()
        link.close()


def test_that_a_flood_grows_the_reader_by_no_more_than_it_keeps(flood) -> None:
    link, pourer = flood
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        pourer.start()
        pourer.join(20)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 2 * KEPT_BYTES
    assert peak - before < 4 * KEPT_BYTES
    assert link.dropped > FLOOD_BYTES // 2
    assert sum(len(piece.wire) for piece in link.receive(0)) == KEPT_BYTES


def test_that_a_driver_says_what_its_link_had_to_drop_and_lives_on() -> None:
    clock = [0.0]
    link = MemoryLink(lambda _wire: None, monotonic_s=lambda: clock[0])
    driver = OmlDriver(link, name="Flooded", monotonic_s=lambda: clock[0])
    driver.connect()
    driver.poll(0)
    for _ in range(40):
        link.deliver(b"\x55" * 65_536)
    driver.poll(100)
    assert driver.health.bytes_dropped == 40 * 65_536 - KEPT_BYTES
    assert driver.health.rx_bad == 1
    driver.close()
