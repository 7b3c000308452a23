"""Words that screens put together from parts, in Chinese as a Chinese reader expects them."""

import tomllib

import pytest

from simrunner.app.assets_folder import resources_folder
from simrunner.app.i18n import Translator
from simrunner.ui.presenters.alarm_words import alarm_sentence
from simrunner.ui.presenters.person_words import age_words, sex_word, template_word
from simrunner.ui.presenters.rhythm_words import rhythm_word


@pytest.fixture
def chinese():
    return Translator(resources_folder() / "i18n", "zh-CN")


def test_that_a_rhythm_has_the_name_of_the_closed_list_in_both_languages(chinese):
    english = Translator(resources_folder() / "i18n")
    listed = tomllib.loads(
        (resources_folder() / "rhythms" / "rhythms.toml").read_text(encoding="utf-8")
    )["rhythm"]

    shown = {
        rhythm: (rhythm_word(rhythm, english), rhythm_word(rhythm, chinese)) for rhythm in listed
    }

    assert shown == {rhythm: (row["en"], row["zh-CN"]) for rhythm, row in listed.items()}


@pytest.mark.parametrize(
    ("condition", "words"),
    [("ARTs low", "动脉收缩压过低"), ("SpO2 desat", "SpO₂ 极低"), ("ecg asystole", "停搏")],
)
def test_that_no_space_stands_between_two_chinese_words_of_an_alarm(condition, words, chinese):
    assert alarm_sentence(condition, "", "", chinese) == words


def test_that_the_patient_is_described_in_the_language_in_force(chinese):
    assert (sex_word("F", chinese), age_words("42 y", chinese)) == ("女", "42 岁")
    assert template_word("neonate", chinese) == "新生儿"


def test_that_an_empty_message_stays_empty(chinese):
    assert chinese("") == ""
