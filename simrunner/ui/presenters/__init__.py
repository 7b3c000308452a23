"""Qt-free objects that turn domain values into words, colour roles and flags."""
