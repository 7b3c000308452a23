"""Orders: what the engine wants of the body, the sensors and the monitor in one step."""

from dataclasses import dataclass
from typing import TypeAlias

from simrunner.domain.action import Action, Source
from simrunner.domain.body_order import (
    Bleed,
    Breathe,
    EcgOrder,
    EquipmentOrder,
    FallIll,
    RunFluid,
    Ventilate,
)
from simrunner.domain.chart import Ramp
from simrunner.domain.vital import Vital


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Why a vital is what it is: who set it, in what (a state or rule), and when."""

    source: Source
    label: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpTo:
    """Set a vital at once and end its ramp."""

    vital: Vital
    number: float
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRamp:
    """Start a ramp from the present value, replacing a running one."""

    ramp: Ramp
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Hold a vital above the file's layer."""

    vital: Vital
    number: float
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpin:
    """Blend linearly from the pin to the value underneath over ``over_ms``."""

    vital: Vital
    over_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRhythm:
    """Beat in another rhythm from the next beat on."""

    rhythm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSensor:
    """Attach a sensor or take it off."""

    sensor: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Treat:
    """An accepted treatment reaches the body: a drug, a shock, a compression, pacing, a breath."""

    action: Action
    performed_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PressKey:
    """A soft key of the monitor was pressed."""

    key: str


Order: TypeAlias = (
    JumpTo
    | FollowRamp
    | Pin
    | Unpin
    | ChangeRhythm
    | MoveSensor
    | Treat
    | PressKey
    | Bleed
    | RunFluid
    | FallIll
    | Breathe
    | Ventilate
    | EcgOrder
    | EquipmentOrder
)
