"""What the simulated manikin is: its capabilities, and the sensors that look at its rescuer."""

import struct
from dataclasses import dataclass

from devices.protocol.capability import ActuatorLimits, CapsDocument, Channel
from devices.simulated.rescuer import Rescuer
from simrunner.domain.chance import Stream

DEPTH_STREAM, HAND_STREAM, BREATH_STREAM, LOAD_STREAM = 0, 1, 2, 3
DEPTH_RATE_HZ = 100

NOISE_SD_MM = 0.15
"""Noise of a time-of-flight depth sensor at which the detector was tried (prototype figure)."""

RATES_HZ = (10, 20, 50, 100, 200, 500, 1000)
"""Rates whose interval is a whole part of the heartbeat's."""

PUMPS = ("fluid.sweat", "fluid.tears", "fluid.blood")

WHOLE_EVENTS = (
    "touch", "tube", "ventilation", "iv.placed", "io.placed", "pads", "electrodes", "head.tilted",
)  # fmt: skip
"""What a whole manikin feels besides drugs and shocks."""

_PULSES = ("carotid", "brachial", "radial", "femoral")
_FEET = ("popliteal", "pedal")
STIFFNESS_N_PER_MM = 10.0
"""What the simulated chest pushes back: 500 N at 50 mm, a middling adult's (`unverified`)."""

_DEPTH = struct.Struct("<i")
_HAND = struct.Struct("<hh")
_BREATH = struct.Struct("<hh")
_LOAD = struct.Struct("<h")


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorStyle:
    """Rate of every sensor, noise and coarseness of the depth, and what there is beside depth.

    A whole manikin has pulses down to the feet, lids and a light for cyanosis.
    """

    rate_hz: int = DEPTH_RATE_HZ
    noise_mm: float = NOISE_SD_MM
    step_mm: float = 0.001
    has_hand: bool = False
    has_breath: bool = False
    has_load: bool = False
    has_pumps: bool = False
    is_reduced: bool = False
    is_whole: bool = False


def capabilities_of(style: SensorStyle) -> CapsDocument:
    """Return the capability document of a device with these sensors.

    A reduced one has lost its chest's actuators, as after another firmware was loaded.
    """
    streams: dict[int, tuple[Channel, ...]] = {
        DEPTH_STREAM: (_channel("cpr.depth", "mm", "i32", 0.001, style.rate_hz),)
    }
    if style.has_hand:
        streams[HAND_STREAM] = (
            _channel("cpr.hand.x", "mm", "i16", 0.1, style.rate_hz),
            _channel("cpr.hand.y", "mm", "i16", 0.1, style.rate_hz),
        )
    if style.has_breath:
        streams[BREATH_STREAM] = (
            _channel("vent.flow", "mL/s", "i16", 1.0, style.rate_hz),
            _channel("vent.volume", "mL", "i16", 1.0, style.rate_hz),
        )
    if style.has_load:
        streams[LOAD_STREAM] = (_channel("cpr.force", "N", "i16", 0.1, style.rate_hz),)
    events = ("drug", "shock", *(WHOLE_EVENTS if style.is_whole else ()))
    return CapsDocument(streams=streams, actuators=_actuators(style), events=events)


def _channel(name: str, unit: str, wire_type: str, scale: float, rate_hz: int) -> Channel:
    return Channel(name=name, unit=unit, wire_type=wire_type, scale=scale, rate_hz=rate_hz)


def _actuators(style: SensorStyle) -> tuple[ActuatorLimits, ...]:
    chest = () if style.is_reduced else ("chest.rise.l", "chest.rise.r")
    pumps = PUMPS if style.has_pumps else ()
    sites = (*_PULSES, *_FEET) if style.is_whole else _PULSES
    face = ("eyes.lid.l", "eyes.lid.r", "led.cyanosis") if style.is_whole else ()
    return (
        *(
            ActuatorLimits(name=f"pulse.{site}.{side}", kind="permille", low=0, high=1000)
            for site in sites
            for side in ("l", "r")
        ),
        ActuatorLimits(name="pulse.rate", kind="per_min", low=0, high=300),
        ActuatorLimits(name="resp.rate", kind="per_min", low=0, high=80),
        *(ActuatorLimits(name=name, kind="permille", low=0, high=1000) for name in (*chest, *face)),
        *(ActuatorLimits(name=name, kind="ml_per_min", low=0, high=500) for name in pumps),
        ActuatorLimits(name="device.safe", kind="switch", low=1, high=1),
        ActuatorLimits(name="sim.rescuer", kind="simulated", low=0, high=0),
        ActuatorLimits(name="sim.drug", kind="simulated", low=0, high=0),
        ActuatorLimits(name="sim.shock", kind="simulated", low=0, high=0),
    )


CAPABILITIES = capabilities_of(SensorStyle())


class Sensors:
    """Measure the rescuer with noise, in the whole steps of the wire."""

    def __init__(self, rescuer: Rescuer, *, seed: int, style: SensorStyle) -> None:
        """Look at one rescuer, with noise of the device's seed."""
        self._rescuer = rescuer
        self._style = style
        self._noise = Stream(seed, "sensor.depth")
        self._volume_ml = 0.0

    def read(self, t_us: int) -> dict[int, bytes]:
        """Return the sample of every stream at ``t_us``; ask in order of time."""
        style = self._style
        true_mm = self._rescuer.depth_mm(t_us)
        reading_mm = true_mm + style.noise_mm * self._noise.bell()
        samples = {DEPTH_STREAM: _DEPTH.pack(_in_steps(reading_mm, style.step_mm))}
        if style.has_hand:
            x_mm, y_mm = self._rescuer.hand_mm
            samples[HAND_STREAM] = _HAND.pack(round(x_mm * 10), round(y_mm * 10))
        if style.has_breath:
            volume_ml = self._rescuer.breaths.volume_ml(t_us)
            flow = (volume_ml - self._volume_ml) * style.rate_hz
            self._volume_ml = volume_ml
            samples[BREATH_STREAM] = _BREATH.pack(_short(flow), _short(volume_ml))
        if style.has_load:
            samples[LOAD_STREAM] = _LOAD.pack(_short(true_mm * STIFFNESS_N_PER_MM * 10))
        return samples


def _in_steps(reading_mm: float, step_mm: float) -> int:
    """Return whole micrometres, in the coarse steps of a cheap sensor."""
    if step_mm <= 0.001:
        return round(reading_mm * 1000)
    return round(round(reading_mm / step_mm) * step_mm * 1000)


def _short(number: float) -> int:
    return max(-32_768, min(32_767, round(number)))
