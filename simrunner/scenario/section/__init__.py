"""What each section of a file means, turned into values of `domain`."""
