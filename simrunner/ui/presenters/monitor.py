"""The learners' patient monitor: numbers, limits, reasons and keys as strings and tones."""

from dataclasses import dataclass
from typing import Literal

from simrunner.domain.chart import Scenario
from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import (
    AlarmView,
    Frame,
    Limits,
    MonitorView,
    NibpReading,
    Signal,
)
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.alarm_words import Banner, banner, by_urgency, code_word
from simrunner.ui.presenters.lanes import LANES, lane_label, lane_note
from simrunner.ui.presenters.person_words import age_words, sex_word, template_word
from simrunner.ui.presenters.tone import (
    PREFIX,
    TONE_OF_PRIORITY,
    Ink,
    Tone,
    number_text,
    room_clock,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericTile:
    """One tile: the number or dashes, its limits, which one was crossed, and a word below."""

    tile: str
    label: str
    unit: str
    ink: Ink
    text: str
    tone: Tone
    high_limit: str = ""
    low_limit: str = ""
    crossed: Literal["high", "low", ""] = ""
    word: str = ""
    second: str = ""
    second_label: str = ""
    second_tone: Tone = Tone.PLAIN
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripView:
    """One wave row: its wave id, label, note, and a reason when no sensor feeds it."""

    wave: str
    label: str
    note: str
    ink: Ink
    is_attached: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NibpRow:
    """One line of the cuff's history; ``failure`` replaces the numbers."""

    clock: str
    pressures: str
    mean: str
    pulse: str
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorScreen:
    """Everything that the monitor's widgets need from one frame."""

    clock: str
    banner: Banner
    tiles: dict[str, NumericTile]
    strips: tuple[StripView, ...]
    nibp_rows: tuple[NibpRow, ...]
    audio_note: str
    status_cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TileRow:
    """What never changes of a tile: its numerics, the sensor and the display precision."""

    numerics: tuple[str, ...]
    sensor: str
    ink: Ink
    limits: str
    decimals: int = 0


_ROWS = {
    "HR": _TileRow(numerics=("HR",), sensor="ecg", ink=Ink.ECG, limits="HR"),
    "ART": _TileRow(numerics=("ARTs", "ARTd"), sensor="art", ink=Ink.ART, limits="ARTs"),
    "SpO2": _TileRow(numerics=("SpO2",), sensor="spo2", ink=Ink.SPO2, limits="SpO2"),
    "EtCO2": _TileRow(numerics=("EtCO2",), sensor="co2", ink=Ink.CO2, limits="EtCO2"),
    "RR": _TileRow(numerics=("RR",), sensor="co2", ink=Ink.RESP, limits="RR"),
    "Temp": _TileRow(numerics=("Temp",), sensor="temp", ink=Ink.TEMP, limits="Temp", decimals=1),
    "NIBP": _TileRow(numerics=("NIBPs", "NIBPd"), sensor="nibp", ink=Ink.NIBP, limits="NIBPs"),
}

MOST_ADDED = 6
"""More lanes than these would be too low to read."""

_V5_GIVES_WAY_TO = 2
_LETHAL = ("asystole", "vf", "vt")


class MonitorPresenter:
    """Turns frames into a MonitorScreen; ``start_clock_s`` is the wall time of the run's start."""

    def __init__(self, scenario: Scenario, tr: Translate, *, start_clock_s: int = 0) -> None:
        """Keep the patient's words and the translator; no frame is needed yet."""
        self._scenario = scenario
        self._tr = tr
        self._start_clock_s = start_clock_s

    def patient_lines(self) -> tuple[str, str, str]:
        """Return the name, the facts beside it, and the line below (place, kind, allergies)."""
        card, tr = self._scenario.patient, self._tr
        family, _, given = card.name.rpartition(" ")
        name = f"{given.upper()}, {family}" if family else given.upper()
        who = (sex_word(card.sex, tr), age_words(str(card.age), tr), f"{card.weight_kg:g} kg")
        facts = " · ".join(who)
        allergies = card.allergies.in_language(tr.language) if card.allergies else ""
        known = allergies or tr("none recorded")
        kind = template_word(card.template, tr)
        below = f"{kind} · {tr('Allergies: {known}', known=known)}"
        return name, facts, below

    def present(self, frame: Frame, *, banner_page: int = 0, ecg_gain: int = 2) -> MonitorScreen:
        """Return the whole screen for one frame."""
        view = frame.monitor
        return MonitorScreen(
            clock=room_clock(self._start_clock_s, frame.at_ms),
            banner=banner(view.alarms, banner_page, self._tr),
            tiles={tile: self.tile(tile, frame) for tile in _ROWS},
            strips=self.strips(view, ecg_gain=ecg_gain),
            nibp_rows=tuple(self._nibp_row(r) for r in reversed(view.nibp.history[-4:])),
            audio_note=self._audio_note(frame),
            status_cells=self._status_cells(frame),
        )

    def tile(self, tile: str, frame: Frame) -> NumericTile:
        """Return one numeric tile; a lost sensor gives dashes, never the last number."""
        view, row = frame.monitor, _ROWS[tile]
        decimals = 1 if tile == "EtCO2" and view.etco2_unit == "kPa" else row.decimals
        numbers = [_live(view, numeric) for numeric in row.numerics]
        if tile == "NIBP":
            return self._nibp_tile(frame)
        alarm = _alarm_of(tile, view)
        limits = view.limits.get(row.limits, Limits(low=None, high=None))
        is_lost = any(number is None for number in numbers)
        second, second_label, second_tone = self._second(tile, view)
        return NumericTile(
            tile=tile,
            label=self._label(tile),
            unit=self._unit(tile, view),
            ink=row.ink,
            text="/".join(number_text(number, decimals) for number in numbers),
            tone=_tone(alarm, is_lost=is_lost),
            high_limit=_limit_text(limits.high, decimals),
            low_limit=_limit_text(limits.low, decimals),
            crossed=alarm.limit_side if alarm and not is_lost else "",
            word=self._word(alarm, is_lost=is_lost, view=view, row=row),
            second=second,
            second_label=second_label,
            second_tone=second_tone,
            note=self._note(tile, view),
        )

    def strips(self, view: MonitorView, *, ecg_gain: int = 2) -> tuple[StripView, ...]:
        """Return the wave rows from the top, each with a reason when it has no sensor.

        The five usual ones, then what lines, probes and ventilator add; with two or more of these
        V5 gives way, which the twelve leads show anyway.
        ``ecg_gain`` is the factor on 10 mm/mV of the first row.
        """
        tr = self._tr
        gain = tr("×{factor} · {gain} mm/mV · 25 mm/s · Monitor 0.5–40 Hz",
                  factor=ecg_gain, gain=10 * ecg_gain)  # fmt: skip
        low = view.perfusion_index_pct is not None and view.perfusion_index_pct < 1.0
        rows = (
            ("II", "II", gain, Ink.ECG, "ecg"),
            ("V5", "V5", "×1", Ink.ECG, "ecg"),
            ("ART", tr("ART"), "", Ink.ART, "art"),
            ("PLETH", tr("PLETH"), tr("low perfusion") if low else "", Ink.SPO2, "spo2"),
            ("CO2", tr("CO₂"), tr("6.25 mm/s"), Ink.CO2, "co2"),
        )
        added = self._added(view)
        usual = (
            StripView(
                wave=wave, label=label, note=note, ink=ink, is_attached=sensor in view.attached,
                reason=self._reason(wave, sensor, view),
            )
            for wave, label, note, ink, sensor in rows
            if len(added) < _V5_GIVES_WAY_TO or wave != "V5"
        )  # fmt: skip
        return (*usual, *added)

    def _added(self, view: MonitorView) -> tuple[StripView, ...]:
        tr = self._tr
        return tuple(
            StripView(
                wave=wave, label=lane_label(wave, tr),
                note=lane_note(wave, view.lanes[wave], tr), ink=LANES[wave].ink,
                is_attached=True, reason="",
            )
            for wave in view.lanes
        )[:MOST_ADDED]  # fmt: skip

    def _reason(self, wave: str, sensor: str, view: MonitorView) -> str:
        if sensor not in view.attached:
            return self._absent(sensor)
        return self._tr("Lead off") if wave in view.lost_leads else ""

    # ------------------------------------------------------------------ words
    def _label(self, tile: str) -> str:
        tr = self._tr
        return {
            "HR": tr("HR"), "ART": tr("ART"), "SpO2": tr("SpO₂"), "EtCO2": tr("EtCO₂"),
            "RR": tr("RR"), "Temp": tr("Temp"), "NIBP": tr("NIBP"),
        }[tile]  # fmt: skip

    def _unit(self, tile: str, view: MonitorView) -> str:
        tr = self._tr
        return {
            "HR": tr("bpm"), "ART": "mmHg", "SpO2": "%", "EtCO2": view.etco2_unit,
            "RR": tr("rpm"), "Temp": "°C", "NIBP": "mmHg",
        }[tile]  # fmt: skip

    def _absent(self, sensor: str) -> str:
        tr = self._tr
        return {
            "ecg": tr("Electrodes not attached"),
            "art": tr("No arterial line"),
            "spo2": tr("Probe not attached"),
            "co2": tr("Sampling line not attached"),
            "temp": tr("Probe not attached"),
            "nibp": tr("Cuff not attached"),
        }.get(sensor, tr("Not attached"))

    def _word(
        self, alarm: AlarmView | None, *, is_lost: bool, view: MonitorView, row: _TileRow
    ) -> str:
        if alarm is not None:
            return f"{PREFIX[TONE_OF_PRIORITY[alarm.priority]]} {code_word(alarm, self._tr)}"
        if not is_lost:
            return ""
        if row.sensor not in view.attached:
            return self._absent(row.sensor)
        signal = view.numerics[row.numerics[0]].signal if row.numerics[0] in view.numerics else None
        return self._tr("Searching") if signal is Signal.SEARCHING else self._tr("No valid signal")

    def _second(self, tile: str, view: MonitorView) -> tuple[str, str, Tone]:
        if tile == "ART":
            mean = _live(view, "ARTm")
            limits = view.limits.get("ARTm", Limits(low=None, high=None))
            label = f"{_limit_text(limits.low)}–{_limit_text(limits.high)}"
            alarm = _first(view, ("ARTm",))
            tone = _tone(alarm, is_lost=mean is None)
            label = f"{self._tr('mean')}\n{label}" if len(label) > 1 else ""
            return f"({number_text(mean)})", label, tone
        if tile == "SpO2":
            pulse = _live(view, "PR")
            return number_text(pulse), self._tr("PR bpm"), _tone(None, is_lost=pulse is None)
        return "", "", Tone.PLAIN

    def _note(self, tile: str, view: MonitorView) -> str:
        if tile == "SpO2" and view.perfusion_index_pct is not None:
            return self._tr("Perf {index}", index=f"{view.perfusion_index_pct:.1f}")
        return ""

    def _audio_note(self, frame: Frame) -> str:
        until = frame.monitor.audio_paused_until_ms
        if until is None or until <= frame.at_ms:
            return self._tr("2 min")
        return self._tr("paused, {left} left", left=_minutes(until - frame.at_ms))

    def _status_cells(self, frame: Frame) -> tuple[tuple[str, str], ...]:
        tr, view = self._tr, frame.monitor
        has_ecg = "ecg" in view.attached
        until = view.audio_paused_until_ms
        is_paused = until is not None and until > frame.at_ms
        return (
            (tr("HR source"), "ECG" if has_ecg else "--"),
            (tr("Alarm sound"), tr("Paused") if is_paused else tr("On")),
            (tr("Alarms"), tr("{count} active", count=len(view.alarms))),
        )

    # ------------------------------------------------------------------ cuff
    def _nibp_tile(self, frame: Frame) -> NumericTile:
        view, tr = frame.monitor, self._tr
        last = next((r for r in reversed(view.nibp.history) if r.systolic_mmhg is not None), None)
        alarm = _alarm_of("NIBP", view)
        limits = view.limits.get("NIBPs", Limits(low=None, high=None))
        is_off = "nibp" not in view.attached
        if view.nibp.is_measuring:
            text, second = number_text(view.nibp.cuff_mmhg), tr("cuff")
        elif last is None or is_off:
            text, second = "--/--", "(--)"
        else:
            text = f"{last.systolic_mmhg}/{last.diastolic_mmhg}"
            second = f"({last.mean_mmhg})"
        is_lost = text.startswith("--")
        return NumericTile(
            tile="NIBP", label=self._label("NIBP"), unit="mmHg", ink=Ink.NIBP, text=text,
            tone=Tone.TECHNICAL if is_lost else Tone.PLAIN,
            high_limit=_limit_text(limits.high), low_limit=_limit_text(limits.low),
            crossed=alarm.limit_side if alarm and not is_lost else "",
            word=self._absent("nibp") if is_off else self._nibp_note(frame, last),
            second=second, second_tone=_tone(alarm, is_lost=is_lost),
        )  # fmt: skip

    def _nibp_note(self, frame: Frame, last: NibpReading | None) -> str:
        nibp, tr = frame.monitor.nibp, self._tr
        if nibp.is_measuring:
            return tr("Measuring")
        parts = [] if last is None else [room_clock(self._start_clock_s, last.at_ms)]
        if nibp.interval_ms is None:
            parts.append(tr("Manual"))
        else:
            parts.append(tr("Auto {minutes} min", minutes=f"{nibp.interval_ms / 60_000:g}"))
        if nibp.next_at_ms is not None:
            left_ms = max(0, nibp.next_at_ms - frame.at_ms)
            parts.append(tr("next {left}", left=_minutes(left_ms)))
        return " · ".join(parts)

    def _nibp_row(self, reading: NibpReading) -> NibpRow:
        clock = room_clock(self._start_clock_s, reading.at_ms, with_seconds=False)
        if reading.systolic_mmhg is None:
            reason = _cuff_failure(reading.failure, self._tr)
            failure = self._tr("unable to measure: {reason}", reason=reason)
            return NibpRow(clock=clock, pressures="", mean="", pulse="", failure=failure)
        pulse = reading.pulse_rate_per_min
        return NibpRow(
            clock=clock, pressures=f"{reading.systolic_mmhg}/{reading.diastolic_mmhg}",
            mean=str(reading.mean_mmhg), pulse="--" if pulse is None else str(pulse), failure="",
        )  # fmt: skip


def _cuff_failure(failure: str, tr: Translate) -> str:
    reasons = {
        "": tr("no pulse found"),
        "no pulse": tr("no pulse"),
        "weak pulse": tr("weak pulse"),
        "motion": tr("motion"),
        "pulse rate out of range": tr("pulse rate out of range"),
        "cuff off": tr("cuff off"),
    }
    return reasons.get(failure, failure)


def _live(view: MonitorView, numeric: str) -> float | None:
    found = view.numerics.get(numeric)
    if found is None or found.signal is not Signal.OK:
        return None
    return found.number


def _limit_text(limit: float | None, decimals: int = 0) -> str:
    return "" if limit is None else number_text(limit, decimals)


def _minutes(duration_ms: int) -> str:
    return clock_text(duration_ms).removeprefix("0")


def _first(view: MonitorView, numerics: tuple[str, ...]) -> AlarmView | None:
    return next((a for a in by_urgency(view.alarms) if a.numeric in numerics), None)


def _alarm_of(tile: str, view: MonitorView) -> AlarmView | None:
    numerics = _ROWS[tile].numerics
    if tile == "HR":
        lethal = [a for a in by_urgency(view.alarms) if a.code in _LETHAL]
        if lethal:
            return lethal[0]
    return _first(view, numerics)


def _tone(alarm: AlarmView | None, *, is_lost: bool) -> Tone:
    if is_lost and (alarm is None or alarm.priority is AlarmPriority.TECHNICAL):
        return Tone.TECHNICAL
    if alarm is None:
        return Tone.PLAIN
    return TONE_OF_PRIORITY[alarm.priority]
