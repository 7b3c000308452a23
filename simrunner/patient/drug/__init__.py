"""Drugs: where they go in the body, how long they stay, and which handles they turn."""
