"""A button that opens the list of what else may be done here."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, style_sheet
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.widgets.controls import Button


class DeedButton(Button):
    """Opens a menu of groups of deeds, each done for the moment that ``now_ms`` tells.

    A group may grow and shrink: the menu has what is in it when it opens.
    """

    def __init__(
        self, art: Artwork, name: str, *, tr: Translate, groups: Sequence[Sequence[Deed]],
        now_ms: Callable[[], SimTimeMs],
    ) -> None:  # fmt: skip
        super().__init__(art, name, kind="surface")
        self._tr = tr
        self._groups = groups
        self._now_ms = now_ms
        self._menu = QMenu(self)
        self._menu.setObjectName(f"{name}.menu")
        self._menu.setFont(art.fonts.font(Role.BODY))
        self.show_icon(after="chevron-down")
        self.clicked.connect(self.open_list)

    def keys(self, owner: QWidget) -> tuple[QShortcut, ...]:
        """Return the shortcuts of the deeds that have one, in force wherever ``owner`` is."""
        deeds = (deed for group in self._groups for deed in group)
        return tuple(self._shortcut(deed, owner) for deed in deeds if deed.key)

    def open_list(self) -> None:
        """Open the list below the button; it never blocks."""
        self._menu.clear()
        self._menu.setStyleSheet(style_sheet(colours_of(self)))
        for group in filter(None, self._groups):
            if not self._menu.isEmpty():
                self._menu.addSeparator()
            for deed in group:
                self._add(deed)
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _add(self, deed: Deed) -> None:
        shown = f"\t{QKeySequence(deed.key).toString()}" if deed.key else ""
        action = self._menu.addAction(deed.words(self._tr) + shown)
        action.setObjectName(f"{self.objectName()}.{deed.name}")
        action.triggered.connect(lambda: self._do(deed))

    def _shortcut(self, deed: Deed, owner: QWidget) -> QShortcut:
        shortcut = QShortcut(QKeySequence(deed.key), owner)
        shortcut.setObjectName(f"{self.objectName()}.key.{deed.name}")
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self._do(deed))
        return shortcut

    def _do(self, deed: Deed) -> None:
        if self.isVisible():  # a phase without the button is one without its deeds
            deed.act(self._now_ms())
