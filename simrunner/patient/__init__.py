"""The body: orders and simulated time in, true vitals, beats, breaths and wave samples out."""
