"""The straight line: one inbox in, one frame out, five calls between them."""
