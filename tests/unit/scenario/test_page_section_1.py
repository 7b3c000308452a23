"""Section 1 of clinscn/1, sentence by sentence: the form of a file."""

import pytest
from support.scenario_files import SMALL, check, small

from simrunner.scenario.source.identifier import RESERVED


def title(words):
    return ("title: A small one", f"title: {words}")


def codes(text):
    return [each.code for each in check(text)[1]]


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("a byte order mark at the start", b"\xef\xbb\xbf" + SMALL.encode()),
        ("Windows line ends", SMALL.replace("\n", "\r\n").encode()),
        ("one document with an end mark", (SMALL + "...\n").encode()),
        ("empty lists and maps", (SMALL + "anywhere: []\nroles: {}\nsystems: []\n").encode()),
        ("an id of 40 characters", small(("scenario: small", "scenario: " + "a" * 40)).encode()),
        ("a Chinese id", small(("scenario: small", "scenario: 小场景-1")).encode()),
        ("a plain text is complete in every language",
         (small(title("{en: A, zh-CN: 甲}"), ("{en: Help in", "{zh-CN: 求助, en: Help in"),
                ("{en: Call", "{zh-CN: 呼, en: Call")) + "equipment: [bag]\n").encode()),
    ],
)  # fmt: skip
def test_that_the_file_may_have(rule, content):
    scenario, problems = check(content)
    assert scenario is not None, rule
    assert problems == (), rule


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        ("a lone carriage return is a control character", small(title("A\rB")), "E103"),
        ("next line U+0085 is banned", small(title("A\u0085B")), "E103"),
        ("line separators are banned", small(title("A\u2028B")), "E103"),
        ("direction marks are banned", small(title("A\u202eB")), "E103"),
        ("zero-width marks are banned", small(title("A\u200bB")), "E103"),
        ("also when written as an escape", small(title('"A\\u200bB"')), "E103"),
        ("no tag", small(title("!!str A")), "E106"),
        ("no anchor", small(title("&a A")), "E106"),
        ("no merge key", SMALL + "<<: {}\n", "E106"),
        ("no second document", SMALL + "---\na: b\n", "E106"),
        ("no tab in an indentation", SMALL + "roles:\n\ta: b\n", "E104"),
        ("no key twice", SMALL + "setting: ward\n", "E108"),
        ("no empty text", small(title("''")), "E111"),
        ("not larger than 1,000,000 bytes", SMALL + "#" * 1_000_000, "E102"),
        ("at most 24 nested collections", SMALL + "tags: " + "[" * 25 + "]" * 25, "E102"),
        ("no empty regions", SMALL[: SMALL.index("regions:")] + "regions: {}\n", "E602"),
        ("a comma that split a text is named", small(title("{en: Hello, there}")), "E110"),
        ("an id does not begin with a digit", small(("scenario: small", "scenario: 1a")), "E203"),
        ("an id has no upper case", small(("scenario: small", "scenario: Small")), "E203"),
        ("an id has no underscore", small(("scenario: small", "scenario: a_b")), "E203"),
        ("an id has no accents", small(("scenario: small", "scenario: café")), "E203"),
        ("an id has 40 characters", small(("scenario: small", "scenario: " + "a" * 41)), "E203"),
        ("an id is written in NFC", small(("scenario: small", "scenario: \uf900")), "E203"),
        ("a listed language has a tag", "languages: [English]\n" + SMALL, "E207"),
        ("a language is listed once", "languages: [en, en]\n" + SMALL, "E207"),
        ("a listed language must be complete", "languages: [en, zh-CN]\n" + SMALL, "W501"),
        ("without a list the title's count", small(title("{en: A, zh-CN: 甲}")), "W501"),
        ("an unlisted language is named", small(title("{en: A}")) + "summary: {fr: A}\n", "W502"),
        ("state ids are unique in their region",
         small(("      worse:\n", "      deep: {start: ill, states: {ill: {}}}\n      worse:\n")),
         "E601"),
        ("a bare id in two regions is ambiguous",
         small(("expect:\n", "  team: {start: ill, states: {ill: {}}}\nexpect:\n"),
               ("detect: done help", "detect: in ill")), "E501"),
    ],
)  # fmt: skip
def test_that_it_is_noted_that(rule, text, code):
    found = check(text)[1]
    assert code in [each.code for each in found], (rule, found)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_that_a_quoted_word_of_the_conditions_is_no_id(word):
    assert "E203" in codes(small(("scenario: small", f"scenario: {word}")))


def test_that_text_is_shown_in_the_first_listed_language_where_one_is_missing():
    text = "languages: [zh-CN, en]\n" + small(title("{en: A, zh-CN: 甲}"))
    scenario = check(text)[0]
    assert scenario.title.in_language("fr") == "甲"
