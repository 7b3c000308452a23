"""Checks over a finished chart: what teams would run into."""
