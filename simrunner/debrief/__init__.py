"""The debrief: a stored run as a time line, expected against observed, and figures. Reads only."""
