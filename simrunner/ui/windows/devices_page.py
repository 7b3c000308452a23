"""The Devices page: the devices of a room, and everything that is known of the chosen one."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from simrunner.cpr.profile import Profile
from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.device_checks import calibratable
from simrunner.ui.presenters.device_guide import Guide, Step, guide_for
from simrunner.ui.presenters.device_list import DeviceListPresenter, DeviceListView, shown_room
from simrunner.ui.presenters.device_live import LiveTab
from simrunner.ui.presenters.device_room import RoomNow, Standing, key_of
from simrunner.ui.presenters.device_waves import DeviceLivePresenter
from simrunner.ui.widgets.controls import Button, IconView, Label
from simrunner.ui.widgets.device_address import AddressField
from simrunner.ui.widgets.device_chooser import Chooser
from simrunner.ui.widgets.device_list import DeviceList
from simrunner.ui.widgets.panels import EmptyState, PageHeader, scrolled, surface, tight
from simrunner.ui.windows.device_control import DeviceControl
from simrunner.ui.windows.device_deeds import DeviceDeeds
from simrunner.ui.windows.device_detail import DeviceDetail
from simrunner.ui.windows.page import Page

REPAINT_MS = 100
"""The page is drawn at most this often."""

_LIST_PX = ((1700, 436), (1340, 374), (0, 320))
"""How wide the list is, by the least width of the page."""


class DevicesPage(Page):
    """Shows a RoomNow; buttons go to ``control``, without one they do nothing."""

    def __init__(
        self, art: Artwork, tr: Translate, profile: Profile, control: DeviceControl | None = None
    ) -> None:
        """Judge compressions by ``profile``."""
        super().__init__()
        self.setObjectName("devices")
        self._tr, self._art = tr, art
        self.deeds = DeviceDeeds(
            control, chosen=lambda: self.chosen, device_of=self._device_of, parent=self
        )
        self._now = RoomNow()
        self._chosen = ""
        self._is_asked_for = False
        self._tab: LiveTab | None = None
        self._guide: Guide | None = None
        self._ignored: frozenset[str] = frozenset()
        self._is_stale = False
        self._lists = DeviceListPresenter(tr)
        self._live = DeviceLivePresenter(profile, tr)
        self._header = PageHeader(art)
        self._room = Chooser(art, "devices.shown")
        self._header.right.addWidget(self._room)
        self._trouble = Label(art, Role.BODY, wraps=True)
        self.list = DeviceList(art)
        self.detail = DeviceDetail(art, tr, self._live)
        self._away = EmptyState(art, "unlink")
        self._nothing = _NothingYet(art)
        self._right, self._body = QStackedWidget(), QStackedWidget()
        self._timer = QTimer(self, interval=REPAINT_MS, singleShot=True)
        self._timer.timeout.connect(self._draw_if_stale)
        self._build()
        self._connect()
        self.retranslate()

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Devices")

    @property
    def chosen(self) -> DeviceCheckup | None:
        """The device whose panels are shown."""
        for checkup in self._now.checkups:
            if key_of(checkup) == self._chosen:
                return checkup
        return None

    def take_focus(self) -> None:
        """Put the keyboard on the chosen device."""
        if self._chosen in self._view().keys:
            self.list.row(self._chosen).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().take_focus()

    def give_control(self, control: DeviceControl) -> None:
        """Let the buttons do something from now on."""
        self.deeds.control = control

    def show_profile(self, profile: Profile) -> None:
        """Judge compressions by another profile, for example a child's."""
        self._live.profile = profile

    def show_room(self, now: RoomNow) -> None:
        """Show the devices as they stand now; drawn at most ten times a second, if in view."""
        self._now = now
        self._is_stale = True
        if not self._timer.isActive():
            self._draw_if_stale()

    def choose(self, key: str) -> None:
        """Show another device."""
        self._is_asked_for = True
        if key != self._chosen:
            self._chosen, self._guide = key, None
        self.refresh()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        if self._now.is_run_on:
            words = tr("a session is running; a lost device never stops it")
        else:
            words = tr("no session running; a lost device never stops a run")
        self._header.show_title(tr("Devices"), words)
        shown = shown_room(self._now, tr)
        self._room.setVisible(shown is not None)
        if shown is not None:
            self._room.present(shown, tr("Whose devices are shown"))
        self.setAccessibleName(tr("Devices"))
        self.refresh()

    def refresh(self) -> None:
        """Draw everything from the newest values."""
        self._is_stale = False
        view = self._view()
        self._trouble.setText(self._now.trouble)
        self._strip.setVisible(bool(self._now.trouble))
        is_empty = not view.parts
        self._body.setCurrentIndex(1 if is_empty else 0)
        self._nothing.show_view(view)
        self._choose_anew(view)
        self.list.show_list(view, self._chosen)
        self._show_chosen(view)

    # -- drawing

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while the page was out of view."""
        super().showEvent(event)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list its width."""
        super().resizeEvent(event)
        wide = next(px for least, px in _LIST_PX if self.width() >= least)
        self.list.setFixedWidth(wide)

    def _choose_anew(self, view: DeviceListView) -> None:
        """Leave a device that is gone, and one that nobody chose once another one works."""
        if self._chosen not in view.keys:
            self._chosen, self._guide, self._is_asked_for = "", None, False
        if not self._is_asked_for and self.chosen is None:
            self._chosen = _first(view)

    def _view(self) -> DeviceListView:
        return self._lists.present(self._shown())

    def _shown(self) -> RoomNow:
        return replace(self._now, ignored=self._now.ignored | self._ignored)

    def _draw_if_stale(self) -> None:
        if self._is_stale and self.isVisible():
            self._timer.start()
            self.retranslate()

    def _show_chosen(self, view: DeviceListView) -> None:
        device = self.chosen
        if device is not None:
            self.detail.show_device(device, self._shown(), self._tab, self._guide)
            self._right.setCurrentIndex(0)
            return
        row = next((row for _, rows in view.parts for row in rows if row.key == self._chosen), None)
        if row is not None:
            hint = self._tr("Plug it in and switch it on. It keeps its name, room and calibration.")
            self._away.show_words(f"{row.name}: {row.facts}", hint)
        self._right.setCurrentIndex(1)

    def _build(self) -> None:
        self._strip: QFrame = surface("warn")
        inner = QHBoxLayout(self._strip)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.setSpacing(10)
        inner.addWidget(IconView(self._art, "warning", size=18, tone="warn"))
        inner.addWidget(self._trouble, 1)
        self._right.addWidget(scrolled(self.detail))
        self._right.addWidget(self._away)
        across = QWidget()
        row = QHBoxLayout(across)
        tight(row, gap=Px.GAP)
        row.addWidget(self.list)
        row.addWidget(self._right, 1)
        self._body.addWidget(across)
        self._body.addWidget(self._nothing)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(Px.GAP)
        column.addWidget(self._strip)
        column.addWidget(self._body, 1)
        outer = QVBoxLayout(self)
        tight(outer)
        outer.addWidget(self._header)
        outer.addWidget(inside, 1)

    # -- what people do

    def _connect(self) -> None:
        self.list.chosen.connect(self.choose)
        deeds, head, detail = self.deeds, self.detail.header, self.detail
        deeds.ignored.connect(self._ignore)
        self.list.asked.connect(deeds.ask)
        for added, searched in (
            (self.list.added, self.list.searched),
            (self._nothing.add.clicked, self._nothing.search.clicked),
        ):
            added.connect(deeds.add)
            searched.connect(deeds.search)
        self.list.greeted.connect(deeds.greet)
        self._nothing.address.greeted.connect(deeds.greet)
        self._room.picked.connect(deeds.show_room)
        head.picked.connect(deeds.pick)
        head.paired.connect(deeds.pair)
        head.made_safe.connect(deeds.make_safe)
        head.left.connect(deeds.disconnect_device)
        detail.self_test.started.connect(deeds.test)
        detail.drill.started.connect(deeds.drill)
        detail.tab_chosen.connect(self._choose_tab)
        detail.calibration.started.connect(self._begin_guide)
        detail.guide.taken.connect(self._take_step)
        detail.guide.left.connect(self._end_guide)
        detail.guide.picked.connect(self._guide_channel)

    def _device_of(self, key: str) -> DeviceCheckup | None:
        return next((each for each in self._now.checkups if key_of(each) == key), None)

    def _ignore(self, key: str) -> None:
        self._ignored |= {key}
        self.refresh()

    def _choose_tab(self, key: str) -> None:
        self._tab = LiveTab(key)
        self.refresh()

    # -- calibrating

    def _begin_guide(self) -> None:
        channels = () if self.chosen is None else calibratable(self.chosen)
        if channels:
            self._guide_channel(channels[0])
            self.detail.guide.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _guide_channel(self, channel: str) -> None:
        self._guide = guide_for(channel)
        self.detail.guide.show_amount(self._guide.known)
        self.refresh()

    def _take_step(self, known: float) -> None:
        device, guide, control = self.chosen, self._guide, self.deeds.control
        if device is None or guide is None or control is None:
            return
        if guide.step is Step.DONE:
            self._end_guide()
            return
        if guide.step is Step.ZERO:
            trouble = control.take_zero(device, guide.channel)
        else:
            guide = replace(guide, known=known)
            trouble = control.take_known(device, guide.channel, known)
        self._guide = guide.after(trouble)
        self.refresh()

    def _end_guide(self) -> None:
        self._guide = None
        self.refresh()
        self.detail.calibration.button.setFocus(Qt.FocusReason.OtherFocusReason)


class _NothingYet(QWidget):
    """What the page shows without any device: one sentence, how to begin, two buttons."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._words = EmptyState(art, "devices")
        self.address = AddressField(art, "devices.empty.address")
        self.address.setFixedWidth(420)
        self.add = Button(art, "devices.empty.add", kind="primary", icon="plus")
        self.search = Button(art, "devices.empty.search", icon="search")
        row = QHBoxLayout()
        row.setSpacing(Px.GAP)
        row.addStretch(1)
        row.addWidget(self.add)
        row.addWidget(self.search)
        row.addStretch(1)
        column = QVBoxLayout(self)
        tight(column)
        column.addStretch(2)
        self._words.setFixedWidth(640)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._words)
        across.addStretch(1)
        column.addLayout(across)
        column.addWidget(self.address, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Px.GAP)
        column.addLayout(row)
        column.addStretch(3)

    def show_view(self, view: DeviceListView) -> None:
        """Say it."""
        self._words.show_words(view.empty, view.empty_hint)
        self.add.label(view.add, tip=view.add_tip)
        self.search.label(view.search, tip=view.search_tip)
        self.address.show_words(view.greet, view.greet_hint)


def _first(view: DeviceListView) -> str:
    """Return the device to begin with: one that works, else the first of the list."""
    for _, rows in view.parts:
        for row in rows:
            if row.standing is Standing.UP:
                return row.key
    return view.keys[0] if view.keys else ""
