"""Scripted teams that run a scenario without people, and the verdict on what came of it."""
