"""The entry point: without arguments the window, with arguments the command line.

The command-line library is not even loaded for the window, which should be there at once.
"""

import gc
import sys


def main() -> None:
    """Run the program and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    if len(sys.argv) > 1:
        from simrunner.app.cli import run_command_line

        sys.exit(run_command_line())
    # Until the window stands, no garbage is worth collecting; app/garbage.py takes over then.
    gc.disable()
    from simrunner.app.desktop import run_desktop

    sys.exit(run_desktop())
