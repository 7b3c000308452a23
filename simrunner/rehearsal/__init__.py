"""Plays scenarios without people: scripted teams, headless runs, and what they must give."""
