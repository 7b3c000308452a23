"""The shipped packs explored: every state reached, and each rule or its reason."""

import pytest
from support.packs import SCENARIOS

