"""Foot pedals, keys and scanners: something happened now."""
