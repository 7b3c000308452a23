"""Boards that print lines of text, read by patterns from a file."""
