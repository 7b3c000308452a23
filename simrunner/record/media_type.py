"""What kind of picture, sound or video a file is, told from its first bytes."""

_EBML = b"\x1a\x45\xdf\xa3"
_BEGINS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
)
"""WHATWG MIME Sniffing Standard, section 6; FLAC: RFC 9639; MPEG 1 and 2 layer III frames."""

_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    b"M4A ": "audio/mp4", b"qt  ": "video/quicktime", b"isom": "video/mp4", b"iso2": "video/mp4",
    b"iso5": "video/mp4", b"iso6": "video/mp4", b"mp41": "video/mp4", b"mp42": "video/mp4",
    b"avc1": "video/mp4", b"M4V ": "video/mp4", b"dash": "video/mp4", b"MSNV": "video/mp4",
}  # fmt: skip
"""Major brands of ISO/IEC 14496-12, as listed at mp4ra.org."""

KINDS = "PNG, JPEG, WebP; WAV, MP3, FLAC, Ogg, M4A; MP4, MOV, WebM, Matroska"
"""What can be attached, for people."""

SUFFIXES = (
    "png", "jpg", "jpeg", "webp", "wav", "mp3", "flac", "ogg", "m4a", "mp4", "mov", "webm", "mkv",
)  # fmt: skip
"""How such files usually end."""

HEAD_BYTES = 64
"""As many bytes as media_type_of looks at."""


def media_type_of(head: bytes) -> str | None:
    """Return the media type of a file that begins with ``head``; None for any other kind."""
    for begin, kind in _BEGINS:
        if head.startswith(begin):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head.startswith(_EBML):
        return "video/webm" if b"webm" in head[:HEAD_BYTES] else _matroska(head)
    return None


def _matroska(head: bytes) -> str | None:
    return "video/x-matroska" if b"matroska" in head[:HEAD_BYTES] else None
