"""Calibrating one channel step by step: zero without load, then a known amount."""

from dataclasses import dataclass, replace
from enum import StrEnum

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.ui.presenters.device_checks import KNOWN_AMOUNTS
from simrunner.ui.presenters.device_words import DASH, figure, stream_words, unit_words
from simrunner.ui.presenters.home_view import ChoiceView


class Step(StrEnum):
    """Where the guide stands."""

    ZERO = "zero"
    KNOWN = "known"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A calibration under way; ``trouble`` is why the last step was not taken."""

    channel: str
    step: Step = Step.ZERO
    known: float = 0.0
    trouble: str = ""

    def after(self, trouble: str) -> "Guide":
        """Return the guide once the step was tried: the next step, or this one with its trouble."""
        if trouble:
            return replace(self, trouble=trouble)
        following = {Step.ZERO: Step.KNOWN, Step.KNOWN: Step.DONE, Step.DONE: Step.DONE}
        return replace(self, step=following[self.step], trouble="")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    """One step in words: what to do, what the channel reads now, the button."""

    place: str
    sentence: str
    reading_words: str
    reading: str
    amount_words: str
    unit: str
    action: str
    leave: str
    trouble: str


def channel_choice(guide: Guide, channels: tuple[str, ...], tr: Translate) -> ChoiceView:
    """Return the channels that can be calibrated, for choosing another one."""
    choices = tuple((channel, stream_words(channel, tr)) for channel in channels)
    return ChoiceView(
        key="channel", name=tr("Channel"), chosen=guide.channel,
        words=stream_words(guide.channel, tr), choices=choices,
    )  # fmt: skip


def guide_for(channel: str) -> Guide:
    """Return the beginning of a calibration with the amount that is usually at hand."""
    return Guide(channel=channel, known=KNOWN_AMOUNTS.get(channel, 0.0))


def present_guide(guide: Guide, checkup: DeviceCheckup, tr: Translate) -> GuideView:
    """Return the step in the language in force."""
    tail = checkup.tails.get(guide.channel)
    unit = unit_words(checkup.capabilities.streams.get(guide.channel, ""))
    reading = figure(tail.values[-1], 1) if tail is not None and tail.values else DASH
    made = checkup.calibrations.get(guide.channel)
    error = DASH if made is None or made.error is None else figure(abs(made.error), 1)
    amount = f"{guide.known:g} {unit}"
    sentence = {
        Step.ZERO: _unloaded(guide.channel, tr),
        Step.KNOWN: _loaded(guide.channel, amount, tr),
        Step.DONE: tr(
            "Done. At {amount} an error of {error} {unit} remained.",
            amount=amount, error=error, unit=unit,
        ),
    }[guide.step]  # fmt: skip
    action = {
        Step.ZERO: tr("Take the zero"), Step.KNOWN: tr("Take the amount"), Step.DONE: tr("Close"),
    }[guide.step]  # fmt: skip
    return GuideView(
        place="" if guide.step is Step.DONE else tr(
            "step {number} of 2", number=1 if guide.step is Step.ZERO else 2
        ),
        sentence=sentence, reading_words=tr("reads now"), reading=f"{reading} {unit}",
        amount_words=tr("Known amount") if guide.step is Step.KNOWN else "", unit=unit,
        action=action, leave="" if guide.step is Step.DONE else tr("Cancel"),
        trouble=guide.trouble,
    )  # fmt: skip


def _unloaded(channel: str, tr: Translate) -> str:
    return {
        "cpr.depth": tr("Take hands and blankets off the chest. Nothing may touch it."),
        "cpr.force": tr("Take hands and blankets off the chest. Nothing may touch it."),
        "vent.volume": tr("Take the bag off and let the lungs empty. No air may flow."),
        "airway.pressure": tr("Open the airway to the room."),
        "bp.cuff": tr("Open the cuff to the room."),
        "head.tilt": tr("Lay the head level."),
    }.get(channel, tr("Take every load off the sensor."))


def _loaded(channel: str, amount: str, tr: Translate) -> str:
    return {
        "cpr.depth": tr("Press the chest down onto a block of {amount} and hold it.",
                        amount=amount),
        "cpr.force": tr("Press with a known force of {amount} and hold it.", amount=amount),
        "vent.volume": tr("Push {amount} in with one stroke of a syringe, then take it.",
                          amount=amount),
    }.get(channel, tr("Apply {amount} and hold it.", amount=amount))  # fmt: skip
