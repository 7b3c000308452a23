"""What screen tests share: the real artwork of the repository, loaded once."""

from pathlib import Path

import pytest

from simrunner.ui.look.artwork import Artwork, load_artwork


@pytest.fixture(scope="session")
def art(qapp) -> Artwork:
    return load_artwork(Path(__file__).parents[2] / "resources")
