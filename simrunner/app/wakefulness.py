"""Keeps the computer awake while a run goes on: no sleep, no screen saver."""

import ctypes
import subprocess
import sys
from typing import Any

# SetThreadExecutionState flags (Windows API, winbase.h)
_ES_CONTINUOUS = 0x80000000
_ES_SYSTEM_REQUIRED = 0x00000001
_ES_DISPLAY_REQUIRED = 0x00000002


class Wakefulness:
    """Holds sleep off between hold() and release(); both may be called again."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._cookie: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.is_held = False

    def hold(self) -> bool:
        """Ask the system to stay awake and return whether it agreed."""
        if not self.is_held:
            if sys.platform == "win32":
                flags = _ES_CONTINUOUS | _ES_SYSTEM_REQUIRED | _ES_DISPLAY_REQUIRED
                self.is_held = bool(ctypes.windll.kernel32.SetThreadExecutionState(flags))
            elif sys.platform == "darwin":
                self._process = subprocess.Popen(["/usr/bin/caffeinate", "-di"])
                self.is_held = True
            else:
                self.is_held = self._inhibit()
        return self.is_held

    def release(self) -> None:
        """Let the system sleep again."""
        if not self.is_held:
            return
        self.is_held = False
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(_ES_CONTINUOUS)
        elif self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=5)
            self._process = None
        elif self._cookie is not None:
            self._saver().call("UnInhibit", self._cookie)
            self._cookie = None

    def _saver(self) -> Any:
        from PySide6.QtDBus import QDBusConnection, QDBusInterface

        # The freedesktop.org Idle Inhibition Service, which GNOME, KDE and Xfce offer.
        name, path = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
        return QDBusInterface(name, path, name, QDBusConnection.sessionBus())

    def _inhibit(self) -> bool:
        saver = self._saver()
        if not saver.isValid():
            return False
        reply = saver.call("Inhibit", "simrunner", "A simulation is running")
        arguments = reply.arguments()
        if not arguments or not isinstance(arguments[0], int):
            return False
        self._cookie = arguments[0]
        return True
