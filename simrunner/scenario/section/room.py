"""What the room offers: drugs, actions, media, parameters."""

from decimal import Decimal

from simrunner.domain.catalogue import DrugRow
from simrunner.domain.chart import ActionItem, Media, RoomDrug
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.domain.text import Text
from simrunner.scenario.grammar.quantity_text import (
    check_amount,
    parse_amount,
    parse_duration_ms,
    parse_quantity,
    require_dimension,
    split_quantity,
)
from simrunner.scenario.schema import ActionSection, DrugSection, MediaSection, ScenarioSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.shape import is_yes
from simrunner.scenario.source.problem import Fault, did_you_mean
from simrunner.scenario.source.tree import Word

MEASURES = (
    "mass", "mass/kg", "vol", "vol/kg", "units", "units/kg", "mmol", "mmol/kg", "count",
    "mass/time", "mass/kg/time", "vol/time", "vol/kg/time", "units/time", "units/kg/time",
    "mmol/time", "mmol/kg/time",
)  # fmt: skip
"""The tokens of `measure` (clinscn/1 section 5; those in mmol: decision record 0015)."""

_CONCENTRATIONS = (
    Dimension.CONCENTRATION, Dimension.UNITS_CONCENTRATION, Dimension.SUBSTANCE_CONCENTRATION_ML,
)  # fmt: skip


def room_drugs(section: ScenarioSection, template: str, desk: Desk) -> dict[str, RoomDrug]:
    """Return the drugs of the room: rows of the built-in table, narrowed by the file.

    Ranges are those of the patient's template, None where the table does not state them.
    """
    return {str(word): _drug(word, drug, template, desk) for word, drug in section.drugs.items()}


def _drug(word: Word, drug: DrugSection, template: str, desk: Desk) -> RoomDrug:
    row = desk.names.catalogue.drugs.get(str(word))
    if row is None and drug.measure is None:
        near = did_you_mean(word, desk.names.catalogue.drugs)
        own = "a drug of your own says its 'measure:', such as \"mass, count\""
        hint = f"{near} If not, {own}" if near else own
        what = f"the built-in table has no drug '{word}'"
        desk.problems.add("E505", word, what, hint)
    single = row.single_for(template) if row is not None else None
    total = row.total_for(template) if row is not None else None
    return RoomDrug(
        id=str(word),
        name=row.name if row is not None else Text(by_language={}, plain=str(word)),
        measures=_measures(drug, row, desk),
        adult_single=_range(drug.adult_single, desk) or (single.single if single else None),
        max_total=_amount(drug.max_total, desk) or (total.max_total if total else None),
        concentration=_concentration(drug, row, desk),
        is_distractor=is_yes(drug.distractor, desk.problems),
    )


def _measures(drug: DrugSection, row: DrugRow | None, desk: Desk) -> tuple[str, ...]:
    if drug.measure is None:
        return row.measures if row is not None else MEASURES
    tokens = tuple(token.strip() for token in drug.measure.split(","))
    for token in tokens:
        if token not in MEASURES:
            hint = did_you_mean(token, MEASURES) or f"one of {', '.join(MEASURES)}"
            place = drug.measure.spot(max(0, drug.measure.find(token)))
            desk.problems.add("E206", place, f"there is no measure '{token}'", hint)
    return tokens


def _amount(word: Word | None, desk: Desk) -> Quantity | None:
    return desk.judged(word, lambda text: parse_amount(text, "a dose")) if word else None


def _range(word: Word | None, desk: Desk) -> tuple[Quantity, Quantity] | None:
    def parse(text: str) -> tuple[Quantity, Quantity]:
        low_text, middle, high_text = text.partition(" to ")
        if not middle:
            raise Fault("E308", f"'{text}' is not a range", "write for example 0.1 mg to 1 mg")
        low = parse_amount(low_text.strip(), "a dose")
        high = parse_amount(high_text.strip(), "a dose")
        if low.dimension is not high.dimension:
            raise Fault("E308", "both ends of a range need the same measure")
        if low.in_base > high.in_base:
            raise Fault("E308", "the range has its higher end first", "swap them")
        return low, high

    return desk.judged(word, parse) if word else None


def _concentration(drug: DrugSection, row: DrugRow | None, desk: Desk) -> Quantity | None:
    if drug.concentration is not None:
        return desk.judged(drug.concentration, _concentration_of)
    if row is not None and len(row.concentrations) == 1:
        return row.concentrations[0]
    return None


def _concentration_of(text: str) -> Quantity:
    quantity = parse_quantity(text)
    require_dimension(quantity, _CONCENTRATIONS, "a concentration")
    check_amount(split_quantity(text)[0], quantity)
    if quantity.number == 0:
        raise Fault("E304", "a concentration is above 0")
    return quantity


def action_items(section: ScenarioSection, desk: Desk) -> dict[str, ActionItem]:
    """Return what the team can do besides drugs."""
    taken: dict[str, str] = {}
    return {
        str(word): _action(word, action, taken, desk) for word, action in section.actions.items()
    }


def _action(word: Word, action: ActionSection, taken: dict[str, str], desk: Desk) -> ActionItem:
    if action.hotkey is not None:
        key = action.hotkey.lower()  # one key of the keyboard, with Shift or without
        if len(key) != 1 or not (key.isascii() and key.isalnum()):
            desk.problems.add("E309", action.hotkey, "a hotkey is one letter or digit")
        elif key in taken:
            what = f"the hotkey '{action.hotkey}' already logs '{taken[key]}'"
            desk.problems.add("E309", action.hotkey, what)
        taken.setdefault(key, str(word))
    hotkey = str(action.hotkey) if action.hotkey is not None else None
    return ActionItem(id=str(word), title=desk.text(action.words), hotkey=hotkey)


def media_items(section: ScenarioSection, desk: Desk) -> dict[str, Media]:
    """Return the files that can be shown; `pack` looks whether they exist."""
    return {str(word): _media(word, media, desk) for word, media in section.media.items()}


def _media(word: Word, media: MediaSection, desk: Desk) -> Media:
    return Media(
        id=str(word), file=str(media.file), licence=str(media.licence),
        title=desk.text(media.words),
    )  # fmt: skip


def chosen_parameters(desk: Desk) -> dict[str, Quantity]:
    """Return each parameter at the chosen difficulty; compound durations in seconds."""
    found: dict[str, Quantity] = {}
    for name, levels in desk.names.parameters.items():
        text = levels[desk.difficulty]
        try:
            found[name] = parse_quantity(text)
        except Fault:
            found[name] = _seconds(text)
    return found


def _seconds(text: str) -> Quantity:
    try:
        milliseconds = parse_duration_ms(text)
    except Fault:  # noted where the parameter is declared
        milliseconds = 0
    return Quantity(number=Decimal(milliseconds) / 1000, unit="s")
