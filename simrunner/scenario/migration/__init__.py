"""Older scenario files brought to the format that this program reads."""
