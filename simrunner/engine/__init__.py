"""The statechart interpreter: a checked scenario and actions become orders and facts."""
