"""The press of a chest by mouse or key, led to the device while it lasts."""

from PySide6.QtCore import QObject, Qt, QTimer

from simrunner.cpr.quality import Target
from simrunner.hardware.hands import Hands
from simrunner.ui.presenters.press_hand import DEEPEST_MM, PressHand
from simrunner.ui.widgets.manikin_figure import ManikinFigure
from simrunner.ui.widgets.press_zone import DepthPad

PRESS_MS = 16


class ManikinPress(QObject):
    """One hand on two zones, the figure's chest and the scale; its timer rests when it does."""

    def __init__(
        self, hands: Hands, device: str, target: Target, *, figure: ManikinFigure, pad: DepthPad
    ) -> None:
        """Begin off the chest."""
        super().__init__(pad)
        self._hands, self._device, self._figure, self._pad = hands, device, figure, pad
        self._hand = PressHand((target.depth_low_mm + target.depth_high_mm) / 2)
        self._timer = QTimer(self, interval=PRESS_MS)
        self._timer.timeout.connect(self.follow)
        for zone in (figure.chest, pad):
            zone.pressed.connect(self._press)
            zone.dragged.connect(self._drag)
            zone.released.connect(self.release)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing wakes it."""
        return not self._timer.isActive()

    def press_once(self) -> None:
        """Compress once to the middle of the guideline's band."""
        self._hand.tap(self._hands.now_s())
        self._timer.start()
        self.follow()

    def release(self) -> None:
        """Let the chest come up."""
        self._hand.release(self._hands.now_s())
        self.follow()

    def follow(self) -> None:
        """Send where the hand was since the last call, and show where it is."""
        hand = self._hand
        points = hand.take(self._hands.now_s())
        if points:
            self._hands.press(self._device, points)
        self._pad.show_depth(hand.depth_mm, hand.peak_mm, hand.rate_per_min)
        self._figure.show_depth(hand.depth_mm / DEEPEST_MM)
        if hand.is_at_rest:
            self._timer.stop()

    def _press(self) -> None:
        # A hand on the chest is off the keyboard's fields: the space bar compresses from now on.
        self._pad.window().setFocus(Qt.FocusReason.MouseFocusReason)
        self._hand.press(self._hands.now_s())
        self._timer.start()
        self.follow()

    def _drag(self, depth_mm: float) -> None:
        self._hand.lead(depth_mm, self._hands.now_s())
        self.follow()
