"""Fluke ProSim 8 and 6 (and the older dialect of ProSim 2 and MPS450): patient simulators."""
