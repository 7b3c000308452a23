"""The main window: the rail and the pages."""

from collections.abc import Callable, Mapping, MutableMapping

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.shell import PAGES, page_shortcut, page_words
from simrunner.ui.widgets.failure_bar import FailureBar
from simrunner.ui.widgets.notice_bar import NoticeBar
from simrunner.ui.widgets.panels import surface, tight
from simrunner.ui.widgets.rail import Rail, RailEntry
from simrunner.ui.windows.empty_page import EmptyPage
from simrunner.ui.windows.page import Page

FOLD_BELOW_PX = 1440
SMALLEST = QSize(1100, 700)
_GEOMETRY = "window.geometry"
_ENTRIES = tuple(
    RailEntry(key=key, icon=key, at_bottom=key in ("devices", "settings")) for key in PAGES
)


class MainWindow(QMainWindow):
    """Home, Run, Assess, Debrief, Programme, Devices and Settings in one window.

    ``pages`` gives a Page per key of PAGES; a missing one is blank until fill(). ``settings``
    keeps the geometry. ``switch_language`` changes the language of ``tr``; the window then says
    everything again. ``page_changed`` tells the key of the page in view.
    """

    page_changed = Signal(str)
    closing = Signal()

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        pages: Mapping[str, Page],
        settings: MutableMapping[str, str],
        switch_language: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setMinimumSize(SMALLEST)
        self._art = art
        self._tr = tr
        self._settings = settings
        self._switch_language = switch_language
        self._pages = {key: pages.get(key) or Page() for key in PAGES}
        self._rail = Rail(art, _ENTRIES)
        self._stack = QStackedWidget()
        self.notice = NoticeBar(art, tr)
        self.failure = FailureBar(art, tr)
        self._root = surface("page")
        self._build(self._root)
        self._shortcuts = tuple(self._shortcut(key) for key in PAGES if page_shortcut(key))
        self._restore()
        self.retranslate()
        self.show_page("home")

    def fill(self) -> None:
        """Give every page that has no contents yet its empty state."""
        for key, page in self._pages.items():
            if type(page) is Page:
                self.set_page(key, self._empty(key))

    @property
    def current(self) -> str:
        """The key of the page in view."""
        shown = self._stack.currentWidget()
        return next(key for key, page in self._pages.items() if page is shown)

    @property
    def kept(self) -> dict[str, str]:
        """What the window keeps between starts."""
        return dict(self._settings)

    @property
    def rail(self) -> Rail:
        """The rail, for marks of attention."""
        return self._rail

    def page(self, key: str) -> Page:
        """Return a page; KeyError for an unknown key."""
        return self._pages[key]

    def set_page(self, key: str, page: Page) -> None:
        """Put another page in place, for example the console of a new run."""
        old = self._pages[key]
        was_shown = self._stack.currentWidget() is old
        self._pages[key] = page
        page.setProperty("surface", "page")
        self._stack.insertWidget(PAGES.index(key), page)
        self._stack.removeWidget(old)
        old.hide()
        old.deleteLater()
        if was_shown:
            self.show_page(key)

    def show_page(self, key: str) -> None:
        """Bring a page into view, in its own theme."""
        page = self._pages[key]
        self._dress(page.theme)
        self._stack.setCurrentWidget(page)
        self._rail.choose(key)
        page.take_focus()
        self.setWindowTitle(f"{page.title} · simrunner")
        self.page_changed.emit(key)

    def choose_language(self, language: str) -> None:
        """Switch the language of everything while running."""
        self._switch_language(language)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language in force."""
        for key in PAGES:
            self._rail.show_words(key, page_words(self._tr, key), page_shortcut(key))
            self._pages[key].retranslate()
        self._rail.setAccessibleName(self._tr("Pages"))
        self.notice.retranslate()
        self.failure.retranslate()
        self.setWindowTitle(f"{self._pages[self.current].title} · simrunner")
        self.setAccessibleName(self.windowTitle())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail in a narrow window."""
        super().resizeEvent(event)
        self._rail.fold(folded=self.width() < FOLD_BELOW_PX)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the geometry and tell the application."""
        self._settings[_GEOMETRY] = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.closing.emit()
        super().closeEvent(event)

    def _build(self, root: QFrame) -> None:
        row = QHBoxLayout(root)
        tight(row)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        tight(column)
        column.addWidget(self.failure)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        for page in self._pages.values():
            page.setProperty("surface", "page")
            self._stack.addWidget(page)
        self._rail.chosen.connect(self.show_page)
        self.setCentralWidget(root)

    def _dress(self, theme: Theme) -> None:
        if self._root.property("dressed") != theme.value:
            self._root.setProperty("dressed", theme.value)
            apply_theme(self._root, theme)

    def _shortcut(self, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(page_shortcut(key)), self)
        shortcut.setObjectName(f"shortcut.{key}")
        shortcut.activated.connect(self._rail.button(key).click)
        return shortcut

    def _restore(self) -> None:
        kept = self._settings.get(_GEOMETRY, "")
        data = QByteArray.fromBase64(QByteArray(kept.encode("ascii", "ignore")))
        if not kept or not self.restoreGeometry(data):
            self.resize(1600, 940)

    def _empty(self, key: str) -> EmptyPage:
        dark = key in ("run", "assess")
        empty = _EmptyWords(self._tr, key)
        page = EmptyPage(self._art, key, empty, theme=Theme.DARK if dark else Theme.LIGHT)
        page.setObjectName(key)
        return page


class _EmptyWords:
    """Title, sentence and hint of a page without contents, asked anew at every presentation."""

    def __init__(self, tr: Translate, key: str) -> None:
        self._tr = tr
        self._key = key

    def __call__(self) -> tuple[str, str, str]:
        """Return the three."""
        tr = self._tr
        sentence, hint = {
            "run": (tr("Nothing is running"), tr("Start a scenario on Home.")),
            "assess": (tr("Nothing to assess yet"), tr("Start a scenario on Home.")),
            "debrief": (
                tr("No debrief is open"),
                tr("It opens by itself when a run ends; earlier ones are on Home."),
            ),
            "programme": (
                tr("Nothing recorded yet"),
                tr("Progress of a cohort shows here once its runs have been rated."),
            ),
        }.get(self._key, (tr("Nothing recorded yet"), ""))
        return page_words(tr, self._key), sentence, hint
