"""Faults of a device on demand: what each is called, and what will be seen of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.domain.text import Translate
from simrunner.hardware.touch import DeviceLook, FaultOffer, Order

LASTS_S = (2, 5, 15)
"""How long a fault may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """One fault; ``left`` is what remains of one that runs, which has a number to end it."""

    kind: str
    name: str
    sentence: str
    is_lasting: bool
    running: int | None
    left: str


def fault_order(offer: FaultOffer, lasts_s: int) -> Order:
    """Return the order that causes a fault now."""
    cause = dict(offer.cause)
    return {"cause": {**cause, "for_s": lasts_s} if offer.is_lasting else cause}


def fault_lines(
    offers: Sequence[FaultOffer], look: DeviceLook | None, tr: Translate
) -> tuple[FaultLine, ...]:
    """Return a line for each fault that is offered, with what runs now."""
    words = _words(tr)
    running = {} if look is None else {fault.kind: fault for fault in look.faults}
    lines = []
    for offer in offers:
        name, sentence = words.get(offer.kind, (offer.kind, ""))
        now = running.get(offer.kind)
        left = ""
        if now is not None:
            left = tr("runs until it is ended")
            if now.left_s is not None:
                left = tr("{seconds} s left", seconds=f"{now.left_s:.1f}")
        lines.append(
            FaultLine(
                kind=offer.kind, name=name, sentence=sentence, is_lasting=offer.is_lasting,
                running=None if now is None else now.number, left=left,
            )
        )  # fmt: skip
    return tuple(lines)


def running_words(lines: Sequence[FaultLine], tr: Translate) -> str:
    """Return which faults run, wherever the list is scrolled to, else what the list is about."""
    running = [f"{line.name}, {line.left}" for line in lines if line.running is not None]
    return f"▲ {'; '.join(running)}" if running else tr("of the device, not of the patient")


def _words(tr: Translate) -> dict[str, tuple[str, str]]:
    return {
        "unplug": (tr("Pull the plug"), tr("The link is lost at once and comes back by itself.")),
        "stall": (
            tr("Hang"), tr("It falls silent: the run waits 2 s for it, then goes on without."),
        ),
        "reboot": (tr("Start again"), tr("The link drops for a moment; its clock begins at 0.")),
        "flip": (tr("Noise"), tr("One bit in a thousand is wrong; broken frames are counted.")),
        "lose": (
            tr("Lose frames"),
            tr("One frame in five is missing; orders are repeated, compressions may be missed."),
        ),
        "garbage": (tr("A burst of garbage"), tr("1,000 bytes of nonsense: counted, that is all.")),
        "nak": (tr("Refuse orders"), tr("Pulses and breathing stay as they are.")),
        "slow-ack": (tr("Answer late"), tr("Answers take 0.4 s; orders are repeated meanwhile.")),
        "drift": (tr("Clock drift"), tr("Its clock runs 0.5 % fast; times are corrected slowly.")),
        "clock-step": (tr("Clock jump"), tr("Its clock jumps by 1 s; the next answers show it.")),
        "other-capabilities": (
            tr("Other firmware"), tr("It comes back without a chest that rises."),
        ),
        "wrong-version": (
            tr("Wrong version"), tr("Its protocol is unknown: it is of no use until you end this."),
        ),
        "modem": (tr("Taken for a modem"), tr("Somebody sends AT to it; the link must not care.")),
    }  # fmt: skip
