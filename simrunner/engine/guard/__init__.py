"""Conditions at work: compiled to closures, explained, timed."""
