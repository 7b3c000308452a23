"""How a value that is built thousands of times a second is declared."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """Make a class a keyword-only, slotted, hashable dataclass that mypy reports every write to.

    At run time nothing stops a write: a frozen dataclass sets each field by a detour and is built
    in 0.8 µs where this takes 0.3 µs. Values that are not built in every tick are plain frozen
    dataclasses.
    """
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(kind)
