"""The fault drill from the command line: its table, and the session that its replay row needs."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.devices import DeskFeed, desk_of, device_tool
from simrunner.app.exit_code import BAD_INPUT, OK
from simrunner.app.pacing import monotonic_s, wall_text
from simrunner.app.terminal import Table, print_table
from simrunner.cpr.detector import CompressionDetector
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import Device
from simrunner.hardware.pairing import PairedDevices
from simrunner.record.library import Library
