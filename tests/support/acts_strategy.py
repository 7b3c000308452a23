"""Everything that people and devices may do to a scenario, as one strategy of Hypothesis."""

from collections.abc import Mapping
from typing import Any, get_type_hints

from hypothesis import strategies as st

from simrunner.domain.action import ACTIONS, Action, EndRun, GoToState, Source
from simrunner.domain.chart import Scenario
from simrunner.domain.quantity import ROUTES, Quantity
from simrunner.domain.vital import VITALS, Vital
from support.charts import quantity

_AMOUNTS = ("0.5 mg", "1 mg", "200 mg", "10 mcg/kg", "0.1 mL", "500 mL", "20 mL/kg", "10 units",
            "0 mg", "-1 mg")  # fmt: skip
_RATES = ("0 mg/h", "1 mg/h", "5 mcg/min", "0.1 mcg/kg/min", "100 mL/h")


def acts_of(scenario: Scenario, *, may_end: bool = False) -> st.SearchStrategy[Action]:
    """Return any action on a scenario: all kinds, mostly of what it names, some of what it lacks.

    ``may_end`` lets the facilitator end the run too.
    """
    pools = _pools(scenario)
    kinds = [kind for kind in ACTIONS if kind not in (EndRun, GoToState)]
    built = [_built(kind, pools) for kind in kinds]
    return st.one_of(*built, _gotos(scenario), *([_built(EndRun, pools)] if may_end else ()))


def _gotos(scenario: Scenario) -> st.SearchStrategy[Action]:
    places = [
        (region.id, path) for region in scenario.regions for path in scenario.states_of(region.id)
    ]
    return st.sampled_from([*places, ("nowhere", "lost")]).map(
        lambda place: GoToState(source=Source.FACILITATOR, region=place[0], state=place[1])
    )


def _pools(scenario: Scenario) -> Mapping[str, st.SearchStrategy[Any]]:
    """Return what fills a field, by its name; numbers and the rest go by their type."""
    rules = [
        rule.name
        for region in scenario.regions
        for state in scenario.states_of(region.id).values()
        for rule in state.rules
    ] + [rule.name for rule in scenario.anywhere]
    named = {
        "drug": scenario.drugs, "act": scenario.actions, "event": scenario.events, "rule": rules,
        "item": (*scenario.patient.labs, *scenario.media), "route": ROUTES[:3],
        "sensor": ("spo2", "ecg", "art"), "key": ("nibp-start", "audio-pause"),
        "name": ("switch", "shiver", "LL", "RA-LA"),
        "what": ("artefact", "lead", "reversal", "damping", "flush"), "reading": ("on",),
        "setting": ("fio2", "rate"), "label": ("here",),
    }  # fmt: skip
    return {name: st.sampled_from([*ids, "ghost"]) for name, ids in named.items()} | {
        "amount": st.sampled_from(_AMOUNTS).map(quantity),
        "rate": st.sampled_from(_RATES).map(quantity),
        "performed_at_ms": st.one_of(st.none(), st.integers(-200, 6000)),
        "over_ms": st.sampled_from([0, 300, 2000, 10_000]),
        "depth_mm": st.integers(30, 60),
        "lean_mm": st.one_of(st.none(), st.integers(-5, 40)),
        "lean_force_n": st.one_of(st.none(), st.integers(-5, 90)),
        "peak_at_ms": st.one_of(st.none(), st.integers(-200, 6000)),
        "entry": st.integers(0, 12),
        "for_ms": st.one_of(st.none(), st.integers(-200, 6000)),
        "mains_hz": st.sampled_from([50, 60, 55]),
    }


def _built(kind: type[Action], pools: Mapping[str, Any]) -> st.SearchStrategy[Action]:
    hints = get_type_hints(kind)
    fields = {name: pools[name] if name in pools else _of_type(hint)
              for name, hint in hints.items() if name != "vital"}  # fmt: skip
    if "vital" not in hints:
        return st.builds(kind, **fields)
    return st.sampled_from(list(Vital)).flatmap(
        lambda vital: st.builds(kind, **{
            **fields,
            "vital": st.just(vital),
            **({"quantity": _readings(vital)} if "quantity" in hints else {}),
        })
    )  # fmt: skip


def _of_type(hint: Any) -> st.SearchStrategy[Any]:
    if hint is Quantity:
        return st.sampled_from(["21 %", "12 /min"]).map(quantity)
    found = {bool: st.booleans(), int: st.integers(0, 200), Source: st.sampled_from(list(Source))}
    return found[hint]


def _readings(vital: Vital) -> st.SearchStrategy[Quantity]:
    spec = VITALS[vital]
    return st.integers(int(spec.low) - 2, int(spec.high) + 2).map(
        lambda number: quantity(f"{number} {spec.unit}".strip())
    )
