"""Scenario packs: files in, checked and frozen charts of `domain` out."""
