"""What a link's reader thread leaves for the one who asks: stamped, bounded, in order."""

import pytest

from devices.transport.link import Inbox, Piece, TransportError


def test_that_every_piece_keeps_the_moment_it_came() -> None:
    times = iter((1.0, 1.5))
    inbox = Inbox(lambda: next(times))
    inbox.put(b"ab")
    inbox.put(b"c")
    assert inbox.take(0) == (Piece(b"ab", 1.0), Piece(b"c", 1.5))
    assert inbox.take(0) == ()


def test_that_without_a_clock_there_are_no_stamps() -> None:
    inbox = Inbox()
    inbox.put(b"ab")
    assert inbox.take(0) == (Piece(b"ab", None),)


def test_that_what_nobody_fetches_is_dropped_beyond_a_mebibyte_and_counted() -> None:
    inbox = Inbox()
    for _ in range(20):
        inbox.put(b"x" * 65_536)
    assert sum(len(piece.wire) for piece in inbox.take(0)) == 1 << 20
    assert inbox.dropped == 4 * 65_536
    inbox.put(b"y")
    assert inbox.take(0) == (Piece(b"y", None),)


def test_that_a_flood_of_single_bytes_becomes_a_bounded_number_of_pieces() -> None:
    inbox = Inbox(lambda: 1.0)
    for number in range(10_000):
        inbox.put(bytes([number % 251]))
    pieces = inbox.take(0)
    assert len(pieces) <= 4096
    assert b"".join(piece.wire for piece in pieces) == bytes(n % 251 for n in range(10_000))


def test_that_the_last_words_come_before_the_failure() -> None:
    inbox = Inbox()
    inbox.put(b"last words")
    inbox.fail("unplugged")
    assert inbox.take(0) == (Piece(b"last words", None),)
    with pytest.raises(TransportError, match="unplugged"):
        inbox.take(0)
