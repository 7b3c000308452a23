"""Breathing: the drive, the muscles and the mechanics of lungs, chest and ventilator."""
