"""The device port: what a driver offers, how devices are supervised and become actions."""
