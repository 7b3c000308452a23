"""The words that every stage shares: frozen values and pure functions, standard library only."""
