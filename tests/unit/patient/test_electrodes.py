"""Electrodes and artefacts as they are ordered of any body."""

from simrunner.domain.body_order import Disturb, MoveElectrode, SwapElectrodes
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.ecg.electrodes import CLEAN, Electrodes, cold_shiver_mv

WELL = dict.fromkeys(VITALS, 0.0) | {
    Vital.TEMP: 37.0, Vital.SBP: 120.0, Vital.TOF: 4.0, Vital.BIS: 97.0,
}  # fmt: skip


def test_that_an_artefact_ends_with_its_time_or_when_told():
    electrodes = Electrodes()
    electrodes.obey([Disturb(artefact="mains", for_ms=1000, mains_hz=60)], 100)
    shown = electrodes.artefacts(1000, WELL)
    assert (shown.mains_mv > 0.0, shown.mains_hz) == (True, 60)
    assert electrodes.artefacts(1200, WELL) == CLEAN
    electrodes.obey([Disturb(artefact="motion")], 1300)
    assert electrodes.artefacts(9_000_000, WELL).motion_mv > 0.0
    electrodes.obey([Disturb(artefact="motion", is_on=False)], 9_000_100)
    assert electrodes.artefacts(9_000_200, WELL) == CLEAN


def test_that_what_came_off_and_what_is_exchanged_is_remembered_over_a_snapshot():
    first, again = Electrodes(), Electrodes()
    first.obey([MoveElectrode(electrode="RA", is_on=False), SwapElectrodes(swap="LA-LL")], 0)
    again.resume(first.saved())
    assert again.artefacts(100, WELL) == first.artefacts(100, WELL)
    assert "III" not in again.lost_leads
    assert {"I", "II", "V1"} <= set(again.lost_leads)
    again.obey([MoveElectrode(electrode="RA", is_on=True)], 200)
    assert again.lost_leads == ()


def test_that_muscles_tremble_in_mild_cold_and_not_in_deep_cold_sleep_block_or_arrest():
    cold = WELL | {Vital.TEMP: 33.5}
    assert cold_shiver_mv(cold) > 0.03
    still = ({Vital.TEMP: 30.0}, {Vital.BIS: 40.0}, {Vital.TOF: 0.0}, {Vital.SBP: 0.0})
    assert [cold_shiver_mv(cold | each) for each in still] == [0.0] * 4
