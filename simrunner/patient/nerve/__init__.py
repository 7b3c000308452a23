"""Brain, nerve and muscle: consciousness, intracranial pressure, relaxation."""
