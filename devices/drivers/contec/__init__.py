"""Contec CMS50D+: a finger oximeter of 60 samples per second."""
