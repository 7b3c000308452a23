"""A late sequence is the tuple that it stands for, and makes it once."""

import pickle

from simrunner.domain.late import Late


def late():
    calls = []

    def make():
        calls.append(1)
        return ("a", "b", "c")

    return Late(make), calls


def test_that_nothing_is_made_before_somebody_looks_and_then_once():
    parts, calls = late()
    assert calls == []
    assert [*parts] == ["a", "b", "c"]
    assert (parts[0], parts[1:], len(parts)) == ("a", ("b", "c"), 3)
    assert parts[0] is parts[0]
    assert calls == [1]


def test_that_it_equals_and_hashes_as_its_tuple_and_travels_as_it():
    parts, _ = late()
    other, _ = late()
    whole = ("a", "b", "c")
    assert parts == whole
    assert whole == parts
    assert parts == other
    assert parts != ("a",)
    assert (hash(parts), repr(parts)) == (hash(whole), repr(whole))
    assert type(pickle.loads(pickle.dumps(parts))) is tuple
