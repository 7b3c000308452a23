"""The deeds of a virtual team: the actions it takes, and what it believes it has done."""

from collections.abc import Callable

from simrunner.domain.action import (
    Action,
    DeliverShock,
    GiveDrug,
    InfuseDrug,
    Pace,
    PerformAct,
    PlaceOrder,
    Source,
    SwitchSensor,
)
from simrunner.domain.chance import Stream
from simrunner.domain.chart import Scenario
from simrunner.domain.condition import Window
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.rehearsal.dosing import Dosing, DrugChart, GivenDose
from simrunner.rehearsal.need import Need
from simrunner.rehearsal.team_model import LevelModel

CPR = "cpr"
"""The act that compressions perform (clinscn/1 section 5)."""

SHOCK_J = 150
"""ERC Guidelines 2021, adult ALS: a first biphasic shock of at least 150 J."""

PACE_RATE_PER_MIN, PACE_CURRENT_MA = 70, 80
"""Within what is taught (ERC Guidelines 2021: 60 to 90 per min, capture mostly at 50 to 100 mA)."""

_REPEATED = ("shock", "pace", "act")
"""Deeds that are done again in cycles while a rule's event waits for them."""


class Deeds:
    """Turns needs into actions of one scenario, with the errors of one level."""

    def __init__(
        self, scenario: Scenario, level: LevelModel, stream: Callable[[str], Stream]
    ) -> None:
        """Draw errors from ``stream``, by name."""
        self._dosing = Dosing(scenario)
        self._level = level
        self._stream = stream
        self._chart = DrugChart()
        self._sensors = dict(scenario.sensors)
        self._rates: dict[str, Quantity] = {}
        self._times_ms: dict[str, list[int]] = {}

    def last_ms(self, need: Need) -> int | None:
        """Return when that kind of deed was last done; None when it never was."""
        if need.kind == "give":
            times = [dose.at_ms for dose in self._chart.of(need.what, need.route, 0)]
        else:
            times = self._times_ms.get(_key(need), [])
        return times[-1] if times else None

    def is_missing(self, need: Need, since_ms: int) -> bool:
        """Return whether the team believes that a need lacks a deed since ``since_ms``."""
        if need.kind == "give" and not need.is_event:
            return (
                self._dosing.missing(need, self._chart, _from_ms(need.window, since_ms)) is not None
            )
        if need.kind == "infuse" and not need.is_event:
            return self._lacks_rate(need)
        if need.kind == "sensor":
            return not self._sensors.get(need.what, False)
        if need.is_event and need.kind in _REPEATED:
            return True
        last_ms = self.last_ms(need)
        return last_ms is None or last_ms < _from_ms(need.window, since_ms, need.is_event)

    def do(self, need: Need, since_ms: int, now_ms: int) -> Action:  # noqa: PLR0911 - one line per kind reads best
        """Return the action for a need that lacks it, possibly with an error."""
        self._times_ms.setdefault(_key(need), []).append(now_ms)
        match need.kind:
            case "give":
                return self._give(need, since_ms, now_ms)
            case "infuse":
                rate = self._dosing.rate(need)
                self._rates[need.what] = rate
                return InfuseDrug(source=Source.LEARNER, drug=need.what, rate=rate)
            case "act":
                return PerformAct(source=Source.LEARNER, act=need.what)
            case "order":
                return PlaceOrder(source=Source.LEARNER, item=need.what)
            case "shock":
                return DeliverShock(source=Source.LEARNER, energy_j=SHOCK_J)
            case "pace":
                return Pace(source=Source.LEARNER, rate_per_min=PACE_RATE_PER_MIN,
                            current_ma=PACE_CURRENT_MA)  # fmt: skip
            case "sensor":
                self._sensors[need.what] = True
                return SwitchSensor(source=Source.LEARNER, sensor=need.what, is_on=True)

    def compress(self, now_ms: int) -> Action:
        """Return the act of compressions that go on."""
        return self.do(Need(kind="act", what=CPR), 0, now_ms)

    def notice(self, drug: str) -> None:
        """See what was really given of a drug."""
        for dose in self._chart.of(drug, "", 0):
            dose.notice()

    def _give(self, need: Need, since_ms: int, now_ms: int) -> Action:
        asked = Need(kind="give", what=need.what, route=need.route) if need.is_event else need
        from_ms = now_ms if need.is_event else _from_ms(need.window, since_ms)
        wanted = self._dosing.missing(asked, self._chart, from_ms)
        assert wanted is not None
        given = self._dose(need.subject, wanted[0]), self._route(need.subject, wanted[1])
        dose = GivenDose(at_ms=now_ms, drug=need.what, believed=wanted, true=given)
        self._chart.doses.append(dose)
        if given != wanted and self._happens("recovery", need.subject, self._level.recovery_pct):
            dose.notice()
        return GiveDrug(source=Source.LEARNER, drug=need.what, amount=given[0], route=given[1])

    def _dose(self, subject: str, right: Quantity) -> Quantity:
        """Return the amount that is given: mostly the right one. Counted doses are never wrong."""
        is_counted = right.dimension is Dimension.NUMBER
        if is_counted or not self._happens("dose", subject, self._level.wrong_dose_pct):
            return right
        drawn_pct = self._stream(f"team.dose.{subject}").unit() * 100
        times = self._level.wrong_doses[-1].times
        for wrong in self._level.wrong_doses:
            drawn_pct -= wrong.share_pct
            if drawn_pct < 0:
                times = wrong.times
                break
        return Quantity(number=right.number * times, unit=right.unit)

    def _route(self, subject: str, right: str) -> str:
        if not self._happens("route", subject, self._level.wrong_route_pct):
            return right
        return self._level.wrong_routes.get(right, "IV")

    def _lacks_rate(self, need: Need) -> bool:
        """Return whether an infusion is to be started, made faster, or stopped."""
        rate, running = self._dosing.rate(need), self._rates.get(need.what)
        if rate.number == 0:
            return running is not None and running.number > 0
        return running is None or self._dosing.is_slower(need.what, running, rate)

    def _happens(self, purpose: str, subject: str, share_pct: float) -> bool:
        return self._stream(f"team.{purpose}.{subject}").unit() * 100 < share_pct


def _from_ms(window: Window | None, since_ms: int, is_event: bool = False) -> int:
    """Return from when deeds count for a need; a window `within` is filled from its aim's start."""
    return 0 if window is None and not is_event else since_ms


def _key(need: Need) -> str:
    return f"{need.kind} {need.what}"
