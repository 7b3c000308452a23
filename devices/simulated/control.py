"""Orders to a simulated device from beside it: what hands at a control page would do.

One JSON object per line:

    {"cause": {"kind": "unplug", "for_s": 2}}      a fault, as in a fault script, counted from now
    {"feel": "touch", "fields": {"site": "radial.l"}}     any event: a pulse felt, a tube placed
    {"drug": "adrenaline", "amount": "1 mg", "route": "IV"}
    {"shock": 200}
    {"compress": {"duration_ms": 60000, "rate_per_min": 110, "depth_mm": 54}}
    {"press": 52, "lasts_ms": 300}                 one compression, as of a hand on a mouse
    {"hand": [[0, 0], [120, 54], [300, 0]]}        where a hand goes: ms from now, depth in mm
    {"breath": 500}                                a bag squeezed, in mL
    {"end": 2}                                     a fault that runs ends now, by its number
    {"look": true}                                 nothing: only tell what a person beside it sees

An order with a number as ``ask`` is answered on standard output with ``{"answer": number,
"trouble": ""}``; one with ``look`` tells there what is to be seen, too.
"""

import json
from collections.abc import Mapping
from typing import Any

from devices.simulated.device import SimulatedDevice
from devices.simulated.faults.script import fault_from
from devices.simulated.settings_table import SettingsError

_PRESS_MS = 300
_FULLEST_ML = 2000.0


def obey_order(device: SimulatedDevice, order: bytes) -> str:
    """Carry an order out and return "", or say in a sentence why not."""
    try:
        content = json.loads(order)
    except ValueError:
        return "An order must be one JSON object on a line."
    if not isinstance(content, dict):
        return "An order must be one JSON object on a line."
    try:
        return _carried_out(device, content)
    except SettingsError as error:
        return str(error)
    except (KeyError, TypeError, ValueError) as error:
        return f"The order lacks something or has a wrong value: {error}."


def _carried_out(device: SimulatedDevice, content: Mapping[str, Any]) -> str:
    manikin = device.manikin
    match content:
        case {"cause": cause}:
            device.cause(fault_from(cause, "cause"))
        case {"feel": name}:
            manikin.feel(str(name), dict(content.get("fields", {})))
        case {"drug": drug, "amount": amount, "route": route}:
            manikin.feel_drug(str(drug), str(amount), str(route))
        case {"shock": energy_j}:
            is_synchronised = bool(content.get("synchronised", False))
            manikin.feel_shock(int(energy_j), is_synchronised=is_synchronised)
        case {"compress": fields}:
            manikin.scene.obey(fields, manikin.now_us)
        case {"press": depth_mm}:
            is_done = manikin.scene.rescuer.press_once(
                from_us=manikin.now_us, depth_mm=float(depth_mm),
                lasts_ms=int(content.get("lasts_ms", _PRESS_MS)),
            )  # fmt: skip
            return "" if is_done else "The rescuer is compressing already."
        case {"look": _}:
            return ""
        case _:
            return _led(device, content)
    return ""


def _led(device: SimulatedDevice, content: Mapping[str, Any]) -> str:
    """Carry out what needs somebody who stays: a hand that moves, a bag, a fault's end."""
    manikin = device.manikin
    match content:
        case {"hand": points}:
            now_us, hand = manikin.now_us, manikin.scene.rescuer.hand
            hand.lead((now_us + round(ms * 1000), float(depth_mm)) for ms, depth_mm in points)
        case {"breath": volume_ml}:
            volume = min(_FULLEST_ML, max(0.0, float(volume_ml)))
            manikin.scene.rescuer.breaths.give(manikin.now_us, volume)
            manikin.feel("ventilation", {"volume_ml": round(volume)})
        case {"end": number}:
            return "" if device.end(int(number)) else "No fault of that number is running."
        case _:
            return (
                "An order is one of cause, feel, drug (with amount and route), shock, compress, "
                "press, hand, breath, end, look."
            )
    return ""


def look_at(device: SimulatedDevice) -> dict[str, Any]:
    """Return what a person beside the device sees and feels, as it goes over the channel."""
    return {
        "outputs": {} if device.is_away else dict(device.manikin.outputs),
        "is_plugged_in": device.is_plugged_in,
        "faults": [
            [number, fault.kind.value, None if left_us is None else left_us / 1e6]
            for number, fault, left_us in device.running
        ],
    }


def answer_to(device: SimulatedDevice, order: bytes, trouble: str) -> dict[str, Any] | None:
    """Return the answer to an order that asks for one, else None."""
    try:
        content = json.loads(order)
    except ValueError:
        return None
    if not isinstance(content, dict) or "ask" not in content:
        return None
    answer = {"answer": content["ask"], "trouble": trouble}
    return answer | {"look": look_at(device)} if "look" in content else answer
