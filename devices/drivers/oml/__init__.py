"""The driver for every device that speaks OML/1."""
