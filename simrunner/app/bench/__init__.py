"""Measures the performance goals against baselines run in the same process: bootstrap.py bench."""
