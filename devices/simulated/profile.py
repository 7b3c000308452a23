"""What a simulated device is: read from a profile, a TOML file that people write.

```toml
[device]
model = "Home-made board"
serial = "B-17"

[rescuer]
depth_mm = 52
cycle = "30:2"
```
"""

from dataclasses import dataclass, field
from pathlib import Path

from devices.protocol.frame import VERSION
from devices.simulated.rescuer import RescuerStyle
from devices.simulated.sensors import RATES_HZ, SensorStyle
from devices.simulated.settings_table import SettingsTable, read_toml

CYCLES = {"continuous": 0, "30:2": 30, "15:2": 15}
_PLAIN_RESCUER = RescuerStyle()
_PLAIN_SENSOR = SensorStyle()


@dataclass(frozen=True, slots=True, kw_only=True)
class CprPlan:
    """Compressions that begin by themselves, ``from_s`` after the device was switched on."""

    from_s: float
    for_s: float
    rate_per_min: float
    depth_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who the device says it is, its firmware's limits, its line, its sensors and its rescuer.

    ``boot_ms`` is how long it is deaf and dumb after power comes. A firmware that hangs longer
    than ``watchdog_ms`` starts again (0: it has no watchdog). What does not fit ``buffer_bytes``
    is not sent. ``baud`` 0 is a line without a speed.
    """

    vendor: str = "simrunner"
    model: str = "Simulated manikin"
    serial: str = "SM-0001"
    firmware: str = "1.0.0"
    protocol: int = VERSION
    boot_ms: int = 0
    watchdog_ms: int = 0
    buffer_bytes: int = 1 << 22
    baud: int = 0
    sensor: SensorStyle = field(default_factory=SensorStyle)
    rescuer: RescuerStyle = field(default_factory=RescuerStyle)
    cpr: CprPlan | None = None


def read_profile(path: Path) -> Profile:
    """Return the profile in a TOML file; SettingsError says what is wrong with it."""
    whole = SettingsTable(read_toml(path), str(path))
    device, line = whole.table("device"), whole.table("line")
    sensor, rescuer = whole.table("sensor"), whole.table("rescuer")
    whole.finish()
    plain = Profile()
    profile = Profile(
        vendor=device.text("vendor", plain.vendor), model=device.text("model", plain.model),
        serial=device.text("serial", plain.serial),
        firmware=device.text("firmware", plain.firmware),
        protocol=device.whole("protocol", plain.protocol, 1, 15),
        boot_ms=device.whole("boot_ms", plain.boot_ms, 0, 10_000),
        watchdog_ms=device.whole("watchdog_ms", plain.watchdog_ms, 0, 60_000),
        buffer_bytes=device.whole("buffer_bytes", plain.buffer_bytes, 256, plain.buffer_bytes),
        baud=line.whole("baud", plain.baud, 0, 4_000_000),
        sensor=_sensor(sensor, has_pumps=device.switch("pumps", default=False)),
        cpr=_cpr_plan(rescuer), rescuer=_rescuer(rescuer),
    )  # fmt: skip
    for table in (device, line, sensor, rescuer):
        table.finish()
    return profile


def _sensor(table: SettingsTable, *, has_pumps: bool) -> SensorStyle:
    rate_hz = table.whole("rate_hz", _PLAIN_SENSOR.rate_hz, RATES_HZ[0], RATES_HZ[-1])
    if rate_hz not in RATES_HZ:
        raise table.wrong(
            f"rate_hz is {rate_hz}; it must be one of {', '.join(map(str, RATES_HZ))}."
        )
    return SensorStyle(
        rate_hz=rate_hz, has_pumps=has_pumps,
        noise_mm=table.number("noise_mm", _PLAIN_SENSOR.noise_mm, 0, 20),
        step_mm=table.number("step_mm", _PLAIN_SENSOR.step_mm, 0.001, 20),
        has_hand=table.switch("hand", default=False),
        has_breath=table.switch("ventilation", default=False),
        has_load=table.switch("load_cell", default=False),
    )  # fmt: skip


def _cpr_plan(table: SettingsTable) -> CprPlan | None:
    is_planned = table.has("begins_s")
    plan = CprPlan(
        from_s=table.number("begins_s", 0, 0, 86_400),
        for_s=table.number("lasts_s", 120, 0, 86_400),
        rate_per_min=table.number("rate_per_min", 110, 20, 240),
        depth_mm=table.number("depth_mm", 54, 1, 120),
    )
    return plan if is_planned else None


def _rescuer(table: SettingsTable) -> RescuerStyle:
    plain = _PLAIN_RESCUER
    return RescuerStyle(
        depth_sd_mm=table.number("depth_sd_mm", plain.depth_sd_mm, 0, 20),
        interval_sd_share=table.number("interval_sd_share", plain.interval_sd_share, 0, 0.3),
        active_share=table.number("active_share", plain.active_share, 0.2, 1),
        fatigue_mm_per_min=table.number("fatigue_mm_per_min", plain.fatigue_mm_per_min, 0, 60),
        lean_share=table.number("lean_share", plain.lean_share, 0, 1),
        lean_mm=table.number("lean_mm", plain.lean_mm, 0, 40),
        hand_x_mm=table.number("hand_x_mm", plain.hand_x_mm, -200, 200),
        hand_y_mm=table.number("hand_y_mm", plain.hand_y_mm, -200, 200),
        hand_sd_mm=table.number("hand_sd_mm", plain.hand_sd_mm, 0, 50),
        cycle=CYCLES[table.choice("cycle", "continuous", tuple(CYCLES))],
        breath_ml=table.number("breath_ml", plain.breath_ml, 0, 2000),
        breath_sd_ml=table.number("breath_sd_ml", plain.breath_sd_ml, 0, 500),
        inspiratory_s=table.number("inspiratory_s", plain.inspiratory_s, 0.2, 5),
        airway_breaths_per_min=table.number("airway_breaths_per_min", 0, 0, 60),
        pulse_check_every_s=table.number("pulse_check_every_s", 0, 0, 3600),
        pulse_check_s=table.number("pulse_check_s", plain.pulse_check_s, 0, 60),
        shock_before_s=table.number("shock_before_s", 0, 0, 60),
        shock_after_s=table.number("shock_after_s", 0, 0, 60),
    )
