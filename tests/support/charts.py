"""Charts built by hand from domain values: a few words of shorthand, a small chart, two packs."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from simrunner.domain.chart import (
    ActionItem,
    Curve,
    Effects,
    Expectation,
    PatientCard,
    Ramp,
    Region,
    RoomDrug,
    Rule,
    Scenario,
    Speech,
    State,
)
from simrunner.domain.condition import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    Held,
    InState,
    Not,
    Running,
    VitalCompared,
    Window,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.text import Text
from simrunner.domain.vital import VITALS, Vital

SINCE_ENTRY = Window(kind="since entry")
SINCE_CUE = Window(kind="since cue")
MIN = 60_000
SECOND = 1000


def quantity(text: str) -> Quantity:
    """Return ``0.5 mg`` or ``15`` as a quantity."""
    number, _, unit = text.partition(" ")
    return Quantity(number=Decimal(number), unit=unit)


def within(duration_ms: int) -> Window:
    return Window(kind="within", within_ms=duration_ms)


def given(drug: str, amount: str = "", route: str | None = None, window: Window | None = None,
          ) -> Given:  # fmt: skip
    """Return `given DRUG >= 0.5 mg IM since entry`; the amount is ``OP NUMBER UNIT``."""
    if not amount:
        return Given(drug=drug, route=route, window=window)
    op, _, needed = amount.partition(" ")
    compared: Quantity | Doses
    if needed.endswith(("dose", "doses")):
        compared = Doses(count=int(needed.split()[0]))
    else:
        compared = quantity(needed)
    return Given(drug=drug, op=_op(op), amount=compared, route=route, window=window)


def running(drug: str, rate: str = "") -> Running:
    if not rate:
        return Running(drug=drug)
    op, _, needed = rate.partition(" ")
    return Running(drug=drug, op=_op(op), rate=quantity(needed))


def vital(name: str, comparison: str) -> VitalCompared:
    """Return `MAP < 48 mmHg` from ("MAP", "< 48 mmHg")."""
    op, _, needed = comparison.partition(" ")
    return VitalCompared(vital=Vital(name), op=_op(op), quantity=quantity(needed))


def done(action: str, window: Window | None = None) -> Done:
    return Done(action=action, window=window)


def in_state(region: str, state: str) -> InState:
    return InState(region=region, state=state)


def flag(name: str) -> FlagRaised:
    return FlagRaised(flag=name)


def event_within(event: str, within_ms: int) -> EventWithin:
    return EventWithin(event=event, within_ms=within_ms)


def both(*terms: Condition) -> All:
    return All(terms=terms)


def either(*terms: Condition) -> AnyOf:
    return AnyOf(terms=terms)


def no(term: Condition) -> Not:
    return Not(term=term)


def held(term: Condition, for_ms: int) -> Held:
    return Held(term=term, for_ms=for_ms)


def to(name: str, number: float, seconds: float, curve: Curve = "linear", *, delay_s: float = 0,
       ) -> Ramp:  # fmt: skip
    """Return `HR: 118 /min over 60 s`, the number in the vital's own unit."""
    return Ramp(
        vital=Vital(name), number=number, duration_ms=int(seconds * 1000), curve=curve,
        delay_ms=int(delay_s * 1000),
    )  # fmt: skip


def effects(*trends: Ramp, sets: Mapping[str, float] | None = None, rhythm: str | None = None,
            flags: Iterable[str] = (), raises: Iterable[str] = (), say: str = "",
            show: str | None = None) -> Effects:  # fmt: skip
    return Effects(
        sets=tuple((Vital(name), number) for name, number in (sets or {}).items()),
        trends=trends, rhythm=rhythm, flags=tuple(flags), raises=tuple(raises), show=show,
        say=Speech(by="patient", text=plain(say)) if say else None,
    )  # fmt: skip


def plain(words: str) -> Text:
    return Text(by_language={}, plain=words)


class Draft:
    """A rule, state or region without its place; the builder below gives it one."""

    def __init__(self, kind: str, name: str, **fields: object) -> None:
        self.kind, self.name, self.fields = kind, name, fields


def rule(
    condition: Condition | None = None, *, go: str | None = None, event: str | None = None,
    after_ms: int | None = None, every_ms: int | None = None, chance: str | None = None,
    name: str = "", region: str = "", does: Effects | None = None,
) -> Draft:  # fmt: skip
    """Return a rule to be placed in a state, or in `anywhere` (``region`` is then its target's)."""
    return Draft(
        "rule", name, condition=condition, go=go, event=event, after_ms=after_ms,
        every_ms=every_ms, chance_pct=None if chance is None else Decimal(chance),
        region=region, effects=does or Effects(),
    )  # fmt: skip


def state(name: str, *rules: Draft, does: Effects | None = None, final: bool = False,
          start: str | None = None, states: Sequence[Draft] = ()) -> Draft:  # fmt: skip
    return Draft(
        "state", name, rules=rules, effects=does or Effects(), is_final=final, start=start,
        states=tuple(states),
    )  # fmt: skip


def region(name: str, *states: Draft, start: str | None = None) -> Draft:
    return Draft("region", name, states=states, start=start or states[0].name)


def _op(text: str) -> Comparison:
    assert text in ("<", "<=", ">", ">=", "=", "!="), text
    return text  # type: ignore[return-value]


class _Builder:
    def __init__(self) -> None:
        self._lines = itertools.count(1)

    def rules(self, drafts: Sequence[Draft], region_id: str, owner: str | None,
              ) -> tuple[Rule, ...]:  # fmt: skip
        return tuple(
            self._rule(draft, number, region_id, owner)
            for number, draft in enumerate(drafts, start=1)
        )

    def _rule(self, draft: Draft, number: int, region_id: str, owner: str | None) -> Rule:
        place = "anywhere" if owner is None else f"{region_id}.{owner}"
        fields = dict(draft.fields)
        target_region = str(fields.pop("region"))
        where = target_region if owner is None else region_id
        return Rule(
            name=draft.name or f"{place}#{number}", region=where, owner=owner,
            line=next(self._lines),
            **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    def state(self, draft: Draft, region_id: str, above: str) -> State:
        path = f"{above}.{draft.name}" if above else draft.name
        fields = dict(draft.fields)
        rules: Sequence[Draft] = fields.pop("rules")  # type: ignore[assignment]
        states: Sequence[Draft] = fields.pop("states")  # type: ignore[assignment]
        return State(
            id=draft.name, path=path, title=plain(draft.name),
            rules=self.rules(rules, region_id, path),
            children=tuple(self.state(each, region_id, path) for each in states),
            **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    def region(self, draft: Draft) -> Region:
        states: Sequence[Draft] = draft.fields["states"]  # type: ignore[assignment]
        return Region(
            id=draft.name, start=str(draft.fields["start"]),
            states=tuple(self.state(each, draft.name, "") for each in states),
        )  # fmt: skip


def drug(name: str, measures: str = "mass, mass/kg, count", concentration: str = "") -> RoomDrug:
    return RoomDrug(
        id=name, name=plain(name), measures=tuple(measures.split(", ")),
        concentration=quantity(concentration) if concentration else None,
    )  # fmt: skip


def scenario(
    *regions: Draft, anywhere: Sequence[Draft] = (), expect: Sequence[Expectation] = (),
    vitals: Mapping[str, float] | None = None, rhythm: str = "sinus",
    drugs: Sequence[RoomDrug] = (), actions: Sequence[str] = (), events: Sequence[str] = (),
    weight_kg: float = 70.0, labs: Sequence[str] = (), name: str = "drill",
) -> Scenario:  # fmt: skip
    """Return a whole scenario with the parts that a test is about."""
    builder = _Builder()
    return Scenario(
        id=name, version="1.0.0", title=plain(name), summary=None, languages=("en",),
        licence=None, reviewers=(), professions=("nurse",), level="novice", learners="1",
        setting="ward", duration_ms=10 * MIN, systems=(), specialties=(), sources={},
        objectives={}, prebrief=None, handover=None, debrief=(),
        patient=PatientCard(
            name="Alex Morgan", age=quantity("42 y"), sex="F", weight_kg=weight_kg,
            labs={lab: plain(lab) for lab in labs},
        ),
        roles={}, equipment=(), layout="emergency", sensors={"ecg": True, "spo2": True},
        difficulty="normal", parameters={"onset": quantity("150 s")},
        drugs={each.id: each for each in drugs},
        actions={each: ActionItem(id=each, title=plain(each)) for each in actions},
        events={each: plain(each) for each in events}, media={},
        vitals={Vital(each): number for each, number in (vitals or {}).items()}, rhythm=rhythm,
        regions=tuple(builder.region(each) for each in regions),
        anywhere=builder.rules(anywhere, "", None),
        expectations=tuple(expect), instruments=(), purpose="formative",
        canonical="", sha256="0" * 64,
    )  # fmt: skip


def spec_limits(name: Vital) -> tuple[float, float]:
    """Return the lowest and highest number that a vital may ever show."""
    return VITALS[name].low, VITALS[name].high
