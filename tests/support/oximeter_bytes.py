"""Bytes in the shape that oximeters send them, made here and not recorded."""


def nonin_packet(spo2: int = 97, rate: int = 172, *, format_7: bool = False, status: int = 0x80):
    numbers = {0: rate >> 7, 1: rate & 0x7F, 2: spo2}
    wire = b""
    for place in range(25):
        sync = status | (place == 0)
        head = bytes((sync, 0, 100 + place)) if format_7 else bytes((1, sync, 100 + place))
        frame = head + bytes((numbers.get(place, 0),))
        wire += frame + bytes((sum(frame) & 0xFF,))
    return wire


def nonin_line(spo2: int, rate: int) -> bytes:
    return f"SPO2={spo2:03d} HR={rate:03d}\r\n".encode()


def contec_frame(spo2: int, rate: int, pleth: int = 60, trouble: int = 0) -> bytes:
    return bytes((0x85, pleth, (rate >> 7) << 6 | trouble | 0x07, rate & 0x7F, spo2))


def masimo_line(spo2: str = "097%", rate: str = "072") -> bytes:
    return (
        f"11/22/26 10:11:12 SN=0000070986 SPO2={spo2} BPM={rate} PI=01.23% SPCO=--.-% SPMET=00.7% "
        "DESAT=-- PIDELTA=+-- PVI=014% ALARM=000000 EXC=000000\r\n"
    ).encode()
