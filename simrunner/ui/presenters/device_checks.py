"""Calibration, self-test and fault drill of a device in words: what was asked, what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from simrunner.domain.text import Translate
from simrunner.hardware.calibration import valid_until
from simrunner.hardware.checkup import Calibration, CheckLine, CheckOutcome, DeviceCheckup
from simrunner.hardware.device import LinkState
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.device_room import DrillLine, DrillNow, RoomNow, key_of
from simrunner.ui.presenters.device_words import DASH, capital, figure, stream_words, unit_words

KNOWN_AMOUNTS: Mapping[str, float] = {
    "cpr.depth": 50.0, "cpr.force": 500.0, "vent.volume": 500.0, "airway.pressure": 30.0,
    "bp.cuff": 100.0, "head.tilt": 30.0, "cpr.hand.x": 20.0, "cpr.hand.y": 20.0,
}  # fmt: skip
"""Channels that can be calibrated, each with the amount that is usually at hand."""

DRILL_ROWS = (6, 7, 8, 9, 10, 2, 16, 12)
"""The rows of the drill that the page tries, in its order; the command line has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One line: its shape and tone, its name, what came out."""

    key: str
    icon: str
    tone: str
    name: str
    outcome: str
    spoken: str
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksView:
    """A panel of lines: the words beside its title, its button, the lines."""

    title: str
    note: str
    action: str
    tip: str
    is_possible: bool
    rows: tuple[CheckRow, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRowView:
    """One fault: what was done, what is required, what was measured, what came of it."""

    name: str
    required: str
    measured: str
    icon: str
    tone: str
    result: str
    tip: str
    is_measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillView:
    """The fault drill as a table."""

    title: str
    note: str
    chip: ChipView | None
    action: str
    tip: str
    is_possible: bool
    head: tuple[str, str, str, str]
    rows: tuple[DrillRowView, ...]


def calibratable(checkup: DeviceCheckup) -> tuple[str, ...]:
    """Return the channels of a device that can be calibrated."""
    return tuple(name for name in checkup.capabilities.streams if name in KNOWN_AMOUNTS)


class DeviceChecksPresenter:
    """Presents the three panels of checks."""

    def __init__(self, tr: Translate) -> None:
        """Speak by ``tr``."""
        self._tr = tr

    # -- calibration

    def calibration(self, checkup: DeviceCheckup, now: RoomNow) -> ChecksView:
        """Return when each channel was calibrated, with what error, and until when that counts."""
        tr = self._tr
        channels = calibratable(checkup)
        made = [checkup.calibrations[each] for each in channels if each in checkup.calibrations]
        return ChecksView(
            title=tr("Calibration"), note=self._valid_note(made, now, len(channels)),
            action=tr("Calibrate"),
            tip=tr("Take the zero without load, then a known amount, channel by channel"),
            is_possible=bool(channels) and checkup.link is LinkState.UP and not now.is_run_on,
            rows=tuple(self._channel(checkup, name, now) for name in channels),
            empty="" if channels else tr("It measures nothing that could be calibrated here."),
        )  # fmt: skip

    def _valid_note(self, made: list[Calibration], now: RoomNow, asked: int) -> str:
        tr = self._tr
        ends = [end for each in made if (end := _valid_until(each)) is not None]
        if not asked:
            return ""
        if not ends:
            return tr("never made here")
        words = self._day(min(ends))
        is_over = _today(now) is not None and min(ends) < (_today(now) or min(ends))
        return tr("ended {day}", day=words) if is_over else tr("valid until {day}", day=words)

    def _channel(self, checkup: DeviceCheckup, name: str, now: RoomNow) -> CheckRow:
        tr = self._tr
        made = checkup.calibrations.get(name)
        unit = unit_words(checkup.capabilities.streams.get(name, ""))
        words = stream_words(name, tr)
        icon, tone, outcome = "minus", "tx3", tr("not calibrated")
        if made is not None and made.error is None:
            icon, tone, outcome = "minus", "tx3", tr("zero only")
        elif made is not None and made.error is not None:
            icon, tone = "check", "ok"
            outcome = tr("error {error} {unit}", error=figure(abs(made.error), 1), unit=unit)
        end, today = (None if made is None else _valid_until(made)), _today(now)
        if end is not None and today is not None and end < today:
            icon, tone = "warning", "warn"
        tip = ""
        if made is not None and made.made_on:
            day = self._day(date.fromisoformat(made.made_on[:10]))
            tip = tr("made on {day}", day=day)
            if made.known is not None:
                tip = tr("made on {day} with {known} {unit}", day=day,
                         known=f"{made.known:g}", unit=unit)  # fmt: skip
        return CheckRow(
            key=name,
            icon=icon,
            tone=tone,
            name=capital(words),
            outcome=outcome,
            tip=tip,
            spoken=f"{words}: {outcome}. {tip}".strip(),
        )

    def _day(self, day: date) -> str:
        if self._tr.language.startswith("zh"):
            return f"{day.month} 月 {day.day} 日"
        return f"{day.day} {day:%b}"

    # -- self-test

    def self_test(self, checkup: DeviceCheckup, now: RoomNow) -> ChecksView:
        """Return the lines of the self-test, not run ones included."""
        tr = self._tr
        lines = {line.key: line for line in checkup.self_test}
        keys = tuple(dict.fromkeys(("sensors", "actuators", "safe-state", "supply", *lines)))
        is_running = now.self_testing == key_of(checkup) or any(
            line.outcome is CheckOutcome.RUNNING for line in lines.values()
        )
        moves = bool(checkup.capabilities.actuators)
        note = tr("a few seconds, it moves") if moves else tr("a few seconds")
        if checkup.tested_on:
            note = tr("last {day}", day=self._day(date.fromisoformat(checkup.tested_on[:10])))
        return ChecksView(
            title=tr("Self-test"), note=tr("running…") if is_running else note,
            action=tr("Run"),
            tip=tr("Let the device try its sensors, outputs, safe state and supply"),
            is_possible=checkup.link is LinkState.UP and not is_running and not now.is_run_on,
            rows=tuple(self._line(key, lines.get(key)) for key in keys),
        )  # fmt: skip

    def _line(self, key: str, line: CheckLine | None) -> CheckRow:
        tr = self._tr
        name = {
            "sensors": tr("Sensors answer"), "actuators": tr("Actuators move and return"),
            "safe-state": tr("Goes to its safe state"), "supply": tr("Supply"),
        }.get(key, key)  # fmt: skip
        outcome = CheckOutcome.WAITING if line is None else line.outcome
        icon, tone, words = {
            CheckOutcome.WAITING: ("clock", "tx3", tr("not run")),
            CheckOutcome.RUNNING: ("clock", "info", tr("running…")),
            CheckOutcome.PASSED: ("check", "ok", tr("passed")),
            CheckOutcome.FAILED: ("cross", "bad", tr("failed")),
            CheckOutcome.NOT_POSSIBLE: ("minus", "tx3", tr("not possible")),
        }[outcome]
        told = "" if line is None else self._measured(line)
        shown = told if told and outcome is not CheckOutcome.FAILED else words
        tip = "" if line is None else line.words
        if outcome is CheckOutcome.FAILED and told:
            shown = tr("{outcome}: {measured}", outcome=words, measured=told)
        return CheckRow(
            key=key,
            icon=icon,
            tone=tone,
            name=name,
            outcome=shown,
            tip=tip,
            spoken=", ".join(part for part in (name, words, told, tip) if part),
        )

    def _measured(self, line: CheckLine) -> str:
        tr = self._tr
        if line.outcome in {CheckOutcome.WAITING, CheckOutcome.NOT_POSSIBLE}:
            return ""
        if line.measured is not None:
            amount = _measured_words(line.measured, line.unit)
            return tr("in {time}", time=amount) if line.key == "safe-state" else amount
        return tr("{done} of {asked}", done=line.done, asked=line.asked) if line.asked else ""

    # -- fault drill

    def drill(self, drill: DrillNow, *, is_run_on: bool) -> DrillView:
        """Return the table of faults; what was not tried is open, never a pass."""
        tr = self._tr
        rows = tuple(self._fault(number, drill.lines.get(number)) for number in DRILL_ROWS)
        measured = [line for line in drill.lines.values() if line.is_met is not None]
        passed = sum(line.is_met is True for line in measured)
        chip = None
        if measured:
            text = tr("{passed} of {all} pass", passed=passed, all=len(DRILL_ROWS))
            chip = ChipView(text=text, tone="ok" if passed == len(measured) else "bad")
        note = tr("on a simulated link, about 10 s")
        if drill.is_running:
            note = tr("running…")
        elif drill.made_on:
            note = tr("last {day}", day=self._day(date.fromisoformat(drill.made_on[:10])))
        return DrillView(
            title=tr("Fault drill"), note=note, chip=chip, action=tr("Run drill"),
            tip=tr("Make each fault on purpose on a simulated link and measure what happens"),
            is_possible=not drill.is_running and not is_run_on,
            head=(tr("fault, made on purpose"), tr("required"), tr("measured"), tr("result")),
            rows=rows,
        )  # fmt: skip

    def _fault(self, number: int, line: DrillLine | None) -> DrillRowView:
        tr = self._tr
        name, required = {
            6: (tr("Cable pulled: shown as lost"), "< 500 ms"),
            7: (tr("Plugged in again, same name"), "< 2 s"),
            8: (tr("Silent but plugged in: stale"), "< 500 ms"),
            9: (tr("Restarts by itself: state sent again"), "< 1 s"),
            10: (tr("5 % of frames lost: commands failed"), "0"),
            2: (tr("Noise on the line: frames spoilt"), "≤ 1"),
            16: (tr("Program gone: actuators safe"), "≤ 2.1 s"),
            12: (tr("Clock runs 200 ppm wrong"), "< 1 ms"),
        }[number]
        icon, tone, result = "clock", "tx2", tr("open")
        if line is not None and line.is_running:
            icon, tone, result = "clock", "info", tr("trying…")
        elif line is not None and line.is_met is not None:
            icon, tone, result = (
                ("check", "ok", tr("pass")) if line.is_met else ("cross", "bad", tr("fail"))
            )
        is_measured = line is not None and line.is_met is not None
        measured = tr("not run")
        if line is not None and is_measured:
            measured = _amount(line.figure, line.unit)
        elif line is not None and line.is_running:
            measured = DASH
        return DrillRowView(
            name=name, required=required, measured=measured, icon=icon, tone=tone, result=result,
            tip="" if line is None else line.measured, is_measured=is_measured,
        )  # fmt: skip


def _valid_until(made: Calibration) -> date | None:
    last = valid_until(made) if made.error is not None else ""
    return date.fromisoformat(last) if last else None


def _today(now: RoomNow) -> date | None:
    return date.fromisoformat(now.wall[:10]) if now.wall else None


def _measured_words(number: float, unit: str) -> str:
    """Return a number of a self-test in three figures; short times in ms."""
    if unit == "s" and number < 0.1:
        number, unit = number * 1000, "ms"
    return f"{number:.3g} {unit}".strip()


def _amount(number: float | None, unit: str) -> str:
    if number is None:
        return DASH
    shown = figure(number) if unit == "ms" and number >= 1 else f"{round(number, 2):g}"
    return f"{shown} {unit}" if unit in {"ms", "s", "%"} else shown
