"""A chain of annotations kept in memory, and the shipped instruments."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from simrunner.assessment.instrument import Instrument, instrument_from_table
from simrunner.domain.annotation import Annotation
from simrunner.domain.run_record import Ack, RecordedAnnotation

INSTRUMENTS = Path(__file__).parents[2] / "resources/instruments"


class MemoryChain:
    """Numbers entries from 1 and links them, as the stored chain does."""

    def __init__(self, *annotations: Annotation) -> None:
        self._entries: list[RecordedAnnotation] = []
        for annotation in annotations:
            self.append(annotation)

    @property
    def entries(self) -> tuple[RecordedAnnotation, ...]:
        return tuple(self._entries)

    def append(self, annotation: Annotation) -> Ack:
        before = self._entries[-1].digest if self._entries else b""
        seq = len(self._entries) + 1
        digest = hashlib.sha256(before + repr(annotation).encode()).digest()
        self._entries.append(RecordedAnnotation(seq=seq, annotation=annotation, digest=digest))
        return Ack(run="run", seq=seq)

    @property
    def annotations(self) -> list[Annotation]:
        """What was written, without the links."""
        return [entry.annotation for entry in self._entries]


def instrument_table(name: str) -> dict[str, Any]:
    """Return a shipped instrument as parsed, to be changed and fed to the parser."""
    return tomllib.loads((INSTRUMENTS / f"{name}.toml").read_text(encoding="utf-8"))


def shipped_instrument(name: str) -> Instrument:
    """Return a shipped instrument."""
    return instrument_from_table(instrument_table(name))
