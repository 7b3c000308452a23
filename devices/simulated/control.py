"""Orders to a simulated device from beside it: what hands at a control page would do.

One JSON object per line:

    {"cause": {"kind": "unplug", "for_s": 2}}      a fault, as in a fault script, counted from now
    {"feel": "touch", "fields": {"site": "radial.l"}}     any event: a pulse felt, a tube placed
    {"drug": "adrenaline", "amount": "1 mg", "route": "IV"}
    {"shock": 200}
    {"compress": {"duration_ms": 60000, "rate_per_min": 110, "depth_mm": 54}}
    {"press": 52, "lasts_ms": 300}                 one compression, as of a hand on a mouse
"""

import json
from collections.abc import Mapping
from typing import Any

from devices.simulated.device import SimulatedDevice
from devices.simulated.faults.script import fault_from
from devices.simulated.settings_table import SettingsError

_PRESS_MS = 300


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
            manikin.feel_shock(int(energy_j))
        case {"compress": fields}:
            manikin.scene.obey(fields, manikin.now_us)
        case {"press": depth_mm}:
            is_done = manikin.scene.rescuer.press_once(
                from_us=manikin.now_us, depth_mm=float(depth_mm),
                lasts_ms=int(content.get("lasts_ms", _PRESS_MS)),
            )  # fmt: skip
            return "" if is_done else "The rescuer is compressing already."
        case _:
            return (
                "An order is one of cause, feel, drug (with amount and route), shock, compress, "
                "press."
            )
    return ""
