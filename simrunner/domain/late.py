"""A sequence whose parts are made when somebody first asks for one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Late(Sequence[T]):
    """Stands for a tuple and equals it; ``make`` is called once, at the first look."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[T, ...]]) -> None:
        """Make nothing yet."""
        self._make = make
        self._made: tuple[T, ...] | None = None

    def whole(self) -> tuple[T, ...]:
        """Return the tuple itself."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """Return one part, or some."""
        return self.whole()[index]

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self.whole())

    def __iter__(self) -> Iterator[T]:
        """Go through the parts."""
        return iter(self.whole())

    def __eq__(self, other: object) -> bool:
        """Return whether ``other`` has the same parts, made or not."""
        if isinstance(other, Late):
            return self.whole() == other.whole()
        return self.whole() == other

    def __hash__(self) -> int:
        """Return the hash of the tuple."""
        return hash(self.whole())

    def __repr__(self) -> str:
        """Return the tuple's words."""
        return repr(self.whole())

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as the tuple."""
        return tuple, (self.whole(),)
