"""The drawn manikin: pulses to hold, a chest to press, a face that shows how it is."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import QAbstractButton, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.manikin import Face, Felt, key_of_site, place_words, site_name
from simrunner.ui.widgets.manikin_shape import (
    CHEST,
    ELECTRODES,
    EYES,
    HIGH,
    IO_LINE,
    IV_LINE,
    MOUTH,
    PADS,
    PLACES,
    PRESS_POINT,
    WIDE,
    body_path,
    seams,
)
from simrunner.ui.widgets.press_zone import PressZone

_POINT_PX = 44
_DISC_PX = 12.0
_SWELL_PX = 8.0
_BEAT_MS = 33
_MARGIN_PX = 64
_RISE_SHARE, _FALL_SHARE = 0.12, 0.45


class PulsePoint(QAbstractButton):
    """A place where a pulse can be felt while the button is held; it swells with the beat."""

    def __init__(self, site: str, art: Artwork) -> None:
        """Stand still until told of a pulse."""
        super().__init__()
        self.site = site
        self.setObjectName(f"manikin-pulse-{site}")
        self.setFixedSize(_POINT_PX, _POINT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._font = art.fonts.font(Role.KEY_CAP)
        self._swell = 0.0
        self._felt: Felt | None = None

    def show_felt(self, felt: Felt | None, swell: float) -> None:
        """Show what is under the finger, None for no finger; ``swell`` is 0 to 1."""
        if (felt, swell) != (self._felt, self._swell):
            self._felt, self._swell = felt, swell
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the disc with its key."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        fill, edge, ink = QColor(colours.bg1), QColor(colours.line3), QColor(colours.tx1)
        radius = _DISC_PX
        if self._felt is not None:
            has_pulse = self._felt.strength > 0
            edge = QColor(colours.colour("bad" if not has_pulse else "ac"))
            if has_pulse:
                radius += _SWELL_PX * self._swell * self._felt.strength
                fill, ink = QColor(colours.acf), QColor(colours.on_fill)
        elif self.underMouse():
            edge = QColor(colours.ac)
        painter.setPen(QPen(edge, 2 if self._felt is not None else 1.5))
        painter.setBrush(fill)
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(ink)
        painter.setFont(self._font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, key_of_site(self.site))


class ManikinFigure(QWidget):
    """``finger`` tells the pulse that is felt from now on, empty for none; ``chest`` is pressed."""

    finger = Signal(str)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Draw a manikin that shows nothing."""
        super().__init__()
        self.setObjectName("manikin-figure")
        self.setMinimumSize(360, 480)
        self._art = art
        self._tr = tr
        self._face: Face | None = None
        self._felt: Felt | None = None
        self._site = ""
        self._phase_ms = 0
        self._depth_share = 0.0
        self._things: frozenset[str] = frozenset()
        self.points: Mapping[str, PulsePoint] = {site: PulsePoint(site, art) for site in PLACES}
        self.chest = PressZone("manikin-chest")
        self.chest.setParent(self)
        for point in self.points.values():
            point.setParent(self)
            point.pressed.connect(self._pressed)
            point.released.connect(self.let_go)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._swell)
        self.retranslate()

    @property
    def site(self) -> str:
        """The pulse under the finger, empty for none."""
        return self._site

    @property
    def is_still(self) -> bool:
        """Whether nothing here moves or wakes anybody."""
        return not self._beat.isActive()

    def retranslate(self) -> None:
        """Name every place again."""
        for site, point in self.points.items():
            words = place_words(site, self._tr)
            point.setAccessibleName(words)
            point.setToolTip(self._tr("{site}: hold to feel ({key})", site=words,
                                      key=key_of_site(site)))  # fmt: skip
        self.chest.setAccessibleName(self._tr("Chest: press to compress"))
        self.setAccessibleName(self._tr("Manikin"))
        self.update()

    # -- fingers

    def feel(self, site: str) -> None:
        """Put a finger on a pulse."""
        if site != self._site:
            self.let_go()
            self._site, self._phase_ms = site, 0
            self.finger.emit(site)

    def let_go(self) -> None:
        """Take the finger away."""
        if self._site:
            self.points[self._site].show_felt(None, 0.0)
            self._site = ""
            self._beat.stop()
            self.finger.emit("")

    def _pressed(self) -> None:
        point = self.sender()
        if isinstance(point, PulsePoint):
            self.feel(point.site)

    # -- showing

    def show_face(self, face: Face) -> None:
        """Show lids and colour."""
        if face != self._face:
            self._face = face
            self.update()

    def show_things(self, things: frozenset[str]) -> None:
        """Show the lines, pads and electrodes that are on the patient."""
        self._things = things
        self.update()

    def show_felt(self, felt: Felt) -> None:
        """Show what the finger feels; only a pulse moves anything."""
        self._felt = felt
        if not self._site:
            return
        if felt.strength > 0 and not self._beat.isActive():
            self._beat.start()
        elif felt.strength <= 0:
            self._beat.stop()
        self._show_point()

    def show_depth(self, share: float) -> None:
        """Show how deep the chest is, 0 to 1."""
        if share != self._depth_share:
            self._depth_share = share
            self.update(self._on_screen(CHEST).toAlignedRect())

    def _swell(self) -> None:
        self._phase_ms += _BEAT_MS
        self._show_point()

    def _show_point(self) -> None:
        felt = self._felt
        if felt is None or not self._site:
            return
        swell = 0.0
        if felt.rate_per_min > 0:
            every_ms = 60_000 / felt.rate_per_min
            swell = _pulse_shape(self._phase_ms % every_ms / every_ms)
        self.points[self._site].show_felt(felt, swell)

    # -- drawing

    def _transform(self) -> QTransform:
        scale = min((self.width() - 2 * _MARGIN_PX) / WIDE, (self.height() - 16) / HIGH)
        left = (self.width() - scale * WIDE) / 2
        return QTransform(scale, 0, 0, scale, left, (self.height() - scale * HIGH) / 2)

    def _on_screen(self, area: QRectF) -> QRectF:
        return self._transform().mapRect(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the places where the body is."""
        super().resizeEvent(event)
        to_screen = self._transform()
        for site, point in self.points.items():
            at = to_screen.map(PLACES[site])
            point.move(round(at.x() - _POINT_PX / 2), round(at.y() - _POINT_PX / 2))
        self.chest.setGeometry(self._on_screen(CHEST).toAlignedRect())
        self.chest.lower()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw body, seams, chest, face and names."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(self._transform())
        painter.setPen(QPen(QColor(colours.line3), 1.5))
        painter.setBrush(QColor(colours.bg3))
        painter.drawPath(body_path())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.line2), 1.5))
        painter.drawPath(seams())
        self._draw_chest(painter)
        self._draw_things(painter)
        self._draw_face(painter)
        painter.resetTransform()
        self._draw_names(painter)

    def _draw_chest(self, painter: QPainter) -> None:
        colours = colours_of(self)
        pressed = self._depth_share
        painter.setPen(QPen(QColor(colours.colour("ac" if pressed else "line3")), 1.5))
        painter.setBrush(QColor(colours.colour("act" if pressed else "bg2")))
        inset = 9 * pressed
        painter.drawRoundedRect(CHEST.adjusted(inset, inset, -inset, -inset), 16, 16)
        painter.setPen(QPen(QColor(colours.tx3), 1.5))
        painter.drawLine(QPointF(150, CHEST.top() + 14), QPointF(150, PRESS_POINT.y() - 18))
        painter.setBrush(QColor(colours.colour("acf" if pressed else "bg4")))
        painter.setPen(QPen(QColor(colours.ac), 1.5))
        painter.drawEllipse(PRESS_POINT, 15, 12)

    def _draw_face(self, painter: QPainter) -> None:
        colours, face = colours_of(self), self._face
        line = QPen(QColor(colours.tx2), 2)
        line.setCapStyle(Qt.PenCapStyle.RoundCap)
        for eye in EYES:
            painter.setPen(line)
            painter.setBrush(QColor(colours.bg1))
            lid = None if face is None else face.lid
            if lid is None or lid <= 0.1:
                painter.drawLine(eye - QPointF(8, 0), eye + QPointF(8, 0))
                continue
            painter.drawEllipse(eye, 8, 5 * lid)
            painter.setBrush(QColor(colours.tx2))
            painter.drawEllipse(eye, 2.0, min(2.0, 4 * lid))
        lips = QColor(colours.tx2)
        if face is not None and face.cyanosis:
            lips = QColor(colours.info)
        painter.setPen(QPen(lips, 5 if face is not None and face.cyanosis else 2.5))
        painter.drawLine(MOUTH - QPointF(9, 0), MOUTH + QPointF(9, 0))

    def _draw_things(self, painter: QPainter) -> None:
        """Draw what has been put on or into the patient."""
        colours, things = colours_of(self), self._things
        painter.setPen(QPen(QColor(colours.tx2), 1.5))
        painter.setBrush(QColor(colours.bg4))
        if "pads" in things:
            for pad in PADS:
                painter.drawRoundedRect(pad, 7, 7)
        if "electrodes" in things:
            for at in ELECTRODES:
                painter.drawEllipse(at, 5, 5)
        painter.setPen(QPen(QColor(colours.info), 3))
        for name, at in (("iv.placed", IV_LINE), ("io.placed", IO_LINE)):
            if name in things:
                painter.drawLine(at - QPointF(0, 9), at + QPointF(0, 5))
                painter.drawLine(at - QPointF(5, 9), at + QPointF(5, -9))

    def _draw_names(self, painter: QPainter) -> None:
        """Write the names of the places at the patient's right, with lines to them."""
        colours = colours_of(self)
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        left = max(8, round(self._transform().map(QPointF(0, 0)).x()) - _MARGIN_PX + 8)
        for site, point in self.points.items():
            if not site.endswith(".r"):
                continue
            words = site_name(site, self._tr)
            middle = point.y() + _POINT_PX / 2
            painter.setPen(QColor(colours.tx2))
            room = QRectF(left, middle - 10, self.width(), 20)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.setPen(QPen(QColor(colours.line3), 1))
            end = point.x() + _POINT_PX / 2 - _DISC_PX - 3
            painter.drawLine(QPointF(left + wide + 6, middle), QPointF(end, middle))
        painter.setPen(QColor(colours.tx3))
        for flag, words in (
            (Qt.AlignmentFlag.AlignLeft, self._tr("Patient's right")),
            (Qt.AlignmentFlag.AlignRight, self._tr("Patient's left")),
        ):
            painter.drawText(self.rect().adjusted(12, 10, -12, -4), flag, words)

    def sizeHint(self) -> QSize:
        """Return a size at which a finger finds every place."""
        return QSize(420, 620)


def _pulse_shape(phase: float) -> float:
    """Return the swelling within a beat: a quick rise, a slower fall, then rest."""
    if phase < _RISE_SHARE:
        return phase / _RISE_SHARE
    if phase < _RISE_SHARE + _FALL_SHARE:
        return 1.0 - (phase - _RISE_SHARE) / _FALL_SHARE
    return 0.0
