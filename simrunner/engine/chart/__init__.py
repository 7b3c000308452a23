"""States and rules at work: the configuration, which rules fire, microsteps."""
