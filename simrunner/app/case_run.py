"""A case run: a body without a scenario, its readings as rows, its waves as arrays."""

import csv
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from rich.console import Console
from rich.progress import Progress

from simrunner.app import exit_code
from simrunner.app.assets import read_catalogue
from simrunner.app.bodies import body_names, read_body_tables, template_vitals
from simrunner.app.exit_code import Refusal
from simrunner.app.problem_text import print_problems
from simrunner.app.results import writing
from simrunner.domain.action import Compress, GiveDrug, Source
from simrunner.domain.order import Order, Treat
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS
from simrunner.patient.drug.course import Inert, Reason
from simrunner.patient.model.readout import READINGS
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import Person, usual_person
from simrunner.scenario.case.case import Case, CasePatient, read_case
from simrunner.scenario.source.file import read_bytes
from simrunner.scenario.source.problem import Problems

EVERY_SENSOR = frozenset(
    {"ecg", "spo2", "nibp", "art", "co2", "temp", "cvp", "pa", "icp", "bis", "tof", "fhr"}
)


LONGEST_WAVES_MS = 2 * 3_600_000
"""Waves of two hours are some 200 MB in memory."""

BUILD = (5.0, 150.0)
"""kg/m2: below the smallest newborn, above the heaviest adult; outside it is a slip."""

LONG_MS = 10 * 60_000
"""From this length on, a terminal shows how far a case has come."""

_WHY: Mapping[Reason, str] = {
    "unknown drug": "no table has it",
    "no kinetics": "nobody has written down what it does to a body",
    "no such measure": "it is not measured in that unit",
    "no such route": "it is not given by that route",
}


def columns() -> Mapping[str, str]:
    """Return every fixed column of a case with its unit."""
    vitals = {vital.value: spec.unit for vital, spec in VITALS.items()}
    return {**vitals, **{name: unit for name, (unit, _) in READINGS.items()}}


def run_case_file(file: Path, out: Path, waves: Path | None) -> int:
    """Run a case and write its readings, and its waves if asked; problems are told on stderr.

    Refusal before anything runs when a result cannot be written.
    """
    case = _told_case(file)
    if case is None:
        return exit_code.BAD_INPUT
    _refuse_one_file_twice(file, out, waves)
    if waves is not None and case.until_ms > LONGEST_WAVES_MS:
        raise Refusal("Waves of at most 2 h are kept: end the case earlier, or leave out --waves.")
    for place in (out, *([waves] if waves is not None else [])):
        with writing(place), place.open("ab"):  # neither is emptied for a run that cannot be
            pass
    body = body_of(case, draws=waves is not None)
    with writing(out), out.open("w", newline="", encoding="utf-8") as rows:
        drawn = _written(case, body, rows)
    if waves is not None:
        with writing(waves), waves.open("wb") as target:
            arrays: Any = {name: np.concatenate(parts) for name, parts in drawn.items()}
            np.savez_compressed(target, **arrays)
    for sentence in (*_out_of_time(case), *_doubts(case, person_of_case(case.patient))):
        print(f"simrunner: {sentence}", file=sys.stderr)
    for each in body.model.without_effect:
        print(f"simrunner: {without_effect_text(each)}", file=sys.stderr)
    return exit_code.OK


def without_effect_text(inert: Inert) -> str:
    """Return the sentence about something that was given and did nothing."""
    return f"{inert.drug} was given without effect: {_WHY[inert.reason]}."


def _out_of_time(case: Case) -> Iterator[str]:
    """Give a sentence about everything that a case asks for after its end."""
    end = f"the case ends at {case.until_ms / 1000:g} s"
    for each in case.orders:
        if each.at_ms > case.until_ms:
            yield (
                f"line {each.line}: '{each.words}' at {each.at_ms / 1000:g} s never came, for "
                f"{end}: set until later."
            )
    if case.sample_ms > case.until_ms:
        yield f"only the first row is written, for {end} and a sample is longer: set it shorter."


def _doubts(case: Case, person: Person) -> Iterator[str]:
    """Give a sentence about everything that the body takes as it stands, and nobody would mean."""
    mass_index = person.weight_kg / (person.height_cm / 100.0) ** 2
    if not BUILD[0] <= mass_index <= BUILD[1]:
        yield (
            f"nobody of {person.height_cm:g} cm weighs {person.weight_kg:g} kg, and what this body "
            "shows means little: check patient.weight and patient.height."
        )
    if case.patient.template == "obstetric" and person.sex == "M":
        yield "a male patient is taken as pregnant here: check patient.template and patient.sex."
    told = read_catalogue().drugs
    for each in case.orders:
        for order in each.command.orders:
            action = order.action if isinstance(order, Treat) else None
            if isinstance(action, GiveDrug) and action.route not in told[action.drug].routes:
                yield (
                    f"line {each.line}: {action.drug} is not given {action.route} (but "
                    f"{', '.join(told[action.drug].routes)}); it is taken up as any drug by that "
                    "route."
                )


def _told_case(file: Path) -> Case | None:
    """Return the case of a file, telling its problems; None when it has errors."""
    found = Problems(str(file))
    content = read_bytes(file, found)
    case, problems = None, found.all
    if content is not None:
        case, problems = read_case(content, str(file), body_names(), columns())
    if problems:
        print_problems(problems)
    return case


def _refuse_one_file_twice(file: Path, out: Path, waves: Path | None) -> None:
    places = [each.resolve() for each in (file, out, waves) if each is not None]
    if len(set(places)) < len(places):
        raise Refusal("The case, the readings and the waves are files of their own.")


def _written(case: Case, body: ModelledBody, rows: TextIO) -> dict[str, list[np.ndarray]]:
    """Run a case, writing its readings; return the waves that were drawn, in pieces."""
    drawn: dict[str, list[np.ndarray]] = {}
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(["time_s", *case.columns])
    console = Console(stderr=True)
    with Progress(
        console=console,
        transient=True,
        disable=case.until_ms < LONG_MS or not console.is_terminal,
    ) as progress:
        bar = progress.add_task("case", total=case.until_ms)
        for at_ms, waves_now in steps(case, body):
            for name, samples in waves_now.items():
                drawn.setdefault(name, []).append(np.array(samples, dtype=np.float32))
            if at_ms % case.sample_ms == 0:
                writer.writerow([f"{at_ms / 1000:.10g}", *row(case, body)])
            if at_ms % LONG_MS == 0:
                progress.update(bar, completed=at_ms)
    return drawn


def body_of(case: Case, *, draws: bool) -> ModelledBody:
    """Return the body that a case is about."""
    tables = read_body_tables()
    formulary = tables.formulary
    for drug, model in case.models.items():
        formulary = formulary.with_model(drug, model)
    return ModelledBody(
        person_of_case(case.patient), replace(tables, formulary=formulary), seed=case.seed,
        attached=EVERY_SENSOR, draws=draws,
    )  # fmt: skip


def person_of_case(patient: CasePatient) -> Person:
    """Return the person: what the case does not say is the template's."""
    usual = usual_person(patient.template)
    return Person(
        template=patient.template,
        age_years=_said(patient.age_years, usual.age_years),
        sex=patient.sex or usual.sex,
        weight_kg=_said(patient.weight_kg, usual.weight_kg),
        height_cm=_said(patient.height_cm, usual.height_cm),
        barometric_mmhg=_said(patient.barometric_mmhg, usual.barometric_mmhg),
        resting=template_vitals(patient.template),
    )


def _said(number: float | None, usual: float) -> float:
    return usual if number is None else number


def steps(case: Case, body: ModelledBody) -> Iterator[tuple[int, Mapping[str, memoryview]]]:
    """Take every step of a case, giving its time and the waves that were drawn in it."""
    waiting = deque(_timed_orders(case))
    for at_ms in range(0, case.until_ms + 1, STEP_MS):
        orders: list[Order] = []
        while waiting and waiting[0][0] <= at_ms:
            orders.append(waiting.popleft()[1])
        state = body.advance(at_ms, orders)
        yield at_ms, state.waves


def row(case: Case, body: ModelledBody) -> list[str]:
    """Return the readings of the present moment, in the order of the case's columns."""
    return [f"{body.model.reading(column):.6g}" for column in case.columns]


def _timed_orders(case: Case) -> list[tuple[int, Order]]:
    """Return every order with its time; compressions one by one."""
    found: list[tuple[int, Order]] = []
    for each in case.orders:
        found.extend((each.at_ms, order) for order in each.command.orders)
        played = each.command.compressions if each.at_ms <= case.until_ms else None
        if played is not None:
            action = Compress(source=Source.SCENARIO, depth_mm=played.depth_mm)
            lasts_ms = min(played.duration_ms, case.until_ms - each.at_ms)
            count = round(lasts_ms * played.rate_per_min / 60_000)
            for index in range(count):
                at_ms = each.at_ms + round(index * 60_000 / played.rate_per_min)
                found.append((at_ms, Treat(action=action, performed_at_ms=at_ms)))
    return sorted(found, key=lambda timed: timed[0])
