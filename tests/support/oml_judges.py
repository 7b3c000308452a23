"""COBS, CRC-32 and CBOR a second time, from their papers, sharing nothing with the program.

COBS: Cheshire and Baker 1999, table 1. CRC-32/ISO-HDLC: bit by bit, polynomial 0xEDB88320.
CBOR: RFC 8949, shortest whole numbers, floats of 64 bits, definite lengths.
"""

import struct


def cobs_stuffed(body: bytes) -> bytes:
    blocks = body.split(b"\x00")
    assert all(len(block) < 254 for block in blocks), "longer blocks never occur in OML/1"
    return b"".join(bytes([len(block) + 1]) + block for block in blocks)


def cobs_unstuffed(stuffed: bytes) -> bytes:
    body, place = b"", 0
    while place < len(stuffed):
        code = stuffed[place]
        assert 0 < code < 255
        block = stuffed[place + 1 : place + code]
        assert len(block) == code - 1
        body += block
        place += code
        if place < len(stuffed):
            body += b"\x00"
    return body


def crc32_of(body: bytes) -> int:
    register = 0xFFFFFFFF
    for byte in body:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xEDB88320 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


def wire_of_vector(vector: dict) -> bytes:
    payload = bytes.fromhex(vector["payload"])
    head = bytes([0x10 | vector["flags"], vector["frame_type"]])
    head += vector["seq"].to_bytes(2, "little") + vector["t_us"].to_bytes(4, "little")
    crc = crc32_of(head + payload).to_bytes(4, "little")
    return cobs_stuffed(head + payload + crc) + b"\x00"


def cbor_of(content) -> bytes:
    if isinstance(content, bool):
        return b"\xf5" if content else b"\xf4"
    if isinstance(content, float):
        return b"\xfb" + struct.pack(">d", content)
    if isinstance(content, int):
        return _head(0, content) if content >= 0 else _head(1, -1 - content)
    return _string_or_container(content)


def _string_or_container(content) -> bytes:
    match content:
        case bytes():
            return _head(2, len(content)) + content
        case str():
            return _head(3, len(content.encode())) + content.encode()
        case list():
            return _head(4, len(content)) + b"".join(map(cbor_of, content))
        case dict():
            inner = (cbor_of(key) + cbor_of(held) for key, held in content.items())
            return _head(5, len(content)) + b"".join(inner)
    raise TypeError(type(content))


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(n for n in (1, 2, 4, 8) if number < 1 << 8 * n)
    code = {1: 24, 2: 25, 4: 26, 8: 27}[size]
    return bytes([major << 5 | code]) + number.to_bytes(size, "big")
