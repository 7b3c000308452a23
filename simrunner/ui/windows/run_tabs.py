"""Events, marks and log as tabs on small screens; each tab says what it holds."""

from collections.abc import Mapping

from PySide6.QtWidgets import QTabWidget, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import Role
from simrunner.ui.widgets.ink import colour, role_font

LOG_TAB = 2


class RunTabs(QTabWidget):
    """Three panels; ``show_counts`` puts a few letters behind the titles."""

    def __init__(self, events: QWidget, marks: QWidget, log: QWidget, tr: Translate) -> None:
        """Put the panels into their tabs."""
        super().__init__()
        self.setObjectName("run-tabs")
        self._tr = tr
        self._counts: dict[str, str] = {}
        self.setFont(role_font(Role.BODY_STRONG))
        for panel in (events, marks, log):
            self.addTab(panel, "")
        self.setStyleSheet(
            f"QTabWidget::pane {{ border: none; }} QTabBar {{ background: transparent; }}"
            f"QTabBar::tab {{ color: {colour('tx2').name()}; background: transparent;"
            f" padding: 8px 14px; border-bottom: 2px solid transparent; }}"
            f"QTabBar::tab:selected {{ color: {colour('tx1').name()};"
            f" border-bottom: 2px solid {colour('ac').name()}; }}"
        )
        self.currentChanged.connect(self._read)
        self.retranslate()

    @property
    def shows_log(self) -> bool:
        """Whether the log is the open tab."""
        return self.currentIndex() == LOG_TAB

    def retranslate(self) -> None:
        """Give each tab its title and, when it has one, its count."""
        tr = self._tr
        names = (("events", tr("Events")), ("marks", tr("Marks")), ("log", tr("Log")))
        for index, (name, title) in enumerate(names):
            self.setTabText(index, f"{title}  {self._counts.get(name, '')}".strip())

    def show_counts(self, counts: Mapping[str, str]) -> None:
        """Show what the tabs ``events``, ``marks`` and ``log`` hold."""
        if self._counts != counts:
            self._counts = dict(counts)
            self.retranslate()

    def _read(self, index: int) -> None:
        """Forget the count of new lines when the log is opened."""
        if index == LOG_TAB:
            self._counts.pop("log", None)
            self.retranslate()
