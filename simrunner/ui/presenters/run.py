"""The facilitator's mirror: each number with its source, target, remaining time and pin."""

from dataclasses import dataclass

from simrunner.debrief.labels import state_title
from simrunner.domain.action import Source
from simrunner.domain.chart import Scenario
from simrunner.domain.frame import Frame, MonitorView, Signal, VitalView
from simrunner.domain.quantity import MMHG_PER_KPA
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.domain.vital import Vital, mean_arterial_mmhg
from simrunner.ui.presenters.log import source_word
from simrunner.ui.presenters.rule_words import RuleWords
from simrunner.ui.presenters.staging import Staged, Tile
from simrunner.ui.presenters.tone import Ink, Tone, number_text


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalTile:
    """One number of the mirror.

    ``text`` is what learners see: dashes with ``is_hidden`` when no sensor shows it, the last cuff
    reading with its time in ``note`` when only the cuff does. Then the truth is in ``source``, the
    line below. ``target`` says where it goes, ``progress`` 0 to 1 how far a running ramp got.
    """

    tile: Tile
    label: str
    unit: str
    ink: Ink
    text: str
    second: str
    tone: Tone
    target: str
    progress: float | None
    source: str
    is_pinned: bool
    pinned_since: str
    is_hidden: bool
    hover: str
    start: Staged
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    tile: Tile
    vital: Vital
    ink: Ink
    shown: tuple[str, ...]
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the learners' monitor shows: live, from the cuff (``note``), or dashes."""

    text: str
    second: str = ""
    note: str = ""
    is_live: bool = False
    is_hidden: bool = False


_ROWS = (
    _Row(tile="HR", vital=Vital.HR, ink=Ink.ECG, shown=("HR",)),
    _Row(tile="BP", vital=Vital.SBP, ink=Ink.ART, shown=("ARTs", "ARTd")),
    _Row(tile="SpO2", vital=Vital.SPO2, ink=Ink.SPO2, shown=("SpO2",)),
    _Row(tile="EtCO2", vital=Vital.ETCO2, ink=Ink.CO2, shown=("EtCO2",)),
    _Row(tile="RR", vital=Vital.RR, ink=Ink.RESP, shown=("RR",)),
    _Row(tile="Temp", vital=Vital.TEMP, ink=Ink.TEMP, shown=("Temp",), decimals=1),
)


class RunPresenter:
    """Turns frames into the mirror's tiles and the header's words."""

    def __init__(self, scenario: Scenario, tr: Translate, *, team_line: str = "") -> None:
        """``team_line`` is shown below the title, for example team, room, level and seed."""
        self._scenario = scenario
        self._tr = tr
        self.team_line = team_line
        self._rules = RuleWords(scenario, tr)
        self._spans: dict[Vital, tuple[float, int]] = {}

    @property
    def title(self) -> str:
        """The scenario's title in the user's language."""
        return self._scenario.title.in_language(self._tr.language)

    def tiles(self, frame: Frame) -> tuple[VitalTile, ...]:
        """Return the tiles whose vital the frame has, in reading order."""
        return tuple(self._tile(row, frame) for row in _ROWS if row.vital in frame.vitals)

    def _tile(self, row: _Row, frame: Frame) -> VitalTile:
        view, vital = frame.monitor, frame.vitals[row.vital]
        decimals = self._decimals(row, view)
        seen = self._seen(row, frame, decimals)
        truth = self._truth(row, frame)
        return VitalTile(
            tile=row.tile, label=self._label(row.tile), unit=self._unit(row.tile, view),
            ink=Ink.NIBP if seen.note else row.ink, text=seen.text, second=seen.second,
            tone=Tone.QUIET if seen.is_hidden else Tone.PLAIN,
            target=self._target(row, frame, decimals), progress=self._progress(row.vital, vital),
            source=self._source(row, frame, decimals, is_live=seen.is_live),
            is_pinned=vital.is_pinned,
            pinned_since=clock_text(vital.origin.at_ms) if vital.is_pinned else "",
            is_hidden=seen.is_hidden, hover=self._hover(row, vital),
            start=self._start(row, truth, view), note=seen.note,
        )  # fmt: skip

    def _seen(self, row: _Row, frame: Frame, decimals: int) -> _Seen:
        """Return what the learners' monitor shows of this vital."""
        shown = [_live(frame.monitor, numeric) for numeric in row.shown]
        if None not in shown:
            text = "/".join(number_text(n, decimals) for n in shown)
            return _Seen(text=text, second=self._mean(row, frame), is_live=True)
        cuff = next((r for r in reversed(frame.monitor.nibp.history) if r.systolic_mmhg), None)
        if row.tile == "BP" and cuff is not None and "nibp" in frame.monitor.attached:
            clock = clock_text(max(0, cuff.at_ms))
            return _Seen(
                text=f"{cuff.systolic_mmhg}/{cuff.diastolic_mmhg}", second=f"({cuff.mean_mmhg})",
                note=self._tr("NIBP {clock}", clock=clock),
            )  # fmt: skip
        dashes = "/".join(number_text(None, decimals) for _ in shown)
        return _Seen(text=dashes, is_hidden=True)

    def _decimals(self, row: _Row, view: MonitorView) -> int:
        return 1 if row.tile == "EtCO2" and view.etco2_unit == "kPa" else row.decimals

    def _label(self, tile: Tile) -> str:
        tr = self._tr
        return {
            "HR": tr("HR"), "BP": tr("BP"), "SpO2": tr("SpO₂"), "EtCO2": tr("EtCO₂"),
            "RR": tr("RR"), "Temp": tr("Temp"),
        }[tile]  # fmt: skip

    def _unit(self, tile: Tile, view: MonitorView) -> str:
        tr = self._tr
        return {
            "HR": tr("bpm"), "BP": "mmHg", "SpO2": "%", "EtCO2": view.etco2_unit,
            "RR": "/min", "Temp": "°C",
        }[tile]  # fmt: skip

    def _shown_unit(self, row: _Row, number: float, view: MonitorView) -> float:
        if row.tile == "EtCO2" and view.etco2_unit == "mmHg":
            return number * float(MMHG_PER_KPA)
        return number

    def _truth(self, row: _Row, frame: Frame) -> list[float | None]:
        first = self._shown_unit(row, frame.vitals[row.vital].number, frame.monitor)
        if row.tile == "BP" and Vital.DBP in frame.vitals:
            return [first, frame.vitals[Vital.DBP].number]
        return [first]

    def _start(self, row: _Row, truth: list[float | None], view: MonitorView) -> Staged:
        first = truth[0] if truth[0] is not None else 0.0
        unit = view.etco2_unit if row.tile == "EtCO2" else "mmHg"
        diastolic = truth[1] if len(truth) > 1 else None
        rounded = round(first, self._decimals(row, view))
        return Staged(
            tile=row.tile, number=rounded, over_ms=0, diastolic=diastolic, etco2_unit=unit
        )

    def _mean(self, row: _Row, frame: Frame) -> str:
        if row.tile != "BP":
            return ""
        mean = _live(frame.monitor, "ARTm")
        if mean is None and Vital.MAP in frame.vitals:
            mean = frame.vitals[Vital.MAP].number
        return f"({number_text(mean)})"

    def _target(self, row: _Row, frame: Frame, decimals: int) -> str:
        vital = frame.vitals[row.vital]
        if vital.target is None or vital.remaining_ms <= 0 or vital.is_pinned:
            return ""
        goal = self._shown_unit(row, vital.target, frame.monitor)
        arrow = "↗" if vital.target > vital.number else "↘"
        text = number_text(goal, decimals)
        if row.tile == "BP" and Vital.DBP in frame.vitals:
            low = frame.vitals[Vital.DBP]
            text += "/" + number_text(low.number if low.target is None else low.target)
        left = clock_text(vital.remaining_ms).removeprefix("0")
        return self._tr("{arrow} {target}, {left} left", arrow=arrow, target=text, left=left)

    def _progress(self, name: Vital, vital: VitalView) -> float | None:
        """Return the part of the ramp's time that passed since this presenter first saw it."""
        if vital.target is None or vital.remaining_ms <= 0 or vital.is_pinned:
            self._spans.pop(name, None)
            return None
        target, whole_ms = self._spans.get(name, (vital.target, vital.remaining_ms))
        if target != vital.target or vital.remaining_ms > whole_ms:
            whole_ms = vital.remaining_ms
        self._spans[name] = (vital.target, whole_ms)
        return 1.0 - vital.remaining_ms / whole_ms

    def _source(self, row: _Row, frame: Frame, decimals: int, *, is_live: bool) -> str:
        words = self._origin(row, frame, decimals)
        if is_live:
            return words
        numbers = "/".join(number_text(n, decimals) for n in self._truth(row, frame))
        if row.tile == "BP" and Vital.MAP in frame.vitals:
            numbers += f" ({number_text(frame.vitals[Vital.MAP].number)})"
        return self._tr("truth {numbers}, {source}", numbers=numbers, source=words)

    def _origin(self, row: _Row, frame: Frame, decimals: int) -> str:
        tr, vital = self._tr, frame.vitals[row.vital]
        if vital.is_pinned:
            below = number_text(self._shown_unit(row, vital.underneath, frame.monitor), decimals)
            if row.tile == "BP" and Vital.DBP in frame.vitals:
                low = frame.vitals[Vital.DBP].underneath
                mean = mean_arterial_mmhg(vital.underneath, low)
                below = f"{below}/{number_text(low)} ({number_text(mean)})"
            return tr("held by facilitator; underneath {number}", number=below)
        if vital.origin.label == "start" and vital.target is None:
            return tr("as at the start")
        who = self._who(vital)
        if vital.target is not None and vital.remaining_ms <= 0:
            return tr("{who}, at target", who=who)
        return tr("{who}, {since}", who=who, since=clock_text(vital.origin.at_ms))

    def _who(self, vital: VitalView) -> str:
        origin = vital.origin
        if origin.source is Source.SCENARIO and origin.label:
            if self._rules.rule(origin.label) is not None:
                return self._rules.name(origin.label)
            for region in self._scenario.regions:
                path = origin.label.removeprefix(f"{region.id}.")
                if path in self._scenario.states_of(region.id):
                    return state_title(self._scenario, region.id, path, self._tr.language)
        return source_word(origin.source, self._tr)

    def _hover(self, row: _Row, vital: VitalView) -> str:
        who = source_word(vital.origin.source, self._tr)
        return self._tr(
            "{label}: set by {who}, {what}, at {clock}. Drag up or down for the value, right for"
            " the ramp; the wheel moves one step; P pins.",
            label=self._label(row.tile), who=who, what=self._who(vital),
            clock=clock_text(vital.origin.at_ms),
        )  # fmt: skip


def _live(view: MonitorView, numeric: str) -> float | None:
    found = view.numerics.get(numeric)
    if found is None or found.signal is not Signal.OK:
        return None
    return found.number
