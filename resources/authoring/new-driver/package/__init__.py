"""A driver for simrunner."""
