"""PROTOCOL.md against the program: types, keys in order, limits, names."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import devices.protocol.frame as frame_module
from devices.protocol.capability import WIRE_TYPES
from devices.protocol.clock import FEWEST_FOR_A_LINE, KEPT
from devices.protocol.frame import IDLE_US, MAX_CHUNK, MAX_PAYLOAD, Damage, FrameFlag, FrameType
from devices.protocol.message import class_of
from devices.simulated.sensors import CAPABILITIES, SensorStyle, capabilities_of

PAGE = (Path(frame_module.__file__).with_name("PROTOCOL.md")).read_text(encoding="utf-8")


@pytest.mark.parametrize("known", FrameType, ids=lambda known: known.name)
def test_that_every_type_has_its_row(known) -> None:
    assert f"\n| {known:02X} | {known.name} | " in PAGE


@pytest.mark.parametrize("known", FrameType, ids=lambda known: known.name)
def test_that_the_fields_of_every_message_are_told_in_the_order_of_their_keys(known) -> None:
    assert told_fields().get(known.name, "") == ", ".join(
        place.name for place in fields(class_of(known))
    )


def told_fields() -> dict[str, str]:
    _, _, rest = PAGE.partition("in the order of their keys: ")
    told = {}
    for entry in rest.partition(".\n")[0].split(" · "):
        types = re.match(r"(?:[A-Z_]+(?:, (?=[A-Z]))?)+", entry).group()
        told |= dict.fromkeys(types.split(", "), entry.removeprefix(types).strip())
    return told


def test_that_limits_and_damage_are_those_of_the_program() -> None:
    assert f"| payload | 0 to {MAX_PAYLOAD} |" in PAGE
    assert f"at most {MAX_CHUNK} bytes between" in PAGE
    assert f"follows {IDLE_US // 1000} ms of silence" in PAGE
    assert all(f"\n| {damage.value} | " in PAGE for damage in Damage)
    assert all(f"{flag.name}" in PAGE for flag in FrameFlag)
    assert f"Of the last {KEPT}," in PAGE
    assert f"fewer than {FEWEST_FOR_A_LINE} exchanges" in PAGE
    assert f"without gaps: {' '.join(WIRE_TYPES)}." in PAGE


def test_that_the_simulated_manikin_uses_names_of_the_vocabulary() -> None:
    braces = re.findall(r"`([a-z.]+(?:\{[a-z,]+\}[a-z.]*)*)`", PAGE)
    known = {name for pattern in braces for name in spelt_out(pattern)}
    for offered in (CAPABILITIES, capabilities_of(SensorStyle(is_whole=True))):
        used = {actuator.name for actuator in offered.actuators} | set(offered.events)
        used |= {channel.name for stream in offered.streams.values() for channel in stream}
        assert used - known <= {"head.tilted"}  # the vocabulary has the angle as a stream alone


def spelt_out(pattern: str) -> list[str]:
    head, brace, rest = pattern.partition("{")
    if not brace:
        return [pattern]
    choices, _, tail = rest.partition("}")
    return [head + choice + end for choice in choices.split(",") for end in spelt_out(tail)]
