"""The simulated manikin in a window of its own: whoever has no hardware can be the hands."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simrunner.cpr.quality import Target
from simrunner.domain.text import Translate
from simrunner.hardware.hands import Hands
from simrunner.hardware.touch import DeviceLook, Order
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.manikin import face, felt, place_words, site_of_key
from simrunner.ui.presenters.manikin_drugs import Dose, Syringes
from simrunner.ui.presenters.manikin_faults import fault_lines, fault_order, running_words
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.console_panel import paint_chip
from simrunner.ui.windows.manikin_parts import ManikinParts, show
from simrunner.ui.windows.manikin_press import ManikinPress

LOOK_MS = 100


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
        self._syringes = syringes
        self._key_held = 0
        self.parts = ManikinParts(art, tr, syringes=syringes, target=target)
        self.parts.lay_out(self)
        self.figure = self.parts.figure
        self.press = ManikinPress(hands, name, target, figure=self.figure, pad=self.parts.pad)
        self._look_timer = QTimer(self, interval=LOOK_MS)
        self._connect()
        apply_theme(self, Theme.DARK)
        self.resize(1280, 800)
        self.retranslate()

    def _connect(self) -> None:
        parts = self.parts
        self.figure.finger.connect(self._touch)
        for panel in (parts.airway, parts.lines):
            panel.ordered.connect(self._order)
            panel.said.connect(self.say)
        parts.lines.changed.connect(self.figure.show_things)
        parts.syringe.injected.connect(self._inject)
        parts.syringe.troubled.connect(self.say)
        parts.faults.caused.connect(self._cause)
        parts.faults.ended.connect(self._end)
        self._look_timer.timeout.connect(self.refresh)

    def retranslate(self) -> None:
        """Take every word from the translator again."""
        words = self._tr("The simulated manikin's window")
        self.setWindowTitle(words)
        self.setAccessibleName(words)
        self.parts.retranslate(self._device)
        self.refresh()

    # ------------------------------------------------------------------ showing
    def showEvent(self, event: QShowEvent) -> None:
        """Look at the manikin while the window is open."""
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._hands.watch(self._device, is_on=True)
        self._look_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of everything, and look no longer."""
        super().hideEvent(event)
        self.press.release()
        self.figure.let_go()
        self._look_timer.stop()
        self._hands.watch(self._device, is_on=False)

    def refresh(self) -> None:
        """Show the manikin as it looked last; nothing is painted where nothing changed."""
        look = self._hands.look(self._device)
        self._show_link(look)
        self.parts.show_face(face(look, self._tr))
        self._show_finger(look)
        lines = fault_lines(self._offers, look, self._tr)
        self.parts.faults.show_lines(lines)
        self.parts.panels["faults"].show_title(self._tr("Faults"), running_words(lines, self._tr))
        for sentence in self._hands.take_refusals():
            self.say(sentence)

    def _show_link(self, look: DeviceLook | None) -> None:
        tr, link = self._tr, self.parts.link
        words, tone = tr("● plugged in"), Tone.OK
        if look is None:
            words, tone = tr("○ no news of it yet"), Tone.QUIET
        elif not look.is_plugged_in:
            words, tone = tr("✕ unplugged"), Tone.BAD
        if link.text() != words:
            link.setText(words)
            paint_chip(link, tone)

    def _show_finger(self, look: DeviceLook | None) -> None:
        site, tr = self.figure.site, self._tr
        if not site:
            show(self.parts.finger, tr("No finger on a pulse"), Tone.QUIET)
            return
        found = felt(look, site, tr)
        self.figure.show_felt(found)
        words = tr("{site}: {felt}", site=place_words(site, tr), felt=found.words)
        show(self.parts.finger, words, found.tone)

    def say(self, sentence: str) -> None:
        """Say in the footer what was just done, or why not."""
        self.parts.said.setText(sentence)

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
        name = self.parts.faults.rows[kind].name.text()
        words = self._tr("Fault on demand: {fault}", fault=name)
        self.say(words)
        self.caused.emit(words)

    def _end(self, number: int) -> None:
        self._order({"end": number})
        self.say(self._tr("The fault is ended."))

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing but the look at the manikin wakes the window."""
        return self.press.is_at_rest and self.figure.is_still

    # ------------------------------------------------------------------ keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the one-key commands that no inner control has taken."""
        if event.isAutoRepeat() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        key = event.key()
        site = site_of_key(event.text().upper())
        doers = {
            Qt.Key.Key_Space: self.press.press_once, Qt.Key.Key_B: self.parts.airway.give_breath,
            Qt.Key.Key_P: self.parts.lines.switches["pads"].toggle,
            Qt.Key.Key_S: self.parts.lines.give_shock,
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
        self.parts.syringe.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.parts.syringe.search.selectAll()

    def _to_faults(self) -> None:
        next(iter(self.parts.faults.rows.values())).button.setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
