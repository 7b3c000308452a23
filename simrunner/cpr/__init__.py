"""Quality of chest compressions from a depth signal."""
