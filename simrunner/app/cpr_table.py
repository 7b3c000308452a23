"""A table of numbers in a text file of anybody's: its encoding, its separator, its lines."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simrunner.app.exit_code import ENVIRONMENT, Refusal

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
LARGEST = 1e9
"""Beyond any time in seconds and any depth in any unit; what is larger would only overflow."""

_LOOKED_AT = 4096
_MOSTLY = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTable:
    """``names`` is empty where the file has no first line of names; ``lines`` are its numbers."""

    file: Path
    names: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """How many columns the first row has."""
        return len(self.rows[0])

    def numbers(self) -> list[list[float]]:
        """Return the rows as numbers; Refusal naming the first line that is none."""
        return [
            _numbers(self.file, number, row, self.width)
            for number, row in zip(self.lines, self.rows, strict=True)
        ]


def read_table(file: Path) -> NumberTable:
    """Return the table in a file, UTF-8 or UTF-16, with commas, semicolons or tabs between."""
    text = _text(file)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        lines = [
            (number, tuple(cell.strip() for cell in row))
            for number, row in enumerate(csv.reader(text.splitlines(), delimiter=separator), 1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise Refusal(f"{file} is not CSV: {error}.") from error
    names: tuple[str, ...] = ()
    if lines and any(_is_name(cell) for cell in lines[0][1]):
        names, lines = lines[0][1], lines[1:]
    if not lines:
        raise Refusal(f"{file} has no rows.")
    return NumberTable(
        file=file,
        names=names,
        lines=tuple(number for number, _ in lines),
        rows=tuple(row for _, row in lines),
    )


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}.", ENVIRONMENT) from error
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal(f"{file} is not CSV in UTF-8 or UTF-16: {error}.") from error


def _encoding(content: bytes) -> str:
    """Return the encoding; UTF-16 that does not say so has a zero in every second byte."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:_LOOKED_AT]
    if head[1::2].count(0) > _MOSTLY * len(head) / 2:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > _MOSTLY * len(head) / 2 else "utf-8"


def _is_name(cell: str) -> bool:
    """Return whether a cell is a word, which no number and no emptiness is."""
    return cell[:1].isalpha() and cell.lower() not in {"nan", "inf", "infinity"}


def _numbers(file: Path, number: int, row: Sequence[str], width: int) -> list[float]:
    if len(row) != width:
        raise Refusal(f"{file}, line {number}: {width} columns are needed, not {len(row)}.")
    return [_number(file, number, cell) for cell in row]


def _number(file: Path, number: int, cell: str) -> float:
    try:
        found = float(cell)
    except ValueError as error:
        raise Refusal(f"{file}, line {number}: {cell!r} is no number.") from error
    if not math.isfinite(found):
        raise Refusal(f"{file}, line {number}: {cell!r} is no finite number.")
    if abs(found) > LARGEST:
        raise Refusal(f"{file}, line {number}: {cell} is beyond {LARGEST:g}, not a measure.")
    return found
