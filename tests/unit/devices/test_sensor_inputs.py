"""What oximeters, boards, pedals and scanners say, damaged and whole."""

import os

import pytest
from support.kit_rigs import RIGS
from support.oximeter_bytes import contec_frame, masimo_line, nonin_line, nonin_packet

from devices.drivers.ascii_line.driver import AsciiLineDialect
from devices.drivers.ascii_line.mapping import MappingError, mapping_from
from devices.drivers.contec.driver import ContecDialect
from devices.drivers.marker.driver import INPUT_EVENT, keys
from devices.drivers.masimo.driver import MasimoDialect
from devices.drivers.nonin.driver import NoninLines, NoninPackets
from devices.transport.file_link import FileLink
from simrunner.domain.action import GiveDrug, ReadDevice
from simrunner.domain.chance import draw_u64
from simrunner.hardware.device import DeviceEvent, LinkState, StreamSamples
from simrunner.hardware.felt import UnreadableEvent, action_for
from simrunner.hardware.label_file import read_labels
from simrunner.hardware.labels import Labels


def _numbers(reports):
    return {
        report.name.removeprefix("oximeter."): report.values[-1]
        for report in reports
        if isinstance(report, StreamSamples) and not report.name.endswith("pleth")
    }


@pytest.mark.parametrize("is_7", [False, True])
def test_that_a_nonin_packet_gives_its_numbers_and_its_wave(is_7):
    dialect = NoninPackets(serial="N")
    reports = list(dialect.feed(nonin_packet(97, 172, format_7=is_7), 1_000_000))
    assert _numbers(reports) == {"spo2": 97, "pulse-rate": 172}
    wave = next(r for r in reports if r.name == "oximeter.pleth")
    assert wave.values == tuple(range(100, 125))
    assert (dialect.heard, dialect.broken) == (1, 0)


@pytest.mark.parametrize("place", range(0, 125 * 8, 7))
def test_that_a_nonin_packet_with_one_flipped_bit_is_rejected(place):
    wire = bytearray(nonin_packet())
    wire[place // 8] ^= 1 << place % 8
    dialect = NoninPackets(serial="N")
    reports = list(dialect.feed(bytes(wire), 0))
    assert reports == []
    assert dialect.broken > 0
    assert _numbers(dialect.feed(nonin_packet() * 2, 0)) == {"spo2": 97, "pulse-rate": 172}


def test_that_a_nonin_without_a_finger_gives_no_numbers():
    dialect = NoninPackets(serial="N")
    assert _numbers(dialect.feed(nonin_packet(status=0xC0), 0)) == {}
    assert _numbers(dialect.feed(nonin_packet(127, 511), 0)) == {}
    assert dialect.heard == 2


def test_that_nonin_lines_give_numbers_and_dashes_none():
    dialect = NoninLines(serial="N")
    assert _numbers(dialect.feed(nonin_line(97, 72), 0)) == {"spo2": 97, "pulse-rate": 72}
    assert _numbers(dialect.feed(b"SPO2=--- HR=---\r\n", 0)) == {}
    assert _numbers(dialect.feed(b"SPO2=198 HR=072\r\nSPO2=0x7 HR=072\r\n", 0)) == {}
    assert (dialect.heard, dialect.broken) == (2, 2)


def test_that_a_contec_frame_gives_a_fast_pulse_its_eighth_bit():
    dialect = ContecDialect(serial="C")
    assert _numbers(dialect.feed(contec_frame(98, 190), 0)) == {"spo2": 98, "pulse-rate": 190}
    assert _numbers(dialect.feed(contec_frame(98, 61), 0)) == {"spo2": 98, "pulse-rate": 61}
    assert _numbers(dialect.feed(contec_frame(0, 0, trouble=0x10), 0)) == {}


def test_that_a_contec_frame_cut_in_half_costs_only_itself():
    dialect = ContecDialect(serial="C")
    reports = list(dialect.feed(contec_frame(98, 61)[2:] + contec_frame(97, 62), 0))
    assert _numbers(reports) == {"spo2": 97, "pulse-rate": 62}
    assert dialect.broken == 1


def test_that_a_masimo_line_gives_what_the_sensor_measures():
    dialect = MasimoDialect(serial="M")
    assert _numbers(dialect.feed(masimo_line(), 0)) == {
        "spo2": 97, "pulse-rate": 72, "perfusion": 1.23, "methaemoglobin": 0.7,
        "pleth-variability": 14,
    }  # fmt: skip
    assert "spo2" not in _numbers(dialect.feed(masimo_line("---%", "---"), 0))
    assert _numbers(dialect.feed(masimo_line("1 7%"), 0)) == {}
    assert dialect.broken == 1


@pytest.mark.parametrize("kind", RIGS)
def test_that_garbage_never_raises_and_never_becomes_an_event(kind):
    dialect = RIGS[kind]().device._dialect
    dialect.begin()
    garbage = b"".join(draw_u64(3, kind, place).to_bytes(8, "big") for place in range(2_500))
    events = []
    for start in range(0, len(garbage), 97):
        reports = dialect.feed(garbage[start : start + 97], start)
        events.extend(report for report in reports if isinstance(report, DeviceEvent))
    assert dialect.broken > 0
    if kind != "pedal":  # a pedal's press is one byte: any noise may hold it
        assert events == []


# ---------------------------------------------------------------- home-made boards

MINIMAL = """
[[line]]
match = 'F=(?P<value>[0-9.]+)'
stream = "cpr.force"
unit = "N"
rate_hz = 50
scale = 9.80665
offset = -1
"""


def test_that_a_boards_numbers_are_scaled():
    dialect = AsciiLineDialect(mapping_from(MINIMAL), serial="B")
    (sample,) = dialect.feed(b"F=10.0\n", 0)
    assert sample.values == pytest.approx((97.0665,))
    assert sample.period_us == 20_000
    assert list(dialect.feed(b"F=1.2.3\nboot ok\n", 0)) == []
    assert dialect.broken == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[line]]", "[[line", "this is not TOML"),
        ("match", "mach", "line 1: no key mach; there are event, match"),
        ("[0-9.]+)", "[0-9.+)", "line 1: match is no regular expression"),
        ("?P<value>", "", "line 1: the number of a stream is the group (?P<value>…) of match"),
        ('unit = "N"', "", "line 1: unit is missing: cpr.force is measured in something"),
        ("rate_hz = 50", "rate_hz = 0", "line 1: rate_hz is more than 0 and at most 1000, not 0"),
        ("9.80665", '"x"', "line 1: scale is a number, not 'x'"),
        ('stream = "cpr.force"', "", "line 1: write either stream or event"),
        ("[[line]]", "[device]\nbaud = 7\n[[line]]", "device: no baud rate 7; one of 1200"),
        (MINIMAL, "", "write a table [device] and at least one [[line]]"),
    ],
)
def test_that_a_mistake_in_a_mapping_file_is_told_with_its_place(old, new, words):
    with pytest.raises(MappingError) as error:
        mapping_from(MINIMAL.replace(old, new, 1))
    assert words in str(error.value)


# ---------------------------------------------------------------- labels, keys

DRUGS = ("adrenaline", "amiodarone", "atropine")
LABELS = """uid,drug,concentration,amount,route
04:A2:19:7F,adrenaline,0.1 mg/mL,1 mg,IV
4006381333931,amiodarone,50 mg/mL,,IV

AA-01,atropine,1 mg/mL,,
"""


def _scanned(labels=None, **fields):
    labels = labels or Labels(read_labels(LABELS, DRUGS).labels)
    return labels.read("Scanner", DeviceEvent(name="drug", fields=fields, t_us=7))


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"uid": "04a2197f", "site": "left arm"}, ("adrenaline", "1 mg", "IV")),
        ({"uid": "04a2197f", "volume_ml": 2.5}, ("adrenaline", "0.25 mg", "IV")),
        ({"barcode": "4006381333931", "amount": "150 mg"}, ("amiodarone", "150 mg", "IV")),
        ({"barcode": "4006381333931", "volume_ml": 3}, ("amiodarone", "150 mg", "IV")),
        ({"uid": "aa01", "volume_ml": 0.5, "route": "IM"}, ("atropine", "0.5 mg", "IM")),
    ],
)
def test_that_a_scanned_label_is_the_drug_on_it(fields, given):
    action = action_for(_scanned(**fields))
    assert isinstance(action, GiveDrug)
    assert (action.drug, str(action.amount), action.route) == given


def test_that_an_unknown_label_is_a_note_and_a_question_asked_once():
    labels = Labels(read_labels(LABELS, DRUGS).labels)
    for _ in range(3):
        with pytest.raises(UnreadableEvent, match="no drug is known for the code 'ffff'"):
            _scanned(labels, uid="ffff")
    (question,) = labels.questions.take()
    assert (question.code, question.label) == ("ffff", "")
    assert labels.questions.take() == ()


def test_that_a_label_without_an_amount_asks_how_much_and_gives_nothing():
    labels = Labels(read_labels(LABELS, DRUGS).labels)
    action = action_for(_scanned(labels, uid="AA:01"))
    assert isinstance(action, ReadDevice)
    assert "atropine 1 mg/mL" in action.reading
    assert labels.questions.take()[0].label == "atropine 1 mg/mL"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: the columns are uid, drug, concentration, and uid, drug"),
        ("uid,drug,concentration,price\n", "line 1: there is no column 'price'"),
        ("uid,drug,concentration\n", "line 2: there is no label"),
        ("uid,drug,concentration\nA1,,1 mg/mL\n", "line 2: drug is missing"),
        ("uid,drug,concentration\n\nA1,adrenalin,1 mg/mL\n",
         "line 3: there is no drug adrenalin; did you mean adrenaline?"),
        ("uid,drug,concentration\nA1,atropine,1 %\n", "line 2: 1 % is not a concentration"),
        ("uid,drug,concentration\nA1,atropine,-1 mg/mL\n", "is not a concentration"),
        ("uid,drug,concentration,route\nA1,atropine,1 mg/mL,nose\n", "line 2: no route nose"),
        ("uid,drug,concentration\nA1,atropine,1 mg/mL\na:1,atropine,1 mg/mL\n",
         "line 3: the uid a:1 is in line 2 already"),
        ("uid,drug,concentration\nA1,atropine,1 mg/mL,IV\n", "line 2: there are 4 cells for 3"),
    ],
)  # fmt: skip
def test_that_a_mistake_in_a_label_is_told_with_its_line(text, words):
    found = read_labels(text, DRUGS)
    assert any(words in problem for problem in found.problems), found.problems


def test_that_a_wrong_line_costs_only_itself():
    found = read_labels("\ufeff" + LABELS + "x,nothing,1 mg/mL\n", DRUGS)
    assert len(found.labels) == 3
    assert found.problems == ("line 6: there is no drug nothing",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_that_a_key_is_read_from_the_file_of_a_keyboard(tmp_path):
    path = tmp_path / "event7"
    os.mkfifo(path)
    device = keys(
        FileLink(str(path)), serial="K", monotonic_s=lambda: 0.0, markers={30: "debrief-this"}
    )
    writer = os.open(path, os.O_RDWR)
    device.connect()
    device.poll(0)
    assert device.link is LinkState.UP
    os.write(writer, INPUT_EVENT.pack(1, 2, 1, 30, 1) + INPUT_EVENT.pack(1, 2, 1, 30, 0))
    events = [report for report in device.poll(100) if isinstance(report, DeviceEvent)]
    os.close(writer)
    device.close()
    assert [event.name for event in events] == ["debrief-this"]
