"""What is remembered between starts."""

from simrunner.app.settings import Settings, read_settings, with_change, write_settings


def test_that_settings_are_read_back_as_they_were_written(tmp_path):
    chosen = with_change(Settings(), "language", "zh-CN")
    chosen = with_change(chosen, "paired_devices", ("SIM-1",))

    write_settings(tmp_path, chosen)

    assert read_settings(tmp_path) == (chosen, None)


def test_that_a_broken_file_gives_the_defaults_and_one_sentence(tmp_path):
    (tmp_path / "settings.json").write_text("{broken", encoding="utf-8")

    settings, sentence = read_settings(tmp_path)

    assert settings == Settings()
    assert "could not be read" in sentence


def test_that_a_setting_of_a_newer_version_is_left_alone(tmp_path):
    (tmp_path / "settings.json").write_text('{"language": "zh-CN", "later": 1}', encoding="utf-8")

    assert read_settings(tmp_path)[0].language == "zh-CN"
