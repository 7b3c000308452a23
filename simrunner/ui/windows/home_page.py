"""Home: find a scenario and start it."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from simrunner.domain.text import LANGUAGES, Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.centre import CentreCell
from simrunner.ui.presenters.home import FILTERS, RECENT_CARDS, HomePresenter
from simrunner.ui.presenters.home_view import HomeView
from simrunner.ui.presenters.pack_page import PackDetail, RunChoice
from simrunner.ui.presenters.terms import language_words
from simrunner.ui.widgets.choice_button import ChoiceButton
from simrunner.ui.widgets.controls import Button, Label, Segments, describe
from simrunner.ui.widgets.flow import FlowRow
from simrunner.ui.widgets.home_parts import RecentCard, SearchBox, UnfinishedBanner
from simrunner.ui.widgets.locked_banner import LockedBanner
from simrunner.ui.widgets.pack_tile import TileGrid
from simrunner.ui.widgets.panels import EmptyState, PageHeader, scrolled, tight
from simrunner.ui.windows.pack_page import PackPage
from simrunner.ui.windows.page import Page

SEARCH_KEY = "Ctrl+K"
_SEARCH = QSize(520, 36)
_RECENT_LEAST = 340


class HomePage(Page):
    """The unfinished run, recent runs, and the library; a pack opens in its place.

    After ``open_requested`` the application answers with ``show_pack``. ``bundles_dropped`` tells
    the paths of files that may be bundles, ``phrase_typed`` a pass phrase for the record.
    """

    bundles_dropped = Signal(list)
    phrase_typed = Signal(str)

    start_requested = Signal(str)
    open_requested = Signal(str)
    debrief_requested = Signal(str)
    resume_requested = Signal(str)
    close_requested = Signal(str)
    centre_requested = Signal()

    def __init__(
        self,
        art: Artwork,
        presenter: HomePresenter,
        tr: Translate,
        *,
        choose_language: Callable[[str], None] | None = None,
        place: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName("home")
        self._tr = tr
        self._presenter = presenter
        self._choose_language = choose_language
        self._place = place
        self._stack = QStackedWidget()
        self._library = _Library(art)
        self._pack = PackPage(art, tr)
        self._stack.addWidget(self._library)
        self._stack.addWidget(self._pack)
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._stack)
        self.setAcceptDrops(True)
        self._connect()
        self.retranslate()

    @property
    def presenter(self) -> HomePresenter:
        """What holds the contents and the search; call refresh() after renewing it."""
        return self._presenter

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Home")

    @property
    def is_pack_open(self) -> bool:
        """Whether one pack is shown instead of the library."""
        return self._stack.currentWidget() is self._pack

    @property
    def pack_page(self) -> PackPage:
        """The page of one pack, shown or not."""
        return self._pack

    def choice_of(self, pack_id: str) -> RunChoice:
        """Return how a pack is to be run: as chosen on its page, as written when it is not open."""
        if self.is_pack_open and self._pack.pack_id == pack_id:
            return self._pack.choice
        return RunChoice()

    def retranslate(self) -> None:
        """Say everything again."""
        self._present()
        self.locked.retranslate(self._tr)
        self._pack.retranslate()

    @property
    def locked(self) -> LockedBanner:
        """What asks for a pass phrase."""
        return self._library.locked

    def ask_for_phrase(self, *, is_wrong: bool) -> None:
        """Ask for the pass phrase of the record."""
        self.locked.ask(is_wrong=is_wrong)
        self.locked.retranslate(self._tr)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that may be bundles."""
        if _bundles(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        event.acceptProposedAction()
        self.bundles_dropped.emit(_bundles(event))

    def take_focus(self) -> None:
        """Put the keyboard on the first scenario, or on Start of the open one."""
        if self.is_pack_open:
            self._pack.take_focus()
        elif self._library.tiles.cards():
            self._library.tiles.focus_card(0)

    def refresh(self) -> None:
        """Show the presenter's contents anew, for example after a run or a scan of packs."""
        self._present()

    def show_pack(self, detail: PackDetail) -> None:
        """Open a pack: its prebrief, roles and chart, or what is wrong with it."""
        self._pack.present(detail)
        self._stack.setCurrentWidget(self._pack)
        self._pack.take_focus()

    def show_centre(self, cell: CentreCell | None) -> None:
        """Show how the copying to the centre's server stands, nothing when there is none."""
        self._library.show_centre(cell)

    def show_library(self) -> None:
        """Go back to the library."""
        self._stack.setCurrentWidget(self._library)

    def _connect(self) -> None:
        library = self._library
        library.search.edited.connect(self._search)
        library.entered.connect(self._enter_tiles)
        library.segments.chosen.connect(self._language)
        library.centre.clicked.connect(self.centre_requested)
        for button in (*library.filters, library.sort):
            button.picked.connect(self._choose)
        for card in library.recents:
            card.started.connect(self.start_requested)
            card.debriefed.connect(self.debrief_requested)
        library.banner.resumed.connect(self.resume_requested)
        library.banner.debriefed.connect(self.debrief_requested)
        library.banner.closed.connect(self.close_requested)
        library.locked.typed.connect(self.phrase_typed)
        library.tiles.opened.connect(self.open_requested)
        library.tiles.started.connect(self._start)
        self._pack.back_requested.connect(self.show_library)
        self._pack.start_requested.connect(self.start_requested)

    def _present(self) -> None:
        tr = self._tr
        self._library.present(
            self._presenter.view(),
            self._place,
            tile_tip=tr("Enter opens, Ctrl+Enter starts"),
            language_tip=tr("Language"),
            language=tr.language,
        )
        self.setAccessibleName(self.title)
        if self._library.centre.isHidden():
            describe(self._library.centre, tr("Centre's server"))

    def _search(self, text: str) -> None:
        self._presenter.search(text)
        self._present()

    def _choose(self, key: str, choice: str) -> None:
        self._presenter.choose(key, choice)
        self._present()

    def _language(self, language: str) -> None:
        if self._choose_language is not None:
            self._choose_language(language)

    def _start(self, pack_id: str) -> None:
        if self._presenter.pack(pack_id).error_count:
            self.open_requested.emit(pack_id)
        else:
            self.start_requested.emit(pack_id)

    def _enter_tiles(self, opens: bool) -> None:
        cards = self._library.tiles.cards()
        if not cards:
            return
        if opens:
            self.open_requested.emit(cards[0].pack_id)
        else:
            self._library.tiles.focus_card(0)


def _bundles(event: QDropEvent) -> list[str]:
    files = [url.toLocalFile() for url in event.mimeData().urls()]
    return [file for file in files if file.lower().endswith(".zip")]


class _Library(QWidget):
    """The library view of Home."""

    entered = Signal(bool)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._art = art
        self._recent_count = 0
        column = QVBoxLayout(self)
        tight(column)
        self._header = PageHeader(art)
        self.search = SearchBox(art, "home.search", "Ctrl K")
        self._header.middle.addWidget(self.search)
        self.segments = Segments(art, "home.language", LANGUAGES)
        self.centre = Button(art, "home.centre", kind="plain")
        self.centre.hide()
        self._header.right.addWidget(self.centre)
        self._header.right.addWidget(self.segments)
        column.addWidget(self._header)
        self._area = self._build_body()
        column.addWidget(self._area, 1)
        self._key = QShortcut(QKeySequence(SEARCH_KEY), self)
        self._key.activated.connect(self._to_search)
        self.tiles.reached.connect(self._reveal)

    def _build_body(self) -> QScrollArea:
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(Px.PAD_HOME, 16, Px.PAD_HOME, Px.PAD_HOME)
        rows.setSpacing(0)
        self.locked = LockedBanner(self._art)
        rows.addWidget(self.locked)
        rows.addWidget(self.locked.gap)
        self.banner = UnfinishedBanner(self._art)
        rows.addWidget(self.banner)
        self._banner_gap = QWidget()
        self._banner_gap.setFixedHeight(16)
        rows.addWidget(self._banner_gap)
        self._recent_title = Label(self._art, Role.SECTION_TITLE)
        rows.addWidget(self._recent_title)
        self._recent_row = QWidget()
        cards = QHBoxLayout(self._recent_row)
        cards.setContentsMargins(0, 6, 0, 16)
        cards.setSpacing(Px.GAP_HOME)
        self.recents = tuple(RecentCard(self._art, number) for number in range(RECENT_CARDS))
        for card in self.recents:
            cards.addWidget(card, 1)
        rows.addWidget(self._recent_row)
        self._bar = self._build_bar()
        rows.addWidget(self._bar)
        rows.addSpacing(12)
        self.tiles = TileGrid(self._art)
        rows.addWidget(self.tiles)
        self._empty = EmptyState(self._art, "search")
        self._empty.setMinimumHeight(240)
        rows.addWidget(self._empty)
        rows.addStretch(1)
        return scrolled(body)

    def _build_bar(self) -> FlowRow:
        self._library_title = Label(self._art, Role.SECTION_TITLE)
        self.filters = tuple(ChoiceButton(self._art, f"home.filter.{key}") for key in FILTERS)
        self._count = Label(self._art, Role.BODY, "tx2")
        self._count.setIndent(8)
        self.sort = ChoiceButton(self._art, "home.sort", can_clear=False)
        self._library_title.setContentsMargins(0, 0, 8, 0)
        return FlowRow((self._library_title, *self.filters, self._count), self.sort)

    def present(
        self, view: HomeView, place: str, *, tile_tip: str, language_tip: str, language: str
    ) -> None:
        """Show everything."""
        self._header.show_title(view.title, place)
        self.search.show_words(view.search_hint, SEARCH_KEY)
        self.segments.show_words(tuple(language_words().items()), language_tip)
        self.segments.choose(language)
        self.banner.present(view.banner)
        self._banner_gap.setVisible(view.banner is not None)
        self._present_recents(view)
        self._library_title.setText(view.library_title)
        for button, choice in zip(self.filters, view.filters, strict=True):
            button.present(choice, f"{choice.name} {choice.words}")
        self.sort.present(view.sort, f"{view.sort.name} {view.sort.words}")
        self._count.setText(view.count)
        self.tiles.present(view.tiles, tile_tip)
        self.tiles.setVisible(bool(view.tiles))
        self._empty.setVisible(not view.tiles)
        self._empty.show_words(view.empty, view.empty_hint)

    def show_centre(self, cell: CentreCell | None) -> None:
        """Show the copying in few words that lead to Settings."""
        self.centre.setVisible(cell is not None)
        if cell is not None:
            self.centre.show_icon(cell.icon)
            self.centre.label(cell.words, tip=cell.tip)

    def _present_recents(self, view: HomeView) -> None:
        self._recent_title.setText(view.recent_title)
        self._recent_title.setVisible(bool(view.recents))
        self._recent_row.setVisible(bool(view.recents))
        self._recent_count = len(view.recents)
        for card, recent in zip(self.recents, view.recents, strict=False):
            card.present(recent)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many recent cards as have room, and as wide a search field."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() - 2 * Px.PAD_HOME
        self.search.setFixedWidth(max(240, min(_SEARCH.width(), wide * 36 // 100)))
        room = max(1, (wide + Px.GAP_HOME) // (_RECENT_LEAST + Px.GAP_HOME))
        for number, card in enumerate(self.recents):
            card.setVisible(number < min(self._recent_count, room))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search field: Down goes to the tiles, Enter opens the first."""
        in_search = self.search.field.hasFocus()
        if in_search and event.key() == Qt.Key.Key_Down:
            self.entered.emit(False)
        elif in_search and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(True)
        else:
            super().keyPressEvent(event)

    def _to_search(self) -> None:
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.selectAll()

    def _reveal(self, area: QRect) -> None:
        if area.top() == 0:
            self._area.verticalScrollBar().setValue(0)
            return
        top = self.tiles.pos() + area.topLeft()
        bottom = self.tiles.pos() + area.bottomLeft()
        self._area.ensureVisible(top.x(), bottom.y(), 0, 24)
        self._area.ensureVisible(top.x(), top.y(), 0, 24)
