"""What devices bring besides acts: sensors on real people, outputs to real monitors, tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.domain.text import Translate
from simrunner.ui.presenters.tone import DASHES


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorChannel:
    """One channel of one device; ``value`` is None where nothing came lately."""

    device: str
    channel: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorNumber:
    """A channel in words: ``name`` and ``text`` with its unit, and whose it is."""

    name: str
    text: str
    unit: str
    device: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        return f"{self.name} {self.text} {self.unit}".strip()


class FeedsPresenter:
    """Says what sensors, outputs and tags have to say."""

    def __init__(self, tr: Translate) -> None:
        """Use the translator in force."""
        self._tr = tr

    @property
    def sensor(self) -> str:
        """The word that stands before every sensor's number."""
        return self._tr("Sensor")

    @property
    def caution(self) -> str:
        """Whose numbers these are."""
        return self._tr("on a real person, not the patient")

    def numbers(self, channels: Sequence[SensorChannel]) -> tuple[SensorNumber, ...]:
        """Return the channels in words."""
        return tuple(
            SensorNumber(
                name=self._name(each.channel), unit=each.unit, device=each.device,
                text=DASHES if each.value is None else f"{round(each.value, 2):g}",
            )
            for each in channels
        )  # fmt: skip

    def banner(self, devices: Sequence[str]) -> str:
        """Return what stands on every screen while real monitors show our patient; "" otherwise."""
        if not devices:
            return ""
        tr = self._tr
        return tr(
            "SIMULATION: the real monitor at {devices} shows no real patient",
            devices=tr(", ").join(devices),
        )

    def question(self, device: str, code: str, label: str) -> str:
        """Return what a person is asked about a scanned tag."""
        if label:
            return self._tr(
                "{device}: {label} was scanned. How much was given? Log the dose.",
                device=device, label=label,
            )  # fmt: skip
        return self._tr(
            "{device}: tag {code} was scanned. What is this? Log the drug; add the tag to the"
            " labels in Settings.",
            device=device, code=code,
        )  # fmt: skip

    def _name(self, channel: str) -> str:
        return {
            "oximeter.spo2": self._tr("SpO₂"), "oximeter.pulse-rate": self._tr("Pulse"),
            "oximeter.perfusion": "PI", "oximeter.carboxyhaemoglobin": "SpCO",
            "oximeter.methaemoglobin": "SpMet", "oximeter.pleth-variability": "PVI",
        }.get(channel, channel)  # fmt: skip
