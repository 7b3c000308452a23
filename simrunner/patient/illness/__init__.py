"""States of illness: what each does to the handles of the body, and how fast."""
