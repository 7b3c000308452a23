"""A room with devices for pictures and golden tests: nothing in it comes from hardware."""

import math
from collections.abc import Mapping

from simrunner.hardware.checkup import (
    Calibration,
    ChannelTail,
    CheckLine,
    CheckOutcome,
    DeviceCheckup,
    RoundTrip,
)
from simrunner.hardware.device import (
    Actuator,
    Capabilities,
    DeviceIdentity,
    LinkHealth,
    LinkState,
)
from simrunner.ui.presenters.device_room import AwayDevice, DrillLine, DrillNow, RoomNow

WALL = "2026-11-20T14:01:52"
_NOW_MS = 2_505_000
_PERIOD_US = 10_000
_DEPTHS_MM = (51, 53, 54, 56, 62, 54, 58, 55, 57, 53, 55, 56, 47, 54, 57, 49, 57, 57, 52)
_LEANS_MM = {7: 9.0, 8: 11.0, 15: 8.0}
_RATE_PER_MIN = 112
_ACTIVE = 0.72
_PULSES = ("carotid", "brachial", "radial")


def example_room() -> RoomNow:
    """Return a room with a device of every standing; times are fixed, so pictures are, too."""
    return RoomNow(
        name="Resus bay 2", rooms=("Resus bay 2", "Skills lab"),
        parts=("patient", "part", "monitor", "pump", "sensor", "marker"),
        checkups=(_trainer(), _arm(), _manikin(), _pump(), _feeder(), _oximeter()),
        away=(AwayDevice(serial="FP-1", name="Foot pedal", driver="foot-pedal",
                         seen_on="2026-11-18"),),
        wall=WALL, drill=_drill(),
    )  # fmt: skip


def _depth() -> ChannelTail:
    """Return ten seconds of compressions as a manikin would measure them."""
    every_s = 60 / _RATE_PER_MIN
    values = []
    for index in range(1000):
        number, phase = divmod(index * _PERIOD_US / 1e6 / every_s, 1.0)
        press = int(number)
        rest = _LEANS_MM.get(press - 1, 0.0)
        after = _LEANS_MM.get(press, 0.0)
        base = rest + (after - rest) * min(1.0, phase / _ACTIVE)
        shape = math.sin(math.pi * phase / _ACTIVE) ** 2 if phase < _ACTIVE else 0.0
        deep = _DEPTHS_MM[press % len(_DEPTHS_MM)]
        values.append(base + (deep - base) * shape)
    return ChannelTail(
        name="cpr.depth", unit="mm", period_us=_PERIOD_US, values=tuple(values), ends_ms=_NOW_MS
    )


def _volume() -> ChannelTail:
    values = tuple(
        500 * math.sin(math.pi * min(1.0, (index % 480) / 160)) ** 2 for index in range(1000)
    )
    return ChannelTail(
        name="vent.volume", unit="mL", period_us=_PERIOD_US, values=values, ends_ms=_NOW_MS
    )


def _touch() -> ChannelTail:
    values = tuple(float((1 << 4) * (100 < index < 620) + (index > 700)) for index in range(1000))
    return ChannelTail(
        name="pulse.touch", unit="bits", period_us=_PERIOD_US, values=values, ends_ms=_NOW_MS
    )


def _trips() -> tuple[RoundTrip, ...]:
    slow_us = {19: 8700, 60: 6900, 61: 5200}
    return tuple(
        RoundTrip(
            at_ms=_NOW_MS - 1000 * (89 - number),
            took_us=slow_us.get(number, 3800 + int(420 * math.sin(number * 2.4))),
        )
        for number in range(90)
    )


def _outputs(*names: str) -> Mapping[str, Actuator]:
    return {name: Actuator(name=name, kind="permille", low=0, high=1000) for name in names}


def _identity(vendor: str, model: str, serial: str, firmware: str) -> DeviceIdentity:
    return DeviceIdentity(
        vendor=vendor, model=model, serial=serial, firmware=firmware, boot_id=7,
        protocol=1 if firmware else 0,
    )  # fmt: skip


def _manikin() -> DeviceCheckup:
    pulses = tuple(f"pulse.{site}.{side}" for site in _PULSES for side in ("l", "r"))
    streams = {
        "cpr.depth": "mm", "cpr.hand.x": "mm", "cpr.hand.y": "mm", "vent.volume": "mL",
        "airway.pressure": "cmH2O", "head.tilt": "deg", "pulse.touch": "bits", "bp.cuff": "mmHg",
    }  # fmt: skip
    outputs = _outputs(
        *pulses, "chest.rise.l", "chest.rise.r", "eyes.lid.l", "eyes.lid.r", "eyes.pupil.l",
        "eyes.pupil.r", "sound.lung.l", "sound.lung.r", "sound.heart.apex", "voice", "device.safe",
    )  # fmt: skip
    return DeviceCheckup(
        serial="A-0017", name="Manikin A", driver="oml", address="usb:2341:0043:A-0017",
        link=LinkState.UP, reason="", since_ms=3000, newest_ms=_NOW_MS, is_paired=True,
        pairing_code="", identity=_identity("Open Manikin", "adult", "A-0017", "2.4.1"),
        capabilities=Capabilities(
            streams=streams, actuators=outputs,
            events=("shock", "pads", "electrodes", "iv.placed", "drug"),
        ),
        health=LinkHealth(rx_ok=412_804, rx_bad=2, round_trip_us=3400, clock_drift_ppm=12.0),
        heard_ms=_NOW_MS - 80, battery_percent=84, uptime_ms=2_505_000, room="Resus bay 2",
        plays="patient", round_trips=_trips(),
        tails={tail.name: tail for tail in (_depth(), _volume(), _touch())},
        calibrations={
            "cpr.depth": Calibration(channel="cpr.depth", zero=1.2, scale=1.01, known=50.0,
                                     error=0.3, made_on="2026-11-19"),
            "vent.volume": Calibration(channel="vent.volume", zero=0.0, known=500.0, error=8.0,
                                       made_on="2026-11-19"),
        },
        self_test=(
            CheckLine(key="sensors", outcome=CheckOutcome.PASSED, done=7, asked=7),
            CheckLine(key="actuators", outcome=CheckOutcome.PASSED, done=8, asked=8),
            CheckLine(key="safe-state", outcome=CheckOutcome.PASSED, measured=1.9, unit="s"),
            CheckLine(key="supply", outcome=CheckOutcome.PASSED, measured=5.02, unit="V"),
        ),
    )  # fmt: skip


def _trainer() -> DeviceCheckup:
    return DeviceCheckup(
        serial="T-31", name="Airway trainer", driver="oml", address="usb:2341:0058:T-31",
        link=LinkState.DOWN, reason="nothing came for 1.5 s", since_ms=_NOW_MS - 191_000,
        newest_ms=_NOW_MS, is_paired=True, pairing_code="",
        identity=_identity("Open Manikin", "airway", "T-31", "2.3.0"),
        capabilities=Capabilities(streams={"airway.pressure": "cmH2O", "head.tilt": "deg"}),
        health=LinkHealth(rx_ok=98_112, rx_bad=1), heard_ms=_NOW_MS - 192_000, battery_percent=6,
        times_lost=1, room="Resus bay 2", plays="part",
    )  # fmt: skip


def _arm() -> DeviceCheckup:
    return DeviceCheckup(
        serial="0042", name="IV arm 0042", driver="oml", address="usb:2341:0043:0042",
        link=LinkState.UP, reason="", since_ms=_NOW_MS - 40_000, newest_ms=_NOW_MS,
        is_paired=False, pairing_code="4821",
        identity=_identity("Open Manikin", "IV arm", "0042", "1.0.2"),
        capabilities=Capabilities(streams={"iv.flow": "mL/min"}, events=("iv.placed", "drug")),
        health=LinkHealth(rx_ok=1204), heard_ms=_NOW_MS - 60, round_trips=_trips()[-40:],
    )  # fmt: skip


def _pump() -> DeviceCheckup:
    return DeviceCheckup(
        serial="P-1", name="Infusion pump", driver="oml", address="port:COM7",
        link=LinkState.UP, reason="", since_ms=3000, newest_ms=_NOW_MS, is_paired=True,
        pairing_code="", identity=_identity("Open Manikin", "pump", "P-1", "1.1.0"),
        capabilities=Capabilities(streams={"iv.flow": "mL/min"}),
        health=LinkHealth(rx_ok=25_000), heard_ms=_NOW_MS - 90, plays="pump",
        room="Resus bay 2",
        round_trips=(RoundTrip(at_ms=_NOW_MS - 400, took_us=11_200),),
        tails={"iv.flow": ChannelTail(name="iv.flow", unit="mL/min", period_us=1_000_000,
                                      values=(0.0,) * 10, ends_ms=_NOW_MS)},
    )  # fmt: skip


def _feeder() -> DeviceCheckup:
    targets = ("monitor.hr", "monitor.spo2", "monitor.art", "monitor.nibp")
    return DeviceCheckup(
        serial="4410016", name="Patient simulator", driver="prosim-8", address="port:COM4",
        link=LinkState.UP, reason="", since_ms=3000, newest_ms=_NOW_MS, is_paired=True,
        pairing_code="", identity=_identity("Fluke", "ProSim 8", "4410016", ""),
        capabilities=Capabilities(actuators=_outputs(*targets)), plays="monitor",
        room="Resus bay 2", health=LinkHealth(rx_ok=310), heard_ms=_NOW_MS - 700,
    )  # fmt: skip


def _oximeter() -> DeviceCheckup:
    def tail(name: str, unit: str, values: tuple[float, ...], period_us: int) -> ChannelTail:
        return ChannelTail(
            name=name, unit=unit, period_us=period_us, values=values, ends_ms=_NOW_MS
        )

    pleth = tuple(40 + 30 * math.sin(index / 9.7) ** 3 for index in range(600))
    tails = (
        tail("oximeter.spo2", "%", (97.0, 97.0, 96.0, 97.0, 97.0, 97.0), 1_000_000),
        tail("oximeter.pulse-rate", "/min", (74.0, 73.0, 74.0, 75.0, 74.0, 74.0), 1_000_000),
        tail("oximeter.pleth", "1", pleth, 16_667),
    )
    return DeviceCheckup(
        serial="NX-7", name="Pulse oximeter", driver="nonin", address="port:COM9",
        link=LinkState.UP, reason="", since_ms=3000, newest_ms=_NOW_MS, is_paired=True,
        pairing_code="", identity=_identity("Nonin", "OEM module", "NX-7", ""),
        capabilities=Capabilities(streams={each.name: each.unit for each in tails}),
        health=LinkHealth(rx_ok=52_000), heard_ms=_NOW_MS - 20, plays="sensor",
        room="Resus bay 2", tails={each.name: each for each in tails},
    )  # fmt: skip


def _drill() -> DrillNow:
    met = ((6, 6, "ms"), (7, 251, "ms"), (8, 263, "ms"), (9, 412, "ms"), (10, 0, ""),
           (2, 0, ""), (16, 1.9, "s"))  # fmt: skip
    lines = {
        number: DrillLine(number=number, is_met=True, figure=figure, unit=unit)
        for number, figure, unit in met
    }
    return DrillNow(lines=lines, made_on="2026-11-18")
