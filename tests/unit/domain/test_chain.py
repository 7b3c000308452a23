"""The hash chain shows a change anywhere."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simrunner.domain.chain import GENESIS, canonical_json, link, link_around

records = st.lists(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    min_size=2, max_size=8,
)  # fmt: skip


def head(chain: list[dict]) -> bytes:
    digest = GENESIS
    for record in chain:
        digest = link(digest, record)
    return digest


def test_that_a_link_is_blake2b_over_the_predecessor_and_canonical_json() -> None:
    # Computed from RFC 7693's function by hand, so that the stored chains stay readable for ever.
    expected = hashlib.blake2b(bytes(32) + '{"a":1,"b":"é"}'.encode(), digest_size=32).digest()
    assert link(GENESIS, {"b": "é", "a": 1}) == expected


@given(records, st.data())
def test_that_a_change_anywhere_changes_the_head(chain, data) -> None:
    index = data.draw(st.integers(0, len(chain) - 1))
    changed = [*chain]
    changed[index] = {**chain[index], "altered": 1}
    assert head(changed) != head(chain)
    assert head(chain[:-1]) != head(chain)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False,
                                                                     allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10,
))  # fmt: skip
def test_that_canonical_json_reads_back_and_ignores_the_order_of_keys(value) -> None:
    assert json.loads(canonical_json(value)) == value
    if isinstance(value, dict):
        assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_that_not_a_number_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


def test_that_a_link_around_text_is_that_of_the_whole_record():
    before, after = {"at_ms": 5, "kind": "é"}, {"seq": 1, "source": '"', "version": 2}
    payload = {"b": [1.5, None], "a": "\\ü"}

    found = link_around(GENESIS, before, canonical_json(payload), after)

    assert found == link(GENESIS, {**before, **after, "payload": payload})
