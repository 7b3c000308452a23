"""Runs an SCXML document on the engine's selection core, by virtual time (appendix D of SCXML)."""

import heapq
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from simrunner.engine.chart.statechart import (
    ROOT,
    Kind,
    Present,
    entry_set,
    exit_set,
    first_enabled,
    innermost_common_domain,
    offers_of,
    remember,
    start_set,
    without_conflicts,
)
from support.scxml_content import LOCATION, PROCESSOR, SESSION, Content, Happening
from support.scxml_document import Arrow, Document, Part
from support.scxml_expressions import ExpressionError, Expressions


class Machine:
    """One run of one document; nothing in it waits, time passes when nothing else is left."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.chart = document.chart
        self.values: dict[str, Any] = {
            "_event": None, "_sessionid": SESSION, "_name": document.name,
            "_ioprocessors": {PROCESSOR: {"location": LOCATION}},
        }  # fmt: skip
        self.expressions = Expressions(self.values, self._is_in)
        self.active: list[int] = []
        self.entered: list[str] = []
        self.now_ms = 0
        self.is_running = True
        self._remembered: Mapping[int, Sequence[int]] = {}
        self._internal: deque[Happening] = deque()
        self._external: list[tuple[int, int, Happening]] = []
        self._sent = 0
        self._seen: set[int] = set()
        self._content = Content(self)

    # -------------------------------------------------------------- the loop
    def start(self) -> "Machine":
        """Enter what the document begins with and run until nothing is left to do now."""
        if not self.document.is_late:
            for number in self.document.parts:
                self._declare(number)
        entry = start_set(self.chart)
        self._enter(entry.nodes, entry.by_default, entry.by_history)
        self._settle()
        return self

    def finish(self) -> "Machine":
        """Let time pass until the chart ends or waits for nothing any more."""
        while self.is_running and self._external:
            self.now_ms, _, event = heapq.heappop(self._external)
            self.offer(event)
        return self

    def offer(self, event: Happening) -> None:
        """Take one event from outside to completion."""
        if self.is_running:
            self._take(event)
            self._settle()

    def leaves(self) -> list[str]:
        """Return the names of the active leaves, in document order."""
        kinds = (Kind.ATOMIC, Kind.FINAL)
        return [self.chart.nodes[each].name for each in self.active
                if self.chart.nodes[each].kind in kinds]  # fmt: skip

    def _settle(self) -> None:
        while self.is_running:
            arrows = self._select(None)
            if arrows:
                self._microstep(arrows)
            elif self._internal:
                self._take(self._internal.popleft())
            else:
                return

    def _take(self, event: Happening) -> None:
        self.values["_event"] = event
        arrows = self._select(event)
        if arrows:
            self._microstep(arrows)

    def _select(self, event: Happening | None) -> list[Arrow]:
        def is_enabled(arrow: Arrow, may_fire: bool) -> bool:
            return may_fire and _is_awaited(arrow, event) and self._holds(arrow.condition)

        offers = offers_of(self.chart, self.active, lambda owner: self._part(owner).arrows)
        chosen = first_enabled(offers, is_enabled)
        return without_conflicts(
            self.chart, self._present(), innermost_common_domain,
            [(arrow.move, arrow) for arrow in chosen],
        )  # fmt: skip

    def _microstep(self, arrows: Sequence[Arrow]) -> None:
        before = self._present()
        left = {
            number for arrow in arrows
            for number in exit_set(self.chart, before, innermost_common_domain, arrow.move)
        }  # fmt: skip
        self._remembered = remember(self.chart, before, left)
        for number in sorted(left, reverse=True):
            for block in self._part(number).on_exit:
                self._content.execute(block)
            self.active.remove(number)
        for arrow in arrows:
            self._content.execute(arrow.content)
        entry = entry_set(
            self.chart, self._present(), [arrow.move for arrow in arrows], innermost_common_domain
        )
        self._enter(entry.nodes, entry.by_default, entry.by_history)

    def _enter(self, nodes: Sequence[int], by_default: Sequence[int],
               by_history: Mapping[int, int]) -> None:  # fmt: skip
        for number in nodes:
            self.active = sorted([*self.active, number])
            self.entered.append(self.chart.nodes[number].name)
            if self.document.is_late and number not in self._seen:
                self._declare(number)
            self._seen.add(number)
            part = self._part(number)
            for block in part.on_entry:
                self._content.execute(block)
            if number in by_default:
                self._content.execute(part.initial_content)
            if number in by_history:
                self._content.execute(self._part(by_history[number]).initial_content)
            if self.chart.nodes[number].kind is Kind.FINAL:
                self._complete(number)

    def _complete(self, final: int) -> None:
        parent = self.chart.nodes[final].parent
        if parent == ROOT:
            self.is_running = False
            return
        done_data = self._part(final).done_data
        data = None if done_data is None else self._content.payload(done_data)
        self.raise_event(f"done.state.{self.chart.nodes[parent].name}", kind="platform", data=data)
        outer = self.chart.nodes[parent].parent
        if self.chart.nodes[outer].kind is Kind.PARALLEL and self._is_final(outer):
            self.raise_event(f"done.state.{self.chart.nodes[outer].name}", kind="platform")

    def _is_final(self, number: int) -> bool:
        node = self.chart.nodes[number]
        if node.kind is Kind.PARALLEL:
            return all(self._is_final(child) for child in node.children)
        return any(
            child in self.active and self.chart.nodes[child].kind is Kind.FINAL
            for child in node.children
        )

    # -------------------------------------------------------------- for the content
    def raise_event(self, name: str, *, kind: str = "internal", data: Any = None,
                    sendid: str | None = None) -> None:  # fmt: skip
        self._internal.append(Happening(name=name, type=kind, data=data, sendid=sendid))

    def send(self, event: Happening, delay_ms: int) -> None:
        self._sent += 1
        heapq.heappush(self._external, (self.now_ms + delay_ms, self._sent, event))

    def cancel(self, sendid: str) -> None:
        self._external = [each for each in self._external if each[2].sendid != sendid]
        heapq.heapify(self._external)

    def fails(self, error: str = "error.execution", sendid: str | None = None) -> None:
        self.raise_event(error, kind="platform", sendid=sendid)

    def _holds(self, condition: str | None) -> bool:
        if condition is None:
            return True
        try:
            return bool(self.expressions.evaluate(condition))
        except ExpressionError:
            self.fails()
            return False

    def _declare(self, number: int) -> None:
        for item in self._part(number).data:
            self.values[item.attrib["id"]] = self._initial_value(item)

    def _initial_value(self, item: Element) -> Any:
        text = (item.text or "").strip()
        source = item.get("src")
        if source is not None:
            text = (self.document.folder / source.removeprefix("file:")).read_text("utf-8").strip()
        try:
            expression = item.get("expr")
            if expression is not None:
                return self.expressions.evaluate(expression)
        except ExpressionError:
            self.fails()
            return None
        return self._content.literal(text) if text else None

    def _is_in(self, name: str) -> bool:
        return any(self.chart.nodes[number].name == name for number in self.active)

    def _part(self, number: int) -> Part:
        return self.document.parts[number]

    def _present(self) -> Present:
        return Present(active=tuple(self.active), remembered=self._remembered)


def _is_awaited(arrow: Arrow, event: Happening | None) -> bool:
    if event is None:
        return not arrow.events
    return any(_matches(awaited, event.name) for awaited in arrow.events)


def _matches(awaited: str, name: str) -> bool:
    if awaited == "*":
        return True
    stem = awaited.removesuffix(".*").removesuffix(".")
    return name == stem or name.startswith(f"{stem}.")
