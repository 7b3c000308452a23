"""The record: every run's facts in one file, chained, committed before they are acknowledged."""
