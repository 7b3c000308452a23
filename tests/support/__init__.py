"""Builders and hand-written fakes that several tests share."""
