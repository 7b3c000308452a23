"""Masimo Radical-7: one line of numbers per second."""
