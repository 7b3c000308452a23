"""What can go wrong between a device and its host, by time or by chance, from a seed."""
