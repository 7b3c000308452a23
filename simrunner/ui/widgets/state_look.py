"""The colours of a state by how it stands in the run."""

from simrunner.ui.look.tokens import ACTIVE_STATE_EDGE, ACTIVE_STATE_SUBLINE
from simrunner.ui.presenters.state_map import NodeLook


def node_colours(look: NodeLook) -> tuple[str, str, float, str, str]:
    """Return fill, edge, edge width, text and small text of a look."""
    return {
        NodeLook.ACTIVE: ("acf", ACTIVE_STATE_EDGE, 2.0, "#FFFFFF", ACTIVE_STATE_SUBLINE),
        NodeLook.VISITED: ("bg3", "line3", 1.2, "tx1", "tx2"),
        NodeLook.REACHABLE: ("act", "acl", 1.2, "tx1", "tx2"),
        NodeLook.IDLE: ("bg2", "line2", 1.0, "tx2", "tx3"),
    }[look]
