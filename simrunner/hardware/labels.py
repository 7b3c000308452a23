"""Barcodes and RFID tags on syringes and ampoules, recognised as drugs."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from simrunner.hardware.device import DeviceEvent, Scalar
from simrunner.hardware.felt import UnreadableEvent
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


class Labels:
    """The labels of this computer: an event ``drug`` with a scanned code becomes the drug on it.

    How much was given is what the device tells (``amount``, or ``volume_ml``), else the whole
    syringe of the label; without an amount or a route it is a reading and no dose.
    """

    def __init__(self, labels: Mapping[str, Label] = MappingProxyType({})) -> None:
        """Know these labels by their plain codes."""
        self._labels = labels
        self.questions = TagQuestions()

    def read(self, device: str, event: DeviceEvent) -> DeviceEvent:
        """Return an event with the drug of its label; UnreadableEvent for an unknown code.

        Whatever stays unknown becomes a question to a person.
        """
        codes = [str(event.fields[key]) for key in CODE_FIELDS if key in event.fields]
        if event.name != "drug" or "drug" in event.fields or not codes:
            return event
        code = codes[0][:_LONGEST_CODE]
        label = self._labels.get(plain_code(codes[0]))
        if label is None:
            self.questions.ask(TagQuestion(device=device, code=code))
            raise UnreadableEvent(f"no drug is known for the code {code!r}")
        fields: dict[str, Scalar] = {**_given(label, event.fields), **event.fields}
        if "amount" in fields and "route" in fields:
            return replace(event, fields={**fields, "drug": label.drug})
        self.questions.ask(TagQuestion(device=device, code=code, label=label.words))
        return replace(event, fields={"uid": code, "label": label.words})


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
