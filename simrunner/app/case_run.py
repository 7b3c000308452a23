"""A case run: a body without a scenario, its readings as rows, its waves as arrays."""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simrunner.app import exit_code
from simrunner.app.bodies import body_names, read_body_tables, template_vitals
from simrunner.app.exit_code import Refusal
from simrunner.domain.action import Compress, Source
from simrunner.domain.order import Order, Treat
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS
from simrunner.patient.model.readout import READINGS
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import Person, usual_person
from simrunner.scenario.case.case import Case, CasePatient, read_case

EVERY_SENSOR = frozenset(
    {"ecg", "spo2", "nibp", "art", "co2", "temp", "cvp", "pa", "icp", "bis", "tof", "fhr"}
)


def columns() -> Mapping[str, str]:
    """Return every fixed column of a case with its unit."""
    vitals = {vital.value: spec.unit for vital, spec in VITALS.items()}
    return {**vitals, **{name: unit for name, (unit, _) in READINGS.items()}}


def run_case_file(file: Path, out: Path, waves: Path | None, say: Callable[[str], None]) -> int:
    """Run a case and write its readings, and its waves if asked; problems go to ``say``."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}.") from error
    case, problems = read_case(content, str(file), body_names(), columns())
    for problem in problems:
        say(str(problem))
    if case is None:
        return exit_code.CHECK_FAILED
    body = body_of(case, draws=waves is not None)
    drawn: dict[str, list[np.ndarray]] = {}
    try:
        with out.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["time_s", *case.columns])
            for at_ms, waves_now in steps(case, body):
                for name, samples in waves_now.items():
                    drawn.setdefault(name, []).append(np.array(samples, dtype=np.float32))
                if at_ms % case.sample_ms == 0:
                    writer.writerow([f"{at_ms / 1000:g}", *row(case, body)])
        if waves is not None:
            with waves.open("wb") as target:
                arrays: Any = {name: np.concatenate(parts) for name, parts in drawn.items()}
                np.savez_compressed(target, **arrays)
    except OSError as error:
        raise Refusal(f"{error.filename} cannot be written: {error.strerror}.") from error
    return exit_code.OK


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
        played = each.command.compressions
        if played is not None:
            action = Compress(source=Source.SCENARIO, depth_mm=played.depth_mm)
            count = round(played.duration_ms * played.rate_per_min / 60_000)
            for index in range(count):
                at_ms = each.at_ms + round(index * 60_000 / played.rate_per_min)
                found.append((at_ms, Treat(action=action, performed_at_ms=at_ms)))
    return sorted(found, key=lambda timed: timed[0])
