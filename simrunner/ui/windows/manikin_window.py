"""The simulated manikin in a window of its own: whoever has no hardware can be the hands."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simrunner.cpr.quality import Target
from simrunner.domain.text import Translate
from simrunner.hardware.hands import Hands
from simrunner.hardware.touch import DeviceLook, Order
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import apply_theme, set_tone
from simrunner.ui.look.tokens import Role, Theme
from simrunner.ui.presenters.manikin import face, felt, place_words, site_of_key
from simrunner.ui.presenters.manikin_drugs import Dose, Syringes
from simrunner.ui.presenters.manikin_faults import fault_lines, fault_order, running_words
from simrunner.ui.presenters.press_hand import DEEPEST_MM, PressHand
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.console_panel import chip, paint_chip
from simrunner.ui.widgets.controls import Label
from simrunner.ui.widgets.manikin_acts import AirwayPanel, LinesPanel
from simrunner.ui.widgets.manikin_drugs import SyringePanel
from simrunner.ui.widgets.manikin_faults import FaultsPanel
from simrunner.ui.widgets.manikin_figure import ManikinFigure
from simrunner.ui.widgets.panels import PageHeader, Panel, surface, tight
from simrunner.ui.widgets.press_zone import DepthPad

LOOK_MS = 100
_BODY_PX = 380
PRESS_MS = 16
_TONES = {Tone.PLAIN: "tx1", Tone.QUIET: "tx3", Tone.OK: "ok", Tone.WARN: "warn", Tone.BAD: "bad"}
_SIGNS = {Tone.OK: "✓ ", Tone.WARN: "▲ ", Tone.BAD: "✕ "}


class ManikinWindow(QWidget):
    """Every order goes to ``hands``; everything shown is what the manikin itself tells.

    ``caused`` tells a fault that a person asked for, in words, for the record.
    """

    caused = Signal(str)

    def __init__(
        self, hands: Hands, name: str, art: Artwork, tr: Translate, *, syringes: Syringes,
        target: Target,
    ) -> None:  # fmt: skip
        """Show the device ``name``, nothing of it before the window is shown."""
        super().__init__()
        self.setObjectName("manikin-window")
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(1180, 740)
        self._hands, self._device, self._tr = hands, name, tr
        self._offers = hands.fault_offers(name)
        self._hand = PressHand((target.depth_low_mm + target.depth_high_mm) / 2)
        self._key_held = 0
        self._art = art
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
        self._syringes = syringes
        self.panels = {
            name: Panel(art, icon)
            for name, icon in (
                ("body", "manikin"), ("chest", "heart"), ("airway", "lungs"), ("lines", "defib"),
                ("drugs", "syringe"), ("faults", "unlink"),
            )
        }  # fmt: skip
        self._look_timer = QTimer(self, interval=LOOK_MS)
        self._press_timer = QTimer(self, interval=PRESS_MS)
        self._lay_out()
        self._connect()
        apply_theme(self, Theme.DARK)
        self.resize(1280, 800)
        self.retranslate()

    # ------------------------------------------------------------------ building
    def _lay_out(self) -> None:
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
        self.panels["body"].setMinimumWidth(_BODY_PX)
        across.addWidget(self.panels["body"], 9)
        across.addLayout(middle, 8)
        across.addLayout(right, 9)
        for name in ("drugs", "faults"):
            self.panels[name].setMinimumWidth(_BODY_PX)
        footer = surface("footer")
        footer.setFixedHeight(32)
        row = QHBoxLayout(footer)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.said)
        whole = QVBoxLayout(self)
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

    def _connect(self) -> None:
        for zone in (self.figure.chest, self.pad):
            zone.pressed.connect(self._press)
            zone.dragged.connect(self._drag)
            zone.released.connect(self._release)
        self.figure.finger.connect(self._touch)
        for panel in (self.airway, self.lines):
            panel.ordered.connect(self._order)
            panel.said.connect(self.say)
        self.lines.changed.connect(self.figure.show_things)
        self.syringe.injected.connect(self._inject)
        self.syringe.troubled.connect(self.say)
        self.faults.caused.connect(self._cause)
        self.faults.ended.connect(self._end)
        self._look_timer.timeout.connect(self.refresh)
        self._press_timer.timeout.connect(self.follow_hand)

    def retranslate(self) -> None:
        """Take every word from the translator again."""
        tr = self._tr
        words = tr("The simulated manikin's window")
        self.setWindowTitle(words)
        self.setAccessibleName(words)
        self.header.show_title(self._device, tr("your hands arrive as its own events"))
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
        self.say(tr("Keys: Space compress, B breathe, 1–6 Q–Y feel, D drugs, P pads, S shock"))
        self.refresh()

    # ------------------------------------------------------------------ showing
    def showEvent(self, event: QShowEvent) -> None:
        """Look at the manikin while the window is open."""
        super().showEvent(event)
        self._hands.watch(self._device, is_on=True)
        self._look_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of everything, and look no longer."""
        super().hideEvent(event)
        self._release()
        self.figure.let_go()
        self._look_timer.stop()
        self._hands.watch(self._device, is_on=False)

    def refresh(self) -> None:
        """Show the manikin as it looked last; nothing is painted where nothing changed."""
        look = self._hands.look(self._device)
        self._show_link(look)
        seen = face(look, self._tr)
        self.figure.show_face(seen)
        for (name, words), (title, text, tone) in zip(self._signs, seen.lines, strict=True):
            _show(name, title, "tx3")
            _show(words, _SIGNS.get(tone, "") + text, _TONES[tone])
        self._show_finger(look)
        lines = fault_lines(self._offers, look, self._tr)
        self.faults.show_lines(lines)
        self.panels["faults"].show_title(self._tr("Faults"), running_words(lines, self._tr))
        for sentence in self._hands.take_refusals():
            self.say(sentence)

    def _show_link(self, look: DeviceLook | None) -> None:
        tr = self._tr
        words, tone = tr("● plugged in"), Tone.OK
        if look is None:
            words, tone = tr("○ no news of it yet"), Tone.QUIET
        elif not look.is_plugged_in:
            words, tone = tr("✕ unplugged"), Tone.BAD
        if self.link.text() != words:
            self.link.setText(words)
            paint_chip(self.link, tone)

    def _show_finger(self, look: DeviceLook | None) -> None:
        site, tr = self.figure.site, self._tr
        if not site:
            _show(self.finger, tr("No finger on a pulse"), "tx3")
            return
        found = felt(look, site, tr)
        self.figure.show_felt(found)
        words = tr("{site}: {felt}", site=place_words(site, tr), felt=found.words)
        _show(self.finger, _SIGNS.get(found.tone, "") + words, _TONES[found.tone])

    def say(self, sentence: str) -> None:
        """Say in the footer what was just done, or why not."""
        self.said.setText(sentence)

    # ------------------------------------------------------------------ hands
    def _order(self, order: Order) -> None:
        self._hands.order(self._device, order)

    def _touch(self, site: str) -> None:
        if site:
            self._order({"feel": "touch", "fields": {"site": site}})
        self.refresh()

    def _inject(self, dose: Dose) -> None:
        self._order({"drug": dose.drug, "amount": dose.amount, "route": dose.route})
        self.say(self._tr("Injected: {dose}", dose=self._syringes.words(dose)))

    def _cause(self, kind: str, lasts_s: int) -> None:
        offer = next(each for each in self._offers if each.kind == kind)
        self._order(fault_order(offer, lasts_s))
        name = self.faults.rows[kind].name.text()
        words = self._tr("Fault on demand: {fault}", fault=name)
        self.say(words)
        self.caused.emit(words)

    def _end(self, number: int) -> None:
        self._order({"end": number})
        self.say(self._tr("The fault is ended."))

    def _press(self) -> None:
        self._hand.press(self._hands.now_s())
        self._begin()

    def _drag(self, depth_mm: float) -> None:
        self._hand.lead(depth_mm, self._hands.now_s())
        self.follow_hand()

    def _release(self) -> None:
        self._hand.release(self._hands.now_s())
        self.follow_hand()

    def press_once(self) -> None:
        """Compress once to the middle of the guideline's band."""
        self._hand.tap(self._hands.now_s())
        self._begin()

    def _begin(self) -> None:
        self._press_timer.start()
        self.follow_hand()

    def follow_hand(self) -> None:
        """Send where the hand was, and show it; the timer rests when the hand does."""
        hand = self._hand
        points = hand.take(self._hands.now_s())
        if points:
            self._hands.press(self._device, points)
        self.pad.show_depth(hand.depth_mm, hand.peak_mm, hand.rate_per_min)
        self.figure.show_depth(hand.depth_mm / DEEPEST_MM)
        if hand.is_at_rest:
            self._press_timer.stop()

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing but the look at the manikin wakes the window."""
        return not self._press_timer.isActive() and self.figure.is_still

    # ------------------------------------------------------------------ keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the one-key commands that no inner control has taken."""
        if event.isAutoRepeat() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        key = event.key()
        site = site_of_key(event.text().upper())
        doers = {
            Qt.Key.Key_Space: self.press_once, Qt.Key.Key_B: self.airway.give_breath,
            Qt.Key.Key_P: self.lines.switches["pads"].toggle, Qt.Key.Key_S: self.lines.give_shock,
            Qt.Key.Key_D: self._to_search, Qt.Key.Key_F: self._to_faults,
            Qt.Key.Key_F11: self._full_screen,
        }  # fmt: skip
        if site is not None:
            self._key_held = key
            self.figure.feel(site)
        elif key in doers:
            doers[Qt.Key(key)]()
        elif key == Qt.Key.Key_Escape and self.isFullScreen():
            self.showNormal()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Take the finger away when its key comes up."""
        if not event.isAutoRepeat() and event.key() == self._key_held:
            self._key_held = 0
            self.figure.let_go()
        super().keyReleaseEvent(event)

    def _to_search(self) -> None:
        self.syringe.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.syringe.search.selectAll()

    def _to_faults(self) -> None:
        next(iter(self.faults.rows.values())).button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)


def _show(label: QLabel, words: str, tone: str) -> None:
    if label.text() != words:
        label.setText(words)
    set_tone(label, tone)
