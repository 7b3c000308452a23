"""The parts of the manikin's window and how they stand."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simrunner.cpr.quality import Target
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import set_tone
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.manikin import Face
from simrunner.ui.presenters.manikin_drugs import Syringes
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.console_panel import chip, paint_chip
from simrunner.ui.widgets.controls import Label
from simrunner.ui.widgets.manikin_acts import AirwayPanel, LinesPanel
from simrunner.ui.widgets.manikin_drugs import SyringePanel
from simrunner.ui.widgets.manikin_faults import FaultsPanel
from simrunner.ui.widgets.manikin_figure import ManikinFigure
from simrunner.ui.widgets.panels import PageHeader, Panel, surface, tight
from simrunner.ui.widgets.press_zone import DepthPad

_LEAST_PX = 380
_TONES = {Tone.PLAIN: "tx1", Tone.QUIET: "tx3", Tone.OK: "ok", Tone.WARN: "warn", Tone.BAD: "bad"}
_SIGNS = {Tone.OK: "✓ ", Tone.WARN: "▲ ", Tone.BAD: "✕ "}


class ManikinParts:
    """Builds every part once and lays them out in a window."""

    def __init__(self, art: Artwork, tr: Translate, *, syringes: Syringes, target: Target) -> None:
        """Build the parts; none is placed yet."""
        self._tr = tr
        self.header = PageHeader(art)
        self.simulation = chip("", Tone.WARN)
        self.link = chip("", Tone.QUIET)
        self.figure = ManikinFigure(art, tr)
        self.finger = Label(art, Role.SECTION_TITLE, "tx3")
        self.pad = DepthPad(art, tr, band_mm=(target.depth_low_mm, target.depth_high_mm))
        self.airway = AirwayPanel(art, tr)
        self.lines = LinesPanel(art, tr)
        self.syringe = SyringePanel(art, tr, syringes)
        self.faults = FaultsPanel(art, tr)
        self.said = Label(art, Role.BODY, "tx2")
        self._signs = tuple((Label(art, Role.CAPTION, "tx3"), Label(art)) for _ in range(4))
        self.panels = {
            name: Panel(art, icon)
            for name, icon in (
                ("body", "manikin"), ("chest", "heart"), ("airway", "lungs"), ("lines", "defib"),
                ("drugs", "syringe"), ("faults", "unlink"),
            )
        }  # fmt: skip

    def lay_out(self, window: QWidget) -> None:
        """Put everything into the window."""
        self.header.left.insertWidget(2, self.link)
        self.header.right.addWidget(self.simulation)
        body = self.panels["body"].body
        tight(body)
        body.addWidget(self.figure, 1)
        body.addWidget(self._finger_bar())
        for name, content in (
            ("chest", self.pad), ("airway", self.airway), ("lines", self.lines),
            ("drugs", self.syringe), ("faults", self.faults),
        ):  # fmt: skip
            self.panels[name].body.addWidget(content)
        middle, right = QVBoxLayout(), QVBoxLayout()
        for column, names in ((middle, ("chest", "airway", "lines")), (right, ("drugs", "faults"))):
            column.setSpacing(12)
            for name in names:
                column.addWidget(self.panels[name], int(name in {"chest", "faults"}))
        across = QHBoxLayout()
        across.setContentsMargins(12, 12, 12, 12)
        across.setSpacing(12)
        self.panels["body"].setMinimumWidth(_LEAST_PX)
        across.addWidget(self.panels["body"], 9)
        across.addLayout(middle, 8)
        across.addLayout(right, 9)
        for name in ("drugs", "faults"):
            self.panels[name].setMinimumWidth(_LEAST_PX)
        footer = surface("footer")
        footer.setFixedHeight(32)
        row = QHBoxLayout(footer)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.said)
        whole = QVBoxLayout(window)
        tight(whole)
        whole.addWidget(self.header)
        whole.addLayout(across, 1)
        whole.addWidget(footer)

    def _finger_bar(self) -> QWidget:
        bar = surface("row")
        column = QVBoxLayout(bar)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.finger)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(5, 1)
        (name, words), *others = self._signs
        grid.addWidget(name, 0, 0)
        grid.addWidget(words, 0, 1, 1, 5)
        for place, (name, words) in enumerate(others):
            grid.addWidget(name, 1, 2 * place)
            grid.addWidget(words, 1, 2 * place + 1)
        column.addLayout(grid)
        return bar

    def retranslate(self, device: str) -> None:
        """Take every word again; ``device`` is what people call the manikin."""
        tr = self._tr
        self.header.show_title(device, tr("your hands arrive as its own events"))
        self.simulation.setText(tr("SIMULATION, not for clinical use"))
        paint_chip(self.simulation, Tone.WARN)
        for name, title, note in (
            ("body", tr("Body"), tr("hold a place to feel its pulse")),
            ("chest", tr("Chest compressions"), ""),
            ("airway", tr("Breaths and airway"), ""),
            ("lines", tr("Lines, pads, shock"), tr("energy in J")),
            ("drugs", tr("Drugs"), ""),
        ):  # fmt: skip
            self.panels[name].show_title(title, note)
        for part in (self.figure, self.pad, self.airway, self.lines, self.syringe, self.faults):
            part.retranslate()
        self.said.setText(
            tr("Keys: Space compress, B breathe, 1–6 Q–Y feel, D drugs, P pads, S shock")
        )

    def show_face(self, seen: Face) -> None:
        """Show eyes, colour and breathing, drawn and in words."""
        self.figure.show_face(seen)
        for (name, words), (title, text, tone) in zip(self._signs, seen.lines, strict=True):
            show(name, title, Tone.QUIET)
            show(words, text, tone)


def show(label: QLabel, words: str, tone: Tone) -> None:
    """Show words in a tone with its sign, painting only what changed."""
    words = _SIGNS.get(tone, "") + words
    if label.text() != words:
        label.setText(words)
    set_tone(label, _TONES[tone])
