"""Rhythms from a TOML table that has been read."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from simrunner.patient.rhythm.beat import AtrialShape, Background, Complex
from simrunner.patient.rhythm.beats import PR_TO_LEAD_MS
from simrunner.patient.rhythm.generator import (
    Conducted,
    Generator,
    Grouped,
    Irregular,
    Polymorphic,
    Regular,
    Runs,
    Span,
    Step,
    Stroke,
    Twisting,
)
from simrunner.patient.rhythm.rhythm import Degree, OwnPacemaker, Rates, Rhythm

_COMPLEXES = {name: name for name in get_args(Complex)}
_SHAPES = {name: name for name in get_args(AtrialShape)}


def rhythms_from_table(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Rhythm]:
    """Return the rhythms of a table by id; ValueError names the one that cannot be read."""
    rhythms: dict[str, Rhythm] = {}
    for rhythm_id, row in table.items():
        try:
            rhythms[rhythm_id] = _rhythm(rhythm_id, row)
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"rhythm {rhythm_id}: {problem!r}") from problem
    return rhythms


def _rhythm(rhythm_id: str, row: Mapping[str, Any]) -> Rhythm:
    rate, ordinary = row.get("rate"), _ordinary(row, Stroke())
    background, pacemaker = row.get("background"), row.get("pacemaker")
    rhythm = Rhythm(
        id=rhythm_id,
        rates=Rates() if rate is None else Rates(
            usual_per_min=float(rate["usual"]), lowest_per_min=float(rate["least"]),
            highest_per_min=float(rate["most"]),
        ),
        ordinary=ordinary,
        generator=_generator(row.get("generator", {"kind": "regular"}), ordinary),
        follows_sinus=row.get("follows_sinus", False),
        sets_rate=row.get("sets_rate", False),
        sway_ratio=float(row.get("sway", 0.0)),
        jitter_ratio=float(row.get("jitter", 0.0)),
        fills=row.get("fills", False),
        has_palpable_pulse=row.get("palpable", True),
        p_rate_per_min=float(row.get("dissociated_p_per_min", 0.0)),
        background=None if background is None else Background(**background),
        stimulated=tuple(row.get("stimulates", ())),
        pacemaker=None if pacemaker is None else OwnPacemaker(**pacemaker),
        can_capture=row.get("can_capture", True),
        has_shock_pause=row.get("shock_pause", False),
        degrees=tuple(_degree(rhythm_id, row, each) for each in row.get("degree", ())),
        is_verified=row["verified"],
    )  # fmt: skip
    if (ordinary.complex is None) != (rate is None):
        raise ValueError("a rate and a complex belong together")
    return rhythm


def _degree(rhythm_id: str, row: Mapping[str, Any], degree: Mapping[str, Any]) -> Degree:
    """Return one degree: the row with its own keys on top."""
    of_row = {key: row[key] for key in row if key != "degree"}
    own = {key: degree[key] for key in degree if key != "from_potassium_mmol_per_l"}
    return Degree(
        from_potassium_mmol_per_l=degree["from_potassium_mmol_per_l"],
        rhythm=_rhythm(rhythm_id, {**of_row, **own}),
    )


def _ordinary(row: Mapping[str, Any], usual: Stroke) -> Stroke:
    """Return the stroke of a row, where it says nothing as in ``usual``."""
    stroke = usual
    if "complex" in row:
        names = row["complex"]
        stroke = stroke._replace(complex=_COMPLEXES[names if isinstance(names, str) else names[0]])
    if "atria" in row:
        stroke = _with_atria(stroke, row["atria"])
    if row.get("dropped", False):
        stroke = stroke._replace(complex=None)
    elif stroke.complex in _FROM_THE_VENTRICLE:
        stroke = stroke._replace(atrial=None, lead_ms=0.0)
    return stroke._replace(
        pulse=float(row.get("pulse", stroke.pulse)),
        strength=float(row.get("strength", stroke.strength)),
    )


_FROM_THE_VENTRICLE = frozenset({"pvc", "pvc-b", "pvc-c"})


def _with_atria(stroke: Stroke, atria: Mapping[str, Any]) -> Stroke:
    if atria["shape"] == "none":
        return stroke._replace(atrial=None, lead_ms=0.0)
    lead_ms = -float(atria["rp_ms"]) if "rp_ms" in atria else atria["pr_ms"] + PR_TO_LEAD_MS
    return stroke._replace(atrial=_SHAPES[atria["shape"]], lead_ms=lead_ms)


def _span(ends: Sequence[float]) -> Span:
    low, high = ends
    if low > high:
        raise ValueError(f"{low} to {high} is no range")
    return Span(low=float(low), high=float(high))


def _step(row: Mapping[str, Any], ordinary: Stroke) -> Step:
    complexes = row.get("complex", ())
    is_in_ms = "interval_ms" in row
    compensates = row.get("compensates", False)
    interval = [1.0, 1.0] if compensates else row["interval_ms" if is_in_ms else "interval"]
    return Step(
        interval=_span(interval), stroke=_ordinary(row, ordinary), is_in_ms=is_in_ms,
        complexes=tuple(_COMPLEXES[name] for name in complexes), compensates=compensates,
        is_fixed=row.get("pause", False),
    )  # fmt: skip


def _generator(row: Mapping[str, Any], ordinary: Stroke) -> Generator:
    kind = row["kind"]
    if kind == "grouped":
        steps = tuple(_step(each, ordinary) for each in row["steps"])
        return Grouped(ordinary=_span(row["ordinary"]), steps=steps)
    if kind not in _KINDS:
        raise ValueError(f"'{kind}' is no way to place beats")
    return _KINDS[kind](row)


def _irregular(row: Mapping[str, Any]) -> Generator:
    leads = None
    if "pr_ms" in row:
        leads = _span([pr_ms + PR_TO_LEAD_MS for pr_ms in row["pr_ms"]])
    return Irregular(
        least=row["least"],
        complexes=tuple(_COMPLEXES[name] for name in row.get("complexes", ())),
        atrial=tuple(_SHAPES[name] for name in row.get("atria", ())),
        lead_ms=leads,
    )


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Generator]] = MappingProxyType(
    {
        "regular": lambda _: Regular(),
        "irregular": _irregular,
        "conducted": lambda row: Conducted(ratios=tuple(row["ratios"])),
        "runs": lambda row: Runs(
            slow=_span(row["slow"]), fast=_span(row["fast"]), slow_to_fast=row["slow_to_fast"]
        ),
        "twisting": lambda row: Twisting(
            beats=_span(row["beats"]), least=row["least"], spread=row["spread"]
        ),
        "polymorphic": lambda row: Polymorphic(
            beats=_span(row["beats"]), least=row["least"], spread=row["spread"]
        ),
    }
)
