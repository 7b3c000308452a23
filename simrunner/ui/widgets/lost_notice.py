"""The bar below the header that says which device was lost and what to do meanwhile."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Role
from simrunner.ui.widgets.console_panel import label
from simrunner.ui.widgets.devices_strip import DeviceChip
from simrunner.ui.widgets.ink import colour

NOTICE_PX = 54


class LostNotice(QFrame):
    """Hidden while every device answers; it never stops the run and asks for nothing."""

    def __init__(self, icons: Icons, tr: Translate) -> None:
        """Start hidden."""
        super().__init__()
        self.setObjectName("run-lost-notice")
        self.setFixedHeight(NOTICE_PX)
        self.setStyleSheet(
            f"#run-lost-notice {{ background: {colour('bad_tint').name()};"
            f" border: 1px solid {colour('bad').name()}; border-radius: 8px; }}"
        )
        self._tr = tr
        self._lost: tuple[DeviceChip, ...] = ()
        picture = QLabel()
        picture.setPixmap(icons.pixmap("cross", colour("bad").name(), 20))
        picture.setStyleSheet("background: transparent; border: none;")
        self.sentence = label("", Role.BODY_STRONG)
        self.advice = label("", Role.CAPTION, "tx2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self.sentence)
        words.addWidget(self.advice)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(14)
        row.addWidget(picture)
        row.addLayout(words, 1)
        self.hide()

    def show_devices(self, devices: Sequence[DeviceChip]) -> None:
        """Say which of these are lost; hide when none is."""
        self._lost = tuple(device for device in devices if device.link == "lost")
        self.retranslate()
        self.setVisible(bool(self._lost))

    def retranslate(self) -> None:
        """Say it again in the language in force."""
        tr = self._tr
        names = tr(", ").join(device.name for device in self._lost)
        facts = dict.fromkeys(device.fact for device in self._lost if device.fact)
        self.sentence.setText(tr("{device} lost; the session goes on", device=names))
        advice = tr(
            "What it feels is not read: log it with the keys. Look at its cable and power; it"
            " reconnects by itself."
        )
        self.advice.setText(advice)
        self.advice.setToolTip("; ".join(facts))
        self.setToolTip("; ".join(facts))
        self.setAccessibleName(f"{self.sentence.text()}. {advice}")
