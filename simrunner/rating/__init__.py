"""Marks, ratings, evidence and the lock: the only writer of annotations."""
