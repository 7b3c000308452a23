"""Executable content of SCXML files: assign, raise, send, cancel, if, foreach, log."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol
from xml.etree.ElementTree import Element

from support.scxml_document import Block, below, tag
from support.scxml_expressions import ExpressionError, Expressions, is_variable

PROCESSOR = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
SESSION = "session-1"
LOCATION = f"#_scxml_{SESSION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as charts see it."""

    name: str
    type: str = "internal"
    data: Any = None
    sendid: str | None = None
    origin: str | None = None
    origintype: str | None = None
    invokeid: str | None = None


class Host(Protocol):
    """What content works on."""

    values: dict[str, Any]
    expressions: Expressions

    def raise_event(self, name: str, *, kind: str = "internal", data: Any = None,
                    sendid: str | None = None) -> None: ...  # fmt: skip

    def send(self, event: Happening, delay_ms: int) -> None: ...

    def cancel(self, sendid: str) -> None: ...

    def fails(self, error: str = "error.execution", sendid: str | None = None) -> None: ...


class _SendError(Exception):
    def __init__(self, error: str, sendid: str | None) -> None:
        super().__init__(error)
        self.error, self.sendid = error, sendid


class Content:
    """Executes blocks. An error ends its block and raises an error event, as SCXML 3.13 says."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._made_ids = 0

    def execute(self, block: Block) -> None:
        try:
            self._run(block)
        except ExpressionError:
            self._host.fails()
        except _SendError as failure:
            self._host.fails(failure.error, failure.sendid)

    def payload(self, element: Element) -> Any:
        """Return the data of a `donedata`; what fails leaves it empty."""
        try:
            return self._data(element)
        except ExpressionError:
            self._host.fails()
            return None

    def literal(self, text: str) -> Any:
        """Return text in a file as the value it spells, else as itself."""
        try:
            return ast.literal_eval(text)
        except (SyntaxError, ValueError):
            return text

    def _run(self, block: Iterable[Element]) -> None:
        for element in block:
            if isinstance(element.tag, str):
                getattr(self, f"_do_{tag(element)}")(element)

    def _value(self, text: str) -> Any:
        return self._host.expressions.evaluate(text)

    def _either(self, element: Element, plain: str, computed: str, default: str) -> Any:
        """Return an attribute, or the value of the expression in its other form."""
        if computed in element.attrib:
            return self._value(element.attrib[computed])
        return element.get(plain, default)

    def _put(self, location: str, value: Any) -> None:
        name = location.strip()
        if name not in self._host.values or name.startswith("_"):
            raise ExpressionError(name)
        self._host.values[name] = value

    def _do_log(self, element: Element) -> None:
        self._value(element.get("expr", "None"))

    def _do_raise(self, element: Element) -> None:
        self._host.raise_event(element.attrib["event"])

    def _do_assign(self, element: Element) -> None:
        self._put(element.attrib["location"], self._value(element.attrib["expr"]))

    def _do_if(self, element: Element) -> None:
        holds = self._holds(element.attrib["cond"])
        for each in element:
            match tag(each):
                case "elseif" | "else" if holds:
                    return
                case "elseif":
                    holds = self._holds(each.attrib["cond"])
                case "else":
                    holds = True
                case _ if holds:
                    self._run((each,))

    def _holds(self, condition: str) -> bool:
        try:
            return bool(self._value(condition))
        except ExpressionError:
            self._host.fails()
            return False

    def _do_foreach(self, element: Element) -> None:
        array = self._value(element.attrib["array"])
        names = [element.attrib[key] for key in ("item", "index") if key in element.attrib]
        if not isinstance(array, list) or not all(is_variable(name) for name in names):
            raise ExpressionError(element.attrib["array"])
        for index, item in enumerate(tuple(array)):
            self._host.values.update(zip(names, (item, index), strict=False))
            self._run(element)

    def _do_cancel(self, element: Element) -> None:
        self._host.cancel(self._either(element, "sendid", "sendidexpr", ""))

    def _do_send(self, element: Element) -> None:
        sendid = element.get("id")
        if "idlocation" in element.attrib:
            self._made_ids += 1
            sendid = f"send-{self._made_ids}"
            self._put(element.attrib["idlocation"], sendid)
        if self._either(element, "type", "typeexpr", PROCESSOR) != PROCESSOR:
            raise _SendError("error.execution", sendid)
        target = self._either(element, "target", "targetexpr", LOCATION)
        name = self._either(element, "event", "eventexpr", "")
        data = self._data(element)
        if target == "#_internal":
            self._host.raise_event(name, data=data, sendid=sendid)
            return
        if target != LOCATION:
            is_session = str(target).startswith("#_scxml_")
            raise _SendError("error.communication" if is_session else "error.execution", sendid)
        delay_ms = _milliseconds(self._either(element, "delay", "delayexpr", "0s"))
        event = Happening(name=name, type="external", data=data, sendid=sendid, origin=LOCATION,
                          origintype=PROCESSOR)  # fmt: skip
        self._host.send(event, delay_ms)

    def _data(self, element: Element) -> Any:
        for content in below(element, "content"):
            if "expr" in content.attrib:
                return self._value(content.attrib["expr"])
            return self.literal((content.text or "").strip())
        named = {name: self._value(name) for name in element.get("namelist", "").split()}
        for each in below(element, "param"):
            source = each.get("expr") or each.get("location", "")
            named[each.attrib["name"]] = self._value(source)
        return named or None


def _milliseconds(text: str) -> int:
    unit = 1 if text.endswith("ms") else 1000
    return int(Decimal(text.removesuffix("ms").removesuffix("s")) * unit)
