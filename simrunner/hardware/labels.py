"""Barcodes and RFID tags on syringes and ampoules, recognised as drugs."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from simrunner.hardware.device import (
    Capabilities,
    Device,
    DeviceCommand,
    DeviceEvent,
    DeviceIdentity,
    DeviceNote,
    LinkHealth,
    LinkState,
    PatientOutput,
    Report,
    Scalar,
    TimedDevice,
)
from simrunner.hardware.label_file import Label, plain_code

CODE_FIELDS = ("uid", "barcode", "code")
"""Where an event called ``drug`` carries what was scanned."""

_LONGEST_CODE = 40
_MOST_ASKED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TagQuestion:
    """What a person has to say of a scanned tag: what it is, or (``label`` known) how much."""

    device: str
    code: str
    label: str = ""


class TagQuestions:
    """Questions from the session's thread to the window's; each tag is asked about once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._asked: set[tuple[str, str]] = set()
        self._waiting: deque[TagQuestion] = deque(maxlen=_MOST_ASKED)

    def ask(self, question: TagQuestion) -> None:
        """Ask, unless that was asked before; a run never waits for the answer."""
        key = (question.device, question.code)
        if key not in self._asked and len(self._asked) < _MOST_ASKED:
            self._asked.add(key)
            self._waiting.append(question)

    def take(self) -> tuple[TagQuestion, ...]:
        """Return what was asked since the last call."""
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return tuple(taken)


class LabelledDevice:
    """Any device, its scanned codes told as the drugs of a file of labels.

    An event ``drug`` with a uid or barcode and no drug gets the label's. How much was given is what
    the device tells (``amount``, or ``volume_ml``), else the whole syringe of the label; without an
    amount or a route it is a reading ``drug`` and no dose. An unknown code is a note, and asked.
    """

    def __init__(
        self, device: Device, labels: Mapping[str, Label], questions: TagQuestions
    ) -> None:
        """Wrap a device."""
        self._device = device
        self._labels = labels
        self._questions = questions

    @property
    def name(self) -> str:
        """What people call the device."""
        return self._device.name

    @property
    def is_lock_step(self) -> bool:
        """Whether the device follows simulated time."""
        return self._device.is_lock_step

    @property
    def shows_patient(self) -> bool:
        """Whether the device shows our patient as a real monitor would."""
        return isinstance(self._device, PatientOutput) and self._device.shows_patient

    @property
    def link(self) -> LinkState:
        """Where the link stands."""
        return self._device.link

    @property
    def identity(self) -> DeviceIdentity | None:
        """Who answered last."""
        return self._device.identity

    @property
    def capabilities(self) -> Capabilities:
        """What the device can do."""
        return self._device.capabilities

    @property
    def health(self) -> LinkHealth:
        """Counters of the link."""
        return self._device.health

    def connect(self) -> None:
        """Begin to look for the device."""
        self._device.connect()

    def poll(self, now_ms: int) -> tuple[Report, ...]:
        """Return what happened, codes recognised."""
        return tuple(self._recognised(self._device.poll(now_ms)))

    def advance_to(self, to_ms: int) -> tuple[Report, ...]:
        """Return what happened up to run time ``to_ms``, codes recognised."""
        return tuple(self._recognised(self._device.advance_to(to_ms)))

    def send(self, command: DeviceCommand) -> int | None:
        """Send a command."""
        return self._device.send(command)

    def device_us_in(self, seconds: float) -> int | None:
        """Return what the device's clock will show in so many seconds; None while unknown."""
        return self._device.device_us_in(seconds) if isinstance(self._device, TimedDevice) else None

    def make_safe(self, timeout_s: float) -> bool:
        """Switch every output off."""
        return self._device.make_safe(timeout_s)

    def close(self) -> None:
        """Let go of the device."""
        self._device.close()

    def _recognised(self, reports: Iterable[Report]) -> Iterable[Report]:
        for report in reports:
            if isinstance(report, DeviceEvent) and report.name == "drug":
                yield self._drug(report)
            else:
                yield report

    def _drug(self, event: DeviceEvent) -> Report:
        codes = [str(event.fields[key]) for key in CODE_FIELDS if key in event.fields]
        if "drug" in event.fields or not codes:
            return event
        code = codes[0][:_LONGEST_CODE]
        label = self._labels.get(plain_code(codes[0]))
        if label is None:
            self._questions.ask(TagQuestion(device=self.name, code=code))
            return DeviceNote(words=f"no drug is known for the code {code!r}")
        fields: dict[str, Scalar] = {**_given(label, event.fields), **event.fields}
        if "amount" in fields and "route" in fields:
            fields["drug"] = label.drug
        else:
            self._questions.ask(TagQuestion(device=self.name, code=code, label=label.words))
            fields = {"uid": code, "label": label.words}
        return DeviceEvent(
            name="drug", fields=fields, t_us=event.t_us, felt_s=event.felt_s,
            heard_s=event.heard_s,
        )  # fmt: skip


def _given(label: Label, felt: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Return amount and route as far as volume and label tell them."""
    volume_ml = felt.get("volume_ml")
    is_volume = isinstance(volume_ml, int | float) and not isinstance(volume_ml, bool)
    found: dict[str, Scalar] = {"route": label.route} if label.route else {}
    if is_volume and 0 < float(volume_ml or 0) < 1000:
        found["amount"] = str(label.amount_of(Decimal(str(volume_ml))))
    elif label.amount is not None and volume_ml is None:
        found["amount"] = str(label.amount)
    return found
