"""Nonin pulse oximeters: packets of the OEM modules and lines of the hand-held ones."""
