"""Settings of this computer and this room."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.text import LANGUAGES, Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.shell import SettingsValues
from simrunner.ui.presenters.terms import language_words
from simrunner.ui.widgets.controls import Label, Segments, describe
from simrunner.ui.widgets.panels import PageHeader, Panel, scrolled, tight
from simrunner.ui.windows.page import Page
from simrunner.ui.windows.settings_devices import ReadLabels, SettingsDevices
from simrunner.ui.windows.settings_record import SettingsRecord
from simrunner.ui.windows.settings_server import KeepServer, SettingsServer

_WIDEST = 820
_CAPTION = 300
_EMERGENCY = ("emergency_phone", "emergency_place", "emergency_defibrillator")


class SettingsPage(Page):
    """Shows the settings; ``changed`` tells the name of a field of SettingsValues and its value."""

    changed = Signal(str, object)

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        values: SettingsValues,
        *,
        choose_language: Callable[[str], None] | None = None,
        read_labels: ReadLabels = lambda _file: (0, ()),
        keep_server: KeepServer = lambda typed: (typed, ""),
    ) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._art = art
        self._tr = tr
        self._values = values
        self._choose_language = choose_language
        self._captions: dict[str, Label] = {}
        self._hints: dict[str, Label] = {}
        self._header = PageHeader(art)
        self._language = Segments(art, "settings.language", LANGUAGES)
        self._traces = Segments(art, "settings.traces", ("default", "safe"))
        self._unit = Segments(art, "settings.etco2_unit", ("mmHg", "kPa"))
        self._waves = Segments(art, "settings.waves", ("again", "kept"))
        self._bytes = Segments(art, "settings.device_bytes", ("let-go", "kept"))
        self._fields = {key: QLineEdit() for key in _EMERGENCY}
        self._screen = Panel(art, "monitor")
        self._room = Panel(art, "phone")
        self.devices = SettingsDevices(art, tr, values, read_labels)
        self.server = SettingsServer(art, tr, values.server, keep_server)
        self.record = SettingsRecord(art, tr)
        self._data = Panel(art, "folder")
        self._build()
        self.retranslate()

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Settings")

    @property
    def values(self) -> SettingsValues:
        """The settings as they stand."""
        return self._values

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self._header.show_title(self.title)
        self.setAccessibleName(self.title)
        self._screen.show_title(tr("Screens"))
        self._room.show_title(tr("This room, for real"), tr("shown in a real emergency"))
        self._data.show_title(tr("Data"))
        self.devices.retranslate()
        self.server.retranslate()
        self.record.retranslate()
        self._language.show_words(tuple(language_words().items()), tr("Language"))
        self._language.choose(tr.language)
        self._traces.show_words(
            (("default", tr("Default")), ("safe", tr("Colour-blind safe"))), tr("Trace colours")
        )
        self._traces.choose("safe" if self._values.has_safe_traces else "default")
        self._unit.show_words((("mmHg", "mmHg"), ("kPa", "kPa")), tr("EtCO₂ unit"))
        self._unit.choose(self._values.etco2_unit)
        self._waves.show_words(
            (("again", tr("Drawn again when needed")), ("kept", tr("Kept"))), tr("Waves")
        )
        self._waves.choose("kept" if self._values.keeps_waves else "again")
        self._bytes.show_words(
            (("let-go", tr("Not kept")), ("kept", tr("Kept"))), tr("Bytes of devices")
        )
        self._bytes.choose("kept" if self._values.keeps_device_bytes else "let-go")
        for key, (caption, hint) in self._words().items():
            self._captions[key].setText(caption)
            self._hints[key].setText(hint)
            self._hints[key].setVisible(bool(hint))
        for key, field in self._fields.items():
            caption, hint = self._words()[key]
            describe(field, caption, hint)

    def _words(self) -> dict[str, tuple[str, str]]:
        tr = self._tr
        return {
            "language": (tr("Language"), tr("Takes effect at once.")),
            "traces": (
                tr("Trace colours"),
                tr("The safe set keeps every pair apart in any colour blindness."),
            ),
            "etco2_unit": (tr("EtCO₂ unit"), ""),
            "emergency_phone": (
                tr("Emergency phone"), tr("The number that brings help to this room.")
            ),
            "emergency_place": (tr("Place"), tr("What to tell them: building, level, room.")),
            "emergency_defibrillator": (
                tr("Real defibrillator"), tr("Where the nearest one hangs.")
            ),
            "waves": (
                tr("Waves"),
                tr("A run draws them again from its record. Kept, they add about 12 MB an hour."),
            ),
            "device_bytes": (
                tr("Bytes of devices"),
                tr("All that goes over a cable, for finding faults. From the next run on."),
            ),
            "data_folder": (
                tr("Data folder"), tr("Records, your own scenario packs and settings are here.")
            ),
        }  # fmt: skip

    def _build(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        tight(rows, margin=16, gap=12)
        record, data = self.record, self._data
        for panel in (self._screen, self._room, self.devices, record, self.server, data):
            panel.setMaximumWidth(_WIDEST)
            panel.body.setSpacing(16)
            panel.body.setContentsMargins(16, 14, 16, 16)
            rows.addWidget(panel)
        rows.addStretch(1)
        self._row(self._screen, "language", self._language)
        self._row(self._screen, "traces", self._traces)
        self._row(self._screen, "etco2_unit", self._unit)
        for key, field in self._fields.items():
            field.setObjectName(f"settings.{key}")
            field.setFont(self._art.fonts.font(Role.BODY))
            field.setFixedHeight(Px.CONTROL)
            field.setText(str(getattr(self._values, key)))
            field.editingFinished.connect(self._edited)
            self._row(self._room, key, field)
        folder = Label(self._art, Role.BODY, wraps=True)
        folder.setText(self._values.data_folder)
        self._row(self._data, "waves", self._waves)
        self._row(self._data, "device_bytes", self._bytes)
        self._row(self._data, "data_folder", folder)
        self.devices.changed.connect(self.changed)
        self.server.changed.connect(self.changed)
        self._language.chosen.connect(self._choose)
        self._traces.chosen.connect(self._choose_traces)
        self._unit.chosen.connect(self._choose_unit)
        self._waves.chosen.connect(self._choose_waves)
        self._bytes.chosen.connect(self._choose_bytes)
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._header)
        column.addWidget(scrolled(inside), 1)

    def _row(self, panel: Panel, key: str, control: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        tight(left, gap=2)
        self._captions[key] = Label(self._art, Role.BODY_STRONG)
        self._hints[key] = Label(self._art, Role.CAPTION, "tx3", wraps=True)
        for label in (self._captions[key], self._hints[key]):
            label.setFixedWidth(_CAPTION)
            left.addWidget(label)
        left.addStretch(1)
        left.insertStretch(0, 1)
        row.addLayout(left)
        row.addWidget(control)
        if isinstance(control, Segments):
            row.addStretch(1)
        panel.body.addLayout(row)

    def _change(self, key: str, value: object) -> None:
        if getattr(self._values, key) != value:
            # mypy cannot follow a field named at run time; the keys are this page's own.
            self._values = replace(self._values, **{key: value})  # type: ignore[arg-type]
            self.changed.emit(key, value)

    def _choose(self, language: str) -> None:
        self._change("language", language)
        if self._choose_language is not None:
            self._choose_language(language)

    def _choose_traces(self, which: str) -> None:
        self._change("has_safe_traces", which == "safe")

    def _choose_unit(self, unit: str) -> None:
        self._change("etco2_unit", unit)

    def _choose_waves(self, what: str) -> None:
        self._change("keeps_waves", what == "kept")

    def _choose_bytes(self, what: str) -> None:
        self._change("keeps_device_bytes", what == "kept")

    def _edited(self) -> None:
        for key, field in self._fields.items():
            self._change(key, field.text().strip())
