"""The mirror of the learners' monitor: traces or trends, and numbers that can be dragged."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import AlarmView, MonitorView
from simrunner.domain.text import Translate
from simrunner.ui.charts.trend_chart import TrendChart, breathing_curves, main_curves
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.alarm_words import alarm_text, by_urgency
from simrunner.ui.presenters.tone import Ink, Tone
from simrunner.ui.widgets.console_panel import ConsolePanel, button, chip, paint_chip
from simrunner.ui.widgets.ink import colour, trace
from simrunner.ui.widgets.sweep import SweepPanel
from simrunner.ui.widgets.sweep_backdrop import SweepLook
from simrunner.ui.widgets.sweep_track import SweepChannel
from simrunner.ui.widgets.vital_tile import VitalTileWidget

MIRROR_PX_PER_S = 46.0
MIRROR_CO2_PX_PER_S = 23.0
WIDE_SIZES = {"HR": 88, "BP": 64, "SpO2": 60, "EtCO2": 44, "RR": 44, "Temp": 44}
FOLDED_SIZES = {"HR": 68, "BP": 68, "SpO2": 60, "EtCO2": 60, "RR": 44, "Temp": 44}


class MirrorPanel(ConsolePanel):
    """Shows what the learners see, with source, target and pin of every number."""

    def __init__(self, icons: Icons, tr: Translate) -> None:
        """Build the parts; ``arrange`` places them."""
        super().__init__(icons, "monitor", "run-mirror-panel")
        self._tr = tr
        self._channel_key: object = None
        self._shows_trends = False
        self._inside: QWidget | None = None
        self._wave_stack = QStackedWidget()
        self.tiles = {name: VitalTileWidget(px, tr) for name, px in WIDE_SIZES.items()}
        self.traces = SweepPanel(SweepLook(left_px=8, right_px=10, top_px=24, bottom_px=6,
                                           label_px=13, note_px=12, label_x_px=12,
                                           baseline_px=20))  # fmt: skip
        self.charts = (
            TrendChart(main_curves(tr), tr("HR, SpO₂, MAP · whole run, minutes"), tr, minutes=None),
            TrendChart(
                breathing_curves(tr), tr("EtCO₂, RR · whole run, minutes"), tr, minutes=None
            ),
        )
        self._alarm_chips = [chip(), chip()]
        for made in self._alarm_chips:
            self.corner.addWidget(made)
        self.tear_off = button("", "run-open-monitor", kind="plain")
        self.tear_off.setIcon(icons.icon("external", colour("tx2").name(), 16))
        self.tear_off.setIconSize(QSize(16, 16))
        self.corner.addWidget(self.tear_off)

    def retranslate(self) -> None:
        """Take every fixed word again."""
        tr = self._tr
        self.set_title(tr("Patient monitor"), tr("live mirror"))
        self.tear_off.setToolTip(tr("Open the learners' monitor in its own window"))
        self.tear_off.setAccessibleName(tr("Open the learners' monitor"))
        main, breathing = self.charts
        main.set_title(tr("HR, SpO₂, MAP · whole run, minutes"))
        breathing.set_title(tr("EtCO₂, RR · whole run, minutes"))

    def arrange(self, *, is_folded: bool) -> None:
        """Put traces and numbers side by side in the wide or the folded layout."""
        former = self._inside
        sizes = FOLDED_SIZES if is_folded else WIDE_SIZES
        for name, tile in self.tiles.items():
            tile.size_px = sizes[name]
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        self._wave_stack = QStackedWidget()
        trends = QWidget()
        column = QVBoxLayout(trends)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for chart in self.charts:
            column.addWidget(chart)
        self._wave_stack.addWidget(self.traces)
        self._wave_stack.addWidget(trends)
        self._wave_stack.setCurrentIndex(int(self._shows_trends))
        row.addWidget(self._wave_stack, 476 if is_folded else 560)
        grid = QGridLayout()
        grid.setSpacing(0)
        self._place_tiles(grid, is_folded=is_folded)
        row.addLayout(grid, 433 if is_folded else 378)
        if former is not None:
            former.hide()
            former.deleteLater()
        self._inside = whole
        self.body.insertWidget(0, whole, 1)

    def _place_tiles(self, grid: QGridLayout, *, is_folded: bool) -> None:
        tiles = self.tiles
        if is_folded:
            for index, name in enumerate(("HR", "BP", "SpO2", "EtCO2", "RR", "Temp")):
                grid.addWidget(tiles[name], index // 2, index % 2)
            grid.setColumnStretch(0, 170)
            grid.setColumnStretch(1, 263)
            return
        grid.addWidget(tiles["HR"], 0, 0, 1, 2)
        grid.addWidget(tiles["BP"], 1, 0, 1, 2)
        grid.addWidget(tiles["SpO2"], 2, 0, 1, 2)
        grid.addWidget(tiles["EtCO2"], 3, 0)
        grid.addWidget(tiles["RR"], 3, 1)
        for row, stretch in enumerate((202, 142, 130, 126)):
            grid.setRowStretch(row, stretch)
        tiles["Temp"].setParent(None)

    def show_trends(self, is_on: bool) -> None:
        """Show the vitals over the whole run in place of the waves."""
        self._shows_trends = is_on
        self._wave_stack.setCurrentIndex(int(is_on))

    def show_alarms(self, alarms: Sequence[AlarmView]) -> None:
        """Show the two most urgent alarms in the mirror's title."""
        urgent = [a for a in by_urgency(alarms) if a.priority is not AlarmPriority.TECHNICAL]
        for index, made in enumerate(self._alarm_chips):
            made.setVisible(index < len(urgent))
            if index < len(urgent):
                alarm = urgent[index]
                made.setText(alarm_text(alarm, self._tr))
                is_high = alarm.priority is AlarmPriority.HIGH
                paint_chip(made, Tone.BAD if is_high else Tone.WARN)

    def show_waves(
        self, view: MonitorView, waves: Sequence[tuple[int, Mapping[str, memoryview]]]
    ) -> None:
        """Feed the traces; a wave without a sensor says so."""
        key = (view.attached, self._tr.language)
        if key != self._channel_key:
            self._channel_key = key
            self.traces.set_channels(self._channels(view))
        for at_ms, samples in waves:
            self.traces.append(at_ms, samples)

    def _channels(self, view: MonitorView) -> list[SweepChannel]:
        tr = self._tr
        rows = (
            ("II", "II", "", Ink.ECG, "ecg", -0.5, 1.3),
            ("ART", tr("Art"), "20–100", Ink.ART, "art", 20.0, 100.0),
            ("PLETH", tr("Pleth"), "", Ink.SPO2, "spo2", 0.0, 1.0),
            ("CO2", tr("CO₂"), "0–50", Ink.CO2, "co2", 0.0, 50.0),
        )
        return [
            SweepChannel(
                wave=wave, label=words, note=note, colour=trace(ink), low=low, high=high,
                px_per_second=MIRROR_CO2_PX_PER_S if wave == "CO2" else MIRROR_PX_PER_S,
                reason="" if sensor in view.attached else tr("not attached"),
            )
            for wave, words, note, ink, sensor, low, high in rows
        ]  # fmt: skip
