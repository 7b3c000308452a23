"""What every drawing is made with: sample grid, overlap-add strip, coloured noise."""
