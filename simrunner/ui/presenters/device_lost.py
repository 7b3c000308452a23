"""What a lost or a new device asks for: what happened, why, what to do, in plain sentences."""

from dataclasses import dataclass
from enum import StrEnum

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.hardware.device import LinkState
from simrunner.ui.presenters.device_room import RoomNow, wall_of
from simrunner.ui.presenters.device_words import joined, place_of

BATTERY_LOW_PERCENT = 10
"""At or below this a battery is the likely cause; a choice of this project."""

OFTEN_LOST = 3
NOISY_SHARE = 0.01


class Cause(StrEnum):
    """The likely cause of a loss."""

    BATTERY = "battery"
    VERSION = "version"
    FROZEN = "frozen"
    NOISE = "noise"
    LOOSE = "loose"
    NETWORK = "network"
    CABLE = "cable"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAction:
    """A button of a card: what it does, its words, and what a tool tip says."""

    key: str
    words: str
    tip: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCard:
    """What a device asks of the people in the room.

    ``code`` is the pairing code in two halves; ``why`` says more, for a technician.
    """

    sentences: str
    steps_title: str = ""
    steps: tuple[str, ...] = ()
    code: str = ""
    actions: tuple[AskAction, ...] = ()
    why: str = ""


def likely_cause(checkup: DeviceCheckup) -> Cause:
    """Return what most probably happened to a lost device, from what was known before."""
    battery, health = checkup.battery_percent, checkup.health
    frames = health.rx_ok + health.rx_bad
    if checkup.link is LinkState.INCOMPATIBLE:
        return Cause.VERSION
    if battery is not None and battery <= BATTERY_LOW_PERCENT:
        return Cause.BATTERY
    if frames and health.rx_bad / frames > NOISY_SHARE:
        return Cause.NOISE
    if checkup.link is LinkState.STALE:
        return Cause.FROZEN
    if place_of(checkup.address).startswith(("tcp:", "remote-tcp:")):
        return Cause.NETWORK
    return Cause.LOOSE if checkup.times_lost >= OFTEN_LOST else Cause.CABLE


def lost_card(checkup: DeviceCheckup, now: RoomNow, tr: Translate) -> AskCard:
    """Return the card of a lost device."""
    cause = likely_cause(checkup)
    sentences = joined(
        tr, _last_heard(checkup, now, tr), _cause_words(cause, checkup, tr), _no_harm(now, tr)
    )
    return AskCard(
        sentences=sentences, steps_title=tr("What to do"), steps=_steps(cause, tr),
        actions=(
            AskAction(key="try", words=tr("Try now"), tip=tr("Look for the device at once")),
            AskAction(
                key="simulated", words=tr("Use simulated"),
                tip=tr("A simulated device stands in until this one is back"),
            ),
            AskAction(key="why", words=tr("Why?"), tip=tr("What the program knows of this loss")),
        ),
        why=_why(checkup, tr),
    )  # fmt: skip


def new_card(checkup: DeviceCheckup, tr: Translate) -> AskCard:
    """Return the card of a device that is not paired, or that has another's serial number."""
    if checkup.twin:
        return AskCard(
            sentences=tr(
                "It has the same serial number as {other}, so it sends nothing and moves nothing. "
                "Unplug one of the two.", other=checkup.twin,
            ),
            actions=(AskAction(key="ignore", words=tr("Ignore")),),
        )  # fmt: skip
    if not checkup.serial:
        return AskCard(
            sentences=tr(
                "It has no serial number, so it cannot be paired: nobody could tell it from "
                "another. It sends nothing and moves nothing."
            ),
            actions=(AskAction(key="ignore", words=tr("Ignore")),),
        )
    code = checkup.pairing_code
    shown = tr("The same number must show on the device:") if code else ""
    first = tr("It sends nothing and moves nothing until you pair it.")
    return AskCard(
        sentences=joined(tr, first, shown),
        code=f"{code[: len(code) // 2]} {code[len(code) // 2 :]}".strip(),
        actions=(
            AskAction(
                key="pair", words=tr("Pair with this room"), is_primary=True,
                tip=tr("Let it act on runs and be moved by them"),
            ),
            AskAction(key="ignore", words=tr("Ignore"), tip=tr("Leave it alone for now")),
        ),
    )  # fmt: skip


def _last_heard(checkup: DeviceCheckup, now: RoomNow, tr: Translate) -> str:
    at = wall_of(now, checkup, checkup.heard_ms)
    battery = checkup.battery_percent
    if not at:
        return tr("It has fallen silent.")
    if battery is None:
        return tr("It was last heard at {time}.", time=at)
    return tr("It was last heard at {time} with battery {percent} %.", time=at, percent=battery)


def _cause_words(cause: Cause, checkup: DeviceCheckup, tr: Translate) -> str:
    return {
        Cause.BATTERY: tr("The battery is the likely cause."),
        Cause.VERSION: tr("It speaks another version of the protocol than this program."),
        Cause.FROZEN: tr("It is still plugged in but says nothing: it has probably hung up."),
        Cause.NOISE: tr("Many of its frames came spoilt: the line is disturbed."),
        Cause.LOOSE: tr(
            "It was lost {count} times: a loose plug or a bad cable is the likely cause.",
            count=checkup.times_lost,
        ),
        Cause.NETWORK: tr("The program or computer at the other end has gone away."),
        Cause.CABLE: tr("Its plug was probably pulled, or it was switched off."),
    }[cause]  # fmt: skip


def _no_harm(now: RoomNow, tr: Translate) -> str:
    if now.is_run_on:
        return tr("Nothing is damaged; the session goes on without it.")
    return tr("Nothing is damaged; a running session would go on without it.")


def _steps(cause: Cause, tr: Translate) -> tuple[str, ...]:
    back = tr("Wait about 20 s. It reconnects by itself and keeps its name, room and calibration.")
    stand_in = tr("No time? Let a simulated device stand in.")
    first = {
        Cause.BATTERY: tr("Plug in its charger."),
        Cause.VERSION: tr("Give it the firmware that belongs to this program."),
        Cause.FROZEN: tr("Switch it off and on again."),
        Cause.NOISE: tr("Take a short shielded cable and lay it away from mains leads."),
        Cause.LOOSE: tr("Change the cable, then the socket."),
        Cause.NETWORK: tr("Start the program at the other end again and check the network."),
        Cause.CABLE: tr("Check that it is switched on and push both plugs home."),
    }[cause]
    return first, back, stand_in


def _why(checkup: DeviceCheckup, tr: Translate) -> str:
    health = checkup.health
    facts = [
        tr("The driver says: {reason}.", reason=checkup.reason.rstrip(".") or "–"),
        tr("Good frames {good}, spoilt {bad}; lost and back {count} times before.",
           good=f"{health.rx_ok:,}", bad=f"{health.rx_bad:,}", count=checkup.times_lost),
    ]  # fmt: skip
    return joined(tr, *facts)
