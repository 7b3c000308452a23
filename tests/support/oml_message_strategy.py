"""Every message of OML/1, at random."""

from hypothesis import strategies as st

from devices.protocol.message import (
    Acknowledgement,
    CapsPage,
    CapsRequest,
    Command,
    Event,
    EventAcknowledgement,
    Heartbeat,
    Hello,
    Ident,
    LinkReset,
    Log,
    SimAdvance,
    SimDone,
    Subscribe,
    TimeRequest,
    TimeResponse,
)

numbers = st.integers(0, 0xFFFFFFFF)
clocks = st.integers(0, (1 << 64) - 1)
words = st.text(max_size=20)
scalars = st.one_of(
    st.integers(-(1 << 64), (1 << 64) - 1), st.floats(allow_nan=False, allow_infinity=False),
    words, st.booleans(),
)  # fmt: skip
fields = st.dictionaries(words, scalars, max_size=4) | st.builds(lambda n: {"value": n}, scalars)
messages = st.one_of(
    st.builds(Hello, protocols=st.lists(st.integers(0, 15), min_size=1, max_size=3).map(tuple),
              host=words),
    st.builds(Ident, protocol=numbers, vendor=words, model=words, serial=words, firmware=words,
              boot_id=numbers, caps_hash=numbers),
    st.builds(Heartbeat, boot_id=st.none() | numbers, uptime_ms=st.none() | numbers,
              battery_pct=st.none() | st.integers(0, 100)),
    st.builds(CapsRequest, page=numbers),
    st.builds(CapsPage, page=numbers, pages=numbers, part=st.binary(max_size=50)),
    st.builds(TimeRequest, asked_us=clocks),
    st.builds(TimeResponse, asked_us=clocks, received_us=clocks, answered_us=clocks),
    st.builds(Subscribe, rate_hz=st.dictionaries(st.integers(0, 31), st.integers(0, 1000))),
    st.builds(Command, command=numbers, target=words, fields=fields, at_us=st.none() | clocks),
    st.builds(Acknowledgement, command=numbers, result=st.integers(0, 9),
              detail=st.none() | words),
    st.builds(Event, event=numbers, name=words, fields=fields, oldest=st.none() | numbers),
    st.builds(EventAcknowledgement, event=numbers),
    st.builds(Log, words=words),
    st.just(LinkReset()),
    st.builds(SimAdvance, to_ms=numbers),
    st.builds(SimDone, to_ms=numbers),
)  # fmt: skip
