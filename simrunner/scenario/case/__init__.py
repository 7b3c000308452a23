"""Cases: a modelled body without a scenario, and what is done to it when."""
