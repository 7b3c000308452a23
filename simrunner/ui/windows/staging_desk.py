"""Collects changes of the mirror's numbers until they are applied together; pins and releases."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from simrunner.domain.action import Action
from simrunner.ui.presenters.staging import Staged, StagingArea, Tile, releases
from simrunner.ui.widgets.staged_bar import StagedRow
from simrunner.ui.widgets.vital_tile import VitalTileWidget


class StagingDesk(QObject):
    """Stands between the tiles, the row of waiting changes, and the session's inbox."""

    def __init__(
        self,
        tiles: Mapping[str, VitalTileWidget],
        row: StagedRow,
        submit: Callable[[Action], None],
    ) -> None:
        """Listen to the tiles and the row."""
        super().__init__()
        self._tiles = tiles
        self._row = row
        self._submit = submit
        self._staging = StagingArea()
        for tile in tiles.values():
            tile.staged.connect(self.stage)
            tile.pin_wanted.connect(self.toggle_pin)
            tile.apply_wanted.connect(self.apply)
        row.applied.connect(self.apply)
        row.cleared.connect(self.clear)
        row.dropped.connect(self.drop)

    def stage(self, change: Staged) -> None:
        """Keep a change until it is applied."""
        self._staging.put(change)
        self._show()

    def apply(self) -> None:
        """Send every waiting change."""
        for action in self._staging.take():
            self._submit(action)
        self._show()

    def clear(self) -> None:
        """Forget every waiting change."""
        self._staging.clear()
        self._show()

    def drop(self, tile: Tile) -> None:
        """Forget one waiting change."""
        self._staging.drop(tile)
        self._show()

    def toggle_pin(self, tile: Tile) -> None:
        """Pin a number where it is, or release a pinned one."""
        shown = self._tiles[tile].tile
        if shown is None:
            return
        for action in releases(tile) if shown.is_pinned else shown.start.pins():
            self._submit(action)

    def _show(self) -> None:
        staged = self._staging.staged
        self._row.show_staged(staged)
        waiting: dict[str, Staged] = {change.tile: change for change in staged}
        for name, widget in self._tiles.items():
            widget.show_waiting(waiting.get(name))
