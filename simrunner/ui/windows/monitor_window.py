"""The learners' patient monitor: waves, numbers, alarms and soft keys, full screen."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from simrunner.domain.action import Action, PressMonitorKey, Source
from simrunner.domain.chart import Scenario
from simrunner.domain.frame import Frame, MonitorView, TrendPoint
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.text import Translate
from simrunner.ui.charts.loop_chart import LoopChart
from simrunner.ui.charts.trend_chart import TrendChart, breathing_curves, main_curves
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import MONITOR_RULE
from simrunner.ui.presenters.lanes import LANES, lane_scale
from simrunner.ui.presenters.monitor import (
    MOST_ADDED,
    MonitorPresenter,
    MonitorScreen,
    StripView,
)
from simrunner.ui.presenters.soft_keys import soft_keys
from simrunner.ui.presenters.tone import Ink, Tone
from simrunner.ui.widgets.flash import AlarmFlash
from simrunner.ui.widgets.ink import trace
from simrunner.ui.widgets.monitor_numerics import NumericTileWidget
from simrunner.ui.widgets.monitor_top import MonitorTopBar
from simrunner.ui.widgets.nibp_table import NibpTable
from simrunner.ui.widgets.soft_key_bar import SoftKeyBar
from simrunner.ui.widgets.status_cells import StatusCells
from simrunner.ui.widgets.sweep import RepaintClock, SweepPanel
from simrunner.ui.widgets.sweep_backdrop import SweepLook
from simrunner.ui.widgets.sweep_track import SweepChannel

ECG_MM_PER_S = 25.0
CO2_MM_PER_S = 6.25
MM_PER_MV = 10.0
ROW_HEIGHTS = {"II": 164, "V5": 132, "ART": 172, "PLETH": 158, "CO2": 174}
ADDED_HEIGHT = 120
TILES = (
    ("HR", 208, (544, 228), 0), ("ART", 112, (544, 172), 48), ("SpO2", 124, (544, 158), 0),
    ("EtCO2", 96, (271, 174), 0), ("RR", 96, (271, 174), 0), ("Temp", 72, (544, 144), 0),
    ("NIBP", 72, (460, 144), 36),
)  # fmt: skip
"""Name, figure size, the size it is drawn for, and the size of its second number, in px."""
ART_SCALES = ((0, 40), (20, 100), (0, 160), (0, 220), (0, 300))


class MonitorWindow(QWidget):
    """A window of its own; submits PressMonitorKey for keys that act on the patient's monitor."""

    def __init__(
        self,
        scenario: Scenario,
        tr: Translate,
        icons: Icons,
        *,
        submit: Callable[[Action], None],
        start_clock_s: int = 0,
        px_per_mm: float | None = None,
    ) -> None:
        """Show the patient at once; ``px_per_mm`` None takes it from the screen."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("patient-monitor")
        self._tr, self._submit = tr, submit
        self._presenter = MonitorPresenter(scenario, tr, start_clock_s=start_clock_s)
        self._px_per_mm = px_per_mm or self.screen().physicalDotsPerInch() / 25.4
        self._banner_page = 0
        self._layout_key: object = None
        self._frame: Frame | None = None
        self._art_scale = ART_SCALES[2]
        self._scales: Mapping[str, tuple[float, float]] = {}
        self.setStyleSheet(f"#patient-monitor {{ background: {MONITOR_RULE}; }}")
        self.setMinimumSize(1024, 640)
        self.top = MonitorTopBar(icons)
        self.waves = SweepPanel(SweepLook())
        self.leads = SweepPanel(SweepLook(top_px=18, bottom_px=4, left_px=26, right_px=8))
        self.trends = _LargeTrends(tr)
        self.loops = LoopChart(tr)
        self.keys = SoftKeyBar(soft_keys(tr), icons)
        self.clock = RepaintClock(self)
        self.flash = AlarmFlash(self)
        self._build()
        self._connect()
        self.retranslate()

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        self._middle = QStackedWidget()
        for page in (self.waves, self.leads, self.trends, self.loops):
            self._middle.addWidget(page)
        self.tiles = {
            name: NumericTileWidget(size_px, QSize(*design), second_px)
            for name, size_px, design, second_px in TILES
        }
        for name, tile in self.tiles.items():
            tile.setObjectName(f"monitor-tile-{name}")
        self.status = StatusCells()
        tr = self._tr
        self.nibp_table = NibpTable((tr("NIBP"), tr("Sys/Dia"), tr("Mean"), tr("PR")))
        self.trend = TrendChart(main_curves(tr), tr("Trend 10 min"), tr)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        body = QHBoxLayout()
        body.setSpacing(1)
        left = QVBoxLayout()
        left.setSpacing(1)
        left.addWidget(self._middle, 800)
        left.addLayout(self._lower_strip(), 144)
        body.addLayout(left, 1376)
        body.addLayout(self._numerics(), 544)
        column.addLayout(body, 1)
        column.addWidget(self.keys)

    def _lower_strip(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(1)
        row.addWidget(self.tiles["NIBP"], 460)
        row.addWidget(self.nibp_table, 470)
        row.addWidget(self.trend, 446)
        return row

    def _numerics(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(1)
        grid.addWidget(self.tiles["HR"], 0, 0, 1, 2)
        grid.addWidget(self.status, 1, 0, 1, 2)
        grid.addWidget(self.tiles["ART"], 2, 0, 1, 2)
        grid.addWidget(self.tiles["SpO2"], 3, 0, 1, 2)
        grid.addWidget(self.tiles["EtCO2"], 4, 0)
        grid.addWidget(self.tiles["RR"], 4, 1)
        grid.addWidget(self.tiles["Temp"], 5, 0, 1, 2)
        for row, stretch in enumerate((228, 68, 172, 158, 174, 144)):
            grid.setRowStretch(row, stretch)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _connect(self) -> None:
        self.keys.pressed_key.connect(self._key)
        self.top.banner.next_wanted.connect(self._next_banner)
        self.clock.ticked.connect(self.advance)
        self.flash.changed.connect(self._flash)
        self.clock.start()
        self.flash.start()

    def retranslate(self) -> None:
        """Take every fixed word from the translator again."""
        tr = self._tr
        self.setWindowTitle(tr("Patient monitor"))
        self.setAccessibleName(tr("Patient monitor"))
        name, facts, below = self._presenter.patient_lines()
        self.top.show_patient(name, facts, below, tr("SIMULATION, not for clinical use"))
        self.keys.show_keys(soft_keys(tr))
        self.trend.set_title(tr("Trend 10 min"))
        self.trends.retranslate()
        self.loops.retranslate()
        self.nibp_table.heads = (tr("NIBP"), tr("Sys/Dia"), tr("Mean"), tr("PR"))
        self.nibp_table.update()
        self._layout_key = None
        if self._frame is not None:
            self.show_batch(self._frame, waves=(), trends=())

    # ------------------------------------------------------------------ frames
    def show_frame(self, frame: Frame) -> None:
        """Show one frame and everything in it."""
        trends = () if frame.trend is None else (frame.trend,)
        self.show_batch(frame, waves=((frame.at_ms, frame.waves),), trends=trends)

    def show_batch(
        self,
        frame: Frame,
        *,
        waves: Sequence[tuple[int, Mapping[str, memoryview]]],
        trends: Sequence[TrendPoint],
    ) -> None:
        """Show the newest frame, with the waves (each with its step's time) and trends before it.

        Numbers change at once, waves are drawn by their own clock 100 ms behind.
        """
        self._frame = frame
        screen = self._presenter.present(
            frame, banner_page=self._banner_page, ecg_gain=self._ecg_gain()
        )
        self._lay_out_waves(frame.monitor, screen.strips)
        for at_ms, samples in waves:
            for panel in (self.waves, self.leads, self.loops):
                panel.append(at_ms, samples)
        for point in trends:
            self.trend.append(point)
            self.trends.append(point)
        self._show_screen(screen)

    def _show_screen(self, screen: MonitorScreen) -> None:
        self.top.show_state(screen.banner, screen.clock)
        for name, tile in screen.tiles.items():
            self.tiles[name].show_tile(tile)
        self.status.show_cells(screen.status_cells)
        self.nibp_table.show_rows(screen.nibp_rows)
        self.keys.buttons["audio-pause"].set_note(screen.audio_note)

    def _ecg_gain(self) -> int:
        """Return 2 where the first row is high enough for 20 mm/mV, else 1."""
        row_px = self.waves.height() * _share_of_first_row(len(self._scales))
        return 2 if row_px >= 2.0 * MM_PER_MV * self._px_per_mm * 1.9 else 1

    def _lay_out_waves(self, view: MonitorView, strips: Sequence[StripView]) -> None:
        self._art_scale = _art_scale(view, self._art_scale)
        self._scales = {wave: lane_scale(wave, read) for wave, read in view.lanes.items()}
        key = (tuple(strips), self._art_scale, tuple(self._scales.items()), self._px_per_mm)
        if key == self._layout_key:
            return
        self._layout_key = key
        self.waves.set_channels([self._channel(strip) for strip in strips])
        reason = "" if "ecg" in view.attached else self._tr("Electrodes not attached")
        off = reason or self._tr("Lead off")
        self.leads.set_channels(
            [
                _lead(lead, index, off if lead in view.lost_leads else reason, self._px_per_mm)
                for index, lead in enumerate(ECG_LEADS)
            ]
        )

    def _channel(self, strip: StripView) -> SweepChannel:
        low, high = 0.0, 1.0
        lines: tuple[float, ...] = ()
        speed, gain, px_per_unit = ECG_MM_PER_S, 1.0, None
        if strip.wave in LANES:
            look = LANES[strip.wave]
            speed = look.mm_per_s
            low, high = self._scales[strip.wave]
            lines = (low, (low + high) / 2, high)
        elif strip.ink is Ink.ECG:
            gain = float(self._ecg_gain()) if strip.wave == "II" else 1.0
            low, high = -0.2, 0.8
            px_per_unit = gain * MM_PER_MV * self._px_per_mm
        elif strip.wave == "ART":
            low, high = map(float, self._art_scale)
            lines = (low, (low + high) / 2, high)
        elif strip.wave == "CO2":
            speed, low, high, lines = CO2_MM_PER_S, 0.0, 50.0, (0.0, 25.0, 50.0)
        return SweepChannel(
            wave=strip.wave, label=strip.label, note=strip.note, colour=trace(strip.ink),
            px_per_second=speed * self._px_per_mm, low=low, high=high, px_per_unit=px_per_unit,
            scale_lines=lines, has_mv_mark=px_per_unit is not None, reason=strip.reason,
            stretch=ROW_HEIGHTS.get(strip.wave, ADDED_HEIGHT),
        )  # fmt: skip

    # ------------------------------------------------------------------ keys
    def _key(self, key: str) -> None:
        button = self.keys.buttons[key]
        if button.key.kind == "press":
            self._submit(PressMonitorKey(source=Source.LEARNER, key=key))
        elif key == "freeze":
            for panel in (self.waves, self.leads, self.loops):
                panel.set_frozen(is_frozen=button.isChecked())
        else:
            self._show_page(key if button.isChecked() else "")

    def _show_page(self, key: str) -> None:
        pages = {"twelve-lead": self.leads, "trends": self.trends, "loops": self.loops}
        for name in pages:
            self.keys.buttons[name].setChecked(name == key)
        self._middle.setCurrentWidget(pages.get(key, self.waves))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave full screen with Escape, enter and leave it with F11."""
        if event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.showNormal()
        else:
            super().keyPressEvent(event)

    def _next_banner(self) -> None:
        self._banner_page += 1

    # ------------------------------------------------------------------ clocks
    def advance(self, elapsed_ms: float) -> None:
        """Move the waves on by this much time; the window's own clock does it by itself."""
        self.waves.advance(elapsed_ms)
        self.leads.advance(elapsed_ms)

    def _flash(self, is_lit: bool, tone: Tone) -> None:
        self.top.banner.flash(is_lit=is_lit, tone=tone)
        for tile in self.tiles.values():
            tile.flash(is_lit=is_lit, tone=tone)

    def shutdown(self) -> None:
        """Stop the clocks; call before dropping the window."""
        self.clock.shutdown()
        self.flash.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide; the clocks go on so that the window can come back."""
        super().closeEvent(event)


class _LargeTrends(QWidget):
    """Two charts over the whole run in place of the waves."""

    def __init__(self, tr: Translate) -> None:
        super().__init__()
        self._tr = tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self._charts = (
            TrendChart(main_curves(tr), tr("HR, SpO₂, MAP · whole run, minutes"), tr, minutes=None),
            TrendChart(
                breathing_curves(tr), tr("EtCO₂, RR · whole run, minutes"), tr, minutes=None
            ),
        )
        for chart in self._charts:
            column.addWidget(chart)

    def retranslate(self) -> None:
        """Say the titles in the language in force."""
        main, breathing = self._charts
        main.set_title(self._tr("HR, SpO₂, MAP · whole run, minutes"))
        breathing.set_title(self._tr("EtCO₂, RR · whole run, minutes"))

    def append(self, point: TrendPoint) -> None:
        """Add a second to both charts."""
        for chart in self._charts:
            chart.append(point)


def _share_of_first_row(lanes: int) -> float:
    total = sum(ROW_HEIGHTS.values()) + min(lanes, MOST_ADDED) * ADDED_HEIGHT
    return ROW_HEIGHTS["II"] / total


def _lead(lead: str, index: int, reason: str, px_per_mm: float) -> SweepChannel:
    """Return one of the twelve leads, six to a column."""
    return SweepChannel(
        wave=lead, label=lead, colour=trace(Ink.ECG), low=-0.2, high=0.8,
        px_per_second=ECG_MM_PER_S * px_per_mm, px_per_unit=MM_PER_MV * px_per_mm,
        has_mv_mark=index % 6 == 0, reason=reason, column=index // 6,
    )  # fmt: skip


def _art_scale(view: MonitorView, present: tuple[int, int]) -> tuple[int, int]:
    """Return a scale that holds the pressures with room above; keep the present one if it does."""
    systolic, diastolic = view.numerics.get("ARTs"), view.numerics.get("ARTd")
    if systolic is None or diastolic is None or systolic.number is None:
        return present
    low, high = diastolic.number or 0.0, systolic.number

    def holds(scale: tuple[int, int]) -> bool:
        return scale[0] <= low and high <= scale[1] * 0.96

    is_too_wide = high < present[1] * 0.5
    if holds(present) and not is_too_wide:
        return present
    return next((scale for scale in ART_SCALES if holds(scale)), ART_SCALES[-1])
