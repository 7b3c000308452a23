"""The small expression language of the W3C test files: a walk over Python's grammar, no code."""

import ast
import keyword
import operator
from collections.abc import Callable, Mapping
from typing import Any

_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
_WORDS = {"true": True, "false": False}
_FIELDS = frozenset(("name", "type", "sendid", "origin", "origintype", "invokeid", "data"))


class ExpressionError(Exception):
    """An expression that the language lacks, or that fails; SCXML calls it error.execution."""


class Expressions:
    """Evaluates expressions over named values; ``is_active`` answers `In()`."""

    def __init__(self, values: Mapping[str, Any], is_active: Callable[[str], bool]) -> None:
        self._values = values
        self._calls: Mapping[str, Callable[..., Any]] = {"In": is_active, "hasattr": _has}

    def evaluate(self, text: str) -> Any:
        try:
            return self._value(ast.parse(text.strip(), mode="eval").body)
        except (SyntaxError, TypeError, LookupError, ValueError) as problem:
            raise ExpressionError(text) from problem

    def _value(self, node: ast.expr) -> Any:
        walk = getattr(self, f"_{type(node).__name__.lower()}", None)
        if walk is None:
            raise ExpressionError(ast.dump(node))
        return walk(node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        return _WORDS[node.id] if node.id in _WORDS else self._values[node.id]

    def _list(self, node: ast.List) -> list[Any]:
        return [self._value(each) for each in node.elts]

    def _attribute(self, node: ast.Attribute) -> Any:
        owner = self._value(node.value)
        if isinstance(owner, Mapping):
            return owner[node.attr]
        if not _has(owner, node.attr):
            raise ExpressionError(node.attr)
        return getattr(owner, node.attr)

    def _subscript(self, node: ast.Subscript) -> Any:
        return self._value(node.value)[self._value(node.slice)]

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        if not isinstance(node.op, ast.Not):
            raise ExpressionError(ast.dump(node))
        return not self._value(node.operand)

    def _binop(self, node: ast.BinOp) -> Any:
        if not isinstance(node.op, ast.Add):
            raise ExpressionError(ast.dump(node))
        return self._value(node.left) + self._value(node.right)

    def _boolop(self, node: ast.BoolOp) -> Any:
        join = all if isinstance(node.op, ast.And) else any
        return join(self._value(each) for each in node.values)

    def _compare(self, node: ast.Compare) -> bool:
        left = self._value(node.left)
        for sign, right_node in zip(node.ops, node.comparators, strict=True):
            right = self._value(right_node)
            if not _COMPARED[type(sign)](left, right):
                return False
            left = right
        return True

    def _call(self, node: ast.Call) -> Any:
        values = [self._value(each) for each in node.args]
        if isinstance(node.func, ast.Name):
            return self._calls[node.func.id](*values)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            owner = self._value(node.func.value)
            if isinstance(owner, Mapping):
                return owner.get(*values)
        raise ExpressionError(ast.dump(node))


def is_variable(name: str) -> bool:
    """Return whether a name may be declared."""
    return name.isidentifier() and not keyword.iskeyword(name)


def _has(owner: object, name: str) -> bool:
    return name in _FIELDS and hasattr(owner, name)
