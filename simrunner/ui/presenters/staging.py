"""Changes that were dragged or wheeled but not sent yet, and the gesture that makes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from simrunner.domain.action import Action, PinVital, ReleaseVital, SetVital, Source
from simrunner.domain.quantity import MMHG_PER_KPA, Quantity
from simrunner.domain.vital import VITALS, Vital

Tile = Literal["HR", "BP", "SpO2", "EtCO2", "RR", "Temp"]
TILES: tuple[Tile, ...] = ("HR", "BP", "SpO2", "EtCO2", "RR", "Temp")

_VITAL_OF: dict[Tile, Vital] = {
    "HR": Vital.HR, "BP": Vital.SBP, "SpO2": Vital.SPO2, "EtCO2": Vital.ETCO2,
    "RR": Vital.RR, "Temp": Vital.TEMP,
}  # fmt: skip

PX_PER_STEP = {"HR": 2, "BP": 2, "SpO2": 5, "EtCO2": 4, "RR": 4, "Temp": 6}
"""Vertical pixels per display step of each tile; chosen so that a hand's width spans the range."""

MS_PER_PX = 500
RAMP_SNAP_MS = 5_000
RAMP_LIMIT_MS = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One waiting change: the tile, its new number (systolic for BP) and the ramp's time.

    ``diastolic`` goes with BP only. ``etco2_unit`` is the unit that ``number`` is in for EtCO2.
    """

    tile: Tile
    number: float
    over_ms: int
    diastolic: float | None = None
    etco2_unit: str = "mmHg"

    @property
    def text(self) -> str:
        """The new number as the chip prints it: ``120``, ``90/52``, ``36.5``."""
        decimals = 1 if self.tile == "Temp" or self._is_kpa else 0
        shown = f"{self.number:.{decimals}f}"
        return shown if self.diastolic is None else f"{shown}/{self.diastolic:.0f}"

    @property
    def _is_kpa(self) -> bool:
        return self.tile == "EtCO2" and self.etco2_unit == "kPa"

    def actions(self) -> tuple[Action, ...]:
        """Return what to submit, marked as the facilitator's."""
        return tuple(
            SetVital(source=Source.FACILITATOR, vital=vital, quantity=quantity,
                     over_ms=self.over_ms)
            for vital, quantity in self._targets()
        )  # fmt: skip

    def pins(self) -> tuple[Action, ...]:
        """Return the actions that hold the tile at this number until released."""
        return tuple(
            PinVital(source=Source.FACILITATOR, vital=vital, quantity=quantity)
            for vital, quantity in self._targets()
        )

    def _targets(self) -> tuple[tuple[Vital, Quantity], ...]:
        vital = _VITAL_OF[self.tile]
        unit = self.etco2_unit if self.tile == "EtCO2" else VITALS[vital].unit
        decimals = 1 if self.tile == "Temp" or self._is_kpa else 0
        first = (vital, Quantity(number=Decimal(f"{self.number:.{decimals}f}"), unit=unit))
        if self.diastolic is None:
            return (first,)
        diastolic = Quantity(number=Decimal(f"{self.diastolic:.0f}"), unit="mmHg")
        return (first, (Vital.DBP, diastolic))


def releases(tile: Tile) -> tuple[Action, ...]:
    """Return the actions that end the tile's pin."""
    vitals = (Vital.SBP, Vital.DBP) if tile == "BP" else (_VITAL_OF[tile],)
    return tuple(ReleaseVital(source=Source.FACILITATOR, vital=vital) for vital in vitals)


def limits_of(tile: Tile, etco2_unit: str = "mmHg") -> tuple[float, float]:
    """Return the lowest and highest number that may be staged, in the shown unit."""
    spec = VITALS[_VITAL_OF[tile]]
    if tile == "EtCO2" and etco2_unit == "mmHg":
        return 0.0, float(round(spec.high * float(MMHG_PER_KPA)))
    return spec.low, spec.high


def moved(start: Staged, dx_px: int, dy_px: int) -> Staged:
    """Return the change for a drag from ``start``: up is more, right is a longer ramp."""
    step = 0.1 if start.tile == "Temp" or start.etco2_unit == "kPa" else 1.0
    steps = -round(dy_px / PX_PER_STEP[start.tile])
    asked_ms = start.over_ms + dx_px * MS_PER_PX
    snapped_ms = round(asked_ms / RAMP_SNAP_MS) * RAMP_SNAP_MS
    over_ms = min(RAMP_LIMIT_MS, max(0, snapped_ms))
    return replace(stepped(start, steps * step), over_ms=over_ms)


def stepped(start: Staged, by: float) -> Staged:
    """Return the change moved ``by`` display units; diastolic keeps its share of systolic."""
    low, high = limits_of(start.tile, start.etco2_unit)
    number = min(high, max(low, round(start.number + by, 1)))
    if start.diastolic is None:
        return replace(start, number=number)
    share = start.diastolic / start.number if start.number > 0 else 0.6
    return replace(start, number=number, diastolic=float(round(number * share)))


class StagingArea:
    """The waiting changes, one per tile, in the order they were first made."""

    def __init__(self) -> None:
        """Start empty."""
        self._staged: dict[Tile, Staged] = {}

    @property
    def staged(self) -> Sequence[Staged]:
        """The waiting changes."""
        return tuple(self._staged.values())

    def put(self, change: Staged) -> None:
        """Add a change or replace the tile's former one."""
        self._staged[change.tile] = change

    def drop(self, tile: Tile) -> None:
        """Forget a tile's change."""
        self._staged.pop(tile, None)

    def take(self) -> tuple[Action, ...]:
        """Return every action to submit and forget the changes."""
        actions = tuple(a for change in self._staged.values() for a in change.actions())
        self._staged.clear()
        return actions

    def clear(self) -> None:
        """Forget all changes."""
        self._staged.clear()
