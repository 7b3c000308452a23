import pytest
from support.annotation_chain import INSTRUMENTS, instrument_table, shipped_instrument

from simrunner.assessment.instrument import InstrumentError, instrument_from_table
from simrunner.domain.text import LANGUAGES

SHIPPED = sorted(path.stem for path in INSTRUMENTS.glob("*.toml"))
# Keys that the assessor's screen uses already: not observed, evidence, comment.
TAKEN_KEYS = {"N", "E", "M"}


def test_that_team_has_the_published_shape() -> None:
    # Cooper et al. 2010: 11 items 0 to 4 in three categories and one global rating 1 to 10.
    team = shipped_instrument("team")
    assert [len(category.items) for category in team.categories] == [2, 7, 2]
    assert list(team.scale.scores) == [0, 1, 2, 3, 4]
    assert team.global_item is not None
    assert (team.global_item.number, list(team.global_item.scale.scores)) == (
        12,
        list(range(1, 11)),
    )
    assert [item.number for item in team.rated_items] == list(range(1, 13))
    assert (team.total, team.target) == ("sum", "team")
    assert "Cooper" in team.source
    assert "2010" in team.source


def test_that_ants_has_the_published_shape() -> None:
    # Fletcher et al. 2003: 15 elements in four categories, each category judged too, 1 to 4.
    ants = shipped_instrument("ants")
    assert [len(category.items) for category in ants.categories] == [4, 5, 3, 3]
    assert all(category.own_item is not None for category in ants.categories)
    assert len(ants.rated_items) == 19
    assert list(ants.scale.scores) == [1, 2, 3, 4]
    assert ants.scale.allows_not_observed
    assert (ants.total, ants.global_item, ants.target) == ("none", None, "individual")


def test_that_the_keys_of_marks_are_those_on_the_screens() -> None:
    team = shipped_instrument("team")
    assert [(mark.key, mark.id) for mark in team.marks] == [
        ("L", "leadership"), ("T", "teamwork"), ("K", "tasks"),
    ]  # fmt: skip
    assert [(mark.key, mark.id) for mark in team.console_marks] == [
        ("L", "leadership"), ("C", "communication"), ("S", "situation"), ("T", "tasks"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_that_a_shipped_instrument_speaks_both_languages_and_ships_no_descriptors(name) -> None:
    instrument = shipped_instrument(name)
    assert instrument.id == name
    titles = [item.title for item in instrument.rated_items]
    titles += [category.title for category in instrument.categories]
    titles += [mark.title for mark in (*instrument.marks, *instrument.console_marks)]
    titles += [*instrument.scale.labels.values(), instrument.name]
    assert all(title.by_language.keys() == set(LANGUAGES) for title in titles)
    assert all(item.descriptor is None for item in instrument.rated_items), (
        "descriptor texts are copyrighted"
    )
    assert not {mark.key for mark in instrument.marks} & TAKEN_KEYS


def test_that_a_centre_can_add_its_own_descriptor() -> None:
    table = instrument_table("team")
    table["category"][1]["item"][5]["descriptor"] = {"en": "rechecked aloud", "zh-CN": "口头复核"}
    descriptor = instrument_from_table(table).item("monitored").descriptor
    assert descriptor is not None
    assert descriptor.in_language("en") == "rechecked aloud"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t["category"][0]["item"][0].pop("title"), "category.0.item.0.title: "),
        (lambda t: t["category"][0]["title"].pop("zh-CN"), "category.0.title.zh-CN: "),
        (lambda t: t["category"][0]["title"].update(en=""), "category.0.title.en: "),
        (lambda t: t.update(colour="red"), "colour: "),
        (lambda t: t.pop("source"), "source: "),
        (lambda t: t["scale"].update(highest="4"), "scale.highest: "),
        (lambda t: t["scale"].update(highest=0), "scale: lowest must be under highest"),
        (lambda t: t["scale"]["label"][0].update(score=9), "label 9 is not on the scale"),
        (lambda t: t.update(comment_required_at=[7]), "comment_required_at: 7 is not on the"),
        (lambda t: t["category"][1].update(id="leadership"), "id leadership is used twice"),
        (lambda t: t["mark"][1].update(key="L"), "mark key L is used twice"),
        (lambda t: t["mark"][1].update(key="l"), "mark.1.key: "),
        (lambda t: t.update(category=[]), "category: "),
    ],
)
def test_that_a_wrong_instrument_is_refused_and_the_place_is_named(change, sentence) -> None:
    table = instrument_table("team")
    change(table)
    with pytest.raises(InstrumentError) as refusal:
        instrument_from_table(table)
    assert any(sentence in problem for problem in refusal.value.problems)


def test_that_all_problems_of_an_instrument_are_told_at_once() -> None:
    table = instrument_table("team")
    table.pop("source")
    table["category"][0]["item"][0].pop("title")
    with pytest.raises(InstrumentError) as refusal:
        instrument_from_table(table)
    assert len(refusal.value.problems) == 2
