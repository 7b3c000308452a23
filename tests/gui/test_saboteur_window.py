"""Windows and pictures that cannot be: one sentence on stderr, the right code."""

from support.command_line import refused, simrunner


def test_that_a_window_that_does_not_exist_is_refused_with_those_that_do():
    said = refused(2, "shot", "nosuch", "--out", "x.png")

    assert "There is no window nosuch: choose one of home" in said


def test_that_a_demo_or_picture_without_a_place_to_go_is_told(tmp_path):
    (tmp_path / "file").write_text("here first")
    for arguments in (["demo", "--out", tmp_path / "file"],
                      ["shot", "settings", "--out", tmp_path / "file" / "x.png"]):  # fmt: skip
        assert "cannot be written" in refused(3, *arguments)


def test_that_a_window_whose_settings_cannot_be_saved_says_so_and_leaves_in_peace(tmp_path):
    (tmp_path / "file").write_text("here first")
    answer = simrunner(SIMRUNNER_DATA=str(tmp_path / "file"), SIMRUNNER_LEAVE_AFTER_FIRST_PAINT="1")
    assert answer.code == 0
    assert "the settings are not saved" in answer.err
