"""The small languages inside a file: quantities, conditions, commands."""
