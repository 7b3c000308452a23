import json
import re
from hashlib import sha256

import pytest
from support.privacy_runs import WALL, by, person_in, recorded, write_comments

from simrunner.domain.annotation import ItemRated
from simrunner.domain.person import Deed, Purpose, Reason
from simrunner.record.audit import check_audit, read_audit
from simrunner.record.consent import consents_of, give_consent, may_use, withdraw_consent
from simrunner.record.erase import erase_person
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.people import (
    account_code,
    add_person,
    give_role,
    people,
    people_with_names,
    roles_in,
    set_team,
    take_role,
    teams,
)
from simrunner.record.pseudonymous import Pseudonyms, pseudonymous_runs, suppressed
from simrunner.record.subject import dossier_of

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


def sql(library, statement, *values):
    return library.do(lambda connection: connection.exec_driver_sql(statement, values).rowcount)


def allowed(library, code, purpose):
    return library.ask(lambda connection: may_use(connection, code, purpose))


def test_that_a_person_has_a_code_and_only_the_key_table_a_name(library):
    code = add_person(library, "Wren Ashby", "wren@example.org", by())
    assert re.fullmatch("P-[2-9A-HJKMNP-Z]{6}", code)
    (person,) = people(library)
    assert (person.code, person.name, person.contact) == (code, None, None)
    (named,) = people_with_names(library, by(), code)
    assert (named.name, named.contact) == ("Wren Ashby", "wren@example.org")
    assert [line.deed for line in library.ask(read_audit)] == [Deed.PERSON_ADDED, Deed.NAMES_READ]


def test_that_two_people_of_one_name_have_two_codes(library):
    assert len({add_person(library, "Wren Ashby", "", by()) for _ in range(20)}) == 20


def test_that_an_account_of_the_computer_is_one_person(library):
    code = account_code(library, "wren", WALL)
    assert account_code(library, "wren", WALL) == code != account_code(library, "kite", WALL)


def test_that_roles_and_teams_are_told_and_taken_back(library):
    run = recorded(library)
    code, other = (add_person(library, name, "", by()) for name in ("Wren", "Kite"))
    for role in ("team-leader", "airway", "airway"):
        give_role(library, run, code, role)
    assert library.ask(roles_in) == ((run, code, "airway"), (run, code, "team-leader"))
    assert (take_role(library, run, code), take_role(library, run, code)) == (2, 0)
    set_team(library, "team 7", join=[code, other, code], leave=[])
    set_team(library, "team 7", join=[], leave=[other])
    set_team(library, "empty", join=[], leave=[])
    assert library.ask(teams) == {"empty": (), "team 7": (code,)}


@pytest.mark.parametrize(
    ("role", "words"),
    [("Wren Ashby", "A role is small letters"), ("", "A role is small letters")],
)
def test_that_a_name_is_no_role(library, role, words):
    run = recorded(library)
    with pytest.raises(BadRequestError, match=words):
        give_role(library, run, person_in(library, run), role)


def test_that_unknown_people_and_runs_are_refused(library):
    run = recorded(library)
    with pytest.raises(BadRequestError, match="no person P-NOBODY"):
        give_role(library, run, "P-NOBODY", "leader")
    with pytest.raises(BadRequestError, match="no run elsewhere"):
        give_role(library, "elsewhere", add_person(library, "W", "", by()), "leader")
    with pytest.raises(BadRequestError, match="no person P-NOBODY"):
        set_team(library, "t", join=["P-NOBODY"], leave=[])
    assert library.ask(teams) == {}


def test_that_nothing_may_be_used_without_consent_nor_after_its_withdrawal(library):
    code = add_person(library, "Wren", "", by())
    for purpose in Purpose:
        assert not allowed(library, code, purpose)
    give_consent(library, code, Purpose.TEACH, text_version="1-aa", by=by())
    assert [allowed(library, code, one) for one in Purpose] == [False, False, True, False]
    withdraw_consent(library, code, Purpose.TEACH, by(wall="2026-11-24T09:00:00+00:00"))
    assert not allowed(library, code, Purpose.TEACH)
    (consent,) = library.ask(lambda connection: consents_of(connection, code))
    assert (consent.text_version, consent.given_wall) == ("1-aa", WALL)
    assert consent.withdrawn_wall == "2026-11-24T09:00:00+00:00"
    with pytest.raises(BadRequestError, match="nothing to withdraw"):
        withdraw_consent(library, code, Purpose.TEACH, by())


def test_that_an_erased_person_neither_agrees_nor_takes_part(library):
    run = recorded(library)
    code = person_in(library, run)
    give_consent(library, code, Purpose.TEACH, text_version="1", by=by())
    erase_person(library, code, by(), with_texts_of_others=False)
    assert not allowed(library, code, Purpose.TEACH)
    for again in (
        lambda: give_consent(library, code, Purpose.TEACH, text_version="1", by=by()),
        lambda: give_role(library, run, code, "leader"),
    ):
        with pytest.raises(BadRequestError, match="was erased"):
            again()


def audited(library):
    for name in ("Wren", "Kite", "Rook"):
        add_person(library, name, "", by())
    return [str(one) for one in library.ask(lambda connection: list(check_audit(connection)))]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update audit set who = 'P-OTHERS' where n = 2", "Line 2 of the audit is not what"),
        ("update audit set reason = 'appeal' where n = 2", "Line 2 of the audit is not what"),
        ("delete from audit where n = 2", "Line 2 of the audit is missing"),
        ("update audit set n = 7 where n = 3", "Line 3 of the audit is missing"),
    ],
)
def test_that_a_changed_or_missing_line_of_the_audit_is_named(library, statement, words):
    assert audited(library) == []
    assert sql(library, statement) == 1
    (found,) = library.ask(lambda connection: list(check_audit(connection)))
    assert words in str(found)


def test_that_the_audit_names_nobody(library):
    run = recorded(library)
    code = person_in(library, run, contact="wren@example.org")
    people_with_names(library, by(account_code(library, "wren-login", WALL)))
    dossier_of(library, code, by())
    columns = "wall || who || act || about || reason"
    told = library.ask(
        lambda connection: connection.exec_driver_sql(f"select {columns} from audit").all()
    )
    assert len(told) == 3
    assert not re.search("(?i)wren", str(told))


def test_that_a_dossier_holds_everything_on_one_person_and_is_audited(library):
    run, elsewhere = recorded(library), recorded(library)
    code = person_in(library, run, contact="wren@example.org")
    write_comments(library, elsewhere, code, "my own words")
    write_comments(library, run, "A1", "she led well")
    set_team(library, "team 7", join=[code], leave=[])
    give_consent(library, code, Purpose.DEBRIEF, text_version="1", by=by())

    dossier = dossier_of(library, code, by(reason=Reason.REQUEST))

    facts = json.loads(json.dumps(dossier.facts))
    assert (facts["name"], facts["contact"]) == ("Wren Ashby", "wren@example.org")
    assert facts["roles"] == [{"run": run, "role": "leader"}]
    assert facts["teams"] == ["team 7"]
    assert facts["consents"][0]["purpose"] == "debrief"
    assert [text["words"] for text in facts["texts"]] == ["my own words"]
    assert facts["rated"] == [{"run": elsewhere, "form": "team"}]
    assert [line["deed"] for line in facts["audit"]][-1] == "person-exported"
    (record,) = dossier.runs
    assert record.ratings[0].entries[0].annotation.note == "she led well"


def agreeing(library, run, name, *purposes):
    code = person_in(library, run, name)
    for purpose in purposes:
        give_consent(library, code, purpose, text_version="1", by=by())
    return code


def exported(library, key=KEY):
    return pseudonymous_runs(library, Purpose.RESEARCH, key, by(reason=Reason.RESEARCH))


def test_that_only_runs_of_which_everybody_agreed_leave(library):
    yes, no, nobody = (recorded(library) for _ in range(3))
    agreeing(library, yes, "Wren", Purpose.RESEARCH)
    agreeing(library, no, "Kite", Purpose.RESEARCH)
    reluctant = agreeing(library, no, "Rook", Purpose.TEACH)
    found = exported(library)
    assert len(found["runs"]) == 1
    assert found["left_out"] == {"nobody_entered": 1, "somebody_did_not_agree": 1}
    give_consent(library, reluctant, Purpose.RESEARCH, text_version="1", by=by())
    assert len(exported(library)["runs"]) == 2
    withdraw_consent(library, reluctant, Purpose.RESEARCH, by())
    assert len(exported(library)["runs"]) == 1
    assert nobody not in json.dumps(found)


def test_that_a_pseudonymous_export_holds_no_code_name_text_date_or_digest(library):
    run = recorded(library)
    code = agreeing(library, run, "Wren Ashby", Purpose.RESEARCH)
    rater = agreeing(library, run, "Kite Moor", Purpose.RESEARCH)
    write_comments(library, run, rater, "Wren froze", "comment on Wren")
    library.annotations(run, rater, "team").append(ItemRated(at_ms=9, item="lead", score=3))

    found = exported(library)

    text = json.dumps(found)
    head = library.head(run)
    for piece in (
        code, rater, "Wren", "Kite", "froze", "turning point", "2026-11", "team 7", head,
        "RunStarted", "seed",
    ):  # fmt: skip
        assert piece not in text, piece
    (one,) = found["runs"]
    assert one["day"] == 0
    assert [row["role"] for row in one["people"]] == ["leader", "leader"]
    (rating,) = one["ratings"]
    assert rating["rater"] in {row["person"] for row in one["people"]}
    assert [entry["name"] for entry in rating["entries"]] == ["MarkSet", "ItemRated"]
    assert len(one["facts"]) > 10


def test_that_ratings_of_a_rater_who_did_not_agree_stay_at_home(library):
    run = recorded(library)
    agreeing(library, run, "Wren", Purpose.RESEARCH)
    rater = add_person(library, "Kite", "", by())
    write_comments(library, run, rater, "x")
    assert exported(library)["runs"][0]["ratings"] == []


def test_that_codes_of_two_exports_cannot_be_joined_and_of_one_key_can(library):
    run = recorded(library)
    agreeing(library, run, "Wren", Purpose.RESEARCH)

    def codes(found):
        (one,) = found["runs"]
        return {one["run"], one["team"], one["people"][0]["person"]}

    assert codes(exported(library)) == codes(exported(library))
    assert not codes(exported(library)) & codes(exported(library, OTHER_KEY))


def test_that_a_pseudonym_is_an_hmac_as_rfc_2104_defines_it():
    # H(K xor opad, H(K xor ipad, text)), with blocks of 64 bytes, from the RFC's own definition.
    block = KEY.ljust(64, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block) + b"person:P-7KQ2MX").digest()
    outer = sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()
    assert Pseudonyms(KEY).of("person", "P-7KQ2MX") == f"person-{outer[:12]}"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 12, "b": 4, "c": 7}, {"a": 12, "b": "<5", "c": "<5"}),
        ({"a": 12, "b": 4, "c": 1, "d": 7}, {"a": 12, "b": "<5", "c": "<5", "d": 7}),
        ({"a": 5, "b": 0}, {"a": 5, "b": 0}),
        ({"a": 1}, {"a": "<5"}),
        ({}, {}),
    ],
)
def test_that_small_groups_are_hidden_also_from_who_knows_the_total(counts, told):
    assert suppressed(counts) == told
