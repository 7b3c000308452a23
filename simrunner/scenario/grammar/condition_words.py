"""The words of a condition, taken one after another, with the faults found on the way."""

import re
from collections.abc import Callable
from typing import TypeVar, get_args

from simrunner.domain.condition import Comparison
from simrunner.domain.quantity import ROUTES, SPELLING_HINTS, UNITS
from simrunner.scenario.grammar.names import Names
from simrunner.scenario.grammar.quantity_text import parse_duration_ms, split_quantity
from simrunner.scenario.source.identifier import RESERVED
from simrunner.scenario.source.problem import Fault, did_you_mean, nearest

_TOKEN = re.compile(r"[()]|[^\s()]+")
_KEYWORDS = RESERVED - {"back"}

_ELSEWHERE = "this word belongs elsewhere in a condition; parts are joined by 'and' or 'or'"
_SIGNS = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not",
    "≥": ">=", "≤": "<=", "≠": "!=", "=>": ">=", "=<": "<=", "==": "=", "is": "=",
}  # fmt: skip

_T = TypeVar("_T")


def sign_hint(word: str) -> str:
    """Return how a sign of other languages is written here, empty for other words."""
    if word in _SIGNS:
        return f"write '{_SIGNS[word]}'"
    is_glued = any(sign in word for sign in "<>=≥≤")
    return "put spaces around the comparison" if is_glued else ""


class ConditionWords:
    """A cursor over the words of a condition. Positions count characters of its text."""

    def __init__(self, text: str, names: Names, level: str) -> None:
        """Begin at the first word; ``level`` fills `$name` in."""
        self._names = names
        self._level = level
        self._tokens = [(found[0], found.start()) for found in _TOKEN.finditer(text)]
        self._length = len(text)
        self._index = 0
        self.faults: list[Fault] = []

    def softly(self, parse: Callable[[], _T], fallback: _T, offset: int) -> _T:
        """Return what ``parse`` returns; note its fault and return ``fallback`` otherwise."""
        try:
            return parse()
        except Fault as fault:
            self.faults.append(Fault(fault.code, fault.message, fault.hint, offset=offset))
            return fallback

    def peek(self, ahead: int = 0) -> tuple[str, int] | None:
        """Return a coming word and its position, None past the end."""
        index = self._index + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def offset(self) -> int:
        """Return the position of the next word."""
        following = self.peek()
        return following[1] if following is not None else self._length

    def offset_before(self) -> int:
        """Return the position of the word just taken."""
        return self._tokens[self._index - 1][1]

    def take(self, what: str) -> str:
        """Return the next word; Fault E401 that ``what`` is missing at the end."""
        following = self.peek()
        if following is None:
            raise Fault("E401", f"expected {what} at the end", offset=self._length)
        self._index += 1
        return following[0]

    def accept(self, token: str) -> bool:
        """Take the next word if it is ``token``; return whether it was."""
        following = self.peek()
        if following is None or following[0] != token:
            return False
        self._index += 1
        return True

    def expect(self, token: str) -> None:
        """Take ``token``; Fault E401 when another word comes."""
        if not self.accept(token):
            following = self.peek()
            instead = f" instead of '{following[0]}'" if following else ""
            raise Fault("E401", f"expected '{token}'{instead}", offset=self.offset())

    def unexpected(self, token: tuple[str, int]) -> Fault:
        """Return the fault that a word stands where it cannot."""
        word, offset = token
        known = (*_KEYWORDS, *ROUTES)
        hint = _ELSEWHERE if word in known else sign_hint(word) or did_you_mean(word, known)
        return Fault("E401", f"did not expect '{word}' here", hint, offset=offset)

    def quantity_text(self) -> tuple[str, int]:
        """Return the words of a quantity as one text, `$name` filled in, and its position."""
        offset = self.offset()
        token = self.take("a quantity")
        if token.startswith("$"):
            return self._parameter(token, offset), offset
        if not (token[0].isdigit() or token[0] in "-+."):
            raise Fault("E401", f"expected a quantity instead of '{token}'", offset=offset)
        number, unit, _ = split_quantity(token)
        if not unit and self._unit_follows():
            unit = self.take("a unit")
        return f"{number} {unit}".strip(), offset

    def _parameter(self, token: str, offset: int) -> str:
        name = token[1:]
        levels = self._names.parameters
        if name not in levels:
            hint = did_you_mean(name, levels)
            raise Fault("E502", f"there is no parameter '{name}'", hint, offset=offset)
        self._names.used.add(("parameter", name))
        return levels[name][self._level]

    def _unit_follows(self) -> bool:
        following = self.peek()
        if following is None:
            return False
        token = following[0]
        if token in UNITS or token in SPELLING_HINTS:
            return True
        if token in _KEYWORDS or token in ROUTES or token in ("(", ")"):
            return False
        return nearest(token, [*_KEYWORDS, *ROUTES]) is None

    def duration_ms(self) -> int:
        """Return a duration in ms; a fault in it is noted and 1 returned."""
        offset = self.offset()
        first = self.peek()
        if first is not None and first[0].startswith("$"):
            self._index += 1
            text = self._parameter(*first)
        else:
            parts = []
            while (part := self.peek()) is not None and part[0][0] in "0123456789.-+":
                parts.append(self.quantity_text()[0])
            text = " ".join(parts)
        return self.softly(lambda: parse_duration_ms(text), 1, offset)

    def route(self) -> str | None:
        """Return a route if one comes next."""
        following = self.peek()
        if following is not None and following[0] in ROUTES:
            return self.take("a route")
        return None

    def _refuse_between(self) -> None:
        """Raise Fault E401 where `between` comes next, or an amount without a comparison."""
        following = self.peek()
        if following is None:
            return
        word, offset = following
        if word == "between":
            hint = "'between' is for vitals; write two comparisons, joined by 'and'"
            raise Fault("E401", "did not expect 'between' here", hint, offset=offset)
        if word[0].isdigit():
            hint = "write a comparison before the amount, such as >="
            raise Fault("E401", f"did not expect '{word}' here", hint, offset=offset)

    def optional_comparison(self) -> Comparison | None:
        """Return a comparison if one comes next; Fault E401 for `between` or a bare amount."""
        self._refuse_between()
        following = self.peek()
        if following is not None and following[0] in get_args(Comparison):
            return self.comparison()
        return None

    def comparison(self) -> Comparison:
        """Return the comparison that must come next."""
        offset = self.offset()
        token = self.take("a comparison")
        for op in get_args(Comparison):
            if token == op:
                known: Comparison = op
                return known
        hint = sign_hint(token) or "one of < <= > >= = !="
        raise Fault("E401", f"'{token}' is not a comparison", hint, offset=offset)
