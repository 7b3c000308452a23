"""What the simulated manikin is: its capabilities and its depth sensor."""

from devices.protocol.capability import ActuatorLimits, CapsDocument, Channel
from devices.simulated.rescuer import Rescuer
from simrunner.domain.chance import Stream

DEPTH_STREAM = 0
DEPTH_RATE_HZ = 100

NOISE_SD_MM = 0.15
"""Noise of a time-of-flight depth sensor at which the detector was tried (prototype figure)."""

_PULSES = ("carotid", "brachial", "radial", "femoral")

CAPABILITIES = CapsDocument(
    streams={
        DEPTH_STREAM: (
            Channel(
                name="cpr.depth", unit="mm", wire_type="i32", scale=0.001, rate_hz=DEPTH_RATE_HZ
            ),
        )
    },
    actuators=(
        *(
            ActuatorLimits(name=f"pulse.{site}.{side}", kind="permille", low=0, high=1000)
            for site in _PULSES
            for side in ("l", "r")
        ),
        ActuatorLimits(name="pulse.rate", kind="per_min", low=0, high=300),
        ActuatorLimits(name="resp.rate", kind="per_min", low=0, high=80),
        ActuatorLimits(name="chest.rise.l", kind="permille", low=0, high=1000),
        ActuatorLimits(name="chest.rise.r", kind="permille", low=0, high=1000),
        ActuatorLimits(name="device.safe", kind="switch", low=1, high=1),
        ActuatorLimits(name="sim.rescuer", kind="simulated", low=0, high=0),
        ActuatorLimits(name="sim.drug", kind="simulated", low=0, high=0),
        ActuatorLimits(name="sim.shock", kind="simulated", low=0, high=0),
    ),
    events=("drug", "shock"),
)


class DepthSensor:
    """Measures the rescuer's depth with noise, in whole micrometres."""

    def __init__(self, rescuer: Rescuer, *, seed: int) -> None:
        """Look at one rescuer, with noise of the device's seed."""
        self._rescuer = rescuer
        self._noise = Stream(seed, "sensor.depth")

    def read_um(self, t_us: int) -> int:
        """Return the reading at ``t_us``; ask in order of time."""
        true_mm = self._rescuer.depth_mm(t_us)
        return round((true_mm + NOISE_SD_MM * self._noise.bell()) * 1000)
