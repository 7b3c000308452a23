"""Drivers, one folder per device or family; they do not know each other."""
