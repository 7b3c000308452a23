"""The file of labels: which tag or barcode is on which drug, in rows that a pharmacist can write.

CSV with the columns uid, drug and concentration ("1 mg/mL"), and where wanted amount ("1 mg", a
whole syringe) and route.
"""

import csv
import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from simrunner.domain.quantity import ROUTES, UNITS, Dimension, Quantity

NEEDED = ("uid", "drug", "concentration")
WELCOME = ("amount", "route")
MOST_LABELS = 10_000
"""More syringes than any skills-lab has; a longer file is another one."""

_LONGEST = 64
_CONCENTRATIONS = (
    Dimension.CONCENTRATION, Dimension.UNITS_CONCENTRATION, Dimension.SUBSTANCE_CONCENTRATION_ML,
)  # fmt: skip
_AMOUNTS = (Dimension.MASS, Dimension.UNITS, Dimension.SUBSTANCE, Dimension.VOLUME)
_PER_ML = "/mL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one tag stands for. ``amount`` is a whole syringe, None where the file does not say."""

    uid: str
    drug: str
    concentration: Quantity
    amount: Quantity | None = None
    route: str = ""

    @property
    def words(self) -> str:
        """Drug and concentration as people read them."""
        return f"{self.drug} {self.concentration}"

    def amount_of(self, volume_ml: Decimal) -> Quantity:
        """Return what so many millilitres hold."""
        number = self.concentration.number * volume_ml
        return Quantity(number=number, unit=self.concentration.unit.removesuffix(_PER_ML))


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFile:
    """The labels by their plain code, and one sentence for each line that is none."""

    labels: Mapping[str, Label]
    problems: Sequence[str]


class _WrongLineError(Exception):
    """A line that cannot be a label; the words say why."""


def plain_code(code: str) -> str:
    """Return a code without what readers write differently: case, spaces, colons."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def read_labels(text: str, drugs: Collection[str]) -> LabelFile:
    """Return what a file says; ``drugs`` are the ids that a label may name.

    Lines that are wrong are left out and told, the others count.
    """
    try:
        reader = csv.reader(text.lstrip("\ufeff").splitlines())
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        return LabelFile(labels={}, problems=(f"this is no CSV: {error}",))
    names = [name.lower() for name in rows[0][1]] if rows else []
    if problem := _header_problem(names):
        return LabelFile(labels={}, problems=(f"line 1: {problem}",))
    labels: dict[str, Label] = {}
    lines: dict[str, int] = {}
    problems: list[str] = []
    for line, cells in rows[1 : MOST_LABELS + 1]:
        if not any(cells):
            continue
        try:
            label = _label(names, cells, drugs)
        except _WrongLineError as wrong:
            problems.append(f"line {line}: {wrong}")
            continue
        code = plain_code(label.uid)
        if code in lines:
            problems.append(f"line {line}: the uid {label.uid} is in line {lines[code]} already")
            continue
        lines[code], labels[code] = line, label
    if len(rows) > MOST_LABELS + 1:
        problems.append(f"line {rows[MOST_LABELS + 1][0]}: more than {MOST_LABELS} lines")
    if not labels and not problems:
        problems.append("line 2: there is no label below the names of the columns")
    return LabelFile(labels=labels, problems=tuple(problems))


def _header_problem(names: Sequence[str]) -> str:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        wanted = ", ".join(NEEDED)
        return f"the columns are {wanted}, and {', '.join(missing)} is missing"
    strange = [name for name in names if name not in (*NEEDED, *WELCOME)]
    if strange:
        return (
            f"there is no column {strange[0][:_LONGEST]!r}; there are {', '.join(NEEDED + WELCOME)}"
        )
    if len(set(names)) < len(names):
        return "a column is there twice"
    return ""


def _label(names: Sequence[str], cells: Sequence[str], drugs: Collection[str]) -> Label:
    if len(cells) > len(names):
        raise _WrongLineError(f"there are {len(cells)} cells for {len(names)} columns")
    row = dict.fromkeys((*NEEDED, *WELCOME), "") | dict(zip(names, cells, strict=False))
    for name in NEEDED:
        if not row[name]:
            raise _WrongLineError(f"{name} is missing")
    if not plain_code(row["uid"]) or len(row["uid"]) > _LONGEST:
        raise _WrongLineError("the uid has no letter or digit, or more than 64 of them")
    route = row["route"].upper()
    if route and route not in ROUTES:
        raise _WrongLineError(f"no route {row['route'][:_LONGEST]}; one of {', '.join(ROUTES)}")
    return Label(
        uid=row["uid"], drug=_drug(row["drug"], drugs), route=route,
        concentration=_quantity(
            row["concentration"], _CONCENTRATIONS, "a concentration", "1 mg/mL"
        ),
        amount=(
            _quantity(row["amount"], _AMOUNTS, "an amount", "1 mg") if row["amount"] else None
        ),
    )  # fmt: skip


def _drug(name: str, drugs: Collection[str]) -> str:
    if name in drugs:
        return name
    near = difflib.get_close_matches(name.lower(), sorted(drugs), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise _WrongLineError(f"there is no drug {name[:_LONGEST]}{hint}")


def _quantity(written: str, dimensions: Sequence[Dimension], what: str, example: str) -> Quantity:
    number, _, unit = written.partition(" ")
    try:
        exact = Decimal(number)
    except InvalidOperation:
        exact = Decimal("NaN")
    is_right = exact.is_finite() and 0 < exact < 1_000_000
    unit = unit.strip()
    if not is_right or unit not in UNITS or UNITS[unit].dimension not in dimensions:
        raise _WrongLineError(f"{written[:_LONGEST]} is not {what}; write it as {example}")
    if dimensions is _CONCENTRATIONS and not unit.endswith(_PER_ML):
        raise _WrongLineError(f"{written[:_LONGEST]}: write the concentration per mL")
    return Quantity(number=exact, unit=unit)
