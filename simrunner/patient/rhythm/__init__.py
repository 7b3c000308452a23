"""When the heart beats: rhythms as data, and the clocks that turn them into beats."""
