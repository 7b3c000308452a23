"""Home without a screen: what is found, in which order, in which words."""

from support.library_tiles import ANAPHYLAXIS, BROKEN, PACKS, RECENTS, UNFINISHED
from support.screen_words import MarkingTranslate

from simrunner.ui.presenters.home import HomePresenter, ProblemLine, checker_chip


def home(language: str = "en") -> HomePresenter:
    return HomePresenter(PACKS, RECENTS, UNFINISHED, MarkingTranslate(language))


def found(presenter: HomePresenter) -> list[str]:
    return [tile.pack_id for tile in presenter.view().tiles]


def test_that_the_last_run_comes_first_and_never_run_ones_last() -> None:
    assert found(home()) == ["anaphylaxis-ed", "mh-crisis-or", "broken"]


def test_that_search_needs_every_word_and_looks_into_drugs_and_both_languages() -> None:
    presenter = home()
    for words, expected in (
        ("dantrolene", ["mh-crisis-or"]),
        ("ADRENALINE anaphylaxis", ["anaphylaxis-ed"]),
        ("adrenaline dantrolene", []),
        ("恶性", ["mh-crisis-or"]),
        ("", ["anaphylaxis-ed", "mh-crisis-or", "broken"]),
    ):
        presenter.search(words)
        assert found(presenter) == expected, words


def test_that_every_filter_keeps_only_what_fits_and_filters_add_up() -> None:
    for key, choice, expected in (
        ("setting", "operating-room", ["mh-crisis-or"]),
        ("system", "immune", ["anaphylaxis-ed"]),
        ("specialty", "anaesthesia", ["mh-crisis-or"]),
        ("level", "novice", ["broken"]),
        ("language", "zh-CN", ["anaphylaxis-ed"]),
        ("duration", "15", ["anaphylaxis-ed", "broken"]),
    ):
        presenter = home()
        presenter.choose(key, choice)
        assert found(presenter) == expected, key
        presenter.choose("setting", "home")
        assert found(presenter) == []


def test_that_an_empty_choice_takes_a_filter_away() -> None:
    presenter = home()
    presenter.choose("level", "novice")
    presenter.choose("level", "")

    assert len(found(presenter)) == 3


def test_that_the_order_follows_the_chosen_sort() -> None:
    presenter = home()
    for sort, first in (("title", "anaphylaxis-ed"), ("duration", "broken"), ("level", "broken")):
        presenter.choose("sort", sort)
        assert found(presenter)[0] == first, sort


def test_that_filters_offer_only_what_the_library_holds() -> None:
    setting = home().view().filters[0]

    assert [choice for choice, _ in setting.choices] == [
        "",
        "emergency",
        "operating-room",
        "ward",
    ]


def test_that_a_broken_pack_says_so_in_red_with_its_number_of_errors() -> None:
    tile = next(tile for tile in home().view().tiles if tile.pack_id == "broken")

    assert (tile.chip.tone, tile.chip.text) == ("bad", "1 error")
    assert tile.has_errors


def test_that_warnings_alone_do_not_make_an_error() -> None:
    warning = ProblemLine(file="s", line=1, column=1, is_error=False, sentence="x")

    chip = checker_chip((warning, warning), MarkingTranslate())

    assert (chip.tone, chip.text) == ("warn", "2 warnings")
    assert checker_chip((), MarkingTranslate()).tone == "ok"


def test_that_a_tile_tells_the_facts_of_its_pack() -> None:
    tile = home().view().tiles[0]

    assert tile.level == "Intermediate"
    assert tile.system == "immune"
    assert tile.objectives == "Recognise early, IM adrenaline"
    assert tile.duration == "15 min"
    assert tile.learners == "3–5"
    assert tile.last_run == "Last run 20 Nov, team 6"
    assert tile.picture == "immune"


def test_that_the_banner_tells_how_far_the_unfinished_run_got() -> None:
    banner = home().view().banner

    assert banner is not None
    assert "06:48" in banner.sentence
    assert banner.run_id == "run-10"


def test_that_the_chinese_view_uses_the_pack_texts_of_that_language() -> None:
    tile = home("zh-CN").view().tiles[0]

    assert tile.title == "严重过敏反应"
    assert tile.level == "⟦Intermediate⟧"


def test_that_a_recent_run_of_a_broken_or_missing_pack_cannot_start() -> None:
    presenter = home()
    presenter.renew((BROKEN,), RECENTS, None)
    assert not presenter.view().recents[0].is_startable

    presenter.renew((ANAPHYLAXIS,), RECENTS, None)
    assert presenter.view().recents[0].is_startable
