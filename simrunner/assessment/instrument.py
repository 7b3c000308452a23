"""Instruments: rating forms as data. Names, scales and rules ship; descriptor texts do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simrunner.domain.text import Text


class InstrumentError(ValueError):
    """An instrument cannot be used; ``problems`` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem found."""
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Whole scores from ``lowest`` to ``highest``; ``labels`` name some of them."""

    lowest: int
    highest: int
    labels: Mapping[int, Text]
    allows_not_observed: bool

    @property
    def scores(self) -> range:
        """Every score of the scale, in order."""
        return range(self.lowest, self.highest + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that gets one score. ``descriptor`` is the centre's own text, none as shipped.

    ``number`` is its place on the form, from 1; ``is_category`` marks a category that is judged
    itself, beside its elements.
    """

    id: str
    number: int
    title: Text
    scale: Scale
    descriptor: Text | None
    is_category: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A heading with its items; ``own_item`` where the category itself is rated too."""

    id: str
    title: Text
    items: tuple[Item, ...]
    own_item: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCategory:
    """A category of behaviour marks and the key that sets one."""

    id: str
    key: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A whole rating form.

    ``source`` is the citation, ``locator`` its DOI or publisher's id. ``total`` says whether scores
    may be summed; ``global_item`` is judged apart from any sum and opens after all others.
    ``marks`` are for the assessor, ``console_marks`` for the facilitator.
    A score listed in ``comment_required_at`` must carry a comment before the form is locked.
    """

    id: str
    version: str
    name: Text
    target: Literal["individual", "team"]
    source: str
    locator: str
    licence: str
    scale: Scale
    categories: tuple[Category, ...]
    global_item: Item | None
    total: Literal["none", "sum"]
    comment_required_at: tuple[int, ...]
    marks: tuple[MarkCategory, ...]
    console_marks: tuple[MarkCategory, ...]

    @property
    def rated_items(self) -> tuple[Item, ...]:
        """Every item in the order of the form: a category's own item after its elements."""
        found: list[Item] = []
        for category in self.categories:
            found.extend(category.items)
            if category.own_item is not None:
                found.append(category.own_item)
        if self.global_item is not None:
            found.append(self.global_item)
        return tuple(found)

    def item(self, item_id: str) -> Item:
        """Return the item; KeyError when the form has none of that name."""
        for item in self.rated_items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def has_mark_category(self, category_id: str) -> bool:
        """Return whether marks may carry this category; the empty one always may."""
        known = {mark.id for mark in (*self.marks, *self.console_marks)}
        return not category_id or category_id in known


_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
_Words = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Text(_Table):
    en: _Words
    zh_cn: _Words = Field(alias="zh-CN")

    def value(self) -> Text:
        return Text(by_language={"en": self.en, "zh-CN": self.zh_cn})


class _Label(_Table):
    score: int
    text: _Text


class _Scale(_Table):
    lowest: int
    highest: int
    allows_not_observed: bool
    label: list[_Label] = []

    def value(self) -> Scale:
        return Scale(
            lowest=self.lowest,
            highest=self.highest,
            labels={label.score: label.text.value() for label in self.label},
            allows_not_observed=self.allows_not_observed,
        )


class _Item(_Table):
    id: _Id
    title: _Text
    descriptor: _Text | None = None


class _Category(_Table):
    id: _Id
    title: _Text
    is_rated: bool = False
    item: Annotated[list[_Item], Field(min_length=1)]


class _Global(_Table):
    id: _Id
    title: _Text
    scale: _Scale


class _Mark(_Table):
    id: _Id
    key: Annotated[str, Field(pattern=r"^[A-Z]$")]
    title: _Text

    def value(self) -> MarkCategory:
        return MarkCategory(id=self.id, key=self.key, title=self.title.value())


class _Instrument(_Table):
    id: _Id
    version: _Words
    name: _Text
    target: Literal["individual", "team"]
    source: _Words
    locator: _Words
    licence: _Words
    scale: _Scale
    category: Annotated[list[_Category], Field(min_length=1)]
    global_item: _Global | None = None
    total: Literal["none", "sum"]
    comment_required_at: list[int] = []
    mark: list[_Mark] = []
    console_mark: list[_Mark] = []


def instrument_from_table(table: Mapping[str, Any]) -> Instrument:
    """Return a checked instrument from a parsed TOML file.

    Raises:
        InstrumentError: with every problem of the table.
    """
    try:
        parsed = _Instrument.model_validate(dict(table))
    except ValidationError as failure:
        raise InstrumentError(
            tuple(
                f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
                for problem in failure.errors()
            )
        ) from failure
    problems = tuple(_contradictions(parsed))
    if problems:
        raise InstrumentError(problems)
    return _instrument(parsed)


def _contradictions(parsed: _Instrument) -> list[str]:
    problems: list[str] = []
    scales = [("scale", parsed.scale)]
    if parsed.global_item is not None:
        scales.append(("global_item.scale", parsed.global_item.scale))
    for where, scale in scales:
        if scale.lowest >= scale.highest:
            problems.append(f"{where}: lowest must be under highest")
        problems.extend(
            f"{where}: label {label.score} is not on the scale"
            for label in scale.label
            if not scale.lowest <= label.score <= scale.highest
        )
    problems.extend(
        f"comment_required_at: {score} is not on the scale"
        for score in parsed.comment_required_at
        if not parsed.scale.lowest <= score <= parsed.scale.highest
    )
    ids = [category.id for category in parsed.category]
    ids += [item.id for category in parsed.category for item in category.item]
    ids += [] if parsed.global_item is None else [parsed.global_item.id]
    problems += _twice("id", ids)
    for where, marks in (("mark", parsed.mark), ("console_mark", parsed.console_mark)):
        problems += _twice(f"{where} id", [mark.id for mark in marks])
        problems += _twice(f"{where} key", [mark.key for mark in marks])
    return problems


def _twice(what: str, names: list[str]) -> list[str]:
    return [f"{what} {name} is used twice" for name in sorted(set(names)) if names.count(name) > 1]


def _instrument(parsed: _Instrument) -> Instrument:
    scale = parsed.scale.value()
    number = 0
    categories: list[Category] = []
    for category in parsed.category:
        items: list[Item] = []
        for item in category.item:
            number += 1
            items.append(_item(item.id, number, item.title, scale, item.descriptor))
        own_item = None
        if category.is_rated:
            number += 1
            own_item = _item(category.id, number, category.title, scale, is_category=True)
        categories.append(
            Category(
                id=category.id,
                title=category.title.value(),
                items=tuple(items),
                own_item=own_item,
            )
        )
    found = parsed.global_item
    return Instrument(
        id=parsed.id,
        version=parsed.version,
        name=parsed.name.value(),
        target=parsed.target,
        source=parsed.source,
        locator=parsed.locator,
        licence=parsed.licence,
        scale=scale,
        categories=tuple(categories),
        global_item=None
        if found is None
        else _item(found.id, number + 1, found.title, found.scale.value()),
        total=parsed.total,
        comment_required_at=tuple(parsed.comment_required_at),
        marks=tuple(mark.value() for mark in parsed.mark),
        console_marks=tuple(mark.value() for mark in parsed.console_mark),
    )


def _item(
    item_id: str,
    number: int,
    title: _Text,
    scale: Scale,
    descriptor: _Text | None = None,
    *,
    is_category: bool = False,
) -> Item:
    return Item(
        id=item_id,
        number=number,
        title=title.value(),
        scale=scale,
        descriptor=None if descriptor is None else descriptor.value(),
        is_category=is_category,
    )
