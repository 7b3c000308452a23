"""Both languages are whole: nothing untranslated, nothing unused, places kept."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from simrunner.app.assets_folder import resources_folder
from simrunner.app.catalogues import catalogue_file, messages_of
from simrunner.app.i18n import Translator

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def chinese():
    with catalogue_file("zh-CN").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file, locale="zh_CN") if entry.id}


@pytest.fixture(scope="module")
def messages():
    return messages_of(ROOT)


def test_that_every_message_has_a_chinese_translation(chinese, messages):
    missing = [message for message in messages if not chinese.get(message)]

    assert missing == []


def test_that_the_catalogue_holds_no_message_that_nobody_says(chinese, messages):
    assert sorted(set(chinese) - set(messages)) == []


def test_that_a_translation_keeps_every_place_to_fill(chinese):
    places = re.compile(r"{(\w+)[^}]*}")

    changed = [
        message
        for message, words in chinese.items()
        if words and sorted(places.findall(message)) != sorted(places.findall(words))
    ]

    assert changed == []


def test_that_the_compiled_catalogue_says_what_the_readable_one_says(chinese):
    tr = Translator(resources_folder() / "i18n", "zh-CN")

    stale = [message for message, words in chinese.items() if words and tr(message) != words]

    assert stale == []


def test_that_the_language_can_change_while_running_and_an_unknown_one_is_refused():
    tr = Translator(resources_folder() / "i18n")

    assert tr("Home") == "Home"
    tr.switch_to("zh-CN")
    assert tr("Home") != "Home"
    with pytest.raises(ValueError, match="no such language"):
        tr.switch_to("fr")
