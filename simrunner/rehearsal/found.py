"""What a condition found, in words: each thing that it reads, once, with its value."""

from simrunner.domain.condition import (
    Atom,
    Condition,
    Given,
    InState,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
    atoms_of,
)
from simrunner.domain.condition_text import condition_text
from simrunner.domain.frame import OperandView
from simrunner.engine.interpreter import Engine


def found_text(engine: Engine, condition: Condition) -> str:
    """Return what the atoms of ``condition`` read at the end of the last tick: ``MAP 79 mmHg``."""
    readings = zip(atoms_of(condition), engine.readings_now(condition), strict=True)
    words = [_reading_text(atom, view) for atom, view in readings]
    return ", ".join(dict.fromkeys(words))


def _reading_text(atom: Atom, view: OperandView) -> str:  # noqa: PLR0911 - a line for each kind
    match atom:
        case VitalCompared():
            return f"{atom.vital} {view.now} {atom.quantity.unit}".rstrip()
        case VitalBetween():
            return f"{atom.vital} {view.now} {atom.low.unit}".rstrip()
        case RhythmCompared():
            return f"rhythm {view.now}"
        case InState():
            return f"{atom.region} in {view.now}"
        case Given():
            return f"given {atom.drug} {view.now or 'in another measure'}"
        case Running():
            return f"running {atom.drug} {view.now or 0}"
        case SensorAttached():
            return f"sensor {atom.sensor} {view.now}"
        case _:
            return condition_text(atom) if view.is_true else f"not {condition_text(atom)}"
