"""Every other wave, drawn from the same beats and breaths."""
